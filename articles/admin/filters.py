"""Filters of the list of articles that ask the same questions as the site."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.querysets import ArticleQuerySet
from articles.workflow import STATUS_LABELS, Status


class StateFilter(admin.SimpleListFilter):
    """Stored states, with published told apart into live and scheduled."""

    title = _("state")
    parameter_name = "state"
    template = "admin/articles/chips.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        labels = [(str(status), label) for status, label in STATUS_LABELS.items()]
        computed = [("live", _("Live")), ("scheduled", _("Scheduled"))]
        return [*computed, *(pair for pair in labels if pair[0] != Status.PUBLISHED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = cast(ArticleQuerySet, queryset)
        match self.value():
            case None:
                return queryset
            case "live":
                return rows.live()
            case "scheduled":
                return rows.scheduled()
            case status:
                return queryset.filter(status=status)


class PinnedFilter(admin.SimpleListFilter):
    """What stands at the top."""

    title = _("pinned")
    parameter_name = "pinned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("Pinned"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return cast(ArticleQuerySet, queryset).pinned() if self.value() == "yes" else queryset
