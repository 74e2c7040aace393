"""The states of an edition of the front page, which are computed, and the order of its lists."""

import datetime as dt
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from articles.models.front_plan import FrontBlock

# What breaks does so for half a day at most.
MAX_BREAKING = dt.timedelta(hours=12)
LEAST_LINES, MOST_LINES = 3, 5


class EditionState(StrEnum):
    """The state of an edition at a moment, computed from `starts_at`."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAST = "past"


EDITION_STATE_LABELS: dict[EditionState, str | Promise] = {
    EditionState.DRAFT: pgettext_lazy("edition", "Draft"),
    EditionState.SCHEDULED: pgettext_lazy("edition", "Scheduled"),
    EditionState.LIVE: pgettext_lazy("edition", "Live"),
    EditionState.PAST: pgettext_lazy("edition", "Past"),
}


class FrontEditionQuerySet(models.QuerySet[Any]):
    """Chainable queries of editions. `now` is an aware time."""

    def drafts(self) -> Self:
        """Editions that nobody launched, the last saved first."""
        return self.filter(starts_at=None).order_by("-saved_at", "-pk")

    def started(self, now: dt.datetime) -> Self:
        """Editions that readers have or had, the live one of each language before the others."""
        return self.filter(starts_at__lte=now).order_by("-starts_at", "-pk")

    def scheduled(self, now: dt.datetime) -> Self:
        """Editions that were launched with a time ahead, the next one first."""
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")

    def live(self, lang: str, now: dt.datetime) -> Any:
        """The edition that readers have at `now`, the last that started; None before the first.
        One query."""
        return self.filter(lang=lang).started(now).select_related("focus_tag").first()

    def live_in_all(self, now: dt.datetime) -> Self:
        """The live edition of each language."""
        at, pk = models.OuterRef("starts_at"), models.OuterRef("pk")
        later = self.filter(lang=models.OuterRef("lang"), starts_at__lte=now).filter(
            models.Q(starts_at__gt=at) | models.Q(starts_at=at, pk__gt=pk)
        )
        return self.filter(~models.Exists(later), starts_at__lte=now)

    def that_count(self, now: dt.datetime) -> list[Any]:
        """The drafts, the scheduled ones, and the live one of each language. Two queries."""
        coming = self.filter(models.Q(starts_at=None) | models.Q(starts_at__gt=now))
        return [*coming, *self.live_in_all(now)]


def state_of(edition: Any, live: int | None, now: dt.datetime) -> EditionState:
    """The state of an edition at `now`; `live` is the id of the one that readers have."""
    if edition.starts_at is None:
        return EditionState.DRAFT
    if edition.starts_at > now:
        return EditionState.SCHEDULED
    return EditionState.LIVE if edition.pk == live else EditionState.PAST


def launch_problems(edition: Any, starts_at: dt.datetime) -> list[str]:
    """What keeps an edition from being launched for a time, in sentences; empty for nothing."""
    blocks = {pick.block for pick in edition.all_picks}
    # An edition of the past may be launched again without what has ended since.
    is_ahead = starts_at > timezone.now()
    problems = []
    if FrontBlock.BREAKING in blocks or edition.breaking_words:
        if edition.breaking_until is None:
            problems.append(gettext("Say until when it is breaking."))
        elif edition.breaking_until > starts_at + MAX_BREAKING:
            problems.append(
                gettext("It is breaking for 12 hours at most. Choose an earlier end of it.")
            )
        elif is_ahead and edition.breaking_until <= starts_at:
            problems.append(
                gettext("It starts after what is breaking has ended. Choose a later end of it.")
            )
    has_focus = edition.focus_tag_id or edition.focus_title
    if FrontBlock.FOCUS in blocks or edition.focus_words or edition.focus_until or has_focus:
        if edition.focus_until is None:
            problems.append(gettext("Say until when it is in focus."))
        elif is_ahead and edition.focus_until <= starts_at:
            problems.append(
                gettext("It starts after what is in focus has ended. Choose a later end of it.")
            )
        if not has_focus:
            problems.append(gettext("Give what is in focus a tag or a title."))
    if edition.briefing and not LEAST_LINES <= len(edition.briefing) <= MOST_LINES:
        problems.append(gettext("A briefing has three to five lines."))
    return problems
