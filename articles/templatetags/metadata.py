"""Metadata in the head of a page: OpenGraph, JSON-LD and the disclosure of AI text."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.translation import gettext

from articles.lib.ascii_urls import ascii_url
from articles.lib.urls import cached_reverse
from articles.models import Article, Author, Category, Correction, Image, Page, Topic, UpstreamItem
from articles.rendering.sanitize import json_block
from articles.syndication import open_graph
from articles.syndication import structured_data as data
from articles.syndication.collection_pages import CollectionFacts, collection_page
from articles.syndication.profile_pages import PersonFacts, profile_page
from articles.syndication.publication import publication
from articles.syndication.publication_facts import Publication

register = template.Library()

# The values of `articles/_metadata.html`.
Metadata = dict[str, object]


@register.inclusion_tag("articles/_metadata.html", takes_context=True)
def article_metadata(
    context: Context,
    article: Article,
    corrections: Iterable[Correction],
    original: UpstreamItem | None = None,
    also_reporting: Iterable[UpstreamItem] = (),
) -> Metadata:
    """Show the metadata of an article; `original` is what it was made from, as readers may see it,
    and `also_reporting` are others about the same event. One query unless its tags are loaded, and
    the same for authors."""
    site = publication(context["site"], article.lang, context["menu"].policy_url)
    facts = article_facts(article, site, corrections, original, also_reporting)
    steps = [(gettext("Home"), site.home_url)]
    if facts.category:
        steps.append((facts.category.name, site.url + facts.category.url))
    steps.append((facts.title, site.url + facts.path))
    news_article = data.news_article(facts, site)
    return {
        "properties": open_graph.article_properties(facts, site),
        "graph": json_block(data.graph(news_article, data.breadcrumbs(*steps))),
        "card": "summary_large_image" if news_article.get("image") else "summary",
        "disclosure": data.ai_disclosure(facts),
        "authors": ", ".join(author.name for author in facts.authors),
        "markdown_url": site.url + cached_reverse("markdown", article.lang, article.slug),
    }


def article_facts(
    article: Article,
    site: Publication,
    corrections: Iterable[Correction],
    original: UpstreamItem | None = None,
    also_reporting: Iterable[UpstreamItem] = (),
) -> data.ArticleFacts:
    """Return the facts that metadata is made of: those of the article and of its source, original,
    others about the event, category, tags, authors, cover and corrections."""
    source, category, cover = article.source, article.category, article.shown_cover
    lang = article.lang
    return data.ArticleFacts(
        title=article.title,
        summary=article.summary,
        lang=article.lang,
        path=article.get_absolute_url(),
        canonical_url=ascii_url(article.canonical_url),
        published_at=article.published_at,
        changed_at=article.changed_at,
        expires_at=article.expires_at,
        word_count=article.word_count,
        machine_part=article.machine_part,
        is_reviewed=article.is_reviewed,
        source=data.NamedUrl(source.name_in(lang), ascii_url(source.url)) if source else None,
        original=data.NamedUrl(original.title, ascii_url(original.url)) if original else None,
        also_reporting=tuple(
            data.NamedUrl(item.source.name_in(lang), ascii_url(item.url)) for item in also_reporting
        ),
        category=_category_facts(category, lang) if category else None,
        cover=_cover_facts(cover, article.lang) if cover else None,
        tags=tuple(tag.name_in(lang) for tag in article.tag_list),
        authors=tuple(data.writers(article, site)),
        reporters=tuple(author.name for author in article.reported_by),
        corrections=tuple(
            data.CorrectionFacts(
                str(note.get_kind_display()), note.text, note.date, note.shown_name
            )
            for note in corrections
        ),
    )


def _category_facts(category: Category, lang: str) -> data.NamedUrl:
    return data.NamedUrl(category.name_in(lang), category.get_absolute_url())


def _cover_facts(cover: Image, lang: str) -> data.CoverFacts:
    return data.CoverFacts(
        cover.picture, cover.alt_in(lang), cover.caption_in(lang), cover.credit, cover.crops
    )


@register.inclusion_tag("articles/_metadata.html", takes_context=True)
def list_metadata(
    context: Context, heading: str, url: str, author: Author | None = None
) -> Metadata:
    """Show the metadata of a list with this heading at the path `url`; of an author, who it is."""
    site = publication(context["site"], context["lang"])
    steps = ((gettext("Home"), site.home_url), (heading, site.url + url))
    person = [profile_page(_person_facts(author), site.url + url, site)] if author else []
    return _list_metadata(
        open_graph.list_properties(heading, site.url + url, site),
        *person,
        data.breadcrumbs(*steps),
    )


@register.inclusion_tag("articles/_metadata.html", takes_context=True)
def subject_metadata(context: Context, heading: str, url: str, about: Category | Topic) -> Metadata:
    """Show the metadata of the page of a section or a topic, with what editors wrote about it."""
    site = publication(context["site"], context["lang"])
    picture = about.picture.picture if isinstance(about, Topic) and about.picture else None
    facts = CollectionFacts(heading, about.description_in(site.lang), picture)
    page = collection_page(facts, site.url + url, site)
    properties = open_graph.list_properties(
        heading, site.url + url, site, facts.about, str(page.get("image", ""))
    )
    steps = ((gettext("Home"), site.home_url), (heading, site.url + url))
    metadata = _list_metadata(properties, page, data.breadcrumbs(*steps))
    return metadata | {"description": facts.about}


def _person_facts(author: Author) -> PersonFacts:
    picture = author.picture.picture if author.picture else None
    return PersonFacts(
        name=author.name,
        role=author.role,
        about=" ".join(author.paragraphs),
        picture=picture.src if picture else "",
        links=tuple(ascii_url(link["url"]) for link in author.links),
        languages=tuple(author.languages),
    )


@register.inclusion_tag("articles/_metadata.html", takes_context=True)
def page_metadata(context: Context, page: Page, url: str) -> Metadata:
    """Show the metadata of a page that editors wrote beside the articles, at the path `url`."""
    site = publication(context["site"], page.lang)
    properties = open_graph.list_properties(page.title, site.url + url, site, page.description)
    steps = ((gettext("Home"), site.home_url), (page.title, site.url + url))
    metadata = _list_metadata(properties, data.breadcrumbs(*steps))
    return metadata | {"description": page.description}


@register.inclusion_tag("articles/_metadata.html", takes_context=True)
def home_metadata(context: Context) -> Metadata:
    """Show the metadata of the home page: the publication, its policies and the website."""
    site = publication(context["site"], context["lang"], context["menu"].policy_url)
    return _list_metadata(
        open_graph.list_properties(site.name, site.home_url, site),
        data.organization(site),
        data.website(site),
    )


def _list_metadata(properties: list[tuple[str, str]], *nodes: dict[str, object]) -> Metadata:
    return {
        "properties": properties,
        "graph": json_block(data.graph(*nodes)),
        "card": "summary",
        "disclosure": "",
        "authors": "",
        "markdown_url": "",
    }
