"""The column of a time that people or files set, or that stands beside one."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression
from django.forms import Field as FormField

from articles.lib.moment_field import MomentField
from articles.lib.moments import nearest_in_calendar


class MomentColumn(models.DateTimeField):
    """A DateTimeField that every page can show, in every zone.

    Forms and the file contract refuse what lies outside of the calendar of `articles.lib.moments`.
    A row that has such a time all the same, of an earlier version, is read as the nearest time
    inside.

    All times of an article have this type, so that expressions can combine them.
    """

    def from_db_value(
        self, value: dt.datetime | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> dt.datetime | None:
        """The stored time, or the end of the calendar that is nearer to it."""
        return value and nearest_in_calendar(value)

    def formfield(self, **kwargs: Any) -> FormField | None:
        """A MomentField; the admin's own choice of another class is ignored."""
        return super().formfield(
            **{**kwargs, "form_class": MomentField, "widget": MomentField.widget}
        )

    def deconstruct(self) -> Any:
        """The description for migrations, for which it is a plain DateTimeField."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
