"""What the person who is signed in chose for the desk."""

from django.contrib.auth.models import AnonymousUser, User

from articles.models import DeskChoice


def choice_of(user: User | AnonymousUser) -> DeskChoice | None:
    """Return what a person chose, or None; no query for one whom `DeskBackend` found."""
    # Django raises an AttributeError for a row that is missing on the other side.
    choice: DeskChoice | None = getattr(user, "desk_choice", None)
    return choice


def layout_of(user: User) -> DeskChoice:
    """Return what a person chose for the desk; for who chose nothing a row that is not stored, with
    the values that hold then. No query for a user of a request."""
    return choice_of(user) or DeskChoice(user=user)
