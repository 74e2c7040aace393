"""Readers see who else reports the event of an article."""

import json
import re

import pytest
from django.utils import timezone

from articles.ingest.clusters.editing import split_off
from articles.ingest.clusters.joining import cluster_waiting
from articles.models import Article, Source

pytestmark = pytest.mark.django_db
PAGE = "/en/articles/harbour-opens/"
TITLE = "Northgate freezes $344 million at the request of prosecutors"
URL = "https://bulletin.example.org/7"


@pytest.fixture
def other(make_article, make_original, source):
    """The item of another source about the event of the article."""
    make_article(source=source, external_id="7", ai={"rewritten": True})
    make_original("7", title=TITLE, lang="en")
    bulletin = Source.objects.create(key="bulletin", name="The <Bulletin>", kind="RSS")
    item = make_original("8", title=TITLE, lang="en", url=URL)
    type(item).objects.filter(pk=item.pk).update(source=bulletin)
    return type(item).objects.get(pk=item.pk)


def page(client) -> str:
    return client.get(PAGE).content.decode()


def cited(text: str) -> list:
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    return graph["@graph"][0].get("citation", [])


def test_a_trusted_source_is_named_and_linked(client, other):
    assert "Also reported by" not in page(client)
    cluster_waiting()
    text = page(client)
    assert "Also reported by" in text
    assert f'<a href="{URL}" rel="nofollow noopener"><bdi>The &lt;Bulletin&gt;</bdi></a>' in text
    assert cited(text) == [
        {
            "@type": "CreativeWork",
            "url": URL,
            "publisher": {"@type": "Organization", "name": "The <Bulletin>"},
        }
    ]


def test_a_source_that_is_reviewed_first_is_not(client, other):
    cluster_waiting()
    other.source.trust = "review"
    other.source.save()
    assert "Bulletin" not in page(client)
    assert URL not in page(client)


def test_a_source_that_took_its_item_back_is_not(client, other):
    cluster_waiting()
    type(other).objects.filter(pk=other.pk).update(taken_back_at=timezone.now())
    assert "Bulletin" not in page(client)
    assert cited(page(client)) == []


def test_the_own_source_is_not_told_again(client, other, make_original):
    make_original("9", title=TITLE, lang="en")
    cluster_waiting()
    assert len(cited(page(client))) == 1


def test_what_is_taken_out_is_gone_at_once(client, other, told_keys, make_user):
    cluster_waiting()
    key = f"article:{Article.objects.get().pk}"
    assert key in told_keys(lambda: split_off(other.pk, make_user("Editors")))
    assert "Bulletin" not in page(client)


def test_a_new_name_or_trust_of_the_other_source_is_told(client, other, told_keys):
    cluster_waiting()
    other.source.name = "The Herald"
    assert told_keys(other.source.save) == {f"source:{other.source_id}"}
