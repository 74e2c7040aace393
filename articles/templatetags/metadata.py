"""The head of a page: OpenGraph, JSON-LD, and how a machine took part."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles import structured_data as data
from articles.models import Article, Correction
from articles.publication import publication
from articles.rendering.sanitize import json_block
from articles.templatetags.fragments import fragment

register = template.Library()


@register.simple_tag(takes_context=True)
def article_metadata(
    context: dict[str, Any], article: Article, notes: Sequence[Correction]
) -> SafeString:
    """Of a story and its corrections. Reads its tags, which should be known."""
    site = publication(article.lang, context["menu"].policy_url)
    url = site.url + article.get_absolute_url()
    steps = [(gettext("Home"), site.page("/{lang}/"))]
    if article.category:
        steps.append((article.category.name, site.url + article.category.get_absolute_url()))
    story = data.news_article(article, site, list(notes))
    return _head(
        data.open_graph(article, site),
        data.graph(story, data.breadcrumbs(*steps, (article.title, url))),
        card="summary_large_image" if story.get("image") else "summary",
        disclosure=data.ai_disclosure(article),
        markdown_url=url.rstrip("/") + ".md",
    )


@register.simple_tag(takes_context=True)
def list_metadata(context: dict[str, Any], heading: str, url: str) -> SafeString:
    """Of a list named `heading` at the path `url`."""
    return _of_list(publication(context["lang"]), heading, url)


@lru_cache(maxsize=1000)
def _of_list(site: data.Site, heading: str, url: str) -> SafeString:
    home = (gettext("Home"), site.page("/{lang}/"))
    return _head(
        data.open_graph_list(heading, site.url + url, site),
        data.graph(data.breadcrumbs(home, (heading, site.url + url))),
    )


@register.simple_tag(takes_context=True)
def home_metadata(context: dict[str, Any]) -> SafeString:
    """Of the front page: who publishes this, and how to hold them to it."""
    return _of_home(publication(context["lang"], context["menu"].policy_url))


@lru_cache(maxsize=100)
def _of_home(site: data.Site) -> SafeString:
    return _head(
        data.open_graph_list(site.name, site.page("/{lang}/"), site),
        data.graph(data.organization(site), data.website(site)),
    )


def _head(
    properties: list[tuple[str, str]], graph: dict[str, Any], *, card: str = "summary", **more: str
) -> SafeString:
    return fragment(
        "articles/_head.html",
        properties=tuple(properties),
        graph=json_block(graph),
        card=card,
        **more,
    )
