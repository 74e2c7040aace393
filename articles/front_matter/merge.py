"""Three-way comparison of one article's records, field by field. Pure.

The records are upstream at the last import (`base`), upstream now (`theirs`) and the stored
article (`ours`). A field that only upstream changed follows upstream, one that only editors
changed stays, and one that both changed differently stays and is a conflict.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from articles.front_matter.record import (
    ArticleRecord,
    CoverNotes,
    SourceRecord,
    contract_fields,
)
from articles.lib.source_keys import folded_source_key
from articles.lib.text import taxonomy_key

FIELDS = (
    "title",
    "description",
    "published_at",
    "updated_at",
    "source",
    "category",
    "tags",
    "sticky_weight",
    "sentiment",
    "score",
    "draft",
    "cover_image",
    "ai",
    "canonical_url",
    "cta",
    "aliases",
    "expires_at",
    "author",
    "slug",
    "body",
    "extra",
)


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that upstream and editors changed to different values."""

    field: str
    base: object
    theirs: object
    ours: object


@dataclass(frozen=True, slots=True)
class TaxonomyAliases:
    """Names in files that mean another tag, category or author since editors merged the two.

    Old to new, both as `taxonomy_key()` returns them.
    """

    tags: Mapping[str, str]
    categories: Mapping[str, str]
    authors: Mapping[str, str]


NO_ALIASES = TaxonomyAliases({}, {}, {})


# Fields that an editor decides: a difference is no conflict.
_EDITORIAL = ("draft", "sticky_weight")
_TIMES = ("published_at", "expires_at")


@dataclass(frozen=True, slots=True)
class RecordMerge:
    """The result of a comparison: `follow` names the fields to take from upstream, `agreed` those
    in which upstream changed to the stored value."""

    follow: frozenset[str]
    conflicts: tuple[FieldConflict, ...] = ()
    agreed: frozenset[str] = frozenset()


def merge_records(
    base: ArticleRecord,
    theirs: ArticleRecord,
    ours: ArticleRecord,
    aliases: TaxonomyAliases = NO_ALIASES,
    contested: Collection[str] = (),
) -> RecordMerge:
    """Compare three records of one article.

    `contested` are fields that follow nothing: a change by upstream alone is a conflict, too.
    """
    follow, agreed = set(), set()
    conflicts = []
    for field in FIELDS:
        before, new, stored = (
            comparable_value(record, field, aliases) for record in (base, theirs, ours)
        )
        if new == stored:
            if new != before:
                agreed.add(field)
        elif new != before and stored == before and field not in contested:
            follow.add(field)
        elif new != before and (field in contested or field not in _EDITORIAL):
            values = (getattr(record, field) for record in (base, theirs, ours))
            conflicts.append(FieldConflict(field, *values))
    times = [name for name in _TIMES if name in follow]
    if times and _ends_too_early(*(theirs if name in follow else ours for name in _TIMES)):
        # One time of each side, which do not go together.
        follow.difference_update(times)
        sides = (base, theirs, ours)
        conflicts += [FieldConflict(name, *(getattr(one, name) for one in sides)) for name in times]
    return RecordMerge(frozenset(follow), tuple(conflicts), frozenset(agreed))


def _ends_too_early(publication: ArticleRecord, end: ArticleRecord) -> bool:
    """Whether an article with the times of these two records would end before it is published."""
    start, last = publication.published_at, end.expires_at
    return start is not None and last is not None and last <= start


def compare_first_import(
    theirs: ArticleRecord, ours: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> RecordMerge:
    """Compare a first import with an article written here: each difference is a conflict."""
    fields = sorted(changed_fields(theirs, ours, aliases).difference(_EDITORIAL))
    values = ((field, getattr(theirs, field), getattr(ours, field)) for field in fields)
    return RecordMerge(
        frozenset(), tuple(FieldConflict(field, None, new, stored) for field, new, stored in values)
    )


def changed_fields(
    one: ArticleRecord, other: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> frozenset[str]:
    """The fields whose values differ in more than spelling."""
    return frozenset(
        f
        for f in FIELDS
        if comparable_value(one, f, aliases) != comparable_value(other, f, aliases)
    )


def with_base_spelling(
    base: ArticleRecord, record: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> ArticleRecord:
    """`record` with the spelling of `base` in the fields where the two do not differ."""
    differs = changed_fields(base, record, aliases)
    spelling = {field: getattr(base, field) for field in FIELDS if field not in differs | {"extra"}}
    # Of several names that mean one tag, the first.
    spellings = {_meaning(tag, aliases.tags): tag for tag in reversed(base.tags)}
    if "tags" in differs:
        tags = (spellings.get(_meaning(tag, aliases.tags), tag) for tag in record.tags)
        spelling["tags"] = tuple(tags)
    if "author" in differs:
        spelt = {_meaning(name, aliases.authors): name for name in reversed(base.author)}
        names = (spelt.get(_meaning(name, aliases.authors), name) for name in record.author)
        spelling["author"] = tuple(names)
    if base.source and record.source and same_source(base, record):
        shared = {field: getattr(base.source, field) for field in ("key", "name", "kind", "url")}
        spelling["source"] = record.source.model_copy(update=shared)
    if not {"cover_image", "extra"} & differs:
        spelling["newsroom"] = base.newsroom
    # The slug is not part of the document.
    return record.model_copy(update=spelling | {"slug": base.slug})


def same_source(one: ArticleRecord, other: ArticleRecord) -> bool:
    """Whether two records are of one source, or both of none."""
    keys = (folded_source_key(r.source.key) if r.source else None for r in (one, other))
    return len(set(keys)) == 1


def comparable_value(
    record: ArticleRecord, field: str, aliases: TaxonomyAliases = NO_ALIASES
) -> object:
    """The value of `field` in a form in which equal meanings compare equal.

    Categories, tags, authors and sources have one spelling in the database: another one, or an
    alias, is no difference.
    """
    value = getattr(record, field)
    match field:
        case "source":
            return _source(value)
        case "cover_image":
            # A cover and what the desk adds to it are one thing to follow, or to decide about.
            return value and (value, _notes(record.cover_notes))
        case "extra":
            return record.unknown
        case "category":
            return _meaning(value, aliases.categories)
        case "tags":
            return tuple(dict.fromkeys(_meaning(word, aliases.tags) for word in value))
        case "author":
            return tuple(dict.fromkeys(_meaning(name, aliases.authors) for name in value))
    return value


def _source(value: SourceRecord | None) -> object:
    return value and (folded_source_key(value.key), value.extra)


def _notes(notes: CoverNotes) -> dict[str, object]:
    """What notes say, without unknown keys and without texts that say nothing."""
    values = {name: value for name, _key, value in contract_fields(notes) if name != "texts"}
    words = {lang: (text.alt, text.caption) for lang, text in notes.texts.items()}
    return values | {"texts": {lang: text for lang, text in words.items() if any(text)}}


def _meaning(word: str, aliases: Mapping[str, str]) -> str:
    key = taxonomy_key(word)
    return aliases.get(key, key)
