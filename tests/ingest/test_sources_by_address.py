"""Items of feeds that carry others' news get the source that the rules have for their address."""

import json

import pytest

from articles.ingest.run import ingest_files
from articles.models import IngestRules, Source, UpstreamItem

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


def test_rules_that_cannot_be_read_change_no_source(ingest):
    IngestRules.objects.create(document={"sources": [RULE], "unheard": 1}, is_on=True)
    ingest({"id": 1, "url": "https://wire.example/a"})
    assert sources() == {"1": "collector"}
