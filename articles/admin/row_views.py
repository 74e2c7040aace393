"""Views of one row beside Django's form: who may see them, and where a row that is gone leads."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

RowView = Callable[..., HttpResponse]


def row_view(may: Literal["view", "change", "view_or_change"]) -> Callable[[RowView], RowView]:
    """Decorate a method `view(self, request, row)` of a ModelAdmin, whose address holds the id of
    the row as `object_id`.

    403 for who lacks the permission `may`; from a row that is gone to the change list. One query.
    """

    def decorate(view: RowView) -> RowView:
        @wraps(view)
        def wrapped(
            self: Any, request: HttpRequest, object_id: str | int, *args: object, **kwargs: object
        ) -> HttpResponse:
            row = self.get_object(request, unquote(str(object_id)))
            if not getattr(self, f"has_{may}_permission")(request, row):
                raise PermissionDenied
            if row is None:
                return redirect_from_missing(self, request)
            return view(self, request, row)

        return wrapped

    return decorate


def redirect_from_missing(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Redirect from the address of a row that does not exist any more to the change list."""
    text = gettext("What you were looking for is not here any more.")
    messages.warning(request, text)
    name = model_admin.opts.model_name
    return HttpResponseRedirect(reverse(f"admin:articles_{name}_changelist"))
