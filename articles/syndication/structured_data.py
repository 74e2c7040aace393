"""Structured data of pages (https://schema.org) as JSON-LD dicts: pure functions of values.

It says what the page shows: the same title, summary, dates, tags and corrections. There is no
`articleBody`, so that opinion sections do not stand in a second copy of the text.
"""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from articles.lib.ascii_urls import ascii_url
from articles.lib.srcset import ImageSources
from articles.lib.text import fold
from articles.lib.urls import cached_reverse
from articles.syndication.publication_facts import Publication

if TYPE_CHECKING:
    from articles.models import Article

_DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_DIGITAL_SOURCES = {
    "translated": "compositeWithTrainedAlgorithmicMedia",
    "rewritten": "trainedAlgorithmicMedia",
}


class NamedUrl(NamedTuple):
    """A name and its URL or path: of a source's site, of a category's page, of an original."""

    name: str
    url: str


class CoverFacts(NamedTuple):
    """The cover image of an article with its texts, and its crops by ratio: URL, width, height."""

    picture: ImageSources | None
    alt: str
    caption: str
    credit: str
    crops: Mapping[str, tuple[str, int, int]] = {}


class CorrectionFacts(NamedTuple):
    """A correction; `kind` is its name in the language of the page, `author` the own name of who
    wrote it, where readers are told."""

    kind: str
    text: str
    date: dt.datetime
    author: str = ""


class ArticleFacts(NamedTuple):
    """The facts of an article that metadata says. `path` has no host. A machine's text has no
    `authors`, but may have `reporters`, whose reporting it tells."""

    title: str
    summary: str
    lang: str
    path: str
    canonical_url: str
    published_at: dt.datetime | None
    changed_at: dt.datetime | None
    word_count: int
    machine_part: str
    is_reviewed: bool
    source: NamedUrl | None
    category: NamedUrl | None
    cover: CoverFacts | None
    tags: tuple[str, ...]
    corrections: tuple[CorrectionFacts, ...]
    original: NamedUrl | None = None
    expires_at: dt.datetime | None = None
    authors: tuple[NamedUrl, ...] = ()
    reporters: tuple[str, ...] = ()
    # Others about the same event: the name of the source, and the address there.
    also_reporting: tuple[NamedUrl, ...] = ()


# --- how the text was made ----------------------------------------------------------------------


def digital_source_type(article: "Article | ArticleFacts") -> str:
    """Return the IPTC digital source type of an Article or its facts; empty for no machine's text.

    A translation keeps what a person (or another model) composed and has a machine's words; a
    rewrite is a machine's text. A review changes who answers for it, not how it was made.
    """
    kind = _DIGITAL_SOURCES.get(article.machine_part)
    return _DIGITAL_SOURCE + kind if kind else ""


def ai_disclosure(article: "Article | ArticleFacts") -> str:
    """Return the value of `<meta name="ai-disclosure">` for an Article or its facts.

    W3C AI Content Disclosure, draft of 2026-09: `ai-assisted` (a person reviewed it) or
    `ai-autonomous` (nobody did). Empty for other text, of which `human-only` is not known.
    """
    if not article.machine_part:
        return ""
    return "ai-assisted" if article.is_reviewed else "ai-autonomous"


def author_name(article: "Article | ArticleFacts", source_name: str, site: Publication) -> str:
    """Return the name of the source for its own words, that of the publication for a machine's and
    without a source."""
    return site.name if article.machine_part or not source_name else source_name


def writers(article: "Article", site: Publication) -> list[NamedUrl]:
    """Return the names of the authors of an Article, and the absolute URLs of their pages in its
    language; none of a machine's text. The queries of `Article.author_list`."""
    return [
        NamedUrl(author.name, site.url + cached_reverse("author", article.lang, author.slug))
        for author in article.written_by
        if author.slug
    ]


# --- images -------------------------------------------------------------------------------------


def absolute(url: str, base: str) -> str:
    """Return a path as an absolute URL of the site `base`, and any other URL as it is, in ASCII."""
    return ascii_url(base + url if url.startswith("/") else url)


def images(article: ArticleFacts, site: Publication) -> list[dict[str, object]]:
    """Return the cover as ImageObjects, one for each crop; empty without a cover."""
    cover = article.cover
    if cover is None or cover.picture is None:
        return []
    picture = cover.picture
    size = (picture.width, picture.height) if picture.height else (None, None)
    whole: list[tuple[str, int | None, int | None]] = [(picture.src, *size)]
    texts = {"caption": cover.caption or cover.alt, "creditText": cover.credit}
    return [
        without_empty(
            {
                "@type": "ImageObject",
                "url": absolute(url, site.url),
                "width": width,
                "height": height,
                **texts,
            }
        )
        for url, width, height in list(cover.crops.values()) or whole
    ]


