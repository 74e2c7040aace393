"""Editions of the front page: what editors decide about it in one language, by versions."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.models.audit import AuditEntry
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.front_plan import (
    BriefingLine,
    FocusPlan,
    FrontBlock,
    FrontPlan,
    Pick,
    category_of,
    section_block,
)
from articles.models.front_states import FrontEditionQuerySet, launch_problems
from articles.models.image import Image
from articles.models.public_change_log import PublicChange
from articles.models.public_row import PublicRow
from articles.models.taxonomy import Tag
from articles.models.text_fields import LineField
from articles.workflow import PUBLISH

# So many editions that readers had are kept in each language.
KEPT = 50
# Columns that a copy has from the edition that it is of.
_CONTENT = (
    "picks", "sections", "shows_latest", "shows_in_brief", "breaking_words", "breaking_until",
    "briefing", "briefing_by", "focus_tag_id", "focus_title", "focus_words", "focus_until",
)  # fmt: skip


class FrontEdition(PublicRow):
    """What editors say about the front page in one language; the rest of the page fills itself.

    `starts_at` is empty for a draft, which is edited. It is set once, when the edition is launched,
    to that moment or to one ahead, and from then on the edition stays as it is. Which edition
    readers have is computed: the last one that started. So there is never more than one, and no job
    lets one appear. Undoing is launching a copy of the former one.
    """

    SHOWN = ("lang", "starts_at", *_CONTENT)

    lang = models.CharField(_("language"), max_length=16)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    note = LineField(
        _("note"), max_length=200, blank=True, help_text=_("For your colleagues, not for readers.")
    )
    # Grows with each save of a draft.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Rows of `Pick.as_json()`.
    picks = models.JSONField(_("stories put there"), default=list, blank=True)
    # Ids of categories; empty for those that have most articles.
    sections = models.JSONField(_("sections"), default=list, blank=True)
    shows_latest = models.BooleanField(_("show “Latest”"), default=True)
    shows_in_brief = models.BooleanField(_("show “In brief”"), default=True)
    breaking_words = LineField(
        _("words"),
        max_length=120,
        blank=True,
        help_text=_("In place of the headline of the story, or without a story."),
    )
    breaking_until = models.DateTimeField(_("breaking until"), null=True, blank=True)
    # Rows of `BriefingLine.as_json()`.
    briefing = models.JSONField(_("briefing"), default=list, blank=True)
    briefing_by = LineField(
        _("signed by"),
        max_length=80,
        blank=True,
        help_text=_("A name or a role, such as: the night desk."),
    )
    focus_tag = models.ForeignKey(
        Tag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("tag"), help_text=_("Its newest stories fill the block."),
    )  # fmt: skip
    focus_title = LineField(_("title"), max_length=80, blank=True)
    focus_words = LineField(_("sentence"), max_length=300, blank=True)
    focus_until = models.DateTimeField(_("in focus until"), null=True, blank=True)
    # The pictures of the picks, which say so by their ids.
    pictures = models.ManyToManyField(Image, related_name="front_editions", editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("saved by"),
    )  # fmt: skip
    launched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("launched by"),
    )  # fmt: skip

    objects = FrontEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("edition of the front page")
        verbose_name_plural = _("editions of the front page")
        indexes = [models.Index("lang", "starts_at", "id", name="front_edition_start")]

    def __str__(self) -> str:
        return gettext("Edition %(number)d") % {"number": self.pk or 0}

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The front page of its language, once it is launched."""
        if self.starts_at:
            yield public_keys.front(self.lang)

    # --- what it says ---------------------------------------------------------------------

    @property
    def all_picks(self) -> tuple[Pick, ...]:
        """The picks, in their order."""
        return Pick.all_of(self.picks)

    def plan(self, now: dt.datetime) -> FrontPlan:
        """What it says at `now`, without what has ended. No query for the live edition."""
        is_breaking = self.breaking_until is not None and now < self.breaking_until
        has_focus = self.focus_until is not None and now < self.focus_until
        holds: dict[str, bool] = {
            FrontBlock.BREAKING: is_breaking,
            FrontBlock.FOCUS: has_focus,
        }
        focus = FocusPlan(self.focus_tag_id, self.focus_title, self.focus_words)
        return FrontPlan(
            picks=tuple(pick for pick in self.all_picks if holds.get(pick.block, True)),
            sections=tuple(self.sections),
            has_latest=self.shows_latest,
            has_in_brief=self.shows_in_brief,
            breaking=self.breaking_words if is_breaking else None,
            briefing=BriefingLine.all_of(self.briefing) if self._is_of_today(now) else (),
            focus=focus if has_focus else None,
        )

    def _is_of_today(self, now: dt.datetime) -> bool:
        zone = timezone.get_default_timezone()
        start = self.starts_at or now
        return start.astimezone(zone).date() == now.astimezone(zone).date()

    def next_end(self, now: dt.datetime) -> dt.datetime | None:
        """When the clock next takes something away that it says; the briefing goes at midnight."""
        ends = (self.breaking_until, self.focus_until)
        return min((end for end in ends if end and end > now), default=None)

    def copy(self, by: User | None) -> Self:
        """A stored draft that says the same, by this person."""
        draft = type(self)(lang=self.lang, saved_by=by, **self._content())
        draft.save()
        draft._set_pictures()
        return draft

    def _content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _CONTENT}

    # --- its states -----------------------------------------------------------------------

    @property
    def is_draft(self) -> bool:
        """Whether nobody launched it."""
        return self.starts_at is None

    def is_scheduled(self, now: dt.datetime) -> bool:
        """Whether it was launched, and readers do not have it yet."""
        return self.starts_at is not None and self.starts_at > now

    @transaction.atomic
    def save_draft(self, by: User | None) -> None:
        """Store the draft as this object says it, with a new number of its version.

        Raises StaleEdition where somebody saved or launched it since it was read; nothing is
        written then.
        """
        now = timezone.now()
        claimed = self._as_read().update(
            **self._content(), note=self.note, version=self.version + 1, saved_at=now, saved_by=by
        )
        if claimed != 1:
            raise StaleEdition
        self.version, self.saved_at, self.saved_by = self.version + 1, now, by
        self._set_pictures()

    @transaction.atomic
    def launch(self, by: User | None, at: dt.datetime | None = None) -> None:
        """Let readers have the draft now, or from the time `at` on. `by` is None for a command.

        Raises PermissionDenied for who may not publish, CannotLaunch, and StaleEdition where
        somebody saved or launched it since it was read.
        """
        _require_publish(by)
        starts_at = at or timezone.now()
        if problems := launch_problems(self, starts_at):
            raise CannotLaunch(problems)
        if self._as_read().update(starts_at=starts_at, launched_by=by) != 1:
            raise StaleEdition
        self.starts_at, self.launched_by = starts_at, by
        PublicChange.append({starts_at: [public_keys.front(self.lang)]})
        action = "schedule_frontedition" if at else "launch_frontedition"
        self._record(action, by, at=starts_at.isoformat())
        self._prune()

    @transaction.atomic
    def relaunch(self, by: User | None) -> Self:
        """Let readers have again what this edition says: launch a copy. Raises PermissionDenied."""
        again = self.copy(by)
        again.launch(by)
        return again

    @transaction.atomic
    def call_back(self, by: User | None) -> None:
        """Make a draft of the scheduled edition again. Raises PermissionDenied, and StaleEdition
        where it has started, or somebody called it back before."""
        _require_publish(by)
        rows = FrontEdition.objects.filter(pk=self.pk, starts_at=self.starts_at)
        if rows.filter(starts_at__gt=timezone.now()).update(starts_at=None, launched_by=None) != 1:
            raise StaleEdition
        self.starts_at = self.launched_by = None
        self._record("call_back_frontedition", by)

    def _as_read(self) -> models.QuerySet[Any]:
        return FrontEdition.objects.filter(pk=self.pk, version=self.version, starts_at=None)

    def _set_pictures(self) -> None:
        ids = [pick.picture for pick in self.all_picks if pick.picture]
        self.pictures.set(Image.objects.filter(pk__in=ids))

    def _record(self, action: str, by: User | None, **detail: str) -> None:
        names: dict[str, Any] = {"id": self.pk, "name": str(self), "lang": self.lang}
        AuditEntry.record(action, by, None, **names, **detail)

    def _prune(self) -> None:
        """Delete the oldest editions that readers of the language had, but for those kept."""
        rows = FrontEdition.objects.filter(lang=self.lang).started(timezone.now())
        FrontEdition.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[KEPT:])).delete()

    # --- what it names --------------------------------------------------------------------

    @classmethod
    def move_tag(cls, tag: int, instead: int) -> None:
        """Let the editions have the tag `instead` in focus, since `tag` is merged into it."""
        cls.objects.filter(focus_tag=tag).update(focus_tag=instead)

    @classmethod
    def move_category(cls, category: int, instead: int) -> None:
        """Let the editions that count have the block of the category `instead` in place of that of
        `category`, which is merged into it."""
        old, new = section_block(category), section_block(instead)
        for edition in cls.objects.that_count(timezone.now()):
            named = {*edition.sections, *(category_of(pick.block) for pick in edition.all_picks)}
            if category not in named:
                continue
            sections = [instead if one == category else one for one in edition.sections]
            edition.sections = list(dict.fromkeys(sections))
            edition.picks = [
                (pick._replace(block=new) if pick.block == old else pick).as_json()
                for pick in edition.all_picks
            ]
            edition.version += 1
            edition.save(update_fields=["sections", "picks", "version"])


def _require_publish(by: User | None) -> None:
    if by is not None and not by.has_perm(f"articles.{PUBLISH}"):
        raise PermissionDenied(f"{by} lacks articles.{PUBLISH}")
