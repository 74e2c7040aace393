"""Schemas of the API's answers, and how each is made from its row."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation
from ninja import Schema
from pydantic import Field

from articles.api.author_schemas import AuthorOut, author_out
from articles.api.parameter_types import CorrectionKind, SentimentValue
from articles.images.text_rights import text_for_readers
from articles.lib.urls import cached_reverse
from articles.models import Article, Category, Correction, Source, Tag
from articles.rendering.sanitize import with_absolute_links
from articles.syndication.structured_data import absolute, ai_disclosure, digital_source_type


class CategoryOrTag(Schema):
    """A category or a tag. Its `slug` filters lists of articles."""

    slug: str
    name: str


class SourceOut(Schema):
    """The source that an article was taken from. Its `key` filters lists of articles."""

    key: str
    name: str
    kind: str = Field(
        description="How articles come from there: RSS, API, TWITTER or another word."
    )
    url: str | None = Field(description="The source's own address, where it is known.")


class ArticleCover(Schema):
    """The cover image of an article, with its texts."""

    url: str
    width: int | None
    height: int | None
    alt: str = Field(description="What it shows; empty for an image that only decorates.")
    caption: str
    credit: str


class MachinePart(Schema):
    """The part that a machine had in the text."""

    label: str = Field(description="What readers are told, in the language of the article.")
    disclosure: str = Field(description='The value of `<meta name="ai-disclosure">`.')
    digital_source_type: str = Field(description="IPTC's word for it, an address.")
    translated: bool
    reviewed: bool = Field(description="Whether a person approved exactly this text.")
    model_ran_at: str | None = Field(description="As the file of the article says it.")


class CorrectionOut(Schema):
    """A correction after publication, in the words that readers see."""

    kind: CorrectionKind
    date: dt.datetime
    text: str


class ArticleProvenance(Schema):
    """The origin of an article, and how its text was made."""

    source: SourceOut | None
    original_url: str | None = Field(description="Where it was first published, if not here.")
    reported_by: list[AuthorOut] = Field(
        description="Whose reporting a machine's text tells; nobody is called its author."
    )
    machine: MachinePart | None = Field(
        description="null where no machine is known to have a part; that is no claim that none had."
    )


class ArticleSummary(Schema):
    """An article as lists show it, without its text."""

    id: int = Field(description="Never changes, and is in every address of the API.")
    guid: str = Field(description="The id of the article in feeds. Never changes.")
    url: str = Field(description="Its page. Changes with the slug of the article.")
    lang: str
    title: str
    summary: str
    published_at: dt.datetime
    expires_at: dt.datetime | None = Field(
        description="Until when readers see it; null for one that does not end."
    )
    updated_at: dt.datetime | None = Field(
        description="When readers last saw something new, if that was after publication."
    )
    modified_at: dt.datetime = Field(
        description="When it was last saved here in any way, or its time came: what "
        "`modified_after` goes by."
    )
    category: CategoryOrTag | None
    tags: list[CategoryOrTag] = Field(description="In the order of the article's file.")
    authors: list[AuthorOut] = Field(
        description="Who wrote it, in their order; empty where nobody is named, and for a "
        "machine's text."
    )
    sentiment: SentimentValue | None = Field(
        description="An opinion of the upstream feed or of an editor."
    )
    pinned: bool = Field(description="Whether lists lead with it now.")
    cover: ArticleCover | None
    word_count: int
    reading_minutes: int
    provenance: ArticleProvenance


class ArticleTranslation(Schema):
    """The same article in another language."""

    id: int
    lang: str
    url: str


class ArticleBody(Schema):
    """The text of an article as Markdown and as HTML."""

    markdown: str = Field(description="As it was written or imported.")
    html: str = Field(description="As the page shows it: sanitised, with absolute addresses.")


class ArticleDetail(ArticleSummary):
    """An article with its text, corrections and translations."""

    body: ArticleBody
    corrections: list[CorrectionOut] = Field(description="The newest first.")
    translations: list[ArticleTranslation]


class ArticlePage(Schema):
    """One page of articles. It may hold fewer than `limit`, and still have a next one."""

    items: list[ArticleSummary]
    next: str | None = Field(description="The address of the next page; null on the last.")


class SourcePage(Schema):
    """One page of sources with live articles."""

    items: list[SourceOut]
    next: str | None = Field(description="The address of the next page; null on the last.")


class ListedCorrection(CorrectionOut):
    """A correction, and the article that it is on."""

    article_id: int
    article_guid: str = Field(description="The id of the article in feeds.")
    lang: str
    url: str = Field(description="The page of the article; of a retracted one it says why (410).")


class CorrectionPage(Schema):
    """One page of corrections, the newest first."""

    items: list[ListedCorrection]
    next: str | None = Field(description="The address of the next page; null on the last.")


# --- from rows ----------------------------------------------------------------------------------


def category_or_tag(row: Category | Tag, lang: str | None) -> CategoryOrTag:
    """Return the schema of a category or a tag, with its name in `lang`; for None its own."""
    return CategoryOrTag(slug=row.slug, name=row.name_in(lang or ""))


def source_out(source: Source, lang: str | None) -> SourceOut:
    """Return the schema of a source, with its name in `lang`, for None its own; a missing URL is
    None."""
    name, url = source.name_in(lang or ""), source.url or None
    return SourceOut(key=source.key, name=name, kind=source.kind, url=url)


def correction_out(correction: Correction) -> CorrectionOut:
    """Return the schema of a correction without its article."""
    kind, date, text = correction.kind, correction.date, correction.text
    return CorrectionOut(kind=kind, date=date, text=text)  # type: ignore[arg-type]


def listed_correction(correction: Correction) -> ListedCorrection:
    """Return the schema of a correction, whose article must be loaded."""
    article = correction.article
    return ListedCorrection(
        **correction_out(correction).dict(),
        article_id=article.pk,
        article_guid=article.guid,
        lang=article.lang,
        url=page_url(article),
    )


def article_summary(article: Article) -> ArticleSummary:
    """Return the schema of an article whose source, category, cover and tags are loaded."""
    return ArticleSummary(**_summary_fields(article))


def article_detail(
    article: Article, corrections: list[Correction], translations: list[Article]
) -> ArticleDetail:
    """Return the schema of an article whose source, category, cover and tags are loaded."""
    html = with_absolute_links(text_for_readers(article), page_url(article)).strip()
    return ArticleDetail(
        **_summary_fields(article),
        body=ArticleBody(markdown=article.body, html=html),
        corrections=[correction_out(correction) for correction in corrections],
        translations=[
            ArticleTranslation(id=other.pk, lang=other.lang, url=page_url(other))
            for other in translations
        ],
    )


def page_url(article: Article) -> str:
    """Return the absolute URL of the article's page."""
    return settings.SITE_URL + cached_reverse("article", article.lang, article.slug)


