"""What the API says of things, in types; and how each is made of its row."""

import datetime as dt
from typing import Any

from django.utils import translation
from ninja import Schema
from pydantic import Field

from articles.api.parameter_types import Mood, NoteKind
from articles.lib.urls import cached_reverse
from articles.models import Article, Category, Correction, Source, Tag
from articles.rendering.sanitize import sanitize_html
from articles.syndication.publication import publication
from articles.syndication.structured_data import absolute, ai_disclosure, digital_source_type


class Label(Schema):
    """A section or a tag. Lists of stories are asked for by its `slug`."""

    slug: str
    name: str


class Publisher(Schema):
    """The publisher that a story was taken from. Lists of stories are asked for by its `key`."""

    key: str
    name: str
    kind: str = Field(description="How stories come from there: RSS, API, TWITTER or another word.")
    url: str | None = Field(description="The publisher's own address, where it is known.")


class Cover(Schema):
    """The picture of a story."""

    url: str
    width: int | None
    height: int | None
    alt: str = Field(description="What it shows; empty for a picture that only decorates.")
    caption: str
    credit: str


class Machine(Schema):
    """A machine's part in the text."""

    label: str = Field(description="What readers are told, in the language of the story.")
    disclosure: str = Field(description='The value of `<meta name="ai-disclosure">`.')
    digital_source_type: str = Field(description="IPTC's word for it, an address.")
    translated: bool
    reviewed: bool = Field(description="Whether a person approved exactly this text.")
    model_ran_at: str | None = Field(description="As the file of the story says it.")


class Note(Schema):
    """Something that was put right after publication, in the words that readers see."""

    kind: NoteKind
    date: dt.datetime
    text: str


class Provenance(Schema):
    """Where a story comes from, and what became of it."""

    source: Publisher | None
    original_url: str | None = Field(description="Where it was first published, if not here.")
    machine: Machine | None = Field(
        description="null where no machine is known to have a part; that is no claim that none had."
    )


class Story(Schema):
    """A story as lists show it."""

    id: int = Field(description="Never changes, and is in every address of the API.")
    guid: str = Field(description="The name of the story in feeds. Never changes.")
    url: str = Field(description="Its page. Changes with the story's address.")
    lang: str
    title: str
    summary: str
    published_at: dt.datetime
    updated_at: dt.datetime | None = Field(
        description="When readers last saw something new, if that was after publication."
    )
    modified_at: dt.datetime = Field(
        description="When it was last saved here in any way, or its time came: what "
        "`modified_after` goes by."
    )
    category: Label | None
    tags: list[Label] = Field(description="In the order of the story's file.")
    sentiment: Mood | None = Field(description="An opinion of the upstream feed or of an editor.")
    pinned: bool = Field(description="Whether lists lead with it now.")
    cover: Cover | None
    word_count: int
    reading_minutes: int
    provenance: Provenance


class Translation(Schema):
    """The same story in another language."""

    id: int
    lang: str
    url: str


class Body(Schema):
    """The text, twice."""

    markdown: str = Field(description="As it was written or imported.")
    html: str = Field(description="As the page shows it: sanitised, with absolute addresses.")


class FullStory(Story):
    """A story with its text."""

    body: Body
    corrections: list[Note] = Field(description="The newest first.")
    translations: list[Translation]


class Stories(Schema):
    """One page of stories. It may hold fewer than `limit`, and still have a next one."""

    items: list[Story]
    next: str | None = Field(description="The address of the next page; null on the last.")


class Labels(Schema):
    """One page of sections or tags."""

    items: list[Label]
    next: str | None = Field(description="The address of the next page; null on the last.")


class Sources(Schema):
    """One page of publishers."""

    items: list[Publisher]
    next: str | None = Field(description="The address of the next page; null on the last.")


class PublicNote(Note):
    """A note, and the story that it is on."""

    article_id: int
    article_guid: str = Field(description="The name of the story in feeds.")
    lang: str
    url: str = Field(description="The page of the story; of a retracted one it says why (410).")


class Notes(Schema):
    """One page of notes, the newest first."""

    items: list[PublicNote]
    next: str | None = Field(description="The address of the next page; null on the last.")


# --- of rows ------------------------------------------------------------------------------------


def label(row: Category | Tag) -> Label:
    return Label(slug=row.slug, name=row.name)


def source(row: Source) -> Publisher:
    return Publisher(key=row.key, name=row.name, kind=row.kind, url=row.url or None)


def note(row: Correction) -> Note:
    return Note(kind=row.kind, date=row.date, text=row.text)  # type: ignore[arg-type]


def public_note(row: Correction) -> PublicNote:
    """Of a row with its article."""
    story = row.article
    return PublicNote(
        **note(row).dict(),
        article_id=story.pk,
        article_guid=story.guid,
        lang=story.lang,
        url=page(story),
    )


def story(row: Article) -> Story:
    """Of a row with source, category, cover and tags."""
    return Story(**_known(row))


def full_story(
    row: Article, corrections: list[Correction], translations: list[Article]
) -> FullStory:
    """Of a row with source, category, cover and tags."""
    return FullStory(
        **_known(row),
        body=Body(markdown=row.body, html=sanitize_html(row.body_html, base=page(row)).strip()),
        corrections=[note(one) for one in corrections],
        translations=[
            Translation(id=other.pk, lang=other.lang, url=page(other)) for other in translations
        ],
    )


def _known(row: Article) -> dict[str, Any]:
    return {
        "id": row.pk,
        "guid": row.guid,
        "url": page(row),
        "lang": row.lang,
        "title": row.title,
        "summary": row.summary,
        "published_at": row.published_at,
        "updated_at": row.updated_for_readers,
        "modified_at": row.recorded_at,
        "category": label(row.category) if row.category else None,
        "tags": [label(tag) for tag in row.tag_list],
        "sentiment": row.sentiment or None,
        "pinned": row.is_pinned,
        "cover": _cover(row),
        "word_count": row.word_count,
        "reading_minutes": row.reading_minutes,
        "provenance": Provenance(
            source=source(row.source) if row.source else None,
            original_url=row.canonical_url or None,
            machine=_machine(row),
        ),
    }


def _machine(row: Article) -> Machine | None:
    with translation.override(row.lang):
        said = row.ai_label or row.ai_note
        if not said:
            return None
        made = row.ai or {}
        ran_at = made.get("expandedAt")
        return Machine(
            label=said,
            disclosure=ai_disclosure(row),
            digital_source_type=digital_source_type(row),
            translated=bool(made.get("translatedFrom")),
            reviewed=row.is_reviewed,
            model_ran_at=str(ran_at) if ran_at else None,
        )


def _cover(row: Article) -> Cover | None:
    picture = row.cover.picture if row.cover else None
    if row.cover is None or picture is None:
        return None
    return Cover(
        url=absolute(picture.src, publication(row.lang)),
        width=picture.width,
        height=picture.height,
        alt=row.cover.alt,
        caption=row.cover.caption,
        credit=row.cover.credit,
    )


def page(row: Article) -> str:
    """The whole address of its page."""
    return publication(row.lang).url + cached_reverse("article", row.lang, row.slug)