# --- schema.org ---------------------------------------------------------------------------------


def organization(site: Publication) -> dict[str, object]:
    """Return the publication as NewsMediaOrganization, with the pages on its policies."""
    width, height = site.logo_size or (None, None)
    return without_empty(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{site.url}/#organization",
            "name": site.name,
            "url": f"{site.url}/",
            "slogan": site.tagline,
            "logo": without_empty(
                {"@type": "ImageObject", "url": site.logo, "width": width, "height": height}
            ),
            "sameAs": list(site.elsewhere),
            "publishingPrinciples": site.policy and site.url + site.policy,
            "correctionsPolicy": site.corrections_url,
        }
    )


def website(site: Publication) -> dict[str, object]:
    """Return the site in one language as WebSite."""
    return {
        "@type": "WebSite",
        "@id": f"{site.home_url}#website",
        "name": site.name,
        "url": site.home_url,
        "inLanguage": site.lang,
        "publisher": {"@id": f"{site.url}/#organization"},
    }


def breadcrumbs(*steps: tuple[str, str]) -> dict[str, object]:
    """Return a BreadcrumbList; each step is (name, absolute URL), the home page first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def news_article(article: ArticleFacts, site: Publication) -> dict[str, object]:
    """Return an article as NewsArticle, without the keys that are empty."""
    url = site.url + article.path
    return without_empty(
        {
            "@type": "NewsArticle",
            "@id": f"{url}#article",
            "mainEntityOfPage": article.canonical_url or url,
            "url": url,
            "headline": article.title,
            "description": article.summary,
            "image": images(article, site),
            "datePublished": timestamp(article.published_at),
            "dateModified": timestamp(article.changed_at),
            "expires": timestamp(article.expires_at),
            "author": _author(article, site),
            "publisher": organization(site),
            "isBasedOn": _based_on(article, site),
            "citation": _cited(article),
            "inLanguage": article.lang,
            "keywords": list(article.tags),
            "articleSection": article.category.name if article.category else "",
            "wordCount": article.word_count,
            "isAccessibleForFree": True,
            "correction": [
                without_empty(
                    {
                        "@type": "CorrectionComment",
                        "name": correction.kind,
                        "text": correction.text,
                        "datePublished": timestamp(correction.date),
                        "author": correction.author
                        and {"@type": "Person", "name": correction.author},
                    }
                )
                for correction in article.corrections
            ],
            "digitalSourceType": digital_source_type(article),
        }
    )


def graph(*nodes: dict[str, object]) -> dict[str, object]:
    """Return one JSON-LD document of several nodes."""
    return {"@context": "https://schema.org", "@graph": list(nodes)}


# --- helpers ------------------------------------------------------------------------------------


def _author(article: ArticleFacts, site: Publication) -> object:
    if article.authors:
        people = [{"@type": "Person", "name": one.name, "url": one.url} for one in article.authors]
        return people if len(people) > 1 else people[0]
    name = author_name(article, article.source.name if article.source else "", site)
    if article.source is None or name == site.name:
        return {"@type": "Organization", "@id": f"{site.url}/#organization", "name": name}
    return without_empty({"@type": "Organization", "name": name, "url": article.source.url})


def _based_on(article: ArticleFacts, site: Publication) -> dict[str, object]:
    """Return the source's article that this one was made from, with its title and address where
    they are known; empty where nothing is."""
    publisher = {}
    if (source := article.source) and fold(source.name) != fold(site.name):
        publisher = {"@type": "Organization", "name": source.name, "url": source.url}
    original = article.original or NamedUrl("", "")
    url = original.url or article.canonical_url
    if not (publisher or url or original.name or article.reporters):
        return {}
    people = [{"@type": "Person", "name": name} for name in article.reporters]
    work = {"@type": "CreativeWork", "name": original.name, "url": url, "author": people}
    return without_empty({**work, "publisher": without_empty(publisher)})


def _cited(article: ArticleFacts) -> list[dict[str, object]]:
    """The reports of others that the page links to. schema.org/citation: a reference to another
    creative work, such as a web page."""
    return [
        {
            "@type": "CreativeWork",
            "url": other.url,
            "publisher": {"@type": "Organization", "name": other.name},
        }
        for other in article.also_reporting
        if other.url
    ]


def timestamp(moment: dt.datetime | None) -> str:
    """Return `moment` as ISO 8601 in UTC, to the second; empty for None."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""


def without_empty(mapping: Mapping[str, object]) -> dict[str, object]:
    """Return `mapping` without keys whose value is None or empty."""
    return {key: value for key, value in mapping.items() if value not in (None, "", [], {})}
