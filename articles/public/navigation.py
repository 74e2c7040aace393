"""Makes the menu of public pages, and the columns of their footer."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    OuterRef,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.lib import public_keys
from articles.lib.ascii_urls import ascii_url
from articles.lib.public_keys import frame_depends_on
from articles.lib.urls import cached_reverse
from articles.models import (
    ArticleAuthor,
    Author,
    Category,
    Page,
    SiteSettings,
    Tag,
    TaggedArticle,
)
from articles.models.menu_entry import EntryKind, MenuEntry, targets


class NavigationLink(NamedTuple):
    """A link with its text. `slug` is that of a category or page; empty for others."""

    name: str
    url: str
    slug: str


class FooterColumn(NamedTuple):
    """A column of the footer that editors made."""

    heading: str
    links: list[NavigationLink]


class Menu(NamedTuple):
    """Categories with live articles by position, pages by position, those of equal ones by age.

    `links` stand below the name of the site: what the site settings say, or else the categories.
    `columns` stand in the footer: those of the site settings that have links.
    """

    categories: list[NavigationLink]
    pages: list[NavigationLink]
    links: list[NavigationLink]
    columns: list[FooterColumn]

    @property
    def policy_url(self) -> str:
        """The path of the page that says how articles are made; empty without that page."""
        return next((page.url for page in self.pages if page.slug == Page.POLICY), "")


LANG = QuerySlot("lang", CharField())
NOW = QuerySlot("now", DateTimeField())
_Targets = dict[tuple[str, int | str], NavigationLink]


@lru_cache(maxsize=16)
def _query(tags: frozenset[int], authors: frozenset[int]) -> CompiledQuery[Any]:
    """The query of the rows that the menu links to: categories with live articles, pages, and those
    of these tags and authors that have live articles."""

    def build() -> QuerySet[Any, tuple[Any, ...]]:
        rows: list[QuerySet[Any, Any]] = [
            Category.objects.order_by()
            .with_live_articles(LANG, NOW)
            .values_list(Value("category"), "position", "id", "name", "slug", _names()),
            Page.objects.order_by()
            .shown()
            .filter(lang=LANG)
            .values_list(
                Value("page"), "position", "id", "title", "slug", Value("{}", TextField())
            ),
        ]
        for kind, model, link, ids in (
            ("tag", Tag, TaggedArticle, tags),
            ("author", Author, ArticleAuthor, authors),
        ):
            if ids:
                live: Any = link._default_manager.in_language(LANG).live(NOW)
                chosen = model._default_manager.order_by().filter(
                    Exists(live.filter(**{kind: OuterRef("pk")})), pk__in=sorted(ids)
                )
                names = _names() if model is Tag else Value("{}", TextField())
                rows.append(chosen.values_list(Value(kind), Value(0), "id", "name", "slug", names))
        return rows[0].union(*rows[1:], all=True)

    return CompiledQuery(build)


def get_menu(request: HttpRequest, lang: str, site: SiteSettings) -> Menu:
    """Return the menu in one language, and declare that the response to `request` shows it. One
    query. Empty for a language that the site has not."""
    if lang not in settings.SITE_LANGUAGES:
        return Menu([], [], [], [])
    frame_depends_on(request, public_keys.menu(lang))
    entries = (*site.menu_entries, *site.footer_entries)
    tags, authors = (_ids(entries, kind) for kind in (EntryKind.TAG, EntryKind.AUTHOR))
    frame_depends_on(request, *map(public_keys.tag, tags), *map(public_keys.author, authors))
    found: _Targets = {}
    categories, pages = [], []
    for kind, _position, pk, name, slug, names in sorted(
        _query(tags, authors).run(lang=lang, now=timezone.now())
    ):
        shown = json.loads(names).get(lang) or name
        link = NavigationLink(shown, cached_reverse(kind, lang, slug), slug)
        if kind == EntryKind.CATEGORY:
            categories.append(link)
        elif kind == EntryKind.PAGE:
            pages.append(link)
        # A tag with the slug of a category is not the category that a page is of.
        own = link if kind in (EntryKind.CATEGORY, EntryKind.PAGE) else link._replace(slug="")
        found[kind, slug if kind == EntryKind.PAGE else pk] = own
    return Menu(
        categories,
        pages,
        list(_links(site.menu_entries, found, lang)) or categories,
        list(_columns(site.footer_entries, found, lang)),
    )


def _names() -> Cast:
    """The column of names by language as text, which all parts of the query have in common."""
    return Cast("names", TextField())


def _ids(entries: Iterable[MenuEntry], kind: EntryKind) -> frozenset[int]:
    return frozenset(int(target) for target in targets(entries, kind))


def _links(entries: Iterable[MenuEntry], found: _Targets, lang: str) -> Iterator[NavigationLink]:
    """The links of these entries, without those that lead nowhere in this language."""
    for entry in entries:
        label = entry.label_in(lang)
        if entry.kind == EntryKind.ADDRESS:
            yield NavigationLink(label, ascii_url(str(entry.target)), "")
        elif link := found.get((entry.kind, entry.target)):
            yield link._replace(name=label or link.name)


def _columns(entries: Iterable[MenuEntry], found: _Targets, lang: str) -> Iterator[FooterColumn]:
    columns: list[tuple[str, list[MenuEntry]]] = []
    for entry in entries:
        if entry.kind == EntryKind.HEADING:
            columns.append((entry.label_in(lang), []))
        elif columns:
            columns[-1][1].append(entry)
    for heading, rows in columns:
        if links := list(_links(rows, found, lang)):
            yield FooterColumn(heading, links)
