"""Lets the requests of readers that no kept page answers take turns.

Whoever makes up words to search for, filters, places in lists or cookies gets a page of their own,
as often as they ask. Each process renders one such page at a time, and lets a few requests wait: so
they leave threads to kept pages, whatever is asked of the others.
"""

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from articles.operations.error_pages import busy
from articles.public.languages import is_in_admin
from articles.public.page_cache.addresses import is_public_path

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# With the request that is being answered these hold five threads of a process, and
# newsroom/gunicorn.conf.py has eight.
MOST_WAITING = 4
# Seconds that a request waits for its turn.
PATIENCE = 2.0


def is_uncached(request: HttpRequest) -> bool:
    """Return whether a request is for a public page that is rendered for it alone.

    Pages that are kept, and paths that lead nowhere, are not: the page cache has taken cookies and
    parameters away from their requests. The admin has limits of its own.
    """
    path, meta = request.path_info, request.META
    if is_in_admin(request) or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return False
    is_invented = meta.get("QUERY_STRING") or "/after/" in path
    is_of_somebody = meta.get("HTTP_COOKIE") or "HTTP_AUTHORIZATION" in meta
    return bool(is_invented or is_of_somebody or not is_public_path(path))


def uncached_requests_take_turns(get_response: GetResponse) -> GetResponse:
    """Answer one uncached request of this process at a time.

    503 with Retry-After to those for which there is no place to wait, or that waited too long.
    """
    turn = threading.Lock()
    places = threading.Semaphore(1 + MOST_WAITING)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_uncached(request):
            return get_response(request)
        if not places.acquire(blocking=False):
            return busy(request)
        try:
            if not turn.acquire(timeout=PATIENCE):
                return busy(request)
            try:
                return get_response(request)
            finally:
                turn.release()
        finally:
            places.release()

    return middleware
