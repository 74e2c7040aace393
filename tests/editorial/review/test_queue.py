"""The queue leads with what could harm most, and says why."""

import pytest
from django.db import connection

from articles.editorial.review.finding import find_missing
from articles.editorial.review.queue import PAGE, next_to, queue, reasons, waiting_about
from articles.models import Article

pytestmark = pytest.mark.django_db
MACHINE = {"rewritten": True}


def titles(stories) -> list[str]:
    return [story.title for story in stories]


@pytest.fixture
def waiting(make_article):
    make_article("By a person", body="It cost $9 million.")
    make_article("Plain", ai=MACHINE, body="The sea was calm.")
    make_article("Money", ai=MACHINE, body="It cost $9 million, not $8 million.")
    make_article("Names", ai=MACHINE, body="The mayor, Ada Okoro, met Bo Lind.")
    make_article("Taken back", ai=MACHINE, body="It cost $9 million.", status="retracted")
    find_missing()


def test_money_comes_before_names_and_names_before_the_rest(waiting):
    found = queue()
    assert titles(found.stories) == ["Money", "Names", "Plain"]
    assert found.pinned == []


def test_a_pinned_story_leads_while_it_is_pinned(waiting):
    plain = Article.objects.get(title="Plain")
    plain.sticky_weight = 2
    plain.save()
    found = queue()
    assert titles(found.pinned) == ["Plain"]
    assert titles(found.stories) == ["Money", "Names"]
    assert "Pinned to the top" in reasons(found.pinned[0])


def test_it_says_why_each_story_is_where_it_is(waiting, make_article):
    make_article("Angry", ai=MACHINE, sentiment="NEGATIVE", hours=5)
    find_missing()
    by_title = {one.title: reasons(one) for one in queue().stories}
    assert "To check: 2 amounts of money" in by_title["Money"]
    assert "To check: 2 named people or companies" in by_title["Names"]
    assert by_title["Plain"] == [
        "Readers see it now", "No original to compare it with", "Nobody has read it",
    ]  # fmt: skip
    assert "Strong sentiment: negative" in by_title["Angry"]


def test_it_says_how_little_a_story_was_made_of(make_article, make_original, source):
    make_original("7", title="Harbour sold for $2B", body="The mayor said so.")
    body = (
        "The mayor said so: $2 billion.\n\nAda Okoro won $7 and more.\n\n" + "Words and more. " * 10
    )
    make_article(ai=MACHINE, source=source, external_id="7", body=body, status="draft")
    find_missing()
    assert reasons(queue().stories[0]) == [
        "Not in its original: 1 amount of money, 1 named person or company",
        "Made from a headline and one sentence: 8 words became 42",
        "2 of 3 paragraphs without support",
    ]


def test_one_state_can_be_chosen(waiting, make_article):
    make_article("Waits", ai=MACHINE, status="in_review")
    assert titles(queue("in_review").stories) == ["Waits"]
    assert titles(queue("nonsense").stories) == titles(queue().stories)


def test_every_story_is_on_one_page(make_article):
    for number in range(PAGE + 5):
        make_article(f"Story {number}", ai=MACHINE, body="It cost $9." if number % 3 else "Calm.")
    first = queue()
    second = queue(after=first.following)
    assert (len(first.stories), len(second.stories), second.following) == (PAGE, 5, "")
    assert len({*titles(first.stories), *titles(second.stories)}) == PAGE + 5


@pytest.mark.parametrize("after", ["x", "-", "9-", "9" * 40 + "-1", "٣-٤", "1-2-3"])
def test_a_wrong_cursor_is_the_first_page(waiting, after):
    assert titles(queue(after=after).stories) == titles(queue().stories)


def test_the_next_story_is_the_riskiest_of_the_others(waiting):
    money = Article.objects.get(title="Money")
    assert next_to(money).title == "Names"
    assert next_to(Article.objects.get(title="Plain")).title == "Money"
    assert next_to(money, "draft") is None


def test_a_page_asks_two_questions_and_reads_no_texts(waiting, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = queue()
        for one in found.stories:
            assert reasons(one)
            assert one.ai_label
            assert one.source is None
    assert "body" in found.stories[0].get_deferred_fields()


def test_the_count_stops_at_its_limit(waiting):
    assert waiting_about() == 3
    assert waiting_about(limit=2) == 2


def test_it_walks_the_index_of_the_queue(waiting):
    rows = Article.objects.to_review().values_list("pk")[:30]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    told = rows.explain()
    assert "article_review" in told
    assert "TEMP B-TREE" not in told
