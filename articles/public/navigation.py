"""The menu of every public page: the categories that have live articles, and the pages."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.lib import public_keys
from articles.lib.public_keys import frame_depends_on
from articles.lib.urls import cached_reverse
from articles.models import Category, Page


class NavigationLink(NamedTuple):
    """A link to a page of the site, with its text."""

    name: str
    url: str
    slug: str


class Menu(NamedTuple):
    """Categories by position, pages by the order in which they were created."""

    categories: list[NavigationLink]
    pages: list[NavigationLink]

    @property
    def policy_url(self) -> str:
        """The path of the page that says how articles are made; empty without that page."""
        return next((page.url for page in self.pages if page.slug == Page.POLICY), "")


def _menu() -> QuerySet[Any, tuple[Any, ...]]:
    categories = Category.objects.order_by().with_live_articles(LANG, NOW)
    pages = Page.objects.order_by().filter(lang=LANG)
    return categories.values_list(Value("category"), "position", "id", "name", "slug").union(
        pages.values_list(Value("page"), Value(0), "id", "title", "slug"), all=True
    )


LANG = QuerySlot("lang", CharField())
NOW = QuerySlot("now", DateTimeField())
_MENU = CompiledQuery(_menu)


def get_menu(request: HttpRequest, lang: str) -> Menu:
    """Return the menu in one language, and declare that the response to `request` shows it. One
    query. Empty for a language that the site has not."""
    if lang not in settings.SITE_LANGUAGES:
        return Menu([], [])
    frame_depends_on(request, public_keys.menu(lang))
    rows = _MENU.run(lang=lang, now=timezone.now())
    links: dict[str, list[NavigationLink]] = {"category": [], "page": []}
    for route, _position, _id, name, slug in sorted(rows):
        links[route].append(NavigationLink(name, cached_reverse(route, lang, slug), slug))
    return Menu(links["category"], links["page"])
