"""Merging what is typed into a change form with what others saved while it was open."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Model
from django.forms import BoundField, ChoiceField, ModelChoiceField, ModelForm
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from articles.admin.articles.change_form.changes_of_file import filed_values
from articles.lib.moment_field import MomentField
from articles.lib.threeway import MergedValues, Overlap, merge_values
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.models import Article, PendingRevision
from articles.models.editable_values import TEXTS, as_text, edited


@dataclass(frozen=True, slots=True)
class StoredState:
    """An article as stored, with its pending revision: what a change form starts from.

    The versions are 0 for none. `values` are those of the article with the pending changes on top,
    `article_values` those of the article alone, in the form of `articles.models.editable_values`;
    `overlaps` are places where both changed since the pending revision was begun. `filed` are
    values that no field of the form shows.
    """

    article_version: int
    pending_version: int
    values: dict[str, object]
    article_values: dict[str, object]
    filed: dict[str, object]
    overlaps: tuple[Overlap, ...] = ()

    @property
    def opened_on(self) -> dict[str, object]:
        """The state as the hidden field of the form keeps it, as JSON."""
        return {
            "article": self.article_version,
            "pending": self.pending_version,
            "values": self.values,
            "filed": self.filed,
        }

    def matches(self, opened_on: Mapping[str, object]) -> bool:
        """Whether the form with this `opened_on` was opened on the same versions."""
        versions = (opened_on.get("article"), opened_on.get("pending"))
        return versions == (self.article_version, self.pending_version)


def stored_state(article: Article, pending: PendingRevision | None) -> StoredState:
    """The state of an article with its pending revision, if it has one. One query, for tags."""
    article_values = edited(article)
    filed = filed_values(article, pending)
    if pending is None:
        return StoredState(article.version, 0, article_values, article_values, filed)
    merged = pending.merged_with(article)
    values = article_values | {n: v for n, v in merged.values.items() if n in article_values}
    versions = (article.version, pending.version)
    return StoredState(*versions, values, article_values, filed, merged.overlaps)


def merge_typed(
    state: StoredState, opened_on: Mapping[str, object], typed: Mapping[str, object]
) -> MergedValues:
    """The values `typed` into a form with this `opened_on`, merged with the stored `state`."""
    posted_base = opened_on.get("values")
    # It comes from a browser: texts that are no strings are ignored.
    base = {
        name: value
        for name, value in (posted_base.items() if isinstance(posted_base, dict) else ())
        if name not in TEXTS or isinstance(value, str)
    }
    theirs = {name: state.values[name] for name in typed}
    return merge_values(base, typed, theirs, TEXTS)


@dataclass(frozen=True, slots=True)
class EditDifference:
    """A field, or a place in one, where two values differ, compared word by word in `pieces`.

    `mine` and `theirs` are the values as the form's controls have them.
    """

    field: str
    label: str
    mine: str
    theirs: str
    pieces: list[DiffPart]


@dataclass(frozen=True, slots=True)
class EditMerge:
    """The merge of a form with what others saved, for the page.

    `overlaps` are places where an editor has to choose; `taken` are the values of others that came
    into the form; `of_file` is what a file changed meanwhile and the form does not show.
    """

    sentence: str
    overlaps: list[EditDifference]
    taken: list[EditDifference]
    of_file: Sequence[tuple[str, str]] = ()

    @classmethod
    def from_typed(
        cls,
        form: ModelForm,
        pending: PendingRevision | None,
        typed: Mapping[str, object],
        merged: MergedValues,
    ) -> Self:
        """The merge of the values `typed` into a stale `form`."""
        article = form.instance
        last = pending or article.revisions.select_related("author").first()
        who = last.author.get_username() if last and last.author else gettext("Somebody")
        when = time_format(localtime((pending or article).modified_at), "H:i")
        sentence = gettext("%(who)s saved this story at %(when)s, while you were writing.")
        overlaps = [field_difference(form, o.field, o.mine, o.theirs) for o in merged.overlaps]
        taken = [
            field_difference(form, name, typed[name], merged.values[name]) for name in merged.taken
        ]
        sentence = sentence % {"who": who, "when": when}
        return cls(f"{sentence} {_what_to_do(bool(overlaps))}", overlaps, taken)

    @classmethod
    def from_file(cls) -> Self:
        """The merge with a file of which the form shows nothing."""
        sentence = gettext("An import changed parts of the story that the form does not show.")
        return cls(f"{sentence} {gettext('Look, and save again.')}", [], [])

    @classmethod
    def from_pending(cls, form: ModelForm, overlaps: Sequence[Overlap]) -> Self:
        """The merge of a pending revision with an article that was changed after it was begun."""
        sentence = gettext("The live story was changed after these changes were begun.")
        differences = [field_difference(form, o.field, o.mine, o.theirs) for o in overlaps]
        return cls(f"{sentence} {_what_to_do(True)}", differences, [])


def _what_to_do(has_overlaps: bool) -> str:
    if has_overlaps:
        return gettext(
            "Where the same words were changed twice, yours stand and the others are shown beside "
            "them. Choose, and save."
        )
    return gettext("Both texts are put together here. Look, and save again.")


def field_difference(form: ModelForm, name: str, mine: object, theirs: object) -> EditDifference:
    """The difference between two values of the field `name` of `form`."""
    pieces = diff_words(readable_value(form, name, mine), readable_value(form, name, theirs))
    label = str(form.fields[name].label or name)
    mine, theirs = typed_value(form, name, mine), typed_value(form, name, theirs)
    return EditDifference(name, label, mine, theirs, shorten_unchanged(pieces))


def plain_value(value: object) -> object:
    """A cleaned value in the form of `articles.models.editable_values`."""
    if isinstance(value, Model):
        return value.pk
    return as_text(value) if isinstance(value, dt.datetime) else value


def typed_value(form: ModelForm, name: str, value: Any) -> str:
    """A plain value as a browser posts it."""
    field = form.fields[name]
    if isinstance(field, MomentField) and value:
        value = dt.datetime.fromisoformat(value)
    prepared = field.prepare_value(value)
    if isinstance(prepared, dt.datetime):
        prepared = prepared.isoformat(timespec="seconds")
    return "" if prepared is None else str(prepared)


def readable_value(form: ModelForm, name: str, value: Any) -> str:
    """A plain value as people read it: names instead of ids."""
    field = form.fields[name]
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        return str(field.queryset.filter(pk=value).first() or "")
    if isinstance(field, ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    return typed_value(form, name, value)


def control_value(bound: BoundField) -> str:
    """The value of a bound field as its control has it."""
    value = bound.field.widget.format_value(bound.value())
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value)
