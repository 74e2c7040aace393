"""Items are kept byte for byte with every version, once, whatever the order of the files."""

import hashlib
import json

import pytest
from django.db import IntegrityError

from articles.ingest import run as ingest_run
from articles.ingest.run import ingest_files
from articles.ingest.store_items import store_items
from articles.models import ImportNote, ImportRun, Source, UpstreamItem, UpstreamVersion

pytestmark = pytest.mark.django_db
SOURCE = {"name": "The Wire", "source_key": "wire", "source_type": "RSS"}


def item(number: int = 7, **values) -> dict:
    return {
        "id": number,
        "title": f"Title {number}",
        "body": "Text.",
        "source_data": SOURCE,
    } | values


@pytest.fixture
def ingest(tmp_path):
    """`ingest(document, …)` takes documents in, each a file: bytes, or what JSON can hold."""

    def go(*documents, **options) -> ImportRun:
        paths = []
        for number, document in enumerate(documents):
            path = tmp_path / f"{number}.json"
            as_bytes = isinstance(document, bytes)
            path.write_bytes(document if as_bytes else json.dumps(document).encode())
            paths.append(str(path))
        return ingest_files(paths, "test", **options)

    return go


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.quarantined


def test_an_item_is_kept_with_its_bytes_their_hash_and_the_time(ingest):
    raw = b'{"id":7,\n "TITLE" : "Caf\\u00e9", "other": [1.50],"source_data":{"source_key":"wire"}}'
    run = ingest(b"[ " + raw + b" ]")
    assert counts(run) == (1, 0, 0, 0)
    assert (run.kind, run.state) == ("ingest", "finished")
    stored = UpstreamItem.objects.get()
    assert (stored.external_id, stored.title, stored.source.key) == ("7", "Café", "wire")
    version = stored.versions.get()
    assert bytes(version.raw) == raw
    assert version.sha256 == hashlib.sha256(raw).hexdigest()
    assert version.received_at == stored.changed_at


def test_the_same_again_changes_nothing_also_written_otherwise(ingest):
    ingest([item()])
    run = ingest(json.dumps({"Data": [item()]}, indent=4).encode())
    assert counts(run) == (0, 0, 1, 0)
    assert UpstreamVersion.objects.count() == 1


def test_every_later_version_is_kept_and_the_item_has_the_newest(ingest):
    ingest([item(title="First")])
    assert counts(ingest([item(title="Second")], [item(title="Third")])) == (0, 2, 0, 0)
    stored = UpstreamItem.objects.get()
    assert stored.title == "Third"
    assert [json.loads(v.raw)["title"] for v in stored.versions.all()] == [
        "Third",
        "Second",
        "First",
    ]
    assert counts(ingest([item(title="First")])) == (0, 0, 1, 0)
    assert UpstreamItem.objects.get().title == "Third"


def test_versions_of_one_item_in_one_file(ingest):
    run = ingest([item(title="First"), item(title="Second"), item(title="First")])
    assert counts(run) == (1, 1, 1, 0)
    assert UpstreamItem.objects.get().title == "Second"


def test_what_upstream_dates_earlier_takes_no_place(ingest):
    ingest([item(title="New", updated_on=1765555390)])
    assert counts(ingest([item(title="Old", updated_on=1765555330)])) == (0, 1, 0, 0)
    assert UpstreamItem.objects.get().title == "New"
    assert UpstreamVersion.objects.count() == 2


def test_one_id_of_two_sources_is_two_items(ingest):
    other = SOURCE | {"source_key": "agency"}
    assert counts(ingest([item(), item(source_data=other)])) == (2, 0, 0, 0)
    # Another spelling of a key is the same source.
    assert counts(ingest([item(source_data=SOURCE | {"source_key": "WIRE"})])) == (0, 1, 0, 0)


def test_the_source_that_is_there_is_taken(ingest, source):
    ingest([item(source_data=SOURCE | {"name": "Another name"})])
    assert UpstreamItem.objects.get().source == source
    assert Source.objects.get().name == "The Wire"


