"""The originals of translations, as far as files say: kept at an import, written at an export.

A translation that comes in one run with its original needs no row: its base is what the two files
say, until one of them changes. Only what came apart is looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from articles.front_matter.files import ParsedFile
from articles.front_matter.record import ArticleRecord
from articles.front_matter.translation_base import BaseValue, read_base, written_base
from articles.import_export.originals import original_record
from articles.import_export.rivals import Place
from articles.models import Article, TranslationBase
from articles.models.translation_base import (
    Member,
    follow_texts,
    freeze,
    groups_of,
    named_original,
    original_among,
    recount,
    texts_of,
)
from articles.rendering.source_blocks import Texts

_UNCHANGED = "unchanged"


def keep_bases(
    created: Sequence[Article],
    retold: Sequence[tuple[Article, Texts]],
    rekeyed: Sequence[Article],
    taken: Mapping[int, Place],
) -> None:
    """Keep what translations were made from, after a batch of files was written.

    `created` are new articles, `retold` those whose text files changed, with that of before,
    `rekeyed` those with other unknown keys; `taken` has the articles that earlier batches of the
    run had files of. Two queries for a batch of new articles.
    """
    changed = [article for article, _before in retold]
    fresh = [*created, *changed]
    in_run = {pk for pk, place in taken.items() if place.outcome != _UNCHANGED}
    in_run |= {article.pk for article in fresh}
    # Their files have other words of a machine now, made from the original as it came with them.
    made_anew = [one.pk for one in changed if named_original(one.ai)]
    if made_anew:
        TranslationBase.objects.filter(article__in=made_anew).delete()
    if retold:
        follow_texts(retold, in_run)
    _keep_named([*created, *rekeyed])
    if any(article.external_id for article in fresh):
        _link_waiting(fresh)
        _link_apart(fresh, in_run)


def _keep_named(articles: Sequence[Article]) -> None:
    """Store the bases that files name."""
    for article in articles:
        base = read_base(article.extra.get("article", {}))
        if base is None:
            continue
        original = _group(article).filter(lang__iexact=base["lang"]).first()
        columns = {
            "original": original,
            "original_blocks": base["original"],
            "machine_blocks": base["machine"],
            "links": base["links"],
            "owned": base["owned"],
            "is_of_desk": True,
            "answers": {},
            "waiting": None,
        }
        row, _made = TranslationBase.objects.update_or_create(article=article, defaults=columns)
        if original:
            recount([row], texts_of(original).blocks)


def _link_waiting(fresh: Sequence[Article]) -> None:
    """Tie bases whose original was not there yet to those that came now; one query."""
    originals = {(one.source_id, one.external_id, one.lang.lower()): one for one in fresh}
    rows = TranslationBase.objects.filter(
        original=None,
        article__external_id__in={one.external_id for one in fresh if one.external_id},
    )
    for row in rows.select_related("article"):
        base = read_base(row.article.extra.get("article", {})) if row.article else None
        if row.article is None or base is None:
            continue
        identity = row.article.source_id, row.article.external_id, base["lang"].lower()
        original = originals.get(identity)
        if original is not None and original.pk != row.article_id:
            TranslationBase.objects.filter(pk=row.pk).update(original=original)
            recount([row], texts_of(original).blocks)


def _link_apart(fresh: Sequence[Article], in_run: set[int]) -> None:
    """Look at the articles of these translation groups that came in another run.

    Of a translation that comes later the base is its original's file, which an editor may have
    changed since. One that was there before its original may be of any text: its base is unknown.
    """
    numbers = {one.external_id for one in fresh if one.external_id}
    identities = Article.objects.identified().filter(external_id__in=numbers)
    apart = {pk for pk in identities.values_list("pk", flat=True) if pk not in in_run}
    if not apart:
        return
    by_id = {one.pk: one for one in fresh}
    for members in groups_of(numbers).values():
        for member in members:
            original = original_among(members, member)
            if original is None:
                continue
            if member.pk in by_id and original.pk in apart:
                _follow_original(by_id[member.pk], original.pk)
            elif member.pk in apart and original.pk in by_id:
                rows = TranslationBase.objects
                # Nobody knows what it was made from, unless somebody noted that.
                rows.get_or_create(article_id=member.pk, defaults={"original_id": original.pk})


def _follow_original(translation: Article, original_id: int) -> None:
    original = Article.objects.select_related("original").get(pk=original_id)
    file = getattr(original, "original", None)
    record = original_record(file, original.lang) if file else None
    if TranslationBase.objects.filter(article=translation).exists():
        return
    if record is None:
        TranslationBase.objects.create(article=translation, original=original)
        return
    before = _texts(record)
    if before != texts_of(original):
        freeze(original, [translation.pk], before.blocks, texts_of(original).blocks)


def exported_base(article: Article, parsed: ParsedFile | None) -> BaseValue | None:
    """The base of a translation as its file has to say it; None where two files that come together
    say enough. No query, but one for a translation that is written with it, and four for one of
    which an editor changed the text.

    `parsed` is the file that the article was imported from, None for none.
    """
    row: TranslationBase | None = getattr(article, "translation_base", None)
    file = _texts(parsed.record) if parsed else None
    is_retold = file is not None and file != texts_of(article)
    lang, original = "", None
    if row is not None and row.is_known:
        if row.is_of_desk or row.outdated or is_retold:
            langs = Article.objects.filter(pk=row.original_id or 0).values_list("lang", flat=True)
            lang, original = langs.first() or "", row.original_blocks
    elif row is None and is_retold:
        lang, original = _file_of_original(article)
    if original is None:
        return None
    machine = row.machine_blocks if row else None
    if machine is None and file and is_retold:
        machine = file.blocks
    links, owned = (row.links, row.owned) if row else (None, [])
    return written_base(lang, original, machine, links, owned)


def _file_of_original(article: Article) -> tuple[str, list[str] | None]:
    """(language, blocks) of the original of a translation as it was imported; None for its blocks
    where it has no file, or is not there."""
    if not (article.external_id and named_original(article.ai)):
        return "", None
    identity = article.source_id, article.external_id
    members = groups_of({article.external_id})[identity]
    found = original_among(members, Member(article.pk, *identity, article.lang, article.ai))
    if found is None:
        return "", None
    original = Article.objects.select_related("original").get(pk=found.pk)
    file = getattr(original, "original", None)
    record = original_record(file, original.lang) if file else None
    return original.lang, _texts(record).blocks if record else None


def _texts(record: ArticleRecord) -> Texts:
    return Texts(record.title, record.description, record.body)


def _group(article: Article) -> Any:
    return Article.objects.translations_of(article)
