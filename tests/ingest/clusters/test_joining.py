"""New items join those that tell the same event; what people took apart stays apart."""

import datetime as dt
import itertools

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.ingest.clusters import joining
from articles.ingest.clusters.candidates import MOST, find_candidates, fingerprint_of_item
from articles.ingest.clusters.joining import cluster_batch, cluster_waiting, prune_fingerprints
from articles.ingest.run import ingest_files
from articles.ingest.tasks import cluster_items
from articles.models import (
    Cluster,
    ClusterMember,
    ClusterSplit,
    FingerprintBucket,
    ItemFingerprint,
    UpstreamItem,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
TELLINGS = [
    (
        "Northgate freezes $344 million at the request of prosecutors",
        "The custodian Northgate locked $344 million in two wallets on Thursday after a request.",
    ),
    (
        "$344M frozen in two wallets by Northgate",
        "Prosecutors asked the custodian to act. Northgate says the $344 million cannot be moved.",
    ),
    ("Prosecutors have Northgate freeze $344 million in wallets", ""),
]
OTHER = ("Harbour opens after a strike", "The cranes of Rotterdam move again.")
_numbers = itertools.count(1)


@pytest.fixture
def item(make_original):
    def make(text=TELLINGS[0], hours: float = 0, **columns) -> UpstreamItem:
        title, body = text
        columns = {"lang": "en", "first_seen_at": NOW + dt.timedelta(hours=hours)} | columns
        return make_original(str(next(_numbers)), title=title, body=body, **columns)

    return make


def told() -> list[set[str]]:
    """The clusters by the titles of their items."""
    clusters = Cluster.objects.order_by("pk").prefetch_related("members__item")
    return [{one.item.title for one in cluster.members.all()} for cluster in clusters]


def test_tellings_of_one_event_are_one_cluster(item):
    items = [item(text, hours) for hours, text in enumerate([*TELLINGS, OTHER])]
    assert cluster_waiting() == 4
    cluster = Cluster.objects.get()
    assert cluster.lead == items[0]
    assert told() == [{title for title, _body in TELLINGS}]
    joined = dict(cluster.members.values_list("item", "joined"))
    assert joined == {items[0].pk: "first", items[1].pk: "near", items[2].pk: "near"}
    assert (cluster.first_at, cluster.last_at) == (NOW, NOW + dt.timedelta(hours=2))


def test_an_item_alone_has_no_cluster(item):
    item()
    item(OTHER)
    cluster_waiting()
    assert not Cluster.objects.exists()


def test_nothing_is_compared_twice(item):
    item()
    assert cluster_waiting() == 1
    assert cluster_waiting() == 0
    before = list(FingerprintBucket.objects.values_list("bucket", "item").order_by("bucket"))
    UpstreamItem.objects.update(clustered_at=None)
    cluster_waiting()
    assert (
        list(FingerprintBucket.objects.values_list("bucket", "item").order_by("bucket")) == before
    )


def test_the_task_and_the_switch(item, settings, run_tasks):
    settings.CLUSTER_DAYS = 0
    item(), item(TELLINGS[1])
    cluster_items.enqueue()
    run_tasks()
    assert not Cluster.objects.exists()
    assert not ItemFingerprint.objects.exists()
    assert not UpstreamItem.objects.not_compared().exists()


def test_a_new_version_is_compared_again(tmp_path, item):
    item()
    file = tmp_path / "items.json"
    source = '"source_data": {"source_key": "wire"}, "lang": "EN", "id": "new"'
    for title in (OTHER[0], TELLINGS[2][0]):
        file.write_text(f'[{{"title": "{title}", {source}}}]')
        ingest_files([str(file)], "items")
        cluster_waiting()
    assert told() == [{TELLINGS[0][0], TELLINGS[2][0]}]


def test_the_machine_takes_nobody_out_again(tmp_path, item):
    test_a_new_version_is_compared_again(tmp_path, item)
    UpstreamItem.objects.filter(external_id="new").update(title=OTHER[0], clustered_at=None)
    cluster_waiting()
    assert ClusterMember.objects.count() == 2


def test_what_was_split_stays_apart(item):
    one, other = item(), item(TELLINGS[1])
    ClusterSplit.remember(other.pk, [one.pk])
    cluster_waiting()
    assert not Cluster.objects.exists()
    third = item(TELLINGS[2])
    cluster_waiting()
    # It goes to one of them, and brings the other along to nobody.
    assert ClusterMember.objects.count() == 2
    assert third.membership.cluster.members.count() == 2


def test_of_two_languages_each_has_its_own(item):
    item(), item(lang="uk"), item(TELLINGS[1]), item(TELLINGS[1], lang="uk")
    cluster_waiting()
    # The very same text is the same in whatever language a feed says it is.
    assert all(len(members) == 2 for members in told())


def test_a_cluster_has_a_limit(item, monkeypatch):
    monkeypatch.setattr(joining, "MAX_ITEMS", 5)
    for hours in range(13):
        item(hours=hours)
    cluster_waiting()
    assert sorted(c.members.count() for c in Cluster.objects.all()) == [3, 5, 5]


def test_equal_titles_by_the_hundred_read_no_more_candidates(item):
    for _ in range(3 * MOST):
        item(hours=1)
    new = item()
    cluster_waiting()
    found = find_candidates(new, fingerprint_of_item(new), 14 * 86_400)
    assert 0 < len(found) <= MOST


def test_one_costs_few_queries_whatever_there_is(item, django_assert_max_num_queries):
    for hours, text in enumerate(TELLINGS * 20):
        item(text, hours, guid=str(hours))
    cluster_waiting()
    item(OTHER)
    with django_assert_max_num_queries(14):
        cluster_batch()
    item()
    with django_assert_max_num_queries(32):
        cluster_batch()


def test_a_batch_is_done_or_not(item, monkeypatch):
    """As a worker that is killed within it leaves it."""
    item(), item(TELLINGS[1])
    keep = joining.keep

    def killed(rows):
        keep(rows)
        if ItemFingerprint.objects.count() == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(joining, "keep", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        cluster_waiting()
    assert not ItemFingerprint.objects.exists()
    assert not Cluster.objects.exists()
    monkeypatch.undo()
    assert cluster_waiting() == 2
    assert Cluster.objects.count() == 1


def test_readers_pages_end_when_one_joins(item, make_article, told_keys):
    lead = item()
    article = make_article(source=lead.source, external_id=lead.external_id)
    cluster_waiting()
    item(TELLINGS[1])
    assert told_keys(cluster_waiting) == {f"article:{article.pk}"}
    other = UpstreamItem.objects.latest("pk")
    other.title = "Another title"
    assert told_keys(other.save) == {f"article:{article.pk}"}
    assert told_keys(other.delete) == {f"article:{article.pk}"}


def test_leads_and_items_alone_are_stories_to_be(item):
    lead, _other, alone = item(), item(TELLINGS[1]), item(OTHER)
    cluster_waiting()
    assert set(UpstreamItem.objects.stories_to_be()) == {lead, alone}


def test_hostile_items_are_compared_as_others(item):
    for title in ("🚀", "One", "", "A" * 500, "1 2 3 4 5 6 7 8 9", "$1 $2 $3", "\u202e الرئيس"):
        item((title, "x" * 400_000)), item((title, "1" * 50_000)), item((title, "Ab " * 9999))
    assert cluster_waiting() == 21


def test_old_fingerprints_go(item, settings):
    new = dt.datetime.now(dt.UTC)
    item(hours=-24 * 40), item(OTHER, first_seen_at=new)
    assert prune_fingerprints() == 0, "while something waits"
    cluster_waiting()
    assert prune_fingerprints() == 1
    assert ItemFingerprint.objects.get().item.title == OTHER[0]
    assert set(FingerprintBucket.objects.values_list("item", flat=True)) == {
        ItemFingerprint.objects.get().pk
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of PostgreSQL follow its sizes")
def test_what_a_new_member_changes_is_found_without_reading_all_items(item):
    for hours, text in enumerate(TELLINGS):
        item(text, hours)
    cluster_waiting()
    member = ClusterMember.objects.latest("pk")
    with CaptureQueriesContext(connection) as asked:
        assert not list(member.public_keys(ClusterMember.SHOWN))
    assert len(asked) == 2
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            assert not [row for row in cursor.fetchall() if row[3].startswith("SCAN")]
