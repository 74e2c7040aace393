"""Each network gets the tags of pages, and requests to purge them, in its own form."""

import json

import pytest

from articles.public.cdn.networks import NETWORKS, network

TAGS = [f"article:{number}" for number in range(300)]


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.CDN_ID, settings.CDN_TOKEN = "zone1", "secret"
    settings.CDN_PURGE_URL = "http://varnish.internal/"


def test_a_site_without_a_network_has_none(settings):
    assert network() is None
    settings.CDN = "fastly"
    assert network() is NETWORKS["fastly"]


def test_the_tags_of_a_page_are_its_keys():
    headers = {name: one.tag_header("article:7 list:en") for name, one in NETWORKS.items()}
    assert headers == {
        "cloudflare": ("Cache-Tag", "site,article:7,list:en"),
        "fastly": ("Surrogate-Key", "site article:7 list:en"),
        "purge": ("Surrogate-Key", "site article:7 list:en"),
    }


def test_no_page_has_more_tags_than_a_proxy_reads():
    """It is purged with every change instead."""
    keys = " ".join(TAGS)
    assert NETWORKS["fastly"].tag_header(keys) == ("Surrogate-Key", "site any")


def test_cloudflare_is_asked_for_thirty_tags_at_once():
    requests = list(NETWORKS["cloudflare"].purge_requests(TAGS))
    assert {request.method for request in requests} == {"POST"}
    assert {request.url for request in requests} == {
        "https://api.cloudflare.com/client/v4/zones/zone1/purge_cache"
    }
    assert requests[0].headers["Authorization"] == "Bearer secret"
    batches = [json.loads(request.body)["tags"] for request in requests]
    assert max(map(len, batches)) == 30
    assert [tag for batch in batches for tag in batch] == TAGS


def test_fastly_and_others_are_asked_by_a_header():
    (first, second) = NETWORKS["fastly"].purge_requests(TAGS)
    assert first.url == "https://api.fastly.com/service/zone1/purge"
    assert first.headers["Fastly-Key"] == "secret"
    tags = f"{first.headers['Surrogate-Key']} {second.headers['Surrogate-Key']}"
    assert tags.split(" ") == TAGS
    requests = list(NETWORKS["purge"].purge_requests(TAGS[:3]))
    assert [(one.method, one.url) for one in requests] == [("PURGE", "http://varnish.internal/")]
    assert requests[0].headers == {
        "Surrogate-Key": "article:0 article:1 article:2", "Authorization": "Bearer secret",
    }  # fmt: skip


def test_no_token_is_sent_where_there_is_none(settings):
    settings.CDN_TOKEN = ""
    (request,) = NETWORKS["purge"].purge_requests(["a"])
    assert request.headers == {"Surrogate-Key": "a"}
