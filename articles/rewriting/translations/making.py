"""Makes a translation of an article in a language in which there is none."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.import_export.unique_slugs import unique_slug
from articles.lib.graphemes import clip
from articles.lib.text import MAX_SLUG, slugify
from articles.models import Article, AuditEntry, Notice, TranslationBase
from articles.models.translation_base import texts_of
from articles.rendering.source_blocks import HEADS, Texts, split_blocks
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.exceptions import CannotTranslate, NothingToTranslate
from articles.rewriting.translations.state import columns_of
from articles.rewriting.translations.translator import Translator, portions
from articles.workflow import Status

# The version of how translations are made, for the key `ai`.
_VERSION = 1
# The action of the audit log.
REQUESTED = "request_translation"
# Whose reporting it tells, and the pictures beside the text, as well.
_COPIED = (
    "source_id", "external_id", "category_id", "cover_id", "sentiment", "score", "author_names",
    "text_pictures",
)  # fmt: skip


def missing_languages(article: Article, others: Sequence[Article]) -> list[str]:
    """The languages of the site that neither the article nor `others` of its group have."""
    known = {article.lang, *(one.lang for one in others)}
    return [lang for lang in settings.SITE_LANGUAGES if lang not in known]


@transaction.atomic
def begin_making(article: Article, lang: str, by: User | None) -> None:
    """Note that `by`, None for the program itself, asked for a translation into `lang`.

    Raises CannotTranslate when there is one, or none can be.
    """
    require_translatable(article)
    if lang not in missing_languages(article, list(Article.objects.translations_of(article))):
        raise CannotTranslate(gettext("There is a story in this language already."))
    rows = TranslationBase.objects.filter(original=article, lang=lang, article=None)
    asked = {"asked_at": timezone.now(), "failure": ""}
    if not rows.update(**asked):
        TranslationBase.objects.create(original=article, lang=lang, **asked)
    AuditEntry.record(REQUESTED, by, article, lang=lang)


def require_translatable(article: Article) -> None:
    """Raise CannotTranslate for an article that no translation could be tied to."""
    if not article.external_id:
        raise CannotTranslate(
            gettext(
                "Translations share the external id of their story, and this one has none. Write "
                "one into the story, such as its address, and come back."
            )
        )
    if not article.body.strip():
        raise CannotTranslate(gettext("The story has no text yet."))


def make_translation(article_id: int, lang: str, by: User | None, translate: Translator) -> int:
    """Translate an article into `lang`, and return the id of the new article, which is in review.

    That of the one that there is, where somebody was quicker. Raises NothingToTranslate, and what
    `translate` raises; then nothing is stored.
    """
    original = Article.objects.for_export().filter(pk=article_id).first()
    if original is None or not original.external_id:
        raise NothingToTranslate("The story was deleted, or has no external id any more.")
    existing = Article.objects.translations_of(original).filter(lang=lang).first()
    if existing is not None:
        TranslationBase.objects.filter(original=original, lang=lang, article=None).delete()
        return int(existing.pk)
    blocks = texts_of(original).blocks
    wanted = [text for text in dict.fromkeys(blocks) if text.strip()]
    answers: dict[str, str] = {}
    for portion in portions(wanted):
        answers |= zip(portion, translate(portion, original.lang, lang), strict=True)
    return _store(original, lang, by, [answers.get(text, "") for text in blocks])


def note_failure(article_id: int, lang: str, why: str) -> None:
    """Keep why there is no translation, for the people who asked."""
    rows = TranslationBase.objects.filter(original=article_id, lang=lang, article=None)
    rows.update(asked_at=None, failure=clip(why, 500))


def note_trouble(article_id: int, lang: str, why: str) -> None:
    """Keep why there is no translation so far: it is tried again."""
    rows = TranslationBase.objects.filter(original=article_id, lang=lang, article=None)
    rows.update(failure=clip(why, 500))


@transaction.atomic
def _store(original: Article, lang: str, by: User | None, answers: list[str]) -> int:
    texts, base = _joined(original, answers)
    copied: dict[str, Any] = {name: getattr(original, name) for name in _COPIED}
    article = Article(
        lang=lang,
        title=texts.title,
        description=texts.description,
        body=texts.body,
        status=Status.IN_REVIEW,
        ai={"translatedFrom": original.external_id, "version": _VERSION},
        **copied,
    )
    wanted = slugify(texts.title, MAX_SLUG) or original.slug
    article.slug = unique_slug(Article.objects.all(), lang, wanted)
    article.save()
    article.tags.set(original.tag_list)
    row = TranslationBase.objects.filter(original=original, lang=lang, article=None).first()
    row = row or TranslationBase(original=original)
    row.article, row.lang, row.asked_at, row.failure, row.is_of_desk = article, "", None, "", True
    for name, value in columns_of(base).items():
        setattr(row, name, value)
    # It may have changed meanwhile.
    row.outdated = row.count_outdated(texts_of(original.locked()).blocks)
    row.save()
    AuditEntry.record("create", by, article, translated_from=original.lang)
    Notice.tell(Notice.Event.REVIEW_WAITING, article=article, by=by)
    return int(article.pk)


def _joined(original: Article, answers: list[str]) -> tuple[Texts, Base]:
    """The texts of a translation by the answers for each block of its original, and its base."""
    title, description = clip(" ".join(answers[0].split()), 300), answers[1]
    machine: list[str] = [title, description]
    links: list[int | None] = [0, 1]
    gaps = [block.gap for block in split_blocks(original.body)]
    parts = []
    for number, (answer, gap) in enumerate(zip(answers[HEADS:], gaps, strict=True), HEADS):
        blocks = [block.text for block in split_blocks(answer)]
        machine += blocks
        links += [number] * len(blocks)
        parts.append(f"{answer}{gap}")
    texts = Texts(title, description, "".join(parts).strip("\n"))
    return texts, Base(tuple(texts_of(original).blocks), tuple(machine), tuple(links))
