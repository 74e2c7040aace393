"""Items of feeds that carry others' news get the source that the rules have for their address."""

import json
from hashlib import sha256

import pytest
from django.utils import timezone

from articles.front_matter.record import SourceRecord
from articles.ingest.item_record import ItemRecord
from articles.ingest.run import ingest_files
from articles.ingest.store_items import IncomingItem, store_items
from articles.models import Feed, IngestRules, Source, UpstreamItem

pytestmark = pytest.mark.django_db
RULE = {"host": "wire.example", "key": "wire", "name": "The Wire", "type": "RSS", "trust": "review"}


@pytest.fixture
def ingest(tmp_path):
    def go(*items) -> None:
        source = {"source_key": "collector", "name": "Collector"}
        values = [{"title": "A", "source_data": source} | item for item in items]
        (tmp_path / "items.json").write_text(json.dumps(values))
        ingest_files([str(tmp_path / "items.json")], "test")

    return go


def sources() -> dict[str, str]:
    return {item.external_id: item.source.key for item in UpstreamItem.objects.all()}


def test_the_address_decides_whatever_is_below_the_host(ingest):
    IngestRules.objects.create(document={"sources": [RULE]}).switch_on(None)
    ingest(
        {"id": 1, "url": "https://wire.example/a"},
        {"id": 2, "url": "https://news.wire.example/a"},
        {"id": 3, "url": "https://awire.example/a"},
        {"id": 4},
    )
    assert sources() == {"1": "wire", "2": "wire", "3": "collector", "4": "collector"}
    assert Source.objects.get(key="wire").trust == "review"


def test_a_source_that_is_there_keeps_its_trust(ingest):
    Source.objects.create(key="wire", name="Ours", kind="RSS", trust="publish")
    IngestRules.objects.create(document={"sources": [RULE]}).switch_on(None)
    ingest({"id": 1, "url": "https://wire.example/a"})
    source = Source.objects.get(key="wire")
    assert (source.name, source.trust) == ("Ours", "publish")


def test_other_rules_give_no_item_a_second_identity(ingest):
    ingest({"id": 1, "url": "https://wire.example/a"})
    IngestRules.objects.create(document={"sources": [RULE]}).switch_on(None)
    ingest({"id": 1, "url": "https://wire.example/a"}, {"id": 2, "url": "https://wire.example/b"})
    assert sources() == {"1": "collector", "2": "wire"}
    ingest({"id": 2, "url": "https://wire.example/b", "body": "New."})
    assert sources() == {"1": "collector", "2": "wire"}


def test_a_feed_changes_no_item_that_came_by_another(db):
    """Whoever writes into a feed chooses id and address of its items."""
    IngestRules.objects.create(document={"sources": [RULE]}).switch_on(None)
    wire = Source.objects.create(key="wire", name="The Wire", kind="RSS", trust="publish")
    other = Source.objects.create(key="collector", name="Collector", kind="RSS")
    feeds = [
        Feed.objects.create(
            name=source.name, source=source, url=f"https://{source.key}.example/f",
            terms=Feed.Terms.FULL, next_poll_at=timezone.now(),
        )
        for source in (wire, other)
    ]  # fmt: skip

    def store(feed: Feed, title: str) -> None:
        named = SourceRecord(name=feed.source.name, key=feed.source.key, type="RSS")
        values = {"external_id": "7", "title": title, "url": "https://wire.example/a"}
        record = ItemRecord(source=named, **values)
        raw = title.encode()
        store_items([IncomingItem(record, raw, sha256(raw).hexdigest())], "feed", feed=feed)

    store(feeds[0], "Harbour opens")
    store(feeds[1], "Buy this coin")
    titles = dict(UpstreamItem.objects.values_list("source__key", "title"))
    assert titles == {"wire": "Harbour opens", "collector": "Buy this coin"}
    # What it brought itself under that source it changes.
    UpstreamItem.objects.all().delete()
    store(feeds[1], "Harbour opens")
    store(feeds[1], "Harbour opens at noon")
    assert UpstreamItem.objects.get(source=wire).title == "Harbour opens at noon"


def test_rules_that_cannot_be_read_change_no_source(ingest):
    IngestRules.objects.create(document={"sources": [RULE], "unheard": 1}, is_on=True)
    ingest({"id": 1, "url": "https://wire.example/a"})
    assert sources() == {"1": "collector"}
