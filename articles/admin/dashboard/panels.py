"""What the first page of the desk shows: what waits, what comes, what leads, what happened.

Each panel costs a fixed number of queries, whatever the number of stories, and shows its reader
only what she may see and do.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.articles.rows import ArticleRow, article_rows
from articles.editorial.pins import pinned
from articles.editorial.review.queue import waiting_about
from articles.models import (
    Article,
    AuditEntry,
    ImportConflict,
    ImportRun,
    QuarantinedFile,
    Revision,
)
from articles.querysets import PIN_LIMIT
from articles.search.admin_search import AdminFilters, AdminSearch
from articles.search.index_position import article_id_at
from articles.workflow import PIN, REVIEW, TRANSITIONS, Status, Transition

SHOWN = 8
AHEAD = dt.timedelta(hours=24)
# Somebody's own drafts are looked for among the stories that she worked on last.
_REMEMBERED = 300
_LIST = "admin:articles_article_changelist"


@dataclass(frozen=True, slots=True)
class Panel:
    """Stories under a heading. `step` is what one click does to a line; `count` leads to `url`."""

    name: str
    title: str
    lines: list[ArticleRow]
    empty: str
    count: str
    url: str
    step: Transition | None = None
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing that an import left to people: what it is, where to mend it."""

    words: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class ImportProblems:
    """The first of them, and how many there are of each kind."""

    lines: list[ImportProblem]
    counts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PinnedPanel:
    """The stories that lead the front page of one language; `more` are pinned beyond them."""

    lang: str
    language: str
    stories: list[Article]
    more: bool
    url: str


class DashboardPanels:
    """The panels for one person at one moment."""

    def __init__(self, user: Any, now: dt.datetime) -> None:
        self.user, self.now = user, now
        self.search = AdminSearch(now)

    def waiting(self) -> Panel:
        """Stories that somebody submitted, the newest first."""
        wanted = AdminFilters(state=str(Status.IN_REVIEW))
<<<<<<< HEAD
        places = self.search.positions(wanted, SHOWN)
        (count,) = self.search.counts([wanted], COUNTED)
=======
        places = self.search.positions(wanted, SHOWN)
        (count,) = self.search.counts([wanted], COUNT_LIMIT)
