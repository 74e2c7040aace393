"""Three-way comparison of one article, field by field. Pure.

Upstream at the last import (`base`), upstream now (`theirs`) and the desk's (`ours`): what only
upstream changed is followed, what only the desk changed is kept, and where both changed the
desk's stays and the field is a conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.front_matter.record import ArticleRecord
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
    "slug",
    "body",
    "extra",
)


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that upstream and the desk both changed, to different values."""

    field: str
    base: Any
    theirs: Any
    ours: Any


@dataclass(frozen=True, slots=True)
class TaxonomyAliases:
    """Words of files that mean another label since the desk merged the two: key by key, as
    `taxonomy_key()` makes them."""

    tags: Mapping[str, str]
    categories: Mapping[str, str]


NO_ALIASES = TaxonomyAliases({}, {})


# What an editor decided about a story's state and place is never asked about again.
_DESKS_OWN = ("draft", "sticky_weight")


@dataclass(frozen=True, slots=True)
class RecordMerge:
    """`follow`: fields to take from upstream. `conflicts`: fields where the desk's stays.
    `agreed`: fields in which upstream came to say what the desk says."""

    follow: frozenset[str]
    conflicts: tuple[FieldConflict, ...] = ()
    agreed: frozenset[str] = frozenset()


def merge_records(
    base: ArticleRecord,
    theirs: ArticleRecord,
    ours: ArticleRecord,
    aliases: TaxonomyAliases = NO_ALIASES,
) -> RecordMerge:
    """Compare three records of the same article."""
    follow, agreed = set(), set()
    conflicts = []
    for field in FIELDS:
        was, new, has = (
            comparable_value(record, field, aliases) for record in (base, theirs, ours)
        )
        if new == has:
            if new != was:
                agreed.add(field)
        elif new != was and has == was:
            follow.add(field)
        elif new != was and field not in _DESKS_OWN:
            values = (getattr(record, field) for record in (base, theirs, ours))
            conflicts.append(FieldConflict(field, *values))
    return RecordMerge(frozenset(follow), tuple(conflicts), frozenset(agreed))


def compare_first_import(
    theirs: ArticleRecord, ours: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> RecordMerge:
    """Compare a first import with an article that the desk wrote: nothing is followed."""
    fields = sorted(changed_fields(theirs, ours, aliases).difference(_DESKS_OWN))
    values = ((field, getattr(theirs, field), getattr(ours, field)) for field in fields)
    return RecordMerge(
        frozenset(), tuple(FieldConflict(field, None, new, has) for field, new, has in values)
    )


def changed_fields(
    one: ArticleRecord, other: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> frozenset[str]:
    """The fields in which two records say different things."""
    return frozenset(
        f
        for f in FIELDS
        if comparable_value(one, f, aliases) != comparable_value(other, f, aliases)
    )


def with_base_spelling(
    base: ArticleRecord, record: ArticleRecord, aliases: TaxonomyAliases = NO_ALIASES
) -> ArticleRecord:
    """`record` in the words of `base`, where the two do not say different things."""
    differs = changed_fields(base, record, aliases)
    words = {field: getattr(base, field) for field in FIELDS if field not in differs | {"extra"}}
    # Of several words that mean one label by now, the first.
    spelt = {_meaning(tag, aliases.tags): tag for tag in reversed(base.tags)}
    if "tags" in differs:
        said = (spelt.get(_meaning(tag, aliases.tags), tag) for tag in record.tags)
        words["tags"] = tuple(said)
    if base.source and record.source and base.source.key == record.source.key:
        shared = {field: getattr(base.source, field) for field in ("name", "kind", "url")}
        words["source"] = record.source.model_copy(update=shared)
    # The address on this site is not part of the document.
    return record.model_copy(update=words | {"slug": base.slug})


def comparable_value(
    record: ArticleRecord, field: str, aliases: TaxonomyAliases = NO_ALIASES
) -> Any:
    """The value of `field` without what the database shares between articles.

    A category and a tag have one spelling for all files, and a source one name; a file that
    spells them otherwise, or by a word that means them since, does not say anything else.
    """
    value = getattr(record, field)
    match field:
        case "source":
            return _source(value)
        case "category":
            return _meaning(value, aliases.categories)
        case "tags":
            return tuple(dict.fromkeys(_meaning(word, aliases.tags) for word in value))
    return value


def _source(value: Any) -> Any:
    return value and (value.key, value.extra)


def _meaning(word: str, aliases: Mapping[str, str]) -> str:
    key = taxonomy_key(word)
    return aliases.get(key, key)
