"""What every public page leads to: the sections with something to read, and the pages."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot, Row
from articles.lib.urls import cached_reverse
from articles.models import Category, Page

LANG = QuerySlot("lang", CharField())
NOW = QuerySlot("now", DateTimeField())
NO_TIME = Cast(Value(None), DateTimeField())


class NavigationLink(NamedTuple):
    """A name and where it leads."""

    name: str
    url: str
    slug: str


class Navigation(NamedTuple):
    """Sections in the order of the menu, pages in that of their making."""

    sections: tuple[NavigationLink, ...]
    pages: tuple[NavigationLink, ...]

    @property
    def policy_url(self) -> str:
        """Where readers are told how stories are made; empty without that page."""
        return next((page.url for page in self.pages if page.slug == Page.POLICY), "")


def parts() -> list[QuerySet[Any, Any]]:
    """The questions, for `CompiledQuery`: rows of (kind, id, place, name, slug, no time)."""
    sections = Category.objects.order_by().with_live_articles(LANG, NOW)
    pages = Page.objects.order_by().filter(lang=LANG)
    return [
        sections.values_list(Value("section"), "id", "position", "name", "slug", NO_TIME),
        pages.values_list(Value("page"), "id", Value(0), "title", "slug", NO_TIME),
    ]


def menu_of(rows: Iterable[Row], lang: str) -> Navigation:
    """The menu in `rows`; those of other kinds are passed over."""
    sections, pages = [], []
    for kind, _id, _place, name, slug, _at in sorted(rows, key=lambda row: row[2::-1]):
        if kind == "section":
            sections.append(NavigationLink(name, cached_reverse("category", lang, slug), slug))
        elif kind == "page":
            pages.append(NavigationLink(name, cached_reverse("page", lang, slug), slug))
    return Navigation(tuple(sections), tuple(pages))


_MENU = CompiledQuery(parts)


def menu(lang: str) -> Navigation:
    """The menu of one language: one query."""
    if lang not in settings.SITE_LANGUAGES:
        return Navigation((), ())
    return menu_of(_MENU.rows(lang=lang, now=timezone.now()), lang)
