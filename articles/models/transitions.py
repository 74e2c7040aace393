"""The transitions of an article between the states of `articles.workflow`."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.front_matter.snapshot import article_values
from articles.models.correction import Correction
from articles.models.exceptions import MissingReason, WrongState
from articles.models.notice import Notice
from articles.models.preview_link import PreviewLink
from articles.models.public_changes import announce, lists_of
from articles.models.revise import Changes, ReviseMixin
from articles.models.revision import Revision
from articles.workflow import TRANSITIONS, Status, Transition, has_ended

# The revision that the undoing of a transition keeps.
_UNDONE_BY = {
    "submit": Revision.Action.SEND_BACK,
    "publish": Revision.Action.UNPUBLISH,
    "unpublish": Revision.Action.PUBLISH,
}


class WorkflowMixin(ReviseMixin):
    """The transitions of `Article`.

    `by` is a user, or None for a command, whose runner may do everything. Each transition raises
    PermissionDenied, WrongState (somebody else may have been quicker) or MissingReason, and then
    changes nothing. It writes its own columns of the row as stored now, by `revise()`: what else
    was set on this object is not saved.
    """

    class Meta:
        abstract = True

    def submit(self, by: User | None, reason: str = "") -> None:
        """DRAFT → IN_REVIEW: the writer asks for a review."""
        self._take(TRANSITIONS["submit"], by, reason)

    def send_back(self, by: User | None, reason: str = "") -> None:
        """IN_REVIEW → DRAFT: the writer has to change something."""
        self._take(TRANSITIONS["send_back"], by, reason)

    def publish(self, by: User | None, reason: str = "") -> None:
        """IN_REVIEW → PUBLISHED, at `published_at`, or now when that is empty.

        Raises WrongState also for an article that would have ended by then.
        """
        self._take(TRANSITIONS["publish"], by, reason)

    def unpublish(self, by: User | None, reason: str = "") -> None:
        """PUBLISHED → DRAFT, without a notice to readers."""
        self._take(TRANSITIONS["unpublish"], by, reason)

    def retract(self, by: User | None, reason: str) -> None:
        """PUBLISHED, live or ended → RETRACTED, for the stated reason; preview links end, too.

        A scheduled article is unpublished instead: its address, title and the reason would be
        told to readers who never saw it.
        """
        self._take(TRANSITIONS["retract"], by, reason)

    def restore(self, by: User | None, reason: str = "") -> None:
        """RETRACTED → DRAFT; the public retraction note is deleted."""
        self._take(TRANSITIONS["restore"], by, reason)

    def undo_transition(
        self,
        step: Transition,
        by: User | None,
        published_at: dt.datetime | None,
        reason: str = "",
    ) -> None:
        """Go back to the state before `step`, with the `published_at` of then.

        Needs the permission of `step`. Raises WrongState when the article went on since.
        """
        _require(step, by)
        with transaction.atomic():
            stored = self.locked()
            if stored.status != step.target:
                raise WrongState(step, stored.status)
            columns = {"status": step.source, "published_at": published_at}
            action = _UNDONE_BY[step.name]
            detail = {"what": step.name}
            self._revise_stored(stored, columns, by, reason, action, "undo", detail)

    def may(self, step: Transition, user: User) -> bool:
        """Whether `user` may take `step` from the present state."""
        return self._is_at_start_of(step) and user.has_perm(f"articles.{step.permission}")

    def retraction_reason(self) -> str:
        """The public reason of the retraction, empty without one; one query."""
        note = Correction.objects.filter(article_id=self.pk, kind=Correction.Kind.RETRACTION)
        return note.values_list("text", flat=True).first() or ""

    def _take(self, step: Transition, by: User | None, reason: str) -> None:
        reason = reason.strip()
        _require(step, by)
        if step.needs_reason and not reason:
            raise MissingReason(step.name)
        with transaction.atomic():
            stored = self.locked()
            if not stored._is_at_start_of(step):
                raise WrongState(step, stored.shown_status())
            now = timezone.now()
            columns: dict[str, object] = {"status": step.target, "held": False, "modified_at": now}
            if step.target == Status.PUBLISHED:
                columns["published_at"] = stored.published_at or now
                if has_ended(stored.expires_at, stored.published_at or now):
                    raise WrongState(step, stored.shown_status())
                if stored._differs_from_what_readers_saw():
                    columns["reader_modified_at"] = now
            detail: dict[str, object] | None = None
            if step.target == Status.RETRACTED:
                detail = {"preview_links": PreviewLink.revoke_all(stored.pk, by, now)}
            action = Revision.Action(step.name)
            has_left = stored.has_ended
            self._revise_stored(stored, columns, by, reason, action, detail=detail)
            self._sync_retraction_note(step, by, reason, now)
            if step.target == Status.RETRACTED and has_left:
                # No list had it any more, and the feeds of its lists tell of the retraction.
                announce(lists_of(stored))
            if step.target == Status.IN_REVIEW:
                Notice.tell(Notice.Event.REVIEW_WAITING, article=stored, by=by)

    def _revise_stored(
        self,
        stored: "WorkflowMixin",
        columns: Mapping[str, object],
        by: User | None,
        reason: str,
        action: Revision.Action,
        audit_action: str = "",
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Revise the row as `stored`, and set what was written on this object, too."""
        is_current = self.version == stored.version
        stored.revise(
            Changes(columns), by, reason, action, audit_action=audit_action, detail=detail or {}
        )
        for name in (*columns, "modified_at"):
            setattr(self, name, getattr(stored, name))
        if is_current:
            self.version = stored.version

    def _is_at_start_of(self, step: Transition) -> bool:
        return self.status == step.source and not (step.from_live and self.is_scheduled)

    def _differs_from_what_readers_saw(self) -> bool:
        """Whether readers once saw this article, and its text or cover is another one now."""
        takedowns = (Revision.Action.UNPUBLISH, Revision.Action.RETRACT)
        rows = Revision.objects.filter(article_id=self.pk, action__in=takedowns)
        last = rows.first()
        if last is None:
            return False
        published_at = dt.datetime.fromisoformat(last.front_matter["publishedAt"])
        if published_at > last.created_at:
            # It was only scheduled.
            return False
        present = article_values(self)
        keys = ("title", "description", "coverImage")
        return self.body != last.body or any(present[k] != last.front_matter[k] for k in keys)

    def _sync_retraction_note(
        self, step: Transition, by: User | None, reason: str, now: dt.datetime
    ) -> None:
        """Keep the rule that an article has one public retraction note while it is retracted."""
        notes = Correction.objects.filter(article_id=self.pk, kind=Correction.Kind.RETRACTION)
        if step.target == Status.RETRACTED:
            kind = Correction.Kind.RETRACTION
            # `Correction.save()` would date the article as changed for readers.
            note = Correction(article_id=self.pk, kind=kind, date=now, text=reason)
            note.sign(by)
            notes.bulk_create([note])
        elif step.source == Status.RETRACTED:
            notes.delete()


def _require(step: Transition, by: User | None) -> None:
    if by is not None and not by.has_perm(f"articles.{step.permission}"):
        raise PermissionDenied(f"{by} lacks articles.{step.permission}")
