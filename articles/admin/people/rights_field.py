"""The rights of a role as checkboxes, one row for each table."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.forms.models import ModelChoiceIterator
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy

from articles.admin.row_select import RowsField

# Django's own four, by the first word of their codenames.
ACTS = {
    "view": pgettext_lazy("right", "see"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
}


class _ByTable(ModelChoiceIterator):
    """The permissions of the queryset in groups, under the names that the desk gives the tables.

    One query. Tables that have a screen come first.
    """

    def __iter__(self) -> Iterator[Any]:
        found = sorted(self.queryset.select_related("content_type"), key=_place)
        for (_is_hidden, name), group in groupby(found, key=_place_of_table):
            yield name, [self.choice(permission) for permission in group]


def _place_of_table(permission: Permission) -> tuple[bool, str]:
    kind = permission.content_type
    model = kind.model_class()
    name = capfirst(str(model._meta.verbose_name_plural)) if model else kind.model
    return model not in admin.site._registry, name


def _place(permission: Permission) -> tuple[tuple[bool, str], int, str]:
    act = permission.codename.partition("_")[0]
    order = [*ACTS].index(act) if act in ACTS else len(ACTS)
    return _place_of_table(permission), order, permission.codename


class RightsTable(forms.CheckboxSelectMultiple):
    """Checkboxes in rows, each of which begins with the name of its table."""

    template_name = "admin/people/rights.html"


class RightsField(RowsField):
    """The permissions that may be chosen, as a `RightsTable`."""

    iterator = _ByTable
    widget = RightsTable

    def label_from_instance(self, obj: Permission) -> str:
        """What it allows: one of the four words, or the name of a permission of our own."""
        act = obj.codename.partition("_")[0]
        is_of_django = act in ACTS and obj.name.startswith("Can ")
        return str(ACTS[act]) if is_of_django else gettext(obj.name)
