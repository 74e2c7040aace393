"""The panels of the dashboard: articles that wait, drafts, schedules, pins and import problems.

Each panel costs a fixed number of queries, whatever the number of articles, and shows its reader
only what she may see and do.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.articles.rows import ArticleRow, article_rows
from articles.editorial.pins import pinned as pinned_articles
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

ROW_LIMIT = 8
SCHEDULE_AHEAD = dt.timedelta(hours=24)
# Own drafts are looked for among this many articles that a person worked on last, per log.
_WORKED_ON_LIMIT = 300
_CHANGE_LIST = "admin:articles_article_changelist"


@dataclass(frozen=True, slots=True)
class Panel:
    """Articles under a heading.

    `transition` is what the button of each row does; `notes` are sentences by article id; `count`
    is the number of articles in words, and leads to `url`.
    """

    name: str
    title: str
    rows: list[ArticleRow]
    empty: str
    count: str
    url: str
    transition: Transition | None = None
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A file or a conflict that an import left to people, and the address that solves it."""

    words: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class ImportProblems:
    """The newest problems, and the number of each kind as (words, address)."""

    rows: list[ImportProblem]
    counts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PinnedPanel:
    """The pinned articles that lead the front page of one language.

    `more` says whether others are pinned beyond them; `url` lists all.
    """

    lang: str
    language: str
    articles: list[Article]
    more: bool
    url: str


class DashboardPanels:
    """The panels of the dashboard for one person at one moment."""

    def __init__(self, user: User | AnonymousUser, now: dt.datetime) -> None:
        self.user, self.now = user, now
        self.search = AdminSearch(now)

    def waiting(self) -> Panel:
        """Articles that were submitted for review, the newest first."""
        filters = AdminFilters(state=str(Status.IN_REVIEW))
        positions = self.search.positions(filters, ROW_LIMIT)
        (count,) = self.search.counts([filters], COUNT_LIMIT)
        return Panel(
            "waiting",
            gettext("Needs review"),
            self._rows(map(article_id_at, positions)),
            gettext("Nothing waits for review."),
            count_in_words(count),
            reverse(_CHANGE_LIST) + "?state=in_review",
            self._transition("publish"),
        )

    def unreviewed(self) -> tuple[str, str] | None:
        """(count in words, address) of machine texts to review; None for who may not review."""
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
        """Articles that go live within a day, the next first."""
        scheduled = Article.objects.scheduled(self.now)
        soon = scheduled.filter(published_at__lte=self.now + SCHEDULE_AHEAD).values_list(
            "pk", flat=True
        )
        ids = list(soon[:COUNT_LIMIT])
        return Panel(
            "coming",
            gettext("Scheduled, next 24 hours"),
            self._rows(ids[:ROW_LIMIT]),
            gettext("Nothing goes live within a day."),
            count_in_words(len(ids)),
            reverse(_CHANGE_LIST) + "?state=scheduled",
            self._transition("unpublish"),
        )

    def own(self) -> Panel:
        """Drafts that this person worked on, the last one first, with why they were sent back."""
        revisions = Revision.objects.filter(author=self.user.pk).order_by("-id")
        entries = AuditEntry.objects.filter(actor=self.user.pk, article__isnull=False)
        entries = entries.order_by("-id")
        worked_on = {
            *revisions.values_list("article_id", flat=True)[:_WORKED_ON_LIMIT],
            *entries.values_list("article_id", flat=True)[:_WORKED_ON_LIMIT],
        }
        drafts = Article.objects.filter(pk__in=worked_on, status=Status.DRAFT)
        ids = list(drafts.order_by("-modified_at").values_list("pk", flat=True)[:COUNT_LIMIT])
        return Panel(
            "own",
            gettext("My drafts"),
            self._rows(ids[:ROW_LIMIT]),
            gettext("No drafts of yours."),
            count_in_words(len(ids)),
            reverse(_CHANGE_LIST) + "?state=draft",
            self._transition("submit"),
            self._sent_back(ids[:ROW_LIMIT]),
        )

    def problems(self) -> ImportProblems | None:
        """Problems that imports left to people; None for those who may not solve any."""
        rows: list[ImportProblem] = []
        counts = []
        if self.user.has_perm("articles.change_quarantinedfile"):
            files = QuarantinedFile.objects.order_by("-last_at").values_list("pk", "path")
            quarantined = list(files[:COUNT_LIMIT])
            edit = "admin:articles_quarantinedfile_change"
            rows += [
                ImportProblem(path, gettext("Mend"), reverse(edit, args=[pk]))
                for pk, path in quarantined[:ROW_LIMIT]
            ]
            url = reverse("admin:articles_quarantinedfile_changelist")
            words = ngettext(
                "%(count)s file could not be read",
                "%(count)s files could not be read",
                len(quarantined),
            )
            counts.append((words % {"count": count_in_words(len(quarantined))}, url))
        if self.user.has_perm("articles.change_importconflict"):
            waiting = ImportConflict.objects.filter(choice="").order_by("-id")
            conflicts = list(waiting.values_list("pk", "field", "article__title")[:COUNT_LIMIT])
            decide = "admin:articles_importconflict_change"
            rows += [
                ImportProblem(f"{title}: {name}", gettext("Decide"), reverse(decide, args=[pk]))
                for pk, name, title in conflicts[:ROW_LIMIT]
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
                text = gettext("The last import stopped before its end.")
                rows.insert(0, ImportProblem(text, gettext("Open"), url))
        return ImportProblems(rows, counts) if counts else None

    def pinned(self) -> list[PinnedPanel]:
        """A panel for each language of the site with pins, in the order of the settings."""
        panels = []
        for lang in settings.SITE_LANGUAGES:
            articles = pinned_articles(lang, self.now)
            if articles:
                panels.append(
                    PinnedPanel(
                        lang,
                        get_language_info(lang)["name_local"],
                        articles[:PIN_LIMIT],
                        len(articles) > PIN_LIMIT,
                        f"{reverse(_CHANGE_LIST)}?pinned=yes&lang={lang}",
                    )
                )
        return panels

    @property
    def can_pin(self) -> bool:
        """Whether this person may order pins."""
        return bool(self.user.has_perm(f"articles.{PIN}"))

    def _rows(self, ids: Iterable[int]) -> list[ArticleRow]:
        ids = list(ids)
        return article_rows(ids, self.now) if ids else []

    def _transition(self, name: str) -> Transition | None:
        """The transition of this name, if this person may take it."""
        transition = TRANSITIONS[name]
        return transition if self.user.has_perm(f"articles.{transition.permission}") else None

    def _sent_back(self, ids: list[int]) -> dict[int, str]:
        """Who sent drafts back from review and why, in words, by article id."""
        notes: dict[int, str] = {}
        entries = AuditEntry.objects.filter(article__in=ids, action="send_back").order_by("id")
        for article_id, who, why in entries.values_list("article_id", "actor_name", "reason"):
            if article_id:
                text = gettext("Sent back by %(who)s") % {"who": who or "–"}
                notes[article_id] = f"{text}: {why}" if why else text
        return notes
