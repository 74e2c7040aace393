"""Metadata in the head of a page: OpenGraph, JSON-LD and the disclosure of AI text."""

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.lib.urls import cached_reverse
from articles.models import Article
from articles.public.live_article import ArticleDetails
from articles.rendering.sanitize import json_block
from articles.syndication import open_graph
from articles.syndication import structured_data as data
from articles.syndication.publication import publication
from articles.templatetags.fragments import fragment

register = template.Library()


class PageMetadata(NamedTuple):
    """The values of `articles/_metadata.html`."""

    properties: tuple[tuple[str, str], ...]
    graph: SafeString
    card: str = "summary"
    disclosure: str = ""
    markdown_url: str = ""


@register.simple_tag(takes_context=True)
def article_metadata(context: Context, article: Article, details: ArticleDetails) -> SafeString:
    """Return the metadata of an article, with one query unless its tags are loaded."""
    site = publication(article.lang, context["menu"].policy_url)
    metadata = _article_metadata(article_facts(article, details), site, gettext("Home"))
    markdown_url = site.url + cached_reverse("markdown", article.lang, article.slug)
    return _render(context, metadata._replace(markdown_url=markdown_url))


def article_facts(article: Article, details: ArticleDetails) -> data.ArticleFacts:
    """Return the facts that metadata is made of: those of the article and of its source, category,
    tags, cover and corrections."""
    source, category = article.source, article.category
    return data.ArticleFacts(
        title=article.title,
        summary=article.summary,
        lang=article.lang,
        path=article.get_absolute_url(),
        canonical_url=article.canonical_url,
        published_at=article.published_at,
        changed_at=article.changed_at,
        word_count=article.word_count,
        machine_part=article.machine_part,
        is_reviewed=article.is_reviewed,
        source=data.NamedUrl(source.name, source.url) if source else None,
        category=data.NamedUrl(category.name, category.get_absolute_url()) if category else None,
        cover=details.cover,
        tags=tuple(tag.name for tag in article.tag_list),
        corrections=details.corrections,
    )


# Equal facts give equal metadata, so cached metadata is never out of date.
@lru_cache(maxsize=300)
def _article_metadata(
    article: data.ArticleFacts, site: data.Publication, home: str
) -> PageMetadata:
    steps = [(home, site.home_url)]
    if article.category:
        steps.append((article.category.name, site.url + article.category.url))
    steps.append((article.title, site.url + article.path))
    news_article = data.news_article(article, site)
    return PageMetadata(
        tuple(open_graph.article_properties(article, site)),
        json_block(data.graph(news_article, data.breadcrumbs(*steps))),
        card="summary_large_image" if news_article.get("image") else "summary",
        disclosure=data.ai_disclosure(article),
    )


@register.simple_tag(takes_context=True)
def list_metadata(context: Context, heading: str, url: str) -> SafeString:
    """Return the metadata of a list with this heading at the path `url`."""
    site = publication(context["lang"])
    return _render(context, _list_metadata(site, heading, url, gettext("Home")))


@lru_cache(maxsize=1000)
def _list_metadata(site: data.Publication, heading: str, url: str, home: str) -> PageMetadata:
    steps = ((home, site.home_url), (heading, site.url + url))
    return PageMetadata(
        tuple(open_graph.list_properties(heading, site.url + url, site)),
        json_block(data.graph(data.breadcrumbs(*steps))),
    )


@register.simple_tag(takes_context=True)
def home_metadata(context: Context) -> SafeString:
    """Return the metadata of the home page: the publication, its policies and the website."""
    return _render(
        context, _home_metadata(publication(context["lang"], context["menu"].policy_url))
    )


@lru_cache(maxsize=100)
def _home_metadata(site: data.Publication) -> PageMetadata:
    return PageMetadata(
        tuple(open_graph.list_properties(site.name, site.home_url, site)),
        json_block(data.graph(data.organization(site), data.website(site))),
    )


def _render(context: Context, metadata: PageMetadata) -> SafeString:
    return fragment(context, "articles/_metadata.html", **metadata._asdict())
