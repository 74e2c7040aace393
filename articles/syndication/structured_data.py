"""An article as schema.org dicts: pure functions of values.

What a page claims here is what it shows: the same title, summary, dates, tags and corrections.
There is no `articleBody`: the text is the page's, and opinion sections must not stand in a copy
of it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from articles.lib.srcset import ImageSources
from articles.lib.text import fold

CORRECTIONS = "/{lang}/corrections/"

# The shapes that search engines ask for: 16x9, 4x3 and 1x1, at least 1,200 pixels wide.
SHAPES = ((1200, 675), (1200, 900), (1200, 1200))
# A picture server that cuts to any shape by its address.
_CUTTER = "images.unsplash.com"

_DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_DIGITAL_SOURCES = {
    "translated": "compositeWithTrainedAlgorithmicMedia",
    "rewritten": "trainedAlgorithmicMedia",
}


@dataclass(frozen=True, slots=True)
class Site:
    """The publication as its pages name it: `url` has no slash at its end, `logo` is absolute.

    `policy` is the path of the page that says how stories are made; empty without one.
    """

    name: str
    url: str
    lang: str
    logo: str
    policy: str = ""

    def page(self, path: str) -> str:
        """The whole address of a path with `{lang}` in it."""
        return self.url + path.format(lang=self.lang)


class NamedAddress(NamedTuple):
    """Somebody or something with an address: a source's site, a section's page."""

    name: str
    url: str


class CoverFacts(NamedTuple):
    """A picture and its words."""

    picture: ImageSources | None
    alt: str
    caption: str
    credit: str


class CorrectionFacts(NamedTuple):
    """A correction, its kind in the reader's words."""

    kind: str
    text: str
    date: dt.datetime


class ArticleFacts(NamedTuple):
    """What is told of a story, in values: equal stories are told alike. `path` has no host."""

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
    source: NamedAddress | None
    category: NamedAddress | None
    cover: CoverFacts | None
    tags: tuple[str, ...]
    corrections: tuple[CorrectionFacts, ...]


# --- how the text was made ----------------------------------------------------------------------


def digital_source_type(article: Any) -> str:
    """IPTC's word for how the text was made; empty where no machine is known to have a part.

    A translation keeps what a person (or another model) composed and has a machine's words; a
    rewrite is a machine's text. A review changes who answers for it, not how it was made.
    """
    kind = _DIGITAL_SOURCES.get(article.machine_part)
    return _DIGITAL_SOURCE + kind if kind else ""


def ai_disclosure(article: Any) -> str:
    """The value of `<meta name="ai-disclosure">` (W3C AI Content Disclosure, draft of 2026-09).

    The draft knows `human-only`, `ai-assisted` (a person reviewed it) and `ai-autonomous`
    (nobody did). About other text nothing is said: that no machine had a part in it is not known.
    """
    if not article.machine_part:
        return ""
    return "ai-assisted" if article.is_reviewed else "ai-autonomous"


def author_name(article: Any, site: Site) -> str:
    """Who answers for the words: the source for its own, the publication for a machine's."""
    return article.source.name if article.source and not article.machine_part else site.name


# --- pictures -----------------------------------------------------------------------------------


def absolute(url: str, site: Site) -> str:
    """A path of this site with its address; anything else as it is."""
    return site.url + url if url.startswith("/") else url


def shapes(url: str) -> list[tuple[str, int | None, int | None]]:
    """(address, width, height) of one picture in `SHAPES`; empty where nobody cuts it."""
    parts = urlsplit(url)
    if parts.hostname != _CUTTER:
        return []
    kept = [
        pair for pair in parse_qsl(parts.query) if pair[0] not in ("w", "h", "fit", "crop", "ar")
    ]
    return [
        (
            parts._replace(query=urlencode([*kept, ("fit", "crop"), ("w", w), ("h", h)])).geturl(),
            w,
            h,
        )
        for w, h in SHAPES
    ]


def images(article: ArticleFacts, site: Site) -> list[dict[str, Any]]:
    """The cover as ImageObjects, in every shape that it comes in."""
    cover = article.cover
    if cover is None or cover.picture is None:
        return []
    picture = cover.picture
    words = {"caption": cover.caption or cover.alt, "creditText": cover.credit}
    known = (picture.width, picture.height) if picture.height else (None, None)
    found = shapes(picture.src) or [(absolute(picture.src, site), *known)]
    return [
        _said({"@type": "ImageObject", "url": url, "width": width, "height": height, **words})
        for url, width, height in found
    ]


# --- schema.org ---------------------------------------------------------------------------------


def organization(site: Site) -> dict[str, Any]:
    """The publication, with where it says how it works."""
    return _said(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{site.url}/#organization",
            "name": site.name,
            "url": f"{site.url}/",
            "logo": {"@type": "ImageObject", "url": site.logo, "width": 512, "height": 512},
            "publishingPrinciples": site.policy and site.url + site.policy,
            "correctionsPolicy": site.page(CORRECTIONS),
        }
    )


def website(site: Site) -> dict[str, Any]:
    """The site in one language."""
    return {
        "@type": "WebSite",
        "@id": f"{site.page('/{lang}/')}#website",
        "name": site.name,
        "url": site.page("/{lang}/"),
        "inLanguage": site.lang,
        "publisher": {"@id": f"{site.url}/#organization"},
    }


def breadcrumbs(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way from the front page: (name, whole address) of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def news_article(article: ArticleFacts, site: Site) -> dict[str, Any]:
    """The story, as its page shows it."""
    url = site.url + article.path
    return _said(
        {
            "@type": "NewsArticle",
            "@id": f"{url}#article",
            "mainEntityOfPage": article.canonical_url or url,
            "url": url,
            "headline": article.title,
            "description": article.summary,
            "image": images(article, site),
            "datePublished": moment(article.published_at),
            "dateModified": moment(article.changed_at),
            "author": _author(article, site),
            "publisher": organization(site),
            "isBasedOn": _based_on(article, site),
            "inLanguage": article.lang,
            "keywords": list(article.tags),
            "articleSection": article.category.name if article.category else "",
            "wordCount": article.word_count,
            "isAccessibleForFree": True,
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "name": note.kind,
                    "text": note.text,
                    "datePublished": moment(note.date),
                }
                for note in article.corrections
            ],
            "digitalSourceType": digital_source_type(article),
        }
    )


def graph(*things: dict[str, Any]) -> dict[str, Any]:
    """One document of several things."""
    return {"@context": "https://schema.org", "@graph": list(things)}


# --- parts --------------------------------------------------------------------------------------


def _author(article: ArticleFacts, site: Site) -> dict[str, Any]:
    name = author_name(article, site)
    if article.source is None or name == site.name:
        return {"@type": "Organization", "@id": f"{site.url}/#organization", "name": name}
    return _said({"@type": "Organization", "name": name, "url": article.source.url})


def _based_on(article: ArticleFacts, site: Site) -> dict[str, Any]:
    """The story of somebody else that this one was made from."""
    named = {}
    if (source := article.source) and fold(source.name) != fold(site.name):
        named = {"@type": "Organization", "name": source.name, "url": source.url}
    if not named and not article.canonical_url:
        return {}
    return _said({"@type": "CreativeWork", "url": article.canonical_url, "publisher": _said(named)})


def moment(at: dt.datetime | None) -> str:
    """In UTC, to the second; empty without a time."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else ""


def _said(mapping: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in mapping.items() if value not in (None, "", [], {})}