def _summary_fields(article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "guid": article.guid,
        "url": page_url(article),
        "lang": article.lang,
        "title": article.title,
        "summary": article.summary,
        "published_at": article.published_at,
        "expires_at": article.expires_at,
        "updated_at": article.updated_for_readers,
        "modified_at": article.recorded_at,
        "category": category_or_tag(article.category, article.lang) if article.category else None,
        "tags": [category_or_tag(tag, article.lang) for tag in article.tag_list],
        "authors": [author_out(author) for author in article.written_by],
        "sentiment": article.sentiment or None,
        "pinned": article.is_pinned,
        "cover": _article_cover(article),
        "word_count": article.word_count,
        "reading_minutes": article.reading_minutes,
        "provenance": ArticleProvenance(
            source=source_out(article.source, article.lang) if article.source else None,
            original_url=article.canonical_url or None,
            reported_by=[author_out(author) for author in article.reported_by],
            machine=_machine_part(article),
        ),
    }


def _machine_part(article: Article) -> MachinePart | None:
    with translation.override(article.lang):
        label = article.ai_label or article.ai_note
        if not label:
            return None
        ai = article.ai or {}
        ran_at = ai.get("expandedAt")
        return MachinePart(
            label=label,
            disclosure=ai_disclosure(article),
            digital_source_type=digital_source_type(article),
            translated=bool(ai.get("translatedFrom")),
            reviewed=article.is_reviewed,
            model_ran_at=str(ran_at) if ran_at else None,
        )


def _article_cover(article: Article) -> ArticleCover | None:
    cover = article.shown_cover
    if cover is None or cover.picture is None:
        return None
    return ArticleCover(
        url=absolute(cover.picture.src, settings.SITE_URL),
        width=cover.picture.width,
        height=cover.picture.height,
        alt=cover.alt_in(article.lang),
        caption=cover.caption_in(article.lang),
        credit=cover.credit,
    )
