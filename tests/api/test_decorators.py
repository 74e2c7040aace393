"""What holds for every request: methods, types, caches, other sites, how often."""

import datetime as dt

import pytest
import time_machine

pytestmark = pytest.mark.django_db


def test_head_is_get_without_a_body_and_with_its_etag(client, make_article):
    make_article("Harbour opens")
    got, headed = client.get("/api/v1/articles"), client.head("/api/v1/articles")
    assert headed.status_code == 200
    assert headed["ETag"] == got["ETag"]
    assert not headed.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client, method):
    response = getattr(client, method)("/api/v1/articles")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


def test_a_form_of_another_site_is_refused_as_a_method_not_as_a_forgery(settings):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/api/v1/articles").status_code == 405


@pytest.mark.parametrize(
    "path", ["", "nothing", "articles/", "articles/x/y", "../admin/", "a%0Ab/%0A"]
)
def test_other_addresses_are_problems_that_lead_to_the_reference(client, path):
    response = client.get(f"/api/v1/{path}" if path else "/api/v1/nowhere")
    assert response.status_code == 404
    assert response.json()["detail"].endswith("http://testserver/api/v1/")


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 200), ("*/*", 200), ("text/html", 406), ("application/*", 200)],
)
def test_an_accept_header_that_refuses_json_is_406(client, accept, status):
    assert client.get("/api/v1/articles", headers={"Accept": accept}).status_code == status


def test_what_did_not_change_is_304(client, make_article):
    article = make_article("Harbour opens")
    for path in ("articles", f"articles/{article.pk}", "tags", "openapi.json"):
        etag = client.get(f"/api/v1/{path}")["ETag"]
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": etag})
        assert again.status_code == 304, path
        assert again["Access-Control-Allow-Origin"] == "*"
    article.title = "Harbour closes"
    article.save()
    again = client.get("/api/v1/articles", headers={"If-None-Match": etag})
    assert again.status_code == 200


def test_any_page_may_read_it_without_cookies(client, make_article):
    response = client.get("/api/v1/articles", headers={"Origin": "https://reader.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.has_header("Access-Control-Allow-Credentials")
    assert not response.has_header("Vary")
    asked = client.options("/api/v1/articles", headers={"Origin": "https://reader.example"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_caches_keep_answers_and_ask_first_and_keep_no_problem(client, make_article):
    assert client.get("/api/v1/articles")["Cache-Control"] == "public, no-cache"
    assert "no-store" in client.get("/api/v1/articles", {"limit": "x"})["Cache-Control"]


def test_every_answer_leads_to_the_document(client):
    for path in ("articles", "nowhere"):
        assert 'rel="service-desc"' in client.get(f"/api/v1/{path}")["Link"]


def test_who_asks_too_often_is_told_when_to_go_on(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    with time_machine.travel(
        dt.datetime(2026, 11, 1, 12, 0, 48, tzinfo=dt.UTC), tick=False
    ) as clock:
        assert [client.get("/api/v1/tags").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get("/api/v1/tags")
        assert refused["Retry-After"] == "12"
        assert refused["Content-Type"] == "application/problem+json"
        other = client.get("/api/v1/tags", REMOTE_ADDR="198.51.100.9")
        assert other.status_code == 200
        clock.shift(12)
        assert client.get("/api/v1/tags").status_code == 200
