"""The lists of all sections and of all topics in a language."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.db.bounded_counts import counts_up_to
from articles.lib import public_keys
from articles.lib.normal_forms import normalized
from articles.lib.public_keys import depends_on
from articles.lib.urls import cached_reverse
from articles.models import Article, Category, Tag, TaggedArticle, Topic
from articles.public.page_versions import language_context
from articles.querysets import ListedQuerySet

# More stories of one section or topic are not counted.
COUNTED = 1000
# So many topics are listed at most, and tags of so many of the newest stories.
MOST, NEWEST, MOST_TAGS = 500, 500, 200
# The order of letters where it is not that of Unicode.
_ALPHABETS = {"uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"}


class Entry(NamedTuple):
    """A section or a topic: its name and path, how many live stories it has (`COUNTED` stands for
    more), when the newest was published, and the beginning of what editors wrote about it."""

    name: str
    url: str
    stories: int
    newest: dt.datetime
    about: str

    @property
    def is_more(self) -> bool:
        """Whether there may be more stories than were counted."""
        return self.stories == COUNTED


@require_safe
def sections(request: HttpRequest, lang: str) -> HttpResponse:
    """List the sections that have live articles in a language by their names. Two queries."""
    articles = Article.objects.in_language(lang)
    rows = Category.objects.annotate(newest=_newest(articles.filter(category=OuterRef("pk"))))
    categories = list(rows.filter(newest__isnull=False))
    entries = _entries(lang, categories, [articles.filter(category=row) for row in categories])
    depends_on(request, public_keys.articles_in(lang), public_keys.menu(lang))
    for row in categories:
        key = public_keys.articles_of(lang, "category", row.pk)
        depends_on(request, public_keys.category(row.pk), key)
    return _page(request, lang, "sections", {"letters": by_letter(entries, lang)})


@require_safe
def topics(request: HttpRequest, lang: str) -> HttpResponse:
    """List the topics that have live articles in a language by their names, and the tags of its
    newest articles. Three queries."""
    links = TaggedArticle.objects.in_language(lang)
    rows = Topic.objects.shown().annotate(newest=_newest(links.filter(tag=OuterRef("tag_id"))))
    found = list(rows.filter(newest__isnull=False)[:MOST])
    entries = _entries(lang, found, [links.filter(tag=topic.tag_id) for topic in found])
    tags = _tags_of_newest(lang, {topic.tag_id for topic in found})
    depends_on(request, public_keys.TOPICS, public_keys.ARTICLES)
    depends_on(request, *(public_keys.tag(topic.tag_id) for topic in found))
    depends_on(request, *(public_keys.tag(tag.pk) for tag in tags))
    return _page(request, lang, "topics", {"letters": by_letter(entries, lang), "tags": tags})


def by_letter(entries: Iterable[Entry], lang: str) -> list[tuple[str, list[Entry]]]:
    """Return entries in the order of the alphabet of a language, by their first letters."""
    ordered = sorted(entries, key=lambda entry: order_of(entry.name, lang))
    groups = groupby(ordered, key=lambda entry: _letter(entry.name))
    return [(letter, list(group)) for letter, group in groups]


def order_of(name: str, lang: str) -> tuple[tuple[int, int], ...]:
    """Return a key that sorts names as the alphabet of a language does, accents aside."""
    alphabet = _ALPHABETS.get(lang, "")
    return tuple(
        (1, alphabet.index(sign))
        if sign in alphabet
        else (0 if sign < "а" else 2, ord(_plain(sign)))
        for sign in name.casefold()
    )


def _letter(name: str) -> str:
    first = name[:1].upper()
    return _plain(first) if first < "\u0250" else first


def _plain(sign: str) -> str:
    """A letter without its accents."""
    return normalized("NFD", sign)[0]


def _newest(rows: ListedQuerySet) -> Subquery:
    """The time of the newest live one of these articles, or links to them."""
    return Subquery(rows.live().newest_first().values("published_at")[:1])


def _entries(lang: str, rows: Sequence[Any], articles: Sequence[QuerySet[Any, Any]]) -> list[Entry]:
    """The entries of rows with the time of their newest article; `articles` are those of each in
    the language. One query."""
    counts = counts_up_to(COUNTED, [one.live() for one in articles])  # type: ignore[attr-defined]
    return [
        Entry(
            name=(row.tag if isinstance(row, Topic) else row).name_in(lang),
            url=row.get_absolute_url(),
            stories=stories,
            newest=row.newest,
            about=row.description_in(lang),
        )
        for row, stories in zip(rows, counts, strict=True)
    ]


def _tags_of_newest(lang: str, without: set[int]) -> list[Tag]:
    """The tags of the newest articles, those of most of them, by their names. One query."""
    newest = Article.objects.in_language(lang).live().newest_first().values("pk")[:NEWEST]
    links = TaggedArticle.objects.filter(content_object__in=newest).exclude(tag__in=without)
    stories = Counter(link.tag for link in links.select_related("tag"))
    tags = [tag for tag, _number in stories.most_common(MOST_TAGS)]
    return sorted(tags, key=lambda tag: order_of(tag.name_in(lang), lang))


def _page(request: HttpRequest, lang: str, route: str, context: dict[str, object]) -> HttpResponse:
    urls = {code: cached_reverse(route, code) for code in settings.SITE_LANGUAGES}
    context |= language_context(urls, lang) | {"first_url": urls[lang]}
    return render(request, f"articles/all_{route}.html", context)
