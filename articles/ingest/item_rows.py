"""Stored upstream items as records, for what knows no database."""

from django.db.models.functions import Left

from articles.front_matter.record import SourceRecord
from articles.ingest.item_record import ItemRecord, Sentiment
from articles.models import UpstreamItem
from articles.models.upstream_item import UpstreamItemQuerySet

# Characters of a text that rules look at: they use its first words.
_BEGINNING = 10_000
_SENTIMENTS: tuple[Sentiment, ...] = ("POSITIVE", "NEUTRAL", "NEGATIVE")


def with_beginnings(items: UpstreamItemQuerySet) -> list[UpstreamItem]:
    """The items of a queryset, unsaved, with the beginnings of their texts alone: a hundred whole
    ones may be 50 MB. One query."""
    rows = items.defer("body").annotate(beginning=Left("body", _BEGINNING))
    beginnings: list[UpstreamItem] = []
    for item in rows:
        item.body = item.beginning
        beginnings.append(item)
    return beginnings


def record_of(item: UpstreamItem) -> ItemRecord:
    """The record of an item as its newest version has it. No query for a loaded source."""
    source = item.source
    return ItemRecord(
        source=SourceRecord(name=source.name, key=source.key, type=source.kind, url=source.url),
        external_id=item.external_id,
        guid=item.guid,
        url=item.url,
        title=item.title,
        body=item.body,
        authors=tuple(item.authors),
        keywords=tuple(item.keywords),
        categories=tuple(item.categories),
        lang=item.lang,
        sentiment=next((word for word in _SENTIMENTS if word == item.sentiment), ""),
        score=item.score,
        picture=item.picture,
        upstream_status=item.upstream_status,
        published_at=item.published_at,
        updated_at=item.updated_at,
    )
