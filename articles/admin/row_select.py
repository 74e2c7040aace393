"""Fields that choose rows of another table, robust against what is no row's id.

Django asks the database for whatever was posted, and answers 500 to `..` and to 20 digits.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from articles.lib.keyset import read_id

# What screen readers say of the boxes that Django's widgets make.
ACCESSIBLE_NAMES = forms.Script("articles/accessible_names.js", type="module")


_IN_ENGLISH = "admin/js/vendor/select2/i18n/en.js"


class RowSelect(AutocompleteSelect):
    """Django's box that searches for a row, with a name for screen readers."""

    @property
    def media(self) -> forms.Media:
        """Django's files, and the module that names the box. Its words in English are its own."""
        # django-stubs know no lists of a Media.
        files: Any = super().media
        scripts: Any = [*(one for one in files._js if one != _IN_ENGLISH), ACCESSIBLE_NAMES]
        return forms.Media(css=files._css, js=scripts)

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        """The chosen rows as options, without values that are no id."""
        ids = [one for one in value if read_id(str(one)) is not None]
        return super().optgroups(name, ids or [""], attr)


class RowsField(forms.ModelMultipleChoiceField):
    """Django's field of several rows."""

    def _check_values(self, value: Any) -> QuerySet[Any]:
        for one in value if isinstance(value, list | tuple) else ():
            if read_id(str(one)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": one},
                )
        return super()._check_values(value)  # type: ignore[misc]
