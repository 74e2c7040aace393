"""The events of which a person may be told, and those told without a choice, by permissions."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from articles.models import Notice, NoticeChoice
from articles.workflow import PUBLISH

Event = Notice.Event
# Who looks after the worker is told of that; the daily work of editors by choice.
_ADMINISTERS = "articles.view_queuedtask"
# Who can mend a feed.
_SUBSCRIBES = "articles.change_feed"


@dataclass(frozen=True, slots=True)
class EventRule:
    """A rule for the mails of an event: people with `permission` may get them.

    With `own` each gets those about own work only. `of_others` leaves out what one did oneself.
    Who has the permission `by_choice_with`, too, gets none without a choice.
    """

    permission: str
    own: bool = False
    of_others: bool = True
    by_choice_with: str = ""


RULES: dict[str, EventRule] = {
    Event.REVIEW_WAITING: EventRule(f"articles.{PUBLISH}", by_choice_with=_ADMINISTERS),
    Event.IMPORT_FAILED: EventRule("articles.view_importrun", of_others=False),
    Event.TASK_FAILED: EventRule(_ADMINISTERS),
    Event.UPDATE_PUBLISHED: EventRule(f"articles.{PUBLISH}", own=True),
    Event.UPDATE_STOPPED: EventRule(f"articles.{PUBLISH}"),
    Event.FEED_FAILING: EventRule(_SUBSCRIBES),
    Event.FEED_SILENT: EventRule(_SUBSCRIBES),
}


def allowed_events(user: User) -> list[str]:
    """Return the events of which this person may be told."""
    return [str(event) for event, rule in RULES.items() if user.has_perm(rule.permission)]


def chosen_events(user: User, choice: NoticeChoice | None) -> set[str]:
    """Return the events of which this person is told: the chosen ones, or those of the role.

    A choice counts as long as the person may be told.
    """
    allowed = allowed_events(user)
    if choice is not None:
        return {event for event in allowed if event in choice.events}
    return {event for event in allowed if not _is_by_choice(event, user)}


def is_for(notice: Notice, user: User) -> bool:
    """Whether a notice is for this person, as far as it depends on who did it, and to what."""
    rule = RULES[notice.event]
    if rule.own and notice.person_id != user.pk:
        return False
    return not (rule.of_others and notice.by_id == user.pk)


def _is_by_choice(event: str, user: User) -> bool:
    other = RULES[event].by_choice_with
    return bool(other) and user.has_perm(other)
