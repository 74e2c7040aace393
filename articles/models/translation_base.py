"""The bases of translations: the texts of their originals, kept beside them.

`follow_text()` is the one step by which a change of an article's text reaches them, within its
transaction. Which words say which block is found by `articles.rewriting.translations`.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article_columns import ArticleColumns
from articles.rendering.block_versions import block_changes
from articles.rendering.source_blocks import Texts

# The columns that are a base together, as `waiting` has them, too.
BASE_COLUMNS = ("original_blocks", "machine_blocks", "links", "owned")


class TranslationBase(models.Model):
    """The base of one translation.

    A translation that was imported with its original has no row until one of the two changes: its
    base is then what their files say. `original_blocks` are title, description and blocks of the
    original that the translation was made from, None where nobody knows. `machine_blocks` are the
    machine's words, None for those of the translation's file; `links` says of each which block of
    the original it is of, and `owned` are positions of those that are a person's all the same.
    `outdated` counts the blocks of the original that are others now.

    A row without an `article` is a translation into `lang` that somebody asked a machine for.

    `answers` are translations that a machine made and nobody took yet, by the hash of the block
    that they translate. `waiting` is the base that goes with the changes that wait beside a
    published translation.
    """

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, null=True, related_name="translation_base"
    )
    # The language of a translation that was asked for and is not there yet.
    lang = models.CharField(max_length=12, blank=True)
    original = models.ForeignKey(
        "articles.Article", on_delete=models.SET_NULL, null=True, related_name="bases_made_from_it"
    )
    original_blocks = models.JSONField(null=True)
    machine_blocks = models.JSONField(null=True)
    links = models.JSONField(null=True)
    owned = models.JSONField(default=list)
    outdated = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    waiting = models.JSONField(null=True)
    # When people asked a machine for the blocks that are out of date, until the answer came; and
    # why none came.
    asked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)
    # People worked on it here, so that an export must keep it.
    is_of_desk = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("base of a translation")
        verbose_name_plural = _("bases of translations")
        indexes = [
            models.Index(
                fields=["-article"], condition=Q(outdated__gt=0), name="translation_outdated"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["original", "lang"],
                condition=Q(article=None),
                name="translation_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} from {self.original_id}"

    @property
    def is_known(self) -> bool:
        """Whether somebody knows what the translation was made from."""
        return self.original_blocks is not None

    def count_outdated(self, blocks: Sequence[str]) -> int:
        """The number of blocks that are out of date, where the original has these `blocks`."""
        return len(block_changes(self.original_blocks or [], blocks)) if self.is_known else 0


def texts_of(article: ArticleColumns) -> Texts:
    """The texts of an article as this object has them."""
    return Texts(article.title, article.description, article.body)


class Member(NamedTuple):
    """The values that say of an article of a translation group whether it is the original of
    another one."""

    pk: int
    source_id: int | None
    external_id: str
    lang: str
    ai: Any


def named_original(ai: Any) -> str:
    """The text that a machine translated, as the key `ai` names it: an external id, or a
    language; empty for an article that no machine translated."""
    value = ai.get("translatedFrom") if isinstance(ai, dict) else None
    return value.strip() if isinstance(value, str) else ""


def original_among(members: Iterable[Member], translation: Member) -> Member | None:
    """The original of a translation among the articles of its group, None where it is not there.

    The one in the language that it names; where it names the id of the group, the one that is no
    translation itself, and of several that in the site's own language.
    """
    name = named_original(translation.ai)
    others = [one for one in members if one.pk != translation.pk]
    for one in others:
        if name and one.lang.lower() == name.lower():
            return one
    if not name or name != translation.external_id:
        return None
    written = [one for one in others if not named_original(one.ai)]
    own = settings.LANGUAGE_CODE
    return min(written, key=lambda one: (one.lang != own, one.lang), default=None)


def groups_of(external_ids: Collection[str]) -> dict[tuple[int | None, str], list[Member]]:
    """The translation groups with these external ids, by source and id; one query at most."""
    found: dict[tuple[int | None, str], list[Member]] = defaultdict(list)
    if external_ids:
        rows: Any = apps.get_model("articles", "Article")._default_manager
        rows = rows.identified().filter(external_id__in=external_ids)
        for values in rows.values_list(*Member._fields):
            member = Member(*values)
            found[member.source_id, member.external_id].append(member)
    return found


def follow_text(article: ArticleColumns, before: Texts) -> None:
    """Count anew what is out of date since the text of `article` is not `before` any more, and keep
    what its translations without a row were made from. No query where the text is the same,
    otherwise two, and one for each translation."""
    if texts_of(article) != before:
        follow_texts([(article, before)])


def follow_texts(
    changed: Sequence[tuple[ArticleColumns, Texts]], came_with: Container[int] = ()
) -> None:
    """Count anew what is out of date since the texts of articles changed, and keep what their
    translations without a row were made from. `changed` has each article with its texts of before.

    `came_with` are ids of translations that came together with them, and are made from the new
    texts.
    """
    rows: dict[int | None, list[TranslationBase]] = defaultdict(list)
    ids = [article.pk for article, _before in changed]
    for row in TranslationBase.objects.filter(original__in=ids, article__isnull=False):
        rows[row.original_id].append(row)
    without = translations_without_base([article for article, _before in changed])
    for article, before in changed:
        others = [pk for pk in without[article.pk] if pk not in came_with]
        if not (rows[article.pk] or others):
            continue
        now = texts_of(article).blocks
        recount(rows[article.pk], now)
        if others:
            freeze(article, others, before.blocks, now)


def recount(rows: Iterable[TranslationBase], now: Sequence[str]) -> None:
    """Store how many blocks of these bases are out of date, now that their original has the blocks
    `now`."""
    for row in rows:
        count = row.count_outdated(now)
        if count != row.outdated:
            row.outdated = count
            TranslationBase.objects.filter(pk=row.pk).update(outdated=count)


def freeze(
    original: ArticleColumns,
    translations: Sequence[int],
    before: Sequence[str],
    now: Sequence[str],
) -> None:
    """Keep the blocks `before` as what these translations of `original` were made from."""
    rows = [
        TranslationBase(article_id=pk, original_id=original.pk, original_blocks=list(before))
        for pk in translations
    ]
    for row in rows:
        row.outdated = row.count_outdated(now)
    TranslationBase.objects.bulk_create(rows, ignore_conflicts=True)


def translations_without_base(articles: Sequence[ArticleColumns]) -> dict[int, list[int]]:
    """By the ids of `articles`, the ids of their machine translations without a row of a base; two
    queries, none where no article has an external id."""
    found: dict[int, list[int]] = defaultdict(list)
    ids = {one.pk for one in articles}
    groups = groups_of({one.external_id for one in articles if one.external_id})
    for members in groups.values():
        for member in members if len(members) > 1 else ():
            original = original_among(members, member)
            if original is not None and original.pk in ids:
                found[original.pk].append(member.pk)
    every = [pk for translations in found.values() for pk in translations]
    if every:
        rows = TranslationBase.objects.filter(article__in=every)
        known = set(rows.values_list("article_id", flat=True))
        found = defaultdict(
            list, {key: [pk for pk in pks if pk not in known] for key, pks in found.items()}
        )
    return found


def take_waiting(article_id: int) -> None:
    """Let the base that waited beside a translation be its base: the changes that it goes with are
    the translation's text now. One query where none waits."""
    row = _with_waiting(article_id)
    if row is None or not row.waiting:
        return
    for name in BASE_COLUMNS:
        setattr(row, name, row.waiting[name])
    row.waiting, row.is_of_desk = None, True
    if row.original:
        row.outdated = row.count_outdated(texts_of(row.original).blocks)
    row.save()


def drop_waiting(article_id: int) -> None:
    """Forget the base that waited beside a translation: its changes were discarded. One query."""
    rows = TranslationBase.objects.filter(article=article_id, waiting__isnull=False)
    rows.update(waiting=None)


def _with_waiting(article_id: int) -> TranslationBase | None:
    rows = TranslationBase.objects.select_related("original")
    return rows.filter(article=article_id, waiting__isnull=False).first()
