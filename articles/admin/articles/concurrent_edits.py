"""A form meets what others saved while it was open."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Model
from django.forms import ChoiceField, DateTimeField, ModelChoiceField
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from articles.lib.threeway import MergedValues, Overlap, merge_values
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.models import Article, PendingRevision
from articles.models.editable_values import TEXTS, as_text, edited


@dataclass(frozen=True, slots=True)
class StoredState:
    """What the desk goes on from: a story as stored, with the changes that wait beside it.

    `values` and `overlaps` are of both, `stored` of the story alone; `article` and `pending` are
    their versions, 0 for none.
    """

    article: int
    pending: int
    values: dict[str, Any]
    stored: dict[str, Any]
    overlaps: tuple[Overlap, ...] = ()

    @property
    def opened_on(self) -> dict[str, Any]:
        """What a form keeps, to know later what it was opened on."""
        return {"article": self.article, "pending": self.pending, "values": self.values}

    def is_what(self, opened_on: Mapping[str, Any]) -> bool:
        """Whether a form was opened on exactly this."""
        versions = (opened_on.get("article"), opened_on.get("pending"))
        return versions == (self.article, self.pending)


def standing(article: Article, pending: PendingRevision | None) -> StoredState:
    """As it stands now; `pending` is the story's pending revision, if it has one."""
    stored = edited(article)
    if pending is None:
        return StoredState(article.version, 0, stored, stored)
    found = pending.merged_with(article)
    values = {**stored, **found.values}
    return StoredState(article.version, pending.version, values, stored, found.overlaps)


def meet(
    standing: StoredState, opened_on: Mapping[str, Any], typed: Mapping[str, Any]
) -> MergedValues:
    """What was `typed` into a form that was opened on `opened_on`, merged with what stands now."""
    base = opened_on.get("values")
    # It comes from a browser; a text of another kind is none.
    known = {
        name: value
        for name, value in (base.items() if isinstance(base, dict) else ())
        if name not in TEXTS or isinstance(value, str)
    }
    theirs = {name: standing.values[name] for name in typed}
    return merge_values(known, typed, theirs, TEXTS)


@dataclass(frozen=True, slots=True)
class EditDifference:
    """One field or place for people to look at, with the difference word by word.

    `mine` and `theirs` are as the form has them.
    """

    field: str
    label: str
    mine: str
    theirs: str
    pieces: list[DiffPart]


@dataclass(frozen=True, slots=True)
class EditMerge:
    """A form that others' words came into: what to look at, and what to choose."""

    sentence: str
    overlaps: list[EditDifference]
    taken: list[EditDifference]

    @classmethod
    def of(cls, form: Any, typed: Mapping[str, Any], merged: MergedValues) -> Self:
        """Of what was `typed` into a stale `form`, and what became of it."""
        article = form.instance
        last = form.pending or article.revisions.select_related("author").first()
        who = last.author.get_username() if last and last.author else gettext("Somebody")
        when = time_format(localtime((form.pending or article).modified_at), "H:i")
        told = gettext("%(who)s saved this story at %(when)s, while you were writing.")
        overlaps = [difference(o.field, o.mine, o.theirs, form) for o in merged.overlaps]
        return cls(
            told % {"who": who, "when": when} + " " + _what_to_do(bool(overlaps)),
            overlaps,
            [difference(name, typed[name], merged.values[name], form) for name in merged.taken],
        )

    @classmethod
    def of_import(cls, form: Any) -> Self:
        """Of changes that wait beside a story that an import or a person moved on."""
        told = gettext("The live story was changed after these changes were begun.")
        return cls(
            told + " " + _what_to_do(True),
            [difference(o.field, o.mine, o.theirs, form) for o in form.standing.overlaps],
            [],
        )


def _what_to_do(overlap: bool) -> str:
    if overlap:
        return gettext(
            "Where the same words were changed twice, yours stand and the others are shown beside "
            "them. Choose, and save."
        )
    return gettext("Both texts are put together here. Look, and save again.")


def difference(name: str, mine: Any, theirs: Any, form: Any) -> EditDifference:
    """Two values of a field of `form`."""
    old, new = as_words(form, name, mine), as_words(form, name, theirs)
    label = str(form.fields[name].label or name)
    pieces = shorten_unchanged(diff_words(old, new))
    return EditDifference(
        name, label, as_typed(form, name, mine), as_typed(form, name, theirs), pieces
    )


def plain_value(value: Any) -> Any:
    """A cleaned value in the form of `articles.models.editable_values`."""
    if isinstance(value, Model):
        return value.pk
    return as_text(value) if hasattr(value, "astimezone") else value


def as_typed(form: Any, name: str, value: Any) -> str:
    """A value as a browser sends it."""
    field = form.fields[name]
    if isinstance(field, DateTimeField) and value:
        value = localtime(dt.datetime.fromisoformat(value))
        return str(field.widget.format_value(value))
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared)


def as_words(form: Any, name: str, value: Any) -> str:
    """A value as people read it: names for ids."""
    field: Any = form.fields[name]
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        return str(field.queryset.filter(pk=value).first() or "")
    if isinstance(field, ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    return as_typed(form, name, value)


def shown(bound: Any) -> str:
    """The value of a bound field as its control has it."""
    value = bound.field.widget.format_value(bound.value())
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value)
