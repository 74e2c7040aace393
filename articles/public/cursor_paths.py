"""Later pages of lists: their addresses have the cursor in the path."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from articles.lib import keyset

View = Callable[..., HttpResponse]


def with_cursor_in_path(view: View) -> View:
    """Redirect `?after=` to the path of the same page; 404 for a cursor that is none.

    Addresses of earlier versions of this program had the cursor in the query, where a static host
    does not look for a file.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cursor = request.GET.get("after", "")
        if not cursor or kwargs.get("after"):
            return view(request, *args, **kwargs)
        try:
            keyset.decode(cursor)
        except keyset.BadCursor as error:
            raise Http404 from error
        return HttpResponsePermanentRedirect(f"{request.path}after/{cursor}/")

    return wrapper
