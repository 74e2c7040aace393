"""Keys of what readers can see: the words in which writers and pages speak of a change.

A change appends the keys of what it changed to the public change log (`articles.models`); a view
declares with `depends_on()` the keys of everything that its response shows. A kept copy of the
response ends when one of its keys is in the log.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.http import HttpRequest

# Where `depends_on()` keeps its `Dependencies` in the META of a request, which under WSGI is the
# environ that the server made: what stands in front of Django reads them there.
META_KEY = "newsroom.dependencies"

# All pages: a change whose reach is not known.
SITE = "site"
# Ended by every change, of whatever key: answers that say that nothing is at an address.
ANY = "any"
# Every list of articles without regard to language, such as those of the API.
ARTICLES = "articles"
# The sitemap index, and the news sitemap.
SITEMAP = "sitemap"
NEWS = "news"
# Lists of topics: which tags are topics, and what editors wrote of them.
TOPICS = "topics"

# So many consecutive ids of articles share a part of the sitemap.
SITEMAP_PART_SIZE = 1_000


@dataclass
class Dependencies:
    """Keys that a response depends on, and its end: it is right before the time `until`, an
    aware datetime, or for ever where that is None.

    `is_of_content`: a view declared keys of what it shows, besides those of the frame of the page.
    `is_linked`: nobody invented the cursor in the address, since it is one that pages link to.
    """

    keys: set[str] = field(default_factory=set)
    until: dt.datetime | None = None
    is_of_content: bool = False
    is_linked: bool = False


def depends_on(request: HttpRequest, *keys: str, until: dt.datetime | None = None) -> None:
    """Declare that the response to `request` shows what `keys` name, and is right before `until`.

    Calls add up: all keys, the earliest time. A response for which no key is declared is never
    kept.
    """
    dependencies = _dependencies(request)
    dependencies.keys.update(keys)
    dependencies.is_of_content |= bool(keys)
    if until is not None and (dependencies.until is None or until < dependencies.until):
        dependencies.until = until


def frame_depends_on(request: HttpRequest, *keys: str) -> None:
    """Declare that the frame of the response to `request`, such as its menu, shows these `keys`.

    That is not enough for a response to be kept: its view may have forgotten to declare anything.
    """
    _dependencies(request).keys.update(keys)


def declare_linked(request: HttpRequest) -> None:
    """Declare that pages link to the address of `request`, although it holds a cursor: so there are
    only so many like it, and its page is kept as any other."""
    _dependencies(request).is_linked = True


def _dependencies(request: HttpRequest) -> Dependencies:
    dependencies: Dependencies = request.META.setdefault(META_KEY, Dependencies())
    return dependencies


def article(pk: int) -> str:
    """The article: all that any page or card shows of it, its state, and corrections."""
    return f"article:{pk}"


def translations(pk: int) -> str:
    """The live translations of an article, to which its page links, but no list or feed."""
    return f"translations:{pk}"


def around(pk: int) -> str:
    """The articles around one on its page: the one before, the one after, and the related ones."""
    return f"around:{pk}"


def around_all(lang: str) -> str:
    """The articles around every article in a language, after a change of many."""
    return f"around:{lang}"


def category(pk: int) -> str:
    """The name and address of a category, not its articles."""
    return f"category:{pk}"


def tag(pk: int) -> str:
    """The name and address of a tag, not its articles."""
    return f"tag:{pk}"


def author(pk: int) -> str:
    """The name and address of an author, and what their page says, not their articles."""
    return f"author:{pk}"


def source(pk: int) -> str:
    """The name and addresses of a source, not its articles."""
    return f"source:{pk}"


def articles_in(lang: str) -> str:
    """Key for which articles in a language are live, their order and their pins."""
    return f"list:{lang}"


def articles_of_month(lang: str, month: dt.datetime) -> str:
    """Key for which articles of one month in UTC are live, their order and their pins.

    `month` is an aware time in it.
    """
    return f"list:{lang}:{month.astimezone(dt.UTC):%Y-%m}"


def articles_of(lang: str, kind: str, pk: int) -> str:
    """Key for which articles of a row are live, their order and their pins.

    `kind` says whether it is a category, tag, author or source.
    """
    return f"list:{lang}:{kind}:{pk}"


def menu(lang: str) -> str:
    """The menu in a language: the categories that have live articles, and the pages."""
    return f"menu:{lang}"


def front(lang: str) -> str:
    """What editors decided about the front page in a language."""
    return f"front:{lang}"


def page(slug: str) -> str:
    """A page that editors wrote beside the articles, in all its languages."""
    return f"page:{slug}"


def corrections(lang: str) -> str:
    """The list of corrections and retractions in a language."""
    return f"corrections:{lang}"


def sitemap_part(number: int) -> str:
    """The addresses, times, covers and translations in one part of the sitemap."""
    return f"sitemap:{number}"


def sitemap_part_with(pk: int) -> str:
    """The part of the sitemap in which the article is."""
    return sitemap_part((pk - 1) // SITEMAP_PART_SIZE)
