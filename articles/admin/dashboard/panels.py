"""The panels of articles on the dashboard: for review, own drafts, schedules and pins.

Each panel costs a fixed number of queries, whatever the number of articles, and shows its reader
only what she may see and do.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.articles.rows import ArticleRow, article_rows
from articles.editorial.pins import pinned as pinned_articles
from articles.models import Article, AuditEntry, Revision
from articles.querysets import PIN_LIMIT
from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at
from articles.workflow import PIN, TRANSITIONS, Status, Transition

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
    count: str
    url: str
    transition: Transition | None = None
    notes: dict[int, str] = field(default_factory=dict)


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

    @cached_property
    def counts(self) -> dict[Status, int]:
        """The number of articles in review and of drafts, up to `COUNT_LIMIT`; one query."""
        states = (Status.IN_REVIEW, Status.DRAFT)
        filters = [AdminFilters(state=str(state)) for state in states]
        return dict(zip(states, self.search.counts(filters, COUNT_LIMIT), strict=True))

    def waiting(self) -> Panel:
        """Articles that were submitted for review, the newest first."""
        filters = AdminFilters(state=str(Status.IN_REVIEW))
        positions = self.search.positions(filters, ROW_LIMIT)
        return Panel(
            "waiting",
            gettext("Needs review"),
            self._rows(map(article_id_at, positions)),
            count_in_words(self.counts[Status.IN_REVIEW]),
            reverse(_CHANGE_LIST) + "?state=in_review",
            self._transition("publish"),
        )

    def coming(self) -> Panel:
        """Articles that go live within a day, the next first."""
        soon = Article.objects.scheduled(self.now, until=self.now + SCHEDULE_AHEAD)
        ids = list(soon.values_list("pk", flat=True)[:COUNT_LIMIT])
        return Panel(
            "coming",
            gettext("Scheduled, next 24 hours"),
            self._rows(ids[:ROW_LIMIT]),
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
            count_in_words(len(ids)),
            reverse(_CHANGE_LIST) + "?state=draft",
            self._transition("submit"),
            self._sent_back(ids[:ROW_LIMIT]),
        )

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
        """The person who sent a draft back and the reason, in words, by article id."""
        notes: dict[int, str] = {}
        entries = AuditEntry.objects.filter(article__in=ids, action="send_back").order_by("id")
        for article_id, who, why in entries.values_list("article_id", "actor_name", "reason"):
            if article_id:
                text = gettext("Sent back by %(who)s") % {"who": who or "–"}
                notes[article_id] = f"{text}: {why}" if why else text
        return notes
