"""Readers see what an article was made from, and who approved it."""

import json
import re

import pytest

from articles.editorial.review.approval import approve
from articles.ingest.run import ingest_files

pytestmark = pytest.mark.django_db
PAGE = "/en/articles/harbour-opens/"
ADDRESS = "https://wire.example.org/7"


@pytest.fixture
def article(make_article, source):
    return make_article(source=source, external_id="7", ai={"rewritten": True})


def page(client) -> str:
    return client.get(PAGE).content.decode()


def based_on(text: str) -> dict:
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    return graph["@graph"][0].get("isBasedOn", {})


def test_source_title_and_address_of_the_original_are_on_the_page(client, article, make_original):
    make_original("7", title="A <b>deal", url=ADDRESS)
    text = page(client)
    assert "Made from" in text
    assert (
        f'<a href="{ADDRESS}" rel="nofollow noopener"><cite dir="auto">A &lt;b&gt;deal</cite></a>'
        in text
    )
    assert based_on(text) == {
        "@type": "CreativeWork", "name": "A <b>deal", "url": ADDRESS,
        "publisher": {"@type": "Organization", "name": "The Wire"},
    }  # fmt: skip


def test_without_an_address_the_title_is_no_link(client, article, make_original):
    make_original("7", title="A deal")
    assert '<cite dir="auto">A deal</cite>' in page(client)
    assert "url" not in based_on(page(client))


def test_without_an_original_nothing_is_said(client, article):
    assert "Made from" not in page(client)


def test_of_an_original_without_title_and_address_nothing_is_said(client, article, make_original):
    make_original("7", title="", body="A deal.")
    assert "Made from" not in page(client)


def test_a_source_that_is_always_reviewed_first_brings_no_words_to_readers(
    client, article, make_original, source
):
    make_original("7", title="A deal", url=ADDRESS)
    source.trust = "review"
    source.save()
    text = page(client)
    assert "A deal" not in text
    assert ADDRESS not in text


def test_an_original_that_comes_later_is_shown_at_once(client, article, tmp_path, told_keys):
    file = tmp_path / "items.json"
    for title in ("First", "Second"):
        file.write_text(
            json.dumps([{"id": 7, "title": title, "source_data": {"source_key": "wire"}}])
        )
        assert told_keys(lambda: ingest_files([str(file)], "items")) == {f"article:{article.pk}"}
        assert title in page(client)
    assert told_keys(lambda: ingest_files([str(file)], "items")) == set()


@pytest.mark.parametrize(
    ("shown", "first_name", "told"),
    [
        ("role", "Ada", "an editor"),
        ("name", "Ada", "Ada Okoro"),
        ("name", "", "an editor"),
    ],
)
def test_who_approved_is_named_by_role_or_by_the_name_of_the_person(
    client, article, make_user, settings, shown, first_name, told
):
    settings.REVIEWER_SHOWN = shown
    assert "Approved by" not in page(client)
    reviewer = make_user("Editors", "ada-login")
    reviewer.first_name, reviewer.last_name = first_name, "Okoro" if first_name else ""
    reviewer.save()
    approve(article.pk, article.text_hash, reviewer)
    text = page(client)
    assert re.search(rf"<dt>Approved by</dt>\s*<dd>{told}</dd>", text)
    assert "ada-login" not in text


def test_another_text_is_approved_by_nobody(client, article, make_user):
    approve(article.pk, article.text_hash, make_user("Editors"))
    article.refresh_from_db()
    article.body += " More."
    article.save()
    assert "Approved by" not in page(client)


def test_the_page_costs_one_query_for_each(
    client, article, make_original, make_user, django_assert_max_num_queries
):
    make_original("7")
    approve(article.pk, article.text_hash, make_user("Editors"))
    page(client)
    with django_assert_max_num_queries(10):
        page(client)
