"""Sessions of people in the admin: seen at most once in some minutes, and ended from afar."""

import time

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from articles.lib.client_address import client_network
from articles.lib.user_agents import browser_in_words
from articles.models.signed_in_session import SignedInSession

# In a session: the key under which it was last written down, and when.
_SEEN = "seen"
_SECONDS = 300


def began(request: HttpRequest) -> None:
    """Let the next request of a session that has just begun write it down."""
    request.session[_SEEN] = ["", 0]


def note_seen(request: HttpRequest) -> None:
    """Write down that a session is in use, unless it was some minutes ago; no query then."""
    key, at = request.session.get(_SEEN) or [None, 0]
    if key is None or (key == request.session.session_key and time.time() - at < _SECONDS):
        return
    if not isinstance(request.user, User) or not request.session.session_key:
        return
    request.session[_SEEN] = [request.session.session_key, int(time.time())]
    SignedInSession.objects.update_or_create(
        pk=request.session.session_key,
        defaults={
            "user": request.user,
            "seen_at": timezone.now(),
            "network": client_network(request),
            "browser": browser_in_words(request.headers.get("User-Agent", "")),
            "lang": get_language() or "",
        },
    )


def sessions_of(user: User) -> QuerySet[SignedInSession]:
    """Return the sessions of `user` that have not ended, the last used first."""
    rows = SignedInSession.objects.filter(user=user, session__expire_date__gt=timezone.now())
    return rows.order_by("-seen_at")


def sign_out(user: User, keep: str | None = None) -> int:
    """End all sessions of `user` but the one with the key `keep`, and return how many."""
    rows = SignedInSession.objects.filter(user=user).exclude(pk=keep or "")
    ended = list(rows.values_list("pk", flat=True))
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)
