"""The state of an article: its columns, what is computed from them, and the transitions."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.front_matter.snapshot import snapshot
from articles.models.audit import AuditEntry
from articles.models.correction import Correction
from articles.models.exceptions import MissingReason, WrongState
from articles.models.public_changes import announce, lists_changed, lists_of
from articles.models.revision import Revision
from articles.models.taxonomy import TaggedArticle
from articles.workflow import STATUS_LABELS, TRANSITIONS, Status, Transition

WEIGHT_MIN, WEIGHT_MAX = -32768, 32767
# What history calls the undoing of a step.
_TAKEN_BACK = {"submit": "send_back", "publish": "unpublish", "unpublish": "publish"}


class WorkflowMixin(models.Model):
    """The half of `Article` that knows draft, review, published, retracted and pinned.

    Each transition raises PermissionDenied, WrongState (somebody else may have been quicker) or
    MissingReason, and then changes nothing. `by` is a user, or None for a command, whose runner
    may do everything. It saves the named columns only, keeps a Revision
    of the document before it, and writes a line into the audit log, all in one transaction.
    """

    status = models.CharField(
        _("state"),
        max_length=12,
        choices=list(STATUS_LABELS.items()),
        default=Status.DRAFT,
        editable=False,
    )
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_("A time ahead schedules the story. Empty: the moment you publish."),
    )
    sticky_weight = models.SmallIntegerField(
        _("sticky weight"),
        default=0,
        validators=[MinValueValidator(WEIGHT_MIN), MaxValueValidator(WEIGHT_MAX)],
        help_text=_("Above 0 pins the story to the top; a higher weight comes first."),
    )
    sticky_until = models.DateTimeField(
        _("pinned until"), null=True, blank=True, help_text=_("Empty: until unpinned.")
    )
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)
    # Its file calls it live, and the trust in its source lets nothing through unread. Until the
    # desk decides about its state, the story says of itself what its file says.
    held = models.BooleanField(default=False, editable=False)

    # Columns of Article.
    body: str
    version: int

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """The editorial decision; whether readers see it yet is `is_live`."""
        return self.status == Status.PUBLISHED

    @property
    def is_live(self) -> bool:
        """For one loaded article, what `ArticleQuerySet.live()` asks of all."""
        time = self.published_at
        return self.is_published and time is not None and time <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        """Published, and its time is ahead."""
        return self.is_published and not self.is_live

    @property
    def is_pinned(self) -> bool:
        """For one loaded article, what `ArticleQuerySet.pinned()` asks of all."""
        ahead = self.sticky_until is None or self.sticky_until > timezone.now()
        return self.sticky_weight > 0 and ahead

    def submit(self, by: Any, reason: str = "") -> None:
        """DRAFT → IN_REVIEW."""
        self._take(TRANSITIONS["submit"], by, reason)

    def send_back(self, by: Any, reason: str = "") -> None:
        """IN_REVIEW → DRAFT."""
        self._take(TRANSITIONS["send_back"], by, reason)

    def publish(self, by: Any, reason: str = "") -> None:
        """IN_REVIEW → PUBLISHED, at `published_at`, or now when that is empty."""
        self._take(TRANSITIONS["publish"], by, reason)

    def unpublish(self, by: Any, reason: str = "") -> None:
        """PUBLISHED → DRAFT."""
        self._take(TRANSITIONS["unpublish"], by, reason)

    def retract(self, by: Any, reason: str) -> None:
        """PUBLISHED → RETRACTED, for the stated reason."""
        self._take(TRANSITIONS["retract"], by, reason)

    def restore(self, by: Any, reason: str = "") -> None:
        """RETRACTED → DRAFT."""
        self._take(TRANSITIONS["restore"], by, reason)

    def take_back(
        self, step: Transition, by: Any, published_at: dt.datetime | None, reason: str = ""
    ) -> None:
        """Undo `step`: its state before, and the time that the story had then.

        Asks for the permission of `step`. Raises WrongState when the story went on since.
        """
        if by is not None and not by.has_perm(f"articles.{step.permission}"):
            raise PermissionDenied(f"{by} lacks articles.{step.permission}")
        with transaction.atomic():
            rows = type(self)._default_manager
            before = rows.select_for_update().get(pk=self.pk)
            columns: dict[str, Any] = {
                "status": step.source,
                "published_at": published_at,
                "modified_at": timezone.now(),
            }
            if rows.filter(pk=self.pk, status=step.target).update(**columns) != 1:
                raise WrongState(step, before.status)
            before.keep_revision(_TAKEN_BACK[step.name], by, reason)
            for name, value in columns.items():
                setattr(self, name, value)
            self.sync_tag_links()
            if before.is_live or self.is_live:
                self.announce()
            AuditEntry.note("undo", by, before, reason, what=step.name)

    def may(self, step: Transition, user: Any) -> bool:
        """Whether `user` may take `step` from the present state."""
        return self.status == step.source and user.has_perm(f"articles.{step.permission}")

    def retraction_reason(self) -> str:
        """What readers are told when the story is gone; one query."""
        note = Correction.objects.filter(article_id=self.pk, kind=Correction.Kind.RETRACTION)
        return note.values_list("text", flat=True).first() or ""

    def keep_revision(self, action: str, by: Any = None, reason: str = "") -> Revision:
        """Keep this article as it stands, before a change; `by` is a user or None."""
        revision = self.revision(action, by, reason)
        revision.save()
        return revision

    def revision(self, action: str, by: Any = None, reason: str = "") -> Revision:
        """This article as it stands, not yet saved."""
        return Revision(
            article_id=self.pk,
            action=action,
            author=by,
            reason=reason,
            status=self.status,
            front_matter=snapshot(self),
            body=self.body,
        )

    def reads_otherwise(self) -> bool:
        """Whether readers once saw this story, and its text or cover is another one now."""
        left = Revision.objects.filter(article_id=self.pk, action__in=("unpublish", "retract"))
        last = left.first()
        if (
            last is None
            or dt.datetime.fromisoformat(last.front_matter["publishedAt"]) > last.created_at
        ):
            return False
        now = snapshot(self)
        seen = ("title", "description", "coverImage")
        return self.body != last.body or any(now[key] != last.front_matter[key] for key in seen)

    def announce(self) -> None:
        """Say, once this transaction is committed, that the lists of the article changed.

        One query for its tags, and none where nobody listens.
        """
        if lists_changed.has_listeners():
            announce(lists_of(self))

    def sync_tag_links(self) -> None:
        """Make the copies of the sort columns that the tags carry equal to the stored row's.

        Not to this object's: it may have been loaded before somebody else's change.
        """
        row = type(self)._default_manager.filter(pk=self.pk)
        copies = row.values(*TaggedArticle.COPIES).get()
        links = TaggedArticle.objects.filter(content_object_id=self.pk)
        links.exclude(**copies).update(**copies)

    def _take(self, step: Transition, by: Any, reason: str) -> None:
        reason = reason.strip()
        if by is not None and not by.has_perm(f"articles.{step.permission}"):
            raise PermissionDenied(f"{by} lacks articles.{step.permission}")
        if step.needs_reason and not reason:
            raise MissingReason(step.name)
        with transaction.atomic():
            rows = type(self)._default_manager
            before = rows.get(pk=self.pk)
            columns: dict[str, Any] = {
                "status": step.target,
                "held": False,
                "modified_at": timezone.now(),
            }
            if step.target == Status.PUBLISHED:
                columns["published_at"] = before.published_at or columns["modified_at"]
                if before.reads_otherwise():
                    columns["reader_modified_at"] = columns["modified_at"]
            # A save of what was read before this step would undo it, and must be refused.
            moved = {**columns, "version": before.version + 1}
            if rows.filter(pk=self.pk, status=step.source).update(**moved) != 1:
                raise WrongState(step, before.status)
            if self.version == before.version:
                self.version = moved["version"]
            before.keep_revision(step.name, by, reason)
            for name, value in columns.items():
                setattr(self, name, value)
            self.sync_tag_links()
            self._tell_readers(step, reason, columns["modified_at"])
            if before.is_live or self.is_live:
                self.announce()
            AuditEntry.note(step.name, by, before, reason)

    def _tell_readers(self, step: Transition, reason: str, when: dt.datetime) -> None:
        """A retracted story has one public note that says why; no other story has."""
        notes = Correction.objects.filter(article_id=self.pk, kind=Correction.Kind.RETRACTION)
        if step.target == Status.RETRACTED:
            notes.bulk_create(
                [Correction(article_id=self.pk, kind="retraction", date=when, text=reason)]
            )
        elif step.source == Status.RETRACTED:
            notes.delete()
