"""The change list of articles: one page of its rows, found by filters and words."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from articles.admin.articles.bulk.undo_notice import undo_notice
from articles.admin.articles.change_list import filters
from articles.admin.articles.rows import article_rows
from articles.editorial.bulk.actions import BULK_ACTIONS, MOST, WEIGHTS
from articles.lib.keyset import read_id
from articles.models import Article, Author, Category, Source
from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.index_position import article_id_at

PAGE_SIZE = 50
# More categories, sources or authors than these are found by `source:` and its like in the search,
# not in a menu.
_MENU_LIMIT = 200
# The most matches that an autocomplete field offers.
_AUTOCOMPLETE_LIMIT = 50


def autocomplete_matches(queryset: QuerySet[Article], text: str) -> QuerySet[Article]:
    """The newest articles of `queryset` that match `text`, for an autocomplete field."""
    search = AdminSearch(timezone.now())
    positions = search.positions(AdminFilters(text=text), _AUTOCOMPLETE_LIMIT)
    matches = queryset.filter(pk__in=[article_id_at(position) for position in positions])
    return matches.newest_first()  # type: ignore[attr-defined]


def change_list_context(request: HttpRequest, model_admin: admin.ModelAdmin) -> dict[str, object]:
    """The context of a page of the change list.

    Filters, search and pages are one question to the search index. Pages follow each other by the
    index position of their last row (`?before`): nothing is counted or skipped.
    """
    now = timezone.now()
    selection = filters.read(request.GET)
    before = read_id(request.GET.get("before", ""))
    choices, sources = _menu_choices(selection)
    choices["translation"] = filters.translation_choices(selection)
    search = AdminSearch(now, sources)
    positions = search.positions(selection, PAGE_SIZE + 1, before)
    page = positions[:PAGE_SIZE]
    states, languages = filters.filter_chips(selection, search)
    query = filters.write(selection)
    has_more = len(positions) > PAGE_SIZE
    user = request.user
    return {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Stories"),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "wanted": selection,
        "rows": article_rows([article_id_at(position) for position in page], now),
        "states": states,
        "languages": languages,
        "in_force": filters.removal_chips(selection, choices),
        "menus": [
            ("category", gettext("Every section"), choices["category"]),
            ("source", gettext("Every source"), choices["source"]),
            ("author", gettext("Every author"), choices["author"]),
            ("translation", gettext("Every translation"), choices["translation"]),
        ],
        "help": model_admin.search_help_text,
        "query": query,
        "is_later": bool(before),
        "next_query": filters.write(selection, before=page[-1]) if has_more else "",
        "form_query": f"?{urlencode({'_changelist_filters': query[1:]})}" if query else "",
        "bulk_actions": [
            a for a in BULK_ACTIONS.values() if user.has_perm(f"articles.{a.permission}")
        ],
        "most": MOST,
        "can_add": model_admin.has_add_permission(request),
        "can_pin": user.has_perm(f"articles.{WEIGHTS.permission}"),
        **undo_notice(user, request.GET),
    }


def _menu_choices(
    selection: AdminFilters,
) -> tuple[dict[str, list[filters.FilterChoice]], list[tuple[int, str, str]]]:
    """The choices of the category, source and author menus, and (id, key, name) of all sources.

    One query.
    """
    columns = ("pk", "key", "name")
    categories = Category.objects.order_by().annotate(table=Value("category", CharField()))
    sources = Source.objects.order_by().annotate(table=Value("source", CharField()))
    union = categories.values_list("table", *columns).union(
        sources.values_list("table", *columns),
        _authors(selection).values_list("table", "pk", "slug", "name"),
        all=True,
    )
    rows: dict[str, list[tuple[int, str, str]]] = {"category": [], "source": [], "author": []}
    for table, *row in union:
        rows[table].append(tuple(row))
    selected = {
        "category": selection.category,
        "source": selection.source,
        "author": selection.author,
    }
    choices = {
        table: [
            filters.FilterChoice(pk, name, pk == selected[table])
            for pk, _key, name in sorted(of_table, key=lambda row: row[2].casefold())
        ]
        for table, of_table in rows.items()
    }
    return {table: _shortened(menu) for table, menu in choices.items()}, rows["source"]


def _authors(selection: AdminFilters) -> Any:
    """The first authors by name, who may be thousands, and the selected one."""
    first = Author.objects.order_by("name").values("pk")[:_MENU_LIMIT]
    rows = Author.objects.filter(Q(pk__in=first) | Q(pk=selection.author)).order_by()
    return rows.annotate(table=Value("author", CharField()))


def _shortened(menu: list[filters.FilterChoice]) -> list[filters.FilterChoice]:
    return menu[:_MENU_LIMIT] + [choice for choice in menu[_MENU_LIMIT:] if choice.selected]
