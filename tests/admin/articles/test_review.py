"""Reviewing machine text: by those who may, of the text that was read, claim by claim."""

import datetime as dt

import pytest

from articles.editorial.review.finding import find_missing
from articles.models import Article, Review, UpstreamItem

pytestmark = pytest.mark.django_db
MACHINE = {"rewritten": True}
QUEUE = "/admin/articles/article/review/"


@pytest.fixture
def machine(make_article):
    return make_article(
        "Machine", ai=MACHINE, body="It cost $5 million, said Ada Okoro.", status="in_review"
    )


def place(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/review/"


def decision(article: Article, **values):
    seen = {"text": article.text_hash, "version": article.version}
    return seen | {"decision": "approve", "accept": ["1", "2"]} | values


@pytest.mark.parametrize(
    ("group", "status"), [("Writers", 403), ("Editors", 200), ("Administrators", 200)]
)
def test_only_reviewers_open_the_queue_and_the_sheet(sign_in, machine, group, status):
    client = sign_in(group)
    assert client.get(QUEUE).status_code == status
    assert client.get(place(machine)).status_code == status
    answer = client.post(place(machine), decision(machine))
    assert answer.status_code == (403 if status == 403 else 302)
    assert Review.objects.exists() == (status == 200)


def test_nobody_without_a_login(client, machine):
    for path in (QUEUE, place(machine)):
        assert client.get(path)["Location"].startswith("/admin/login/")


def test_a_story_that_is_not_there(sign_in):
    assert sign_in().get("/admin/articles/article/999/review/").status_code == 404


def test_the_queue_is_empty_kindly(sign_in):
    assert "a person answers for every text" in sign_in().get(QUEUE).content.decode()


def test_the_sheet_shows_each_claim_with_a_way_into_the_editor(sign_in, machine):
    text = sign_in().get(place(machine)).content.decode()
    start = machine.body.index("$5")
    assert f"?at={start}&amp;to={start + len('$5 million')}#id_body" in text
    assert text.count('name="accept"') == 2


def test_it_says_when_there_is_no_original(sign_in, machine):
    text = sign_in().get(place(machine)).content.decode()
    assert "There is no original" in text
    assert "The summary counts for nothing" in text


def test_the_original_stands_beside_the_text_and_leads_to_what_it_supports(
    sign_in, machine, make_original
):
    make_original("7", title="A deal for $5m", body="So <b>they</b> say.", keywords=["Cranes"])
    machine.source_id = UpstreamItem.objects.get().source_id
    machine.external_id = "7"
    machine.body += "\n\nAnd " + "more " * 30 + "came."
    machine.save()
    text = sign_in().get(place(machine)).content.decode()
    assert '<mark id="original-1" tabindex="-1">$5m</mark>' in text
    assert '<a class="supported" href="#original-1"' in text
    assert "So &lt;b&gt;they&lt;/b&gt; say." in text
    assert "Made from a headline and one sentence: 7 words became 39." in text
    assert "1 claim is not in the original" in text
    assert "1 of 2 paragraphs has no support at all" in text
    assert text.count('class="no-support"') == 1


def test_a_text_that_is_too_long_says_what_was_looked_at(sign_in, machine):
    machine.body = "Words. " * 40_000
    machine.save()
    assert "Only the first 200000 characters" in sign_in().get(place(machine)).content.decode()


def test_the_queue_says_what_nothing_looked_at(sign_in, machine):
    client = sign_in()
    assert "Not looked at yet" in client.get(QUEUE).content.decode()
    client.get(place(machine))
    assert "Not looked at yet" not in client.get(QUEUE).content.decode()


def test_approving_leads_to_the_next_story(sign_in, machine, make_article):
    other = make_article("Other", ai=MACHINE)
    answer = sign_in().post(place(machine), decision(machine))
    assert answer["Location"] == place(other)
    assert Article.objects.get(pk=machine.pk).is_reviewed
    assert Review.objects.get().accepted == ["$5 million", "Ada Okoro"]


def test_the_state_that_was_chosen_is_kept(sign_in, machine, make_article):
    make_article("Live", ai=MACHINE)
    answer = sign_in().post(f"{place(machine)}?state=in_review", decision(machine))
    assert answer["Location"] == f"{QUEUE}?state=in_review"


def test_a_claim_that_nobody_accepted_stands_in_the_way(sign_in, machine):
    answer = sign_in().post(place(machine), decision(machine, accept=["2"], note="So far"))
    text = answer.content.decode()
    assert "1 claim is neither accepted nor corrected" in text
    assert 'value="2" checked' in text
    assert 'value="So far"' in text
    assert not Review.objects.exists()


def test_invented_numbers_accept_nothing(sign_in, machine):
    sign_in().post(
        place(machine), decision(machine, accept=["0", "7", "٣", "x", "99999", "9" * 5_000])
    )
    assert not Review.objects.exists()


def test_a_text_that_changed_meanwhile_is_not_approved(sign_in, machine):
    sent = decision(machine)
    machine.body = "It cost $6 million."
    machine.save()
    answer = sign_in().post(place(machine), sent, follow=True)
    assert "Nothing was approved" in answer.content.decode()
    assert not Review.objects.exists()


def test_claims_that_another_original_does_not_support_are_not_accepted(
    sign_in, machine, make_original
):
    original = make_original("7", body="It cost $5 million, said Bo Lind.")
    machine.source_id, machine.external_id = original.source_id, "7"
    machine.save()
    seen = original.changed_at.isoformat()
    # Of one claim that was shown, Ada Okoro, the first is $5 million now.
    later = original.changed_at + dt.timedelta(seconds=1)
    UpstreamItem.objects.update(body="Ada Okoro spoke.", changed_at=later)
    sent = decision(machine, accept=["1"], original=seen)
    client = sign_in()
    answer = client.post(place(machine), sent)
    assert "the original changed while you were reading" in answer.content.decode()
    assert not Review.objects.exists()
    client.post(place(machine), sent | {"original": later.isoformat()})
    assert Review.objects.get().accepted == ["$5 million"]


def test_approve_and_publish_is_one_act(sign_in, machine):
    sign_in().post(place(machine), decision(machine, decision="publish"))
    article = Article.objects.get(pk=machine.pk)
    assert article.is_live
    assert article.ai_label == ""


def test_approve_and_publish_is_all_or_nothing(sign_in, machine):
    sent = decision(machine, decision="publish")
    Article.objects.filter(pk=machine.pk).update(status="draft")
    answer = sign_in().post(place(machine), sent, follow=True)
    assert "somebody moved the story" in answer.content.decode()
    assert not Review.objects.exists()
    assert not Article.objects.get(pk=machine.pk).reviewed_hash


def test_sending_back_needs_a_reason_for_the_writer(sign_in, machine):
    client = sign_in()
    answer = client.post(place(machine), decision(machine, decision="send_back"))
    assert "say to the writer" in answer.content.decode()
    assert Article.objects.get(pk=machine.pk).status == "in_review"
    client.post(place(machine), decision(machine, decision="send_back", note="Who says so?"))
    assert Article.objects.get(pk=machine.pk).status == "draft"
    assert machine.revisions.get().reason == "Who says so?"


def test_the_form_of_the_story_leads_here_and_knows_places(sign_in, machine, url):
    client = sign_in()
    text = client.get(url(machine)).content.decode()
    assert f'href="{place(machine)}"' in text
    script = "/static/articles/text_position.js"
    assert script not in text
    assert script in client.get(url(machine) + "?at=3&to=9").content.decode()


def test_a_text_without_a_machine_cannot_be_approved(sign_in, make_article):
    article = make_article("Ours")
    text = sign_in().get(place(article)).content.decode()
    assert 'value="approve"' not in text


def test_the_pages_ask_few_questions(sign_in, machine, make_article, django_assert_max_num_queries):
    client = sign_in()
    for number in range(10):
        make_article(f"Story {number}", ai=MACHINE, tags=["A", "B"])
    # Who opens a text that nothing looked at has it looked at.
    find_missing()
    with django_assert_max_num_queries(9):
        queue = client.get(QUEUE).content.decode()
    assert all(f"Story {number}" in queue for number in range(10))
    with django_assert_max_num_queries(10):
        sheet = client.get(place(machine))
    assert machine.title in sheet.content.decode()
