"""Items without an article are deleted by age; what an article was made from stays."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.ingest.clusters.editing import put_together
from articles.ingest.retention import prune_items
from articles.models import AuditEntry, Cluster, Suggestion, UpstreamItem, UpstreamVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_item(source):
    def make(external_id: str, days: int) -> UpstreamItem:
        seen = timezone.now() - dt.timedelta(days=days)
        item = UpstreamItem.objects.create(
            source=source, external_id=external_id, title="T", first_seen_at=seen, changed_at=seen
        )
        UpstreamVersion.objects.create(
            item=item, raw=b"{}", sha256="1", values_sha256="1", received_at=seen
        )
        return item

    return make


def test_old_items_without_a_story_go_with_their_versions(
    make_item, make_article, source, settings
):
    settings.UPSTREAM_DAYS = 30
    make_item("1", 40)
    kept = [make_item("2", 40), make_item("3", 20)]
    make_article(source=source, external_id="2", status="draft")
    assert prune_items() == 1
    assert set(UpstreamItem.objects.all()) == set(kept)
    assert UpstreamVersion.objects.count() == 2
    assert AuditEntry.objects.get().detail == {"count": 1, "days": 30}


def test_an_event_outlives_its_lead_and_ends_with_the_last_but_one(make_item, make_user, settings):
    settings.UPSTREAM_DAYS = 30
    ages = {"1": 40, "2": 20, "3": 10}
    items = {name: make_item(name, days) for name, days in ages.items()}
    put_together([item.pk for item in items.values()], make_user("Editors"))
    assert prune_items() == 1
    cluster = Cluster.objects.get()
    assert cluster.lead == items["2"]
    assert {member.item for member in cluster.members.all()} == {items["2"], items["3"]}
    settings.UPSTREAM_DAYS = 15
    assert prune_items() == 1
    assert not Cluster.objects.exists()


def test_an_original_stays_while_its_suggestion_waits(make_item, settings):
    settings.UPSTREAM_DAYS = 30
    item, declined = make_item("1", 40), make_item("2", 40)
    Suggestion.objects.create(job="rewrite", lang="en", item=item, state="open")
    Suggestion.objects.create(job="rewrite", lang="en", item=declined, state="declined")
    assert prune_items() == 1
    assert UpstreamItem.objects.get() == item
    Suggestion.objects.update(state="declined")
    assert prune_items() == 1


def test_without_the_setting_everything_stays(make_item):
    make_item("1", 4000)
    assert prune_items() == 0
    assert UpstreamItem.objects.exists()
