"""The list of articles: found by state and words, ten and more on a screen."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles import filters
from articles.admin.articles.bulk_actions import BulkActs
from articles.admin.articles.display import ArticleDisplay
from articles.admin.articles.rows import rows
from articles.admin.articles.undo_notice import done
from articles.admin.articles.weights import Weights
from articles.editorial.bulk.actions import ACTS, MOST, WEIGHTS
from articles.lib.keyset import read_id
from articles.models import Article, Category, Source
from articles.search.admin_search import AdminFilters, AdminSearch
from articles.search.index_position import article_id_at
from articles.workflow import PUBLISH

PAGE_SIZE = 50
# More sections or publishers than these are found by `source:` in the search, not in a menu.
_MENU = 200
# What a box that completes what is typed may offer.
_OFFERED = 50


class ArticleList(ArticleDisplay, BulkActs, Weights):
    """The half of `ArticleAdmin` that lists.

    Pages follow each other by the place of their last story: no count, no offset. Filters, search
    and pages are one question to the index (`articles.search.admin_search`).
    """

    # What other pages' boxes search by; `get_search_results` asks the index instead.
    search_fields = ["title"]
    search_help_text = _("Words, external id or source; also tag: source: lang: after: before:")
    show_full_result_count = False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who may change what readers see."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """For boxes that complete what is typed: the newest matches."""
        places = AdminSearch(timezone.now()).positions(AdminFilters(text=search_term), _OFFERED)
        found = queryset.filter(pk__in=[article_id_at(place) for place in places])
        return found.newest_first(), False  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One page of the list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        now = timezone.now()
        wanted, before = filters.read(request.GET), read_id(request.GET.get("before", ""))
        choices, publishers = _choices(wanted)
        search = AdminSearch(now, publishers)
        places = search.positions(wanted, PAGE_SIZE + 1, before)
        shown = places[:PAGE_SIZE]
        states, languages = filters.state_chips(wanted, search)
        query = filters.write(wanted)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Stories"),
            "opts": self.opts,
            "media": self.media,
            "wanted": wanted,
            "rows": rows([article_id_at(place) for place in shown], now),
            "states": states,
            "languages": languages,
            "in_force": filters.in_force(wanted, choices),
            "menus": [
                ("category", gettext("Every section"), choices["category"]),
                ("source", gettext("Every source"), choices["source"]),
            ],
            "help": self.search_help_text,
            "query": query,
            "is_later": bool(before),
            "next_query": filters.write(wanted, before=shown[-1])
            if len(places) > PAGE_SIZE
            else "",
            "kept": f"?{urlencode({'_changelist_filters': query[1:]})}" if query[1:] else "",
            "acts": [a for a in ACTS.values() if request.user.has_perm(f"articles.{a.permission}")],
            "most": MOST,
            "can_add": self.has_add_permission(request),
            "edit": gettext("Edit") if self.has_change_permission(request) else gettext("Open"),
            "can_pin": request.user.has_perm(f"articles.{WEIGHTS.permission}"),
            **done(request.user, request.GET),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/articles/article/change_list.html", context)


def _choices(
    wanted: AdminFilters,
) -> tuple[dict[str, list[filters.FilterChoice]], list[tuple[int, str, str]]]:
    """Sections and publishers for the menus, and publishers for the search; one query."""
    columns = ("pk", "key", "name")
    sections = Category.objects.order_by().annotate(what=Value("category", CharField()))
    publishers = Source.objects.order_by().annotate(what=Value("source", CharField()))
    both = sections.values_list("what", *columns).union(
        publishers.values_list("what", *columns), all=True
    )
    found: dict[str, list[tuple[int, str, str]]] = {"category": [], "source": []}
    for kind, *row in both:
        found[kind].append(tuple(row))
    chosen = {"category": wanted.category, "source": wanted.source}
    choices = {
        kind: [
            filters.FilterChoice(pk, name, pk == chosen[kind])
            for pk, _key, name in sorted(things, key=lambda thing: thing[2].casefold())
        ]
        for kind, things in found.items()
    }
    return {kind: _menu(all_of) for kind, all_of in choices.items()}, found["source"]


def _menu(choices: list[filters.FilterChoice]) -> list[filters.FilterChoice]:
    return choices[:_MENU] + [choice for choice in choices[_MENU:] if choice.selected]
