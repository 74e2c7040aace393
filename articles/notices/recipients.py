"""Recipients of notices by e-mail, and their languages."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User

from articles.models import Notice, NoticeChoice, SignedInSession
from articles.notices.events import chosen_events, is_for


def recipients_of(notices: Sequence[Notice]) -> list[tuple[User, list[Notice]]]:
    """Return people of the newsroom with the notices that are for them; nobody with none.

    Two queries, and two for each person.
    """
    if not notices:
        return []
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    choices = NoticeChoice.objects.in_bulk()
    pairs = []
    for person in people.order_by("pk"):
        events = chosen_events(person, choices.get(person.pk))
        own = [one for one in notices if one.event in events and is_for(one, person)]
        if own:
            pairs.append((person, own))
    return pairs


def language_of(person: User) -> str:
    """Return the language that a person chose, or in which the admin was last used; two queries
    at most."""
    choice = NoticeChoice.objects.filter(user=person).first()
    lang = choice.lang if choice else ""
    if not lang:
        sessions = SignedInSession.objects.filter(user=person).order_by("-seen_at")
        lang = sessions.values_list("lang", flat=True).first() or ""
    return lang if lang in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE
