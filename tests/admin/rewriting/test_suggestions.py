"""Editors have originals rewritten, see what it costs, and decide beside the original."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Suggestion, UpstreamItem
from articles.workflow import Status
from tests.rewriting.answers import STORY

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/suggestion/"
ORIGINALS = "/admin/articles/upstreamitem/"


def page(suggestion: Suggestion) -> str:
    return f"{LIST}{suggestion.pk}/change/"


@pytest.fixture
def desk(sign_in):
    return sign_in("Editors")


@pytest.fixture
def suggestion(writing, item, run_tasks, desk):
    desk.post(f"{LIST}rewrite/", {"items": str(item.pk)})
    run_tasks()
    return Suggestion.objects.get()


def test_an_original_is_rewritten_and_becomes_a_story_in_review(
    writing, item, run_tasks, sign_in, settings
):
    client = sign_in("Editors")
    original = client.get(f"{ORIGINALS}{item.pk}/change/").content.decode()
    assert f"{LIST}rewrite/?items={item.pk}" in original
    asked = client.get(f"{LIST}rewrite/?items={item.pk}").content.decode()
    assert "At most" in asked
    assert "0.04" in asked
    assert "5.00 USD" in asked
    begun = client.post(f"{LIST}rewrite/", {"items": str(item.pk)}, follow=True)
    assert "is being rewritten" in begun.content.decode()
    assert "Load this page again" in begun.content.decode()
    run_tasks()
    made = Suggestion.objects.get()
    shown = client.get(page(made)).content.decode()
    assert STORY["title"] in shown
    assert "In the original" in shown
    assert "0.0030 USD" in shown
    listed = client.get(LIST).content.decode()
    assert "Today 0.0030 USD of 5.00 USD are spent" in listed
    answer = client.post(f"{LIST}{made.pk}/decide/", {"decision": "accept"}, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == f"/admin/articles/article/{article.pk}/review/"
    assert "What the model proposed on" in answer.content.decode()
    assert article.status == Status.IN_REVIEW
    assert STORY["title"] in client.get(f"{ORIGINALS}{item.pk}/change/").content.decode()


def test_many_are_chosen_in_the_list(writing, item, make_original, run_tasks, sign_in):
    other = make_original("8", title="Second")
    client = sign_in("Editors")
    data = {"action": "rewrite", "_selected_action": [item.pk, other.pk]}
    asked = client.post(ORIGINALS, data, follow=True)
    assert "each of 2 originals" in asked.content.decode()
    ids = f"{item.pk}-{other.pk}"
    client.post(f"{LIST}rewrite/", {"items": ids})
    run_tasks()
    assert Suggestion.objects.undecided().count() == 2
    again = client.get(f"{LIST}rewrite/?items={ids}").content.decode()
    assert "being rewritten already" in again
    told = client.post(f"{LIST}rewrite/", {"items": ids}, follow=True)
    assert "Nothing to do" in told.content.decode()


@pytest.mark.parametrize("items", ["", "x", "1-2-x", "9" * 40, "-"])
def test_odd_choices_are_none(model, sign_in, items):
    client = sign_in("Editors")
    for answer in (
        client.get(f"{LIST}rewrite/", {"items": items}),
        client.post(f"{LIST}rewrite/", {"items": items}),
    ):
        assert answer.status_code == 200
        assert "No original is chosen" in answer.content.decode()


def test_without_a_model_every_page_says_so(item, sign_in):
    client = sign_in("Editors")
    for path in (LIST, f"{LIST}rewrite/?items={item.pk}"):
        assert "REWRITE_URL" in client.get(path).content.decode()
    client.post(f"{LIST}rewrite/", {"items": str(item.pk)})
    assert not Suggestion.objects.exists()


def test_a_decline_needs_a_reason(suggestion, desk):
    client = desk
    url = f"{LIST}{suggestion.pk}/decide/"
    assert "Say in a few words why" in client.post(url, {"decision": "decline"}).content.decode()
    client.post(url, {"decision": "decline", "reason": "Too long"})
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.reason) == ("declined", "Too long")
    late = client.post(url, {"decision": "accept"}, follow=True)
    assert "somebody was quicker" in late.content.decode()
    assert not Article.objects.exists()


def test_what_the_original_does_not_have_is_marked(suggestion, desk):
    values = STORY | {
        "body": "The harbour earned $5 million, said Petro Lysenko. " + "More words. " * 200,
        "claims": [{"claim": "It earned much.", "sentence": "It earned $5 million."}],
    }
    Suggestion.objects.update(values=values)
    text = desk.get(page(suggestion)).content.decode()
    assert "Not in the original" in text
    assert "$5 million" in text
    assert "1 sentence does not stand in the original" in text
    assert "words became" in text


def test_hostile_values_are_shown_as_text(suggestion, desk):
    evil = "<script>alert(1)</script>"
    Suggestion.objects.update(values=STORY | {"title": evil, "body": evil}, error=evil)
    text = desk.get(page(suggestion)).content.decode()
    assert evil not in text
    assert "&lt;script&gt;alert" in text


def test_one_that_failed_says_why_and_is_tried_again(writing, item, run_tasks, sign_in):
    client = sign_in("Editors")
    writing.script = [(401, b"")]
    client.post(f"{LIST}rewrite/", {"items": str(item.pk)})
    run_tasks()
    made = Suggestion.objects.get()
    assert "refuses the key" in client.get(page(made)).content.decode()
    client.post(f"{LIST}{made.pk}/decide/", {"decision": "again"})
    run_tasks()
    made.refresh_from_db()
    assert made.is_open


def test_writers_see_none_of_it(suggestion, item, sign_in):
    client = sign_in("Writers")
    for path in (LIST, page(suggestion), f"{LIST}rewrite/?items={item.pk}"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{suggestion.pk}/decide/", {"decision": "accept"}).status_code == 403


def test_the_desk_counts_what_waits(suggestion, desk):
    text = desk.get("/admin/").content.decode()
    assert "1 suggestion of the model waits for a decision" in text


def test_the_list_reads_no_text(suggestion, desk):
    """Fifty originals with their bodies would be megabytes."""
    with CaptureQueriesContext(connection) as queries:
        listed = desk.get(LIST).content.decode()
    assert STORY["title"] in listed
    rows = [one["sql"] for one in queries if 'FROM "articles_suggestion"' in one["sql"]]
    assert rows
    for sql in rows:
        columns = sql.partition(" FROM ")[0].split(", ")
        assert not [column for column in columns if column.endswith('"body"')]
        assert '"articles_suggestion"."values"' not in columns


def test_the_estimate_for_many_costs_no_query_for_each(writing, item, make_original, desk):
    counts = []
    for number in (8, 9, 10, 11):
        make_original(str(number), title=f"Story {number}")
        ids = "-".join(str(pk) for pk in UpstreamItem.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{LIST}rewrite/?items={ids}")
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_pages_cost_a_fixed_number_of_queries(suggestion, desk, django_assert_max_num_queries):
    client = desk
    with django_assert_max_num_queries(12):
        shown = client.get(page(suggestion))
    assert suggestion.title in shown.content.decode()
    with django_assert_max_num_queries(14):
        listed = client.get(LIST)
    assert page(suggestion) in listed.content.decode()