def test_a_bad_item_costs_no_other_and_is_told_with_its_place(ingest):
    bad = item(8, source_data=None)
    run = ingest(json.dumps([item(7), bad, item(9, score="x")], indent=1).encode())
    assert counts(run) == (2, 0, 0, 1)
    refused, left_out = ImportNote.objects.order_by("kind")
    assert (refused.kind, refused.code, refused.key) == (
        "quarantined",
        "missing",
        "[1].source_data",
    )
    assert (left_out.kind, left_out.code, left_out.key) == ("text", "wrong-value", "[2].score")
    assert refused.line == 12
    assert refused.path.endswith("0.json")


def test_a_file_that_was_cut_off_gives_what_is_whole_and_the_rest_comes_later(ingest):
    whole = json.dumps([item(number) for number in range(20)]).encode()
    run = ingest(whole[: len(whole) // 2])
    assert run.created == UpstreamItem.objects.count() > 5
    assert run.quarantined == 1
    assert ImportNote.objects.get().code == "cut-off"
    again = ingest(whole)
    assert again.created + run.created == 20


def test_a_file_that_cannot_be_read_costs_no_other(ingest, tmp_path, settings):
    (tmp_path / "good.json").write_text(json.dumps([item()]))
    (tmp_path / "large.json").write_text(json.dumps([item(body="x" * 5000)]))
    settings.INGEST_MAX_BYTES = 1000
    names = ("missing.json", "", "large.json", "good.json")
    run = ingest_files([str(tmp_path / name) for name in names], "test")
    assert counts(run) == (1, 0, 0, 3)
    assert set(ImportNote.objects.values_list("code", flat=True)) == {"unreadable", "too-large"}


@pytest.mark.parametrize(
    "document",
    [
        b"", b"[]", b"null", b"{", b"[[[[", b"\xff\xfe[\x00]\x00", b"[" * 100_000, b'[{"id": 1,',
        b'{"Data": null}', b'["\\ud800", {"id": "\\u0000"}]', b"[" + b"1," * 50_000 + b"1]",
        b'[{"id": "\\u202e1", "title": "\\u0000", "source_data": {"source_key": "\\u0000"}}]',
    ],
)  # fmt: skip
def test_nothing_that_a_file_holds_ends_a_run(ingest, document):
    run = ingest(document, [item()])
    assert run.state == "finished"
    assert run.created == 1


def test_forbidden_characters_reach_no_column_and_the_bytes_keep_them(ingest):
    raw = json.dumps(item(title="A\0B\ud800", body="\u202eabc", keywords="\0|\x1b[2J")).encode()
    ingest(b"[" + raw + b"]")
    stored = UpstreamItem.objects.get()
    assert (stored.title, stored.body) == ("A\ufffdB\ufffd", "abc")
    assert bytes(stored.versions.get().raw) == raw


def test_another_process_that_is_quicker_doubles_nothing(ingest, monkeypatch):
    def late(batch, *args):
        monkeypatch.setattr(ingest_run, "store_items", store_items)
        store_items(batch, "other")
        raise IntegrityError

    monkeypatch.setattr(ingest_run, "store_items", late)
    run = ingest([item(7), item(8)])
    assert UpstreamItem.objects.count() == UpstreamVersion.objects.count() == 2
    assert sum(counts(run)) == 2


def test_a_run_that_was_killed_is_told_by_the_next(ingest):
    killed = ImportRun.objects.create(kind="ingest", origin="in")
    ingest([item()])
    killed.refresh_from_db()
    assert killed.state == "stopped"
    assert "Take the files in again" in killed.remark


def test_taking_items_in_and_importing_files_do_not_wait_for_each_other(ingest):
    running = ImportRun.objects.create(kind="command", origin="in")
    assert ingest([item()]).state == "finished"
    running.refresh_from_db()
    assert running.state == "running"


def test_the_cost_does_not_grow_with_the_items(ingest, django_assert_max_num_queries):
    ingest([item(number) for number in range(50)])
    with django_assert_max_num_queries(25):
        ingest([item(number, title="Newer") for number in range(40)])
