"""Typing that was kept and never saved, offered when its form is opened again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext

from articles.admin.articles.change_form.concurrent_edits import EditDifference, control_value
from articles.admin.articles.change_form.surroundings import kept_typing
from articles.lib.word_diff import diff_words, shorten_unchanged
from articles.models import Article, Autosave, Correction
from articles.models.autosave import NEW

# The prefix of the corrections' formset, and its fields by row.
_PREFIX = "corrections"
_CORRECTION_TEXT, _CORRECTION_ID = (re.compile(rf"{_PREFIX}-\d+-{name}") for name in ("text", "id"))
_ARTICLE_FORM = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Recovery:
    """Unsaved typing: the name of its form, when it was kept, and the fields that differ.

    With `is_rest` the form has been filled already, and `differences` are what it could not take:
    to be copied by hand.
    """

    form: str
    saved_at: datetime
    differences: list[EditDifference]
    is_rest: bool = False


def is_article_form(name: str) -> bool:
    """Whether `name` is that of the form of a stored article, which is the article's id."""
    return _ARTICLE_FORM.fullmatch(name) is not None


def recovery(request: HttpRequest, form: ModelForm, name: str) -> Recovery | None:
    """The user's unsaved typing for `form`, called `name`; None when nothing differs.

    The form of a new article offers the latest typing for any new one. With `?restore` the typing
    is put into the form as its initial values, and only the rest is returned.
    """
    if is_article_form(name):
        autosave = kept_typing(request.user, int(name))
    else:
        of_new = Autosave.objects.filter(user=request.user.pk, form__startswith=NEW)
        autosave = of_new.order_by("-saved_at").first()
    if autosave is None:
        return None
    values = autosave.values
    if request.GET.get("restore") == autosave.form:
        form.initial.update({key: text for key, text in values.items() if key in form.fields})
        if "opened_on" in values:
            form.initial["opened_on"] = values["opened_on"]
        complete = form.instance.pk and corrections_fit(form.instance, values)
        rest = [] if complete else _differing_corrections(form.instance, values)
        return Recovery(autosave.form, autosave.saved_at, rest, is_rest=True) if rest else None
    differences = [
        _difference(bound, values[bound.html_name])
        for bound in form
        if bound.html_name in values
        and bound.html_name != "opened_on"
        and _normalized(values[bound.html_name]) != _normalized(control_value(bound))
        and bound.field.has_changed(bound.initial, values[bound.html_name])
    ]
    differences += _differing_corrections(form.instance, values)
    return Recovery(autosave.form, autosave.saved_at, differences) if differences else None


def has_same_corrections(article: Article, values: Mapping[str, str]) -> bool:
    """Whether the corrections in the posted `values` are those that the article has now, by id."""
    ids = {text for name, text in values.items() if _CORRECTION_ID.fullmatch(name) and text}
    return f"{_PREFIX}-TOTAL_FORMS" in values and ids == _stored_corrections(article).keys()


def corrections_fit(article: Article, values: Mapping[str, str]) -> bool:
    """Whether the corrections of kept `values` can be put back into a form of the article.

    That is so while the article has the same ones, with the texts that the kept form was opened on.
    """
    if not has_same_corrections(article, values):
        return False
    stored = _stored_corrections(article)
    return all(
        _normalized(values.get(f"initial-{name.removesuffix('-id')}-text", stored[pk]))
        == _normalized(stored[pk])
        for name, pk in values.items()
        if _CORRECTION_ID.fullmatch(name) and pk
    )


def restored_corrections(request: HttpRequest, article: Article) -> dict[str, str]:
    """The data of a corrections formset with unsaved typing, for a page with `?restore`.

    Empty where nothing is asked for, or where it does not fit the article any more.
    """
    name = request.GET.get("restore", "") if request.method == "GET" else ""
    if not name or name != str(article.pk):
        return {}
    autosave = Autosave.objects.filter(user=request.user.pk, form=name).first()
    if autosave is None or not corrections_fit(article, autosave.values):
        return {}
    # As if posted with “Update live story”: otherwise the formset refuses them. Nothing is saved.
    return {**autosave.values, "_step": "update"}


def _differing_corrections(article: Article, values: dict[str, str]) -> list[EditDifference]:
    """Corrections in `values` that are new or changed."""
    texts = {name: text for name, text in values.items() if _CORRECTION_TEXT.fullmatch(name)}
    if not texts or not article.pk:
        return []
    stored = {str(pk): text for pk, text in article.corrections.values_list("pk", "text")}
    pairs = [
        (name, text, stored.get(values.get(name.removesuffix("-text") + "-id", ""), ""))
        for name, text in texts.items()
    ]
    return [
        EditDifference(
            name,
            gettext("Correction"),
            text,
            stored_text,
            diff_words(_normalized(stored_text), _normalized(text)),
        )
        for name, text, stored_text in pairs
        if _normalized(text) != _normalized(stored_text)
    ]


def _stored_corrections(article: Article) -> dict[str, str]:
    """The texts of the article's corrections, without retractions, by id as text."""
    rows = article.corrections.filter(kind__in=Correction.WRITTEN)
    return {str(pk): text for pk, text in rows.values_list("pk", "text")}


def _difference(bound: BoundField, typed: str) -> EditDifference:
    stored = control_value(bound)
    pieces = shorten_unchanged(diff_words(_normalized(stored), _normalized(typed)))
    return EditDifference(bound.name, str(bound.label), typed, stored, pieces)


def _normalized(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
