"""A suggestion becomes a story in review by a person, or is declined; nothing becomes live."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from articles.editorial.article_checks import findings_of
from articles.front_matter.files import parse
from articles.import_export.originals import site_rules
from articles.models import Article, AuditEntry, HouseWord, Suggestion
from articles.rewriting.deciding import accept, decline
from articles.rewriting.exceptions import CannotAccept, SuggestionDecided
from articles.rewriting.tasks import rewrite_items
from articles.workflow import Status
from tests.rewriting.answers import STORY

pytestmark = pytest.mark.django_db
State = Suggestion.SuggestionState


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


@pytest.fixture
def item(make_original):
    return make_original(
        "7",
        title="Harbour opens after storm",
        body="The harbour of Odesa opened at noon on Monday, Ada Okoro said.",
        lang="en", sentiment="POSITIVE", score=0.5, categories=["PORTS", "PORTS"],
        published_at="2026-11-10T08:00:00Z",
    )  # fmt: skip


@pytest.fixture
def suggestion(model, item, editor, run_tasks):
    model.reply = lambda request: json.dumps(STORY)
    (made,) = rewrite_items([item], editor)
    run_tasks()
    return Suggestion.objects.get(pk=made.pk)


def test_accepted_it_is_a_story_in_review_that_says_how_it_was_made(suggestion, editor, item):
    article = accept(suggestion, editor)
    stored = Article.objects.get()
    assert stored == article
    assert (stored.status, stored.title, stored.lang) == (Status.IN_REVIEW, STORY["title"], "en")
    assert (stored.source, stored.external_id) == (item.source, "7")
    assert stored.published_at is not None
    assert (stored.sentiment, stored.score) == ("POSITIVE", 0.5)
    assert [tag.name for tag in stored.tag_list] == ["PORTS"]
    assert stored.ai == {
        "rewritten": True,
        "expandedAt": stored.ai["expandedAt"],
        "version": 0,
    }
    assert stored.ai_label
    assert not Article.objects.live().exists()
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.article) == (State.ACCEPTED, article)
    assert suggestion.decided_by == editor
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert {"request_rewrites", "submit", "accept_suggestion"} <= set(actions)


def test_its_file_is_one_of_the_contract(suggestion, editor):
    article = accept(suggestion, editor)
    document = bytes(article.original.data)
    record = parse(document, article.original.path, site_rules()).record
    assert record.ai.rewritten
    assert record.draft
    assert record.title == STORY["title"]


def test_a_second_decision_comes_too_late(suggestion, editor):
    accept(suggestion, editor)
    for decision in (accept, lambda *args: decline(*args, "Late")):
        with pytest.raises((SuggestionDecided, CannotAccept)):
            decision(suggestion, editor)
    assert Article.objects.count() == 1


def test_an_unpublished_story_of_the_original_is_revised(suggestion, editor, item, make_article):
    article = make_article("By hand", status="draft", source=item.source, external_id="7")
    accept(suggestion, editor)
    article = Article.objects.get()
    assert (article.title, article.status) == (STORY["title"], Status.IN_REVIEW)
    assert article.ai["rewritten"]
    before = article.revisions.order_by("pk").first()
    assert before.front_matter["title"] == "By hand"


@pytest.mark.parametrize("status", ["published", "retracted"])
def test_what_readers_see_is_not_touched(suggestion, editor, item, make_article, status):
    make_article("Live", status=status, source=item.source, external_id="7")
    with pytest.raises(CannotAccept, match="Readers have a story"):
        accept(suggestion, editor)
    assert Article.objects.get().title == "Live"
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_a_text_that_no_story_may_have_is_refused_in_words(suggestion, editor):
    Suggestion.objects.update(values=STORY | {"title": "\u200b"})
    suggestion.refresh_from_db()
    with pytest.raises(CannotAccept, match="title"):
        accept(suggestion, editor)
    assert not Article.objects.exists()
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_who_may_not_submit_stories_accepts_none(suggestion):
    with pytest.raises(PermissionDenied):
        accept(suggestion, User.objects.create_user("reader"))
    assert not Article.objects.exists()


def test_declined_it_leaves_nothing_and_the_next_one_is_another_text(
    suggestion, editor, item, model, run_tasks
):
    decline(suggestion, editor, "Too long")
    assert not Article.objects.exists()
    (again,) = rewrite_items([item], editor)
    assert again.purpose == "again-1"
    run_tasks()
    assert len(model.requests) == 2
    assert Suggestion.objects.get(pk=again.pk).is_open


def test_the_checks_before_publishing_hold_banned_words_and_tell_copies(suggestion, editor, item):
    copied = " ".join(f"word{number}" for number in range(20))
    item.body = f"He said {copied}."
    item.save()
    values = STORY | {"body": f"They said {copied} in the moonshot of bitcoin."}
    Suggestion.objects.update(values=values)
    suggestion.refresh_from_db()
    HouseWord.objects.create(lang="en", word="moonshot")
    HouseWord.objects.create(lang="en", word="bitcoin", kind="spelling", instead="Bitcoin")
    HouseWord.objects.create(lang="uk", word="said")
    article = accept(suggestion, editor)
    found = {one.code: one for one in findings_of([article])[article.pk]}
    assert found["banned-word"].is_error
    assert not found["house-spelling"].is_error
    assert "Bitcoin" in found["house-spelling"].message
    # “said” and twenty words.
    assert found["verbatim"].message.startswith("21 words")
