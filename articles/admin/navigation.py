"""The navigation beside every page of the admin: its screens, and how much waits in each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.health.views import PERMISSION as HEALTH_PERMISSION
from articles.db.bounded_counts import CompiledCounts
from articles.db.compiled_queries import QuerySlot
from articles.lib.urls import cached_reverse
from articles.models import (
    Article,
    ImportConflict,
    PendingRevision,
    QuarantinedFile,
    Suggestion,
)
from articles.workflow import PUBLISH, REVIEW, STATUS_LABELS, Status

# Screens of tables, in two groups: the model and its icon.
_TAXONOMY = (
    ("articles.category", "section"),
    ("articles.tag", "tag"),
    ("articles.topic", ""),
    ("articles.author", "people"),
    ("articles.source", "source"),
    ("articles.houseword", ""),
    ("articles.page", "page"),
    ("articles.redirect", "link"),
    ("articles.sitesettings", "globe"),
)
_OPERATION = (
    ("articles.importrun", "import"),
    ("articles.quarantinedfile", ""),
    ("articles.importconflict", ""),
    ("articles.feed", ""),
    ("articles.upstreamitem", ""),
    ("articles.ingestrules", ""),
    ("articles.pipelinerun", ""),
    ("articles.suggestion", ""),
    ("articles.prompt", ""),
    ("articles.cluster", ""),
    ("articles.auditentry", "history"),
    ("auth.user", "people"),
    ("auth.group", ""),
    ("articles.webhook", "globe"),
    ("articles.queuedtask", "clock"),
)

_NOW: Any = QuerySlot("now", DateTimeField())


# What waits, by the name of its count.
_WAITING = CompiledCounts(
    COUNT_LIMIT,
    {
        "drafts": lambda: Article.objects.filter(status=Status.DRAFT),
        "in_review": lambda: Article.objects.filter(status=Status.IN_REVIEW),
        "scheduled": lambda: Article.objects.scheduled(_NOW),
        "changes": lambda: PendingRevision.objects.newest(COUNT_LIMIT).of_published(),
        "unread": lambda: Article.objects.to_review(),
        "articles.quarantinedfile": lambda: QuarantinedFile.objects.all(),
        "articles.importconflict": lambda: ImportConflict.objects.filter(choice=""),
        "articles.suggestion": lambda: Suggestion.objects.undecided(),
    },
)
_COUNTED_TABLES = ("articles.quarantinedfile", "articles.importconflict", "articles.suggestion")

# Tables of versions, whose form shows the one that counts.
_FORM_FIRST = frozenset({"articles.sitesettings"})


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A link to a screen, with the name of the count of what waits there.

    Without `icon` it stands below the one before it. `calls` says that a person must act on what
    is counted. `current` is the value of `aria-current`: the page itself, or a page of the screen.
    """

    label: str
    url: str
    icon: str = ""
    waiting: str = ""
    calls: bool = False
    count: str = ""
    current: str = ""


def navigation(site: AdminSite, request: HttpRequest) -> list[list[DeskLink]]:
    """The groups of links to what this person may see.

    One query for all counts, each up to `COUNT_LIMIT`.
    """
    groups = [
        list(_daily_links(site, request)),
        list(_links_of_tables(site, request, _TAXONOMY)),
        [*_links_of_tables(site, request, _OPERATION), *_health_link(request)],
    ]
    counted = [link.waiting for group in groups for link in group if link.waiting]
    counts = iter(_WAITING.run(counted, now=timezone.now()))
    current = _current_url([link.url for group in groups for link in group], request)
    return [
        [
            replace(
                link,
                count=count_in_words(next(counts)) if link.waiting else "",
                current=_current(link.url, current, request),
            )
            for link in group
        ]
        for group in groups
        if group
    ]


def _daily_links(site: AdminSite, request: HttpRequest) -> Iterator[DeskLink]:
    user = request.user
    yield DeskLink(gettext("Desk"), cached_reverse("admin:index"), "desk")
    if user.has_perm("articles.view_article"):
        url = cached_reverse("admin:articles_article_changelist")
        publishes = user.has_perm(f"articles.{PUBLISH}")
        yield DeskLink(gettext("Stories"), url, "stories")
        for label, query, waiting, calls in (
            (gettext("Drafts"), "state=draft", "drafts", False),
            (str(STATUS_LABELS[Status.IN_REVIEW]), "state=in_review", "in_review", publishes),
            (gettext("Scheduled"), "state=scheduled", "scheduled", False),
            (gettext("Changes waiting"), "changes=yes", "changes", publishes),
        ):
            yield DeskLink(label, f"{url}?{query}", "", waiting, calls)
    if user.has_perm(f"articles.{REVIEW}"):
        url = cached_reverse("admin:articles_article_review_queue")
        yield DeskLink(gettext("Machine text"), url, "machine", "unread", calls=True)
    tables = (("articles.frontedition", "page"), ("articles.image", "image"))
    yield from _links_of_tables(site, request, tables)


def _links_of_tables(
    site: AdminSite, request: HttpRequest, tables: tuple[tuple[str, str], ...]
) -> Iterator[DeskLink]:
    names = {
        "articles.frontedition": gettext("Front page"),
        "articles.image": gettext("Pictures"),
        "auth.user": gettext("People"),
    }
    for table, icon in tables:
        model = apps.get_model(table)
        model_admin = site.get_model_admin(model)
        if not model_admin.has_view_or_change_permission(request):
            continue
        opts = model._meta
        label = names.get(table) or capfirst(str(opts.verbose_name_plural))
        page = "changelist"
        if table in _FORM_FIRST and model_admin.has_add_permission(request):
            page = "add"
        url = cached_reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}")
        waiting = table if table in _COUNTED_TABLES else ""
        calls = bool(waiting) and model_admin.has_change_permission(request)
        yield DeskLink(label, url, icon, waiting, calls)


def _health_link(request: HttpRequest) -> Iterator[DeskLink]:
    if request.user.has_perm(HEALTH_PERMISSION):
        yield DeskLink(gettext("Site health"), cached_reverse("admin:health"), "check")


def _current_url(urls: list[str], request: HttpRequest) -> str:
    """The link of the page: its own, or else of the screen that its path lies in."""
    index = cached_reverse("admin:index")
    path, asked = request.path, set(request.META.get("QUERY_STRING", "").split("&"))
    fitting = [
        url
        for url in urls
        if (where := url.partition("?"))
        and (path == where[0] if where[2] or where[0] == index else path.startswith(where[0]))
        and (not where[2] or where[2] in asked)
    ]
    return max(fitting, key=len, default="")


def _current(url: str, current: str, request: HttpRequest) -> str:
    if url != current:
        return ""
    return "page" if url in (request.path, request.get_full_path()) else "true"
