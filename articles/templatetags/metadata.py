"""The head of a page: OpenGraph, JSON-LD, and how a machine took part."""

from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.lib.urls import cached_reverse
from articles.models import Article
from articles.public.live_article import ArticlePageFacts
from articles.rendering.sanitize import json_block
from articles.syndication import open_graph
from articles.syndication import structured_data as data
from articles.syndication.publication import publication
from articles.templatetags.fragments import fragment

register = template.Library()


class Head(NamedTuple):
    """What `articles/_head.html` shows."""

    properties: tuple[tuple[str, str], ...]
    graph: SafeString
    card: str = "summary"
    disclosure: str = ""
    markdown_url: str = ""


@register.simple_tag(takes_context=True)
def article_metadata(
    context: dict[str, Any], article: Article, facts: ArticlePageFacts
) -> SafeString:
    """Of a story, whose tags should be known."""
    site = publication(article.lang, context["menu"].policy_url)
    markdown_url = site.url + cached_reverse("markdown", article.lang, article.slug)
    head = _of_story(story(article, facts), site, gettext("Home"))
    return _head(context, head._replace(markdown_url=markdown_url))


def story(article: Article, facts: ArticlePageFacts) -> data.ArticleFacts:
    """What is told of `article`, with its source, category and tags."""
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
        source=data.NamedAddress(source.name, source.url) if source else None,
        category=data.NamedAddress(category.name, category.get_absolute_url())
        if category
        else None,
        cover=facts.cover,
        tags=tuple(tag.name for tag in article.tag_list),
        corrections=facts.corrections,
    )


# The same values are told alike, as with fragments.
@lru_cache(maxsize=300)
def _of_story(story: data.ArticleFacts, site: data.Site, home: str) -> Head:
    url = site.url + story.path
    steps = [(home, _home_url(site))]
    if story.category:
        steps.append((story.category.name, site.url + story.category.url))
    told = data.news_article(story, site)
    return Head(
        tuple(open_graph.of_story(story, site)),
        json_block(data.graph(told, data.breadcrumbs(*steps, (story.title, url)))),
        card="summary_large_image" if told.get("image") else "summary",
        disclosure=data.ai_disclosure(story),
    )


@register.simple_tag(takes_context=True)
def list_metadata(context: dict[str, Any], heading: str, url: str) -> SafeString:
    """Of a list named `heading` at the path `url`."""
    return _head(context, _of_list(publication(context["lang"]), heading, url, gettext("Home")))


@lru_cache(maxsize=1000)
def _of_list(site: data.Site, heading: str, url: str, home: str) -> Head:
    steps = ((home, _home_url(site)), (heading, site.url + url))
    return Head(
        tuple(open_graph.of_list(heading, site.url + url, site)),
        json_block(data.graph(data.breadcrumbs(*steps))),
    )


@register.simple_tag(takes_context=True)
def home_metadata(context: dict[str, Any]) -> SafeString:
    """Of the front page: who publishes this, and how to hold them to it."""
    return _head(context, _of_home(publication(context["lang"], context["menu"].policy_url)))


@lru_cache(maxsize=100)
def _of_home(site: data.Site) -> Head:
    return Head(
        tuple(open_graph.of_list(site.name, _home_url(site), site)),
        json_block(data.graph(data.organization(site), data.website(site))),
    )


def _home_url(site: data.Site) -> str:
    return site.url + cached_reverse("home", site.lang)


def _head(context: dict[str, Any], head: Head) -> SafeString:
    return fragment(context, "articles/_head.html", **head._asdict())
