"""Maps for search engines: the sitemap index and its parts, the news sitemap, robots.txt.

A part holds the live stories of 10,000 consecutive ids. So a story stays in its part for good,
and no part is ever counted or skipped to. Protocol: https://www.sitemaps.org/protocol.html.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from django.conf import settings
from django.db.models import F, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Article, Category
from articles.syndication.publication import publication
from articles.syndication.structured_data import absolute

PART = 10_000
# Google's limit of a news sitemap.
NEWS_LIMIT = 1000
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}

_NO_ATTRIBUTES: "AttributesImpl[str]" = AttributesImpl({})

Xml = SimplerXMLGenerator


@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """The parts, each with the latest change of a story in it: two walks along an index."""
    part = (F("pk") - 1) / PART
    live = Article.objects.live().annotate(part=part).order_by().values_list("part")
    latest: dict[int, dt.datetime] = dict(live.annotate(Max("published_at")))
    changed = live.filter(reader_modified_at__isnull=False).annotate(Max("reader_modified_at"))
    for number, moment in changed:
        latest[number] = max(latest[number], moment)

    def write(xml: Xml) -> None:
        _element(xml, "sitemap", loc=_address("sitemap_lists"))
        for number, moment in sorted(latest.items(), reverse=True):
            _element(xml, "sitemap", loc=_address("sitemap_part", number), lastmod=_w3c(moment))

    return _answer("sitemapindex", write)


@require_safe
@conditional_page
def part(request: HttpRequest, number: int) -> HttpResponse:
    """The stories of one part: their pages, covers and translations, in two queries."""
    rows = Article.objects.live().filter(pk__gt=number * PART, pk__lte=(number + 1) * PART)
    # Pages whose text has its place elsewhere are not this site's to offer.
    own = rows.filter(canonical_url="").select_related("cover")
    stories = list(own.only(*_COLUMNS, "cover").order_by("-pk"))
    if not stories and not rows.exists():
        raise Http404
    languages = _languages(rows)
    site = publication(settings.LANGUAGE_CODE)

    def write(xml: Xml) -> None:
        for story in stories:
            xml.startElement("url", _NO_ATTRIBUTES)
            _fill(xml, loc=site.url + story.get_absolute_url(), lastmod=_w3c(story.changed_at))
            group = languages.get((story.source_id, story.external_id), {})
            for lang, path in sorted(group.items()) if len(group) > 1 else ():
                _alternate(xml, lang, site.url + path)
            picture = story.cover.picture if story.cover else None
            if picture:
                xml.startElement("image:image", _NO_ATTRIBUTES)
                xml.addQuickElement("image:loc", absolute(picture.src, site))
                xml.endElement("image:image")
            xml.endElement("url")

    return _answer("urlset", write)


@require_safe
@conditional_page
def lists(request: HttpRequest) -> HttpResponse:
    """Front pages, sections and corrections; undated, since they change with every story."""

    def write(xml: Xml) -> None:
        for lang in settings.SITE_LANGUAGES:
            for name in ("home", "corrections"):
                xml.startElement("url", _NO_ATTRIBUTES)
                _fill(xml, loc=_address(name, lang))
                for other in settings.SITE_LANGUAGES:
                    _alternate(xml, other, _address(name, other))
                xml.endElement("url")
            for category in Category.objects.with_live_articles(lang):
                _element(xml, "url", loc=_address("category", lang, category.slug))

    return _answer("urlset", write)


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """Google News: two days, at most 1,000 stories, and no machine text that nobody reviewed."""
    rows = Article.objects.for_news(settings.NEWS_TRUSTED_SOURCES).filter(canonical_url="")
    stories = rows.only(*_COLUMNS, "title")[:NEWS_LIMIT]

    def write(xml: Xml) -> None:
        for story in stories:
            xml.startElement("url", _NO_ATTRIBUTES)
            _fill(xml, loc=settings.SITE_URL + story.get_absolute_url())
            xml.startElement("news:news", _NO_ATTRIBUTES)
            xml.startElement("news:publication", _NO_ATTRIBUTES)
            xml.addQuickElement("news:name", settings.SITE_NAME)
            xml.addQuickElement("news:language", _news_language(story.lang))
            xml.endElement("news:publication")
            xml.addQuickElement("news:publication_date", _w3c(story.published_at))
            xml.addQuickElement("news:title", story.title)
            xml.endElement("news:news")
            xml.endElement("url")

    return _answer("urlset", write)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, which is everything public, and where the maps are (RFC 9309)."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {_address('sitemap')}",
        f"Sitemap: {_address('news_sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


_COLUMNS = ("lang", "slug", "published_at", "reader_modified_at", "source_id", "external_id")


def _languages(rows: Any) -> dict[tuple[int | None, str], dict[str, str]]:
    """Paths by language of every story that has a translation among or for `rows`.

    The two conditions let the index on the identity lead; pairs that they let in besides are
    of other stories, and nobody asks for them.
    """
    named = rows.exclude(external_id="")
    found: dict[tuple[int | None, str], dict[str, str]] = defaultdict(dict)
    translated = (
        Article.objects.live()
        .exclude(external_id="")
        .filter(canonical_url="", external_id__in=named.values("external_id"))
        .only(*_COLUMNS)
    )
    for story in translated:
        found[story.source_id, story.external_id][story.lang] = story.get_absolute_url()
    return found


def _answer(root: str, write: Callable[[Xml], None]) -> HttpResponse:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    named = {"xmlns": _NAMESPACES["xmlns"]} if root == "sitemapindex" else _NAMESPACES
    xml.startElement(root, AttributesImpl(named))
    write(xml)
    xml.endElement(root)
    response = HttpResponse(out.getvalue(), content_type="application/xml; charset=utf-8")
    # Kept, and asked after each time: what is taken back leaves the maps at once.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _element(xml: Xml, name: str, **inner: str) -> None:
    xml.startElement(name, _NO_ATTRIBUTES)
    _fill(xml, **inner)
    xml.endElement(name)


def _fill(xml: Xml, **inner: str) -> None:
    for name, text in inner.items():
        xml.addQuickElement(name, text)


def _alternate(xml: Xml, lang: str, url: str) -> None:
    xml.addQuickElement("xhtml:link", "", {"rel": "alternate", "hreflang": lang, "href": url})


def _address(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _w3c(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""


def _news_language(lang: str) -> str:
    """ISO 639; only the two Chinese scripts have a longer name there."""
    return {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}.get(lang.lower(), lang.split("-")[0])
