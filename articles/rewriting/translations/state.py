"""A translation beside its original as both are stored now: what it was made from, and whether that
is still so."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from articles.front_matter.record import ArticleRecord
from articles.import_export.originals import original_record
from articles.models import Article, OriginalFile, PendingRevision, TranslationBase
from articles.models.translation_base import (
    BASE_COLUMNS,
    Member,
    groups_of,
    named_original,
    original_among,
    texts_of,
)
from articles.rendering.source_blocks import Texts
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.outdated import OutdatedBlock, outdated_blocks


class TranslationStatus(StrEnum):
    """The state of a translation beside its original; NONE for an article that is no
    translation."""

    NONE = "none"
    NO_ORIGINAL = "no_original"
    UNKNOWN = "unknown"
    CURRENT = "current"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class TranslationState:
    """An article as a translation. `row` is stored or not; `original` is None where there is none.

    `pending` are the changes that wait beside a published translation: who works on it works on
    them. `base` is what the translation with them was made from, None where nobody knows.
    """

    article: Article
    original: Article | None
    row: TranslationBase
    base: Base | None
    pending: PendingRevision | None

    @cached_property
    def texts(self) -> Texts:
        """The texts of the translation, with the changes that wait beside it."""
        if self.pending is None:
            return texts_of(self.article)
        values = self.pending.merged_with(self.article).values
        return Texts(*(str(values[name]) for name in Texts._fields))

    @cached_property
    def original_blocks(self) -> list[str]:
        """The blocks of the original as it is now; empty without one."""
        return texts_of(self.original).blocks if self.original else []

    @cached_property
    def blocks(self) -> list[OutdatedBlock]:
        """The blocks that are out of date."""
        if self.base is None or self.original is None:
            return []
        return outdated_blocks(self.base, self.original_blocks, self.texts)

    @property
    def status(self) -> TranslationStatus:
        """The state of the translation beside its original."""
        if self.original is None:
            is_one = self.article.machine_part == "translated" or self.row.pk
            return TranslationStatus.NO_ORIGINAL if is_one else TranslationStatus.NONE
        if self.base is None:
            return TranslationStatus.UNKNOWN
        return TranslationStatus.OUTDATED if self.blocks else TranslationStatus.CURRENT

    def answer(self, block: OutdatedBlock) -> str:
        """The machine's translation of a block that nobody took yet; empty for none."""
        return str(self.row.answers.get(block.answer_key, "")) if block.needs_machine else ""

    @property
    def unanswered(self) -> list[OutdatedBlock]:
        """The blocks whose words nobody has translated."""
        return [one for one in self.blocks if one.needs_machine and not self.answer(one)]


def state_of(article: Article) -> TranslationState:
    """The state of an article that was loaded with `for_export()`.

    Four queries, and at most two more for one whose base is what files say.
    """
    rows = TranslationBase.objects.select_related("original", "original__original")
    row = rows.filter(article=article).first()
    original = row.original if row and row.original_id else original_of(article)
    if row is None:
        row = TranslationBase(article=article, original=original)
    # Of a story that readers do not see, they are taken in by its form.
    waiting = PendingRevision.objects.filter(article=article)
    pending = waiting.first() if article.is_published else None
    return TranslationState(article, original, row, _base(article, row, original, pending), pending)


def original_of(article: Article) -> Article | None:
    """The article of the same translation group that `ai` names; two queries, none for an article
    that no machine translated."""
    if not (article.external_id and named_original(article.ai)):
        return None
    identity = article.source_id, article.external_id
    members = groups_of({article.external_id})[identity]
    own = Member(article.pk, *identity, article.lang, article.ai)
    original = original_among(members, own)
    if original is None:
        return None
    return Article.objects.select_related("original").filter(pk=original.pk).first()


def state_to_write(article_id: int) -> TranslationState:
    """The state with its rows locked, within a transaction; the row is stored then.

    Raises Article.DoesNotExist.
    """
    article = Article.objects.get(pk=article_id).locked()
    list(PendingRevision.objects.select_for_update().filter(article=article).values_list("pk"))
    TranslationBase.objects.get_or_create(article=article, defaults=_columns_of_files(article))
    list(TranslationBase.objects.select_for_update().filter(article=article).values_list("pk"))
    return state_of(article)


def columns_of(base: Base) -> dict[str, Any]:
    """The columns of a TranslationBase that are `base`."""
    values = (base.original, base.machine, base.links, sorted(base.owned))
    return dict(zip(BASE_COLUMNS, map(list, values), strict=True))


def _columns_of_files(article: Article) -> dict[str, Any]:
    """The columns of a row for a translation that has none yet."""
    original = original_of(article)
    base = base_of_files(article, original)
    return {"original": original} | (columns_of(base) if base else {})


def _base(
    article: Article,
    row: TranslationBase,
    original: Article | None,
    pending: PendingRevision | None,
) -> Base | None:
    if pending and row.waiting:
        return _stored_base(article, TranslationBase(**row.waiting))
    if row.pk:
        return _stored_base(article, row) if row.is_known else None
    return base_of_files(article, original)


def _stored_base(article: Article, row: TranslationBase) -> Base:
    original, machine = row.original_blocks or [], row.machine_blocks
    if machine is None:
        return _base_beside(article, original)
    if row.links is None:
        return Base.by_shape(original, machine)
    return Base(tuple(original), tuple(machine), tuple(row.links), frozenset(row.owned))


def base_of_files(article: Article, original: Article | None) -> Base | None:
    """The base of a translation by its file and that of its original; None where one has none."""
    record = _record(original) if original else None
    if record is None or not named_original(article.ai):
        return None
    return _base_beside(article, _texts(record).blocks)


def _base_beside(article: Article, original: list[str]) -> Base:
    """The base of a translation that is known by its file: that says what the machine wrote.
    Without a file all words count as a person's."""
    record = _record(article)
    if record is None:
        return Base.by_shape(original, texts_of(article).blocks, is_owned=True)
    return Base.by_shape(original, _texts(record).blocks)


def _record(article: Article) -> ArticleRecord | None:
    file: OriginalFile | None = getattr(article, "original", None)
    return original_record(file, article.lang) if file else None


def _texts(record: ArticleRecord) -> Texts:
    return Texts(record.title, record.description, record.body)
