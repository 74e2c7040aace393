"""A window that the measurement fills in bulk holds what the program leaves in it."""

import pytest

from articles.ingest.clusters.joining import cluster_waiting
from articles.models import (
    Cluster,
    ClusterMember,
    FingerprintBucket,
    ItemFingerprint,
    UpstreamItem,
)
from benchmarks import ingest, window
from benchmarks.events import Events

pytestmark = pytest.mark.django_db(transaction=True)


def fingerprints() -> list[tuple]:
    return list(ItemFingerprint.objects.order_by("pk").values_list("pk", "moment", "values"))


def buckets() -> list[tuple]:
    columns = ("item", "bucket", "moment")
    return list(FingerprintBucket.objects.order_by(*columns).values_list(*columns))


def clusters() -> dict[int, tuple]:
    """How each item is in its cluster: with which lead, and why; and the times of the cluster."""
    columns = ("cluster__lead", "joined", "likeness", "cluster__first_at", "cluster__last_at")
    return {row[0]: row[1:] for row in ClusterMember.objects.values_list("item", *columns)}


def test_it_holds_the_rows_that_comparing_leaves(django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        window.fill(Events(7, 60), 400)
    filled = fingerprints(), buckets(), clusters()
    assert len(filled[0]) == UpstreamItem.objects.exclude(clustered_at=None).count() == 400

    Cluster.objects.all().delete()
    ItemFingerprint.objects.all().delete()
    FingerprintBucket.objects.all().delete()
    UpstreamItem.objects.update(clustered_at=None)
    assert cluster_waiting() == 400
    assert (fingerprints(), buckets()) == filled[:2]
    # The program also knows a telling by another than the first, and takes one event for another.
    made = clusters()
    same = [item for item, how in made.items() if filled[2].get(item) == how]
    assert len(same) >= 0.8 * max(len(made), len(filled[2])) > 80


def test_it_grows_and_new_items_are_compared_with_it():
    for count in (120, 300):
        events = window.events_of(count)
        window.fill(events, count)
    window.arrive(events, 120)
    assert UpstreamItem.objects.not_compared().count() == 120
    figures = window.measure()
    assert figures["candidates"] > 2
    assert figures["joined"] > 0.2
    word, bucket = window.shares()
    assert 0.2 < word < 0.7
    assert bucket < word
    assert ItemFingerprint.objects.count() == 540


def test_the_feed_has_every_item():
    assert ingest.feed(20).count(b"<item>") == 20
