"""The menu of every public page: the categories that have live articles, and the pages."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, DateTimeField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row
from articles.lib.urls import cached_reverse
from articles.models import Category, Page

LANG = QuerySlot("lang", CharField())
NOW = QuerySlot("now", DateTimeField())
NO_TIME = Cast(Value(None), DateTimeField())


class NavigationLink(NamedTuple):
    """A link to a page of the site or to a website, with its text; `slug` may be empty."""

    name: str
    url: str
    slug: str


class Menu(NamedTuple):
    """Categories by position, pages by the order in which they were created."""

    categories: tuple[NavigationLink, ...]
    pages: tuple[NavigationLink, ...]

    @property
    def policy_url(self) -> str:
        """The path of the page that says how articles are made; empty without that page."""
        return next((page.url for page in self.pages if page.slug == Page.POLICY), "")


def menu_querysets() -> list[QuerySet[Model, Row]]:
    """Return the querysets of the menu for a `CompiledQuery` with the slots LANG and NOW.

    Their rows are (kind, id, position, name, slug, NULL as a time).
    """
    categories = Category.objects.order_by().with_live_articles(LANG, NOW)
    pages = Page.objects.order_by().filter(lang=LANG)
    return [
        categories.values_list(Value("category"), "id", "position", "name", "slug", NO_TIME),
        pages.values_list(Value("page"), "id", Value(0), "title", "slug", NO_TIME),
    ]


def menu_from_rows(rows: Iterable[Row], lang: str) -> Menu:
    """Return the menu in `rows`, which may hold rows of other kinds, too."""
    categories, pages = [], []
    for kind, _id, _position, name, slug, _time in sorted(rows, key=lambda row: row[2::-1]):
        if kind == "category":
            categories.append(NavigationLink(name, cached_reverse("category", lang, slug), slug))
        elif kind == "page":
            pages.append(NavigationLink(name, cached_reverse("page", lang, slug), slug))
    return Menu(tuple(categories), tuple(pages))


_MENU = CompiledQuery(menu_querysets)


def get_menu(lang: str) -> Menu:
    """Return the menu in one language: one query. Empty for a language that the site has not."""
    if lang not in settings.SITE_LANGUAGES:
        return Menu((), ())
    return menu_from_rows(_MENU.rows(lang=lang, now=timezone.now()), lang)
