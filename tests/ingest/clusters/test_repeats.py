"""Of several originals about one event one becomes a draft."""

import json

import pytest

from articles.ingest.tasks import filter_new_items
from articles.models import Cluster, IngestRules, UpstreamItem
from tests.ingest.rules.test_document import EXAMPLE

pytestmark = pytest.mark.django_db
TITLES = (
    "Northgate freezes $344 million at the request of prosecutors",
    "Prosecutors have Northgate freeze $344 million in wallets",
    "Northgate has to freeze $344 million, say prosecutors",
)


@pytest.fixture(autouse=True)
def rules():
    IngestRules.objects.create(document=json.loads(EXAMPLE.read_text())).switch_on(None)


def verdicts() -> list[str]:
    return list(UpstreamItem.objects.order_by("pk").values_list("verdict", flat=True))


def test_the_lead_becomes_a_draft_and_the_others_repeat_it(make_original):
    for number, title in enumerate(TITLES):
        make_original(str(number), title=title, lang="en", categories=["crane"])
    filter_new_items.func()
    assert verdicts() == ["made", "repeat", "repeat"]
    assert Cluster.objects.get().members.count() == 3


def test_one_that_comes_later_repeats_it_too(make_original):
    for number, title in enumerate(TITLES):
        make_original(str(number), title=title, lang="en", categories=["crane"])
        filter_new_items.func()
    assert verdicts() == ["made", "repeat", "repeat"]


def test_of_a_lead_that_was_dropped_another_one_is_made(make_original):
    for number, (title, category) in enumerate(
        zip(TITLES, ("SPONSORED", "crane", "crane"), strict=True)
    ):
        make_original(str(number), title=title, lang="en", categories=[category])
    filter_new_items.func()
    assert verdicts() == ["dropped", "made", "repeat"]