>>>>>>> a51afc5 (Split ArticleAdmin by screen, and save a form under a lock)
        return Panel(
            "waiting",
            gettext("Needs review"),
            self._rows(map(article_id_at, places)),
            gettext("Nothing waits for review."),
            count_in_words(count),
            reverse(_LIST) + "?state=in_review",
            self._step("publish"),
        )

    def unread(self) -> tuple[str, str] | None:
        """(in words, where) of machine text that nobody has reviewed; None for who may not."""
        if not self.user.has_perm(f"articles.{REVIEW}"):
            return None
        count = waiting_about(COUNT_LIMIT)
        words = ngettext(
            "%(count)s machine text that nobody has read",
            "%(count)s machine texts that nobody has read",
            count,
        )
        return words % {"count": count_in_words(count)}, reverse(
            "admin:articles_article_review_queue"
        )

    def coming(self) -> Panel:
        """What goes live within a day, the next first."""
        scheduled = Article.objects.scheduled(self.now)
        soon = scheduled.filter(published_at__lte=self.now + AHEAD).values_list("pk", flat=True)
        ids = list(soon[:COUNT_LIMIT])
        return Panel(
            "coming",
            gettext("Scheduled, next 24 hours"),
            self._rows(ids[:SHOWN]),
            gettext("Nothing goes live within a day."),
            count_in_words(len(ids)),
            reverse(_LIST) + "?state=scheduled",
            self._step("unpublish"),
        )

    def own(self) -> Panel:
        """Drafts that this person worked on, the last one first, with why they came back."""
        revisions = Revision.objects.filter(author=self.user.pk).order_by("-id")
        entries = AuditEntry.objects.filter(actor=self.user.pk, article__isnull=False)
        entries = entries.order_by("-id")
        worked_on = {
            *revisions.values_list("article_id", flat=True)[:_REMEMBERED],
            *entries.values_list("article_id", flat=True)[:_REMEMBERED],
        }
        drafts = Article.objects.filter(pk__in=worked_on, status=Status.DRAFT)
        ids = list(drafts.order_by("-modified_at").values_list("pk", flat=True)[:COUNT_LIMIT])
        return Panel(
            "own",
            gettext("My drafts"),
            self._rows(ids[:SHOWN]),
            gettext("No drafts of yours."),
            count_in_words(len(ids)),
            reverse(_LIST) + "?state=draft",
            self._step("submit"),
            self._sent_back(ids[:SHOWN]),
        )

    def problems(self) -> ImportProblems | None:
        """What imports left to people; None for who may not mend it."""
        lines: list[ImportProblem] = []
        counts = []
        if self.user.has_perm("articles.change_quarantinedfile"):
            files = QuarantinedFile.objects.order_by("-last_at").values_list("pk", "path")
            found = list(files[:COUNT_LIMIT])
            mend = "admin:articles_quarantinedfile_change"
            lines += [
                ImportProblem(path, gettext("Mend"), reverse(mend, args=[pk]))
                for pk, path in found[:SHOWN]
            ]
            url = reverse("admin:articles_quarantinedfile_changelist")
            words = ngettext(
                "%(count)s file could not be read", "%(count)s files could not be read", len(found)
            )
            counts.append((words % {"count": count_in_words(len(found))}, url))
        if self.user.has_perm("articles.change_importconflict"):
            waiting = ImportConflict.objects.filter(choice="").order_by("-id")
            conflicts = list(waiting.values_list("pk", "field", "article__title")[:COUNT_LIMIT])
            decide = "admin:articles_importconflict_change"
            lines += [
                ImportProblem(f"{title}: {name}", gettext("Decide"), reverse(decide, args=[pk]))
                for pk, name, title in conflicts[:SHOWN]
            ]
            url = reverse("admin:articles_importconflict_changelist")
            words = ngettext(
                "%(count)s change of a file waits for a decision",
                "%(count)s changes of files wait for a decision",
                len(conflicts),
            )
            counts.append((words % {"count": count_in_words(len(conflicts))}, url))
        if self.user.has_perm("articles.view_importrun"):
            last = ImportRun.objects.order_by("-id").first()
            if last and last.state == ImportRun.State.STOPPED:
                url = reverse("admin:articles_importrun_change", args=[last.pk])
                said_so = gettext("The last import stopped before its end.")
                lines.insert(0, ImportProblem(said_so, gettext("Open"), url))
        return ImportProblems(lines, counts) if counts else None

    def pins(self) -> list[PinnedPanel]:
        """Front pages in the order of the site's languages; those without pins are left out."""
        found = []
        for lang in settings.SITE_LANGUAGES:
            stories = pinned(lang, self.now)
            if stories:
                found.append(
                    PinnedPanel(
                        lang,
                        get_language_info(lang)["name_local"],
                        stories[:PIN_LIMIT],
                        len(stories) > PIN_LIMIT,
                        f"{reverse(_LIST)}?pinned=yes&lang={lang}",
                    )
                )
        return found

    @property
    def can_pin(self) -> bool:
        """Whether this person may order pins."""
        return bool(self.user.has_perm(f"articles.{PIN}"))

    def _rows(self, ids: Iterable[int]) -> list[ArticleRow]:
        ids = list(ids)
        return article_rows(ids, self.now) if ids else []

    def _step(self, name: str) -> Transition | None:
        step = TRANSITIONS[name]
        return step if self.user.has_perm(f"articles.{step.permission}") else None

    def _sent_back(self, ids: list[int]) -> dict[int, str]:
        """What was said of drafts that came back from review."""
        found: dict[int, str] = {}
        entries = AuditEntry.objects.filter(article__in=ids, action="send_back").order_by("id")
        for story, who, why in entries.values_list("article_id", "actor_name", "reason"):
            if story:
                came = gettext("Sent back by %(who)s") % {"who": who or "–"}
                found[story] = f"{came}: {why}" if why else came
        return found
