"""Originals are rewritten by the worker: asked once, tried again in trouble, and told in words."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from articles.models import ModelCall, Prompt, SpendingDay, Suggestion, UpstreamItem
from articles.models.queued_task import QueuedTask
from articles.rewriting.prompts import current_prompt
from articles.rewriting.rewriting import (
    TRIES,
    language_of,
    languages_of,
    rewrite_question,
    write_suggestion,
)
from articles.rewriting.tasks import rewrite_again, rewrite_items, try_prompt
from tests.model_server import completion
from tests.rewriting.answers import STORY

pytestmark = pytest.mark.django_db
State = Suggestion.SuggestionState


@pytest.fixture
def item(make_original):
    body = "The harbour of Odesa opened at noon on Monday, Ada Okoro said."
    return make_original("7", title="Harbour opens after storm", body=body, lang="en")


@pytest.fixture(autouse=True)
def _writes(model):
    model.reply = lambda request: json.dumps(STORY)


def due_now() -> None:
    """Tasks that wait for another try, and servers that want rest, are due."""
    QueuedTask.objects.waiting().update(run_after=timezone.now())
    SpendingDay.objects.update(rests_until=None)


def test_a_suggestion_waits_until_the_worker_has_asked(model, item, run_tasks, make_user):
    editor = make_user("Editors")
    (made,) = rewrite_items([item], editor)
    assert (made.state, made.lang, made.asked_by) == (State.WAITING, "en", editor)
    run_tasks()
    made.refresh_from_db()
    call = ModelCall.objects.get()
    assert (made.state, made.values, made.call) == (State.OPEN, STORY, call)
    assert made.cost == call.cost > 0
    assert made.input_sha256 == call.input_sha256
    assert made.model_name == "stand-in"
    assert call.item == item


def test_an_original_has_one_current_suggestion(model, item, run_tasks):
    assert len(rewrite_items([item, item], None)) == 1
    assert rewrite_items([item], None) == []
    run_tasks()
    assert rewrite_items([item], None) == []
    assert len(model.requests) == 1


def test_a_draft_is_rewritten_in_its_own_language(model, item, make_article, run_tasks):
    """Rules may give it one that upstream writes otherwise: UA is uk."""
    UpstreamItem.objects.update(lang="ua")
    item.refresh_from_db()
    assert languages_of([item]) == {item.pk: "en"}
    columns = {"source": item.source, "external_id": item.external_id, "status": "in_review"}
    make_article(slug="kran", lang="uk", **columns)
    assert languages_of([item]) == {item.pk: "uk"}
    (made,) = rewrite_items([item], None)
    assert made.lang == "uk"
    make_article(slug="crane", lang="en", **columns)
    assert languages_of([item]) == {item.pk: "en"}


def test_the_same_original_is_never_bought_twice(model, item, run_tasks):
    rewrite_items([item], None)
    run_tasks()
    Suggestion.objects.all().delete()
    rewrite_items([item], None)
    run_tasks()
    assert Suggestion.objects.get().values == STORY
    assert len(model.requests) == 1


def test_a_server_in_trouble_is_asked_again_later(model, item, run_tasks):
    model.script = [(500, b""), "half", (429, b"", {"Retry-After": "1"})]
    (made,) = rewrite_items([item], None)
    for error in ("trouble", "does not answer", "no more requests"):
        run_tasks()
        made.refresh_from_db()
        assert made.state == State.WAITING
        assert error in made.error
        due_now()
    run_tasks()
    made.refresh_from_db()
    assert (made.state, made.error) == (State.OPEN, "")
    assert sum(model.bought.values()) == 1


def test_it_is_given_up_in_words_after_many_tries_and_tried_again_by_a_person(
    model, item, run_tasks
):
    (made,) = rewrite_items([item], None)
    model.script = [(500, b"")] * TRIES
    for _ in range(TRIES):
        run_tasks()
        due_now()
    made.refresh_from_db()
    assert made.state == State.FAILED
    assert "trouble" in made.error
    assert not QueuedTask.objects.failed().exists()
    assert rewrite_again(made, None)
    assert not rewrite_again(made, None)
    run_tasks()
    made.refresh_from_db()
    assert made.state == State.OPEN


def test_an_answer_that_cannot_be_used_is_kept_and_another_one_bought_by_a_person(
    model, item, run_tasks
):
    wrong = json.dumps(STORY | {"body": "Read https://evil.example/now"})
    model.script = [completion(wrong), completion(wrong)]
    (made,) = rewrite_items([item], None)
    run_tasks()
    made.refresh_from_db()
    assert made.state == State.FAILED
    assert "evil.example" in made.error
    assert made.call.answer == wrong
    assert made.cost > 0
    # So does whoever asks for it from the original once more.
    model.script = [completion(wrong), completion(wrong)]
    (another,) = rewrite_items([item], None)
    run_tasks()
    another.refresh_from_db()
    assert (another.state, len(model.requests)) == (State.FAILED, 4)
    rewrite_again(made, None)
    run_tasks()
    made.refresh_from_db()
    assert (made.state, len(model.requests)) == (State.OPEN, 5)


def test_the_budget_stops_it_in_words(model, item, run_tasks, settings):
    settings.REWRITE_DAILY_BUDGET = Decimal(0)
    (made,) = rewrite_items([item], None)
    run_tasks()
    made.refresh_from_db()
    assert made.state == State.FAILED
    assert "after midnight" in made.error
    assert model.requests == []
    settings.REWRITE_DAILY_BUDGET = Decimal(5)
    rewrite_again(made, None)
    run_tasks()
    made.refresh_from_db()
    assert made.state == State.OPEN


def test_what_was_done_is_not_done_again(model, item, run_tasks):
    (made,) = rewrite_items([item], None)
    run_tasks()
    assert write_suggestion(made.pk) == ""
    assert write_suggestion(0) == ""
    assert len(model.requests) == 1


class TestPrompts:
    def test_a_version_is_used_from_when_it_is_switched_on(self, model, item, run_tasks):
        first = Prompt.write("rewrite", "", "Write like a sailor.", "", None)
        assert current_prompt("rewrite", "en").version == 0
        first.switch(on=True)
        second = Prompt.write("rewrite", "", "Write like a captain.", "", None)
        assert (first.version, second.version) == (1, 2)
        assert current_prompt("rewrite", "en").row == first
        second.switch(on=True)
        # Whose page is old switches off what is off already.
        first.switch(on=False)
        assert Prompt.objects.current("rewrite", "en") == second
        assert Prompt.objects.get(is_on=True) == second
        rewrite_items([item], None)
        run_tasks()
        made = Suggestion.objects.get()
        assert (made.prompt, made.prompt_version) == (second, 2)
        assert "captain" in model.requests[0][0]["messages"][0]["content"]

    def test_that_of_the_language_comes_first(self):
        for lang in ("", "uk"):
            Prompt.write("rewrite", lang, f"For {lang}", "", None).switch(on=True)
        assert current_prompt("rewrite", "uk").text == "For uk"
        assert current_prompt("rewrite", "en").text == "For "
        assert current_prompt("translate", "en").version == 0

    def test_what_a_trial_bought_is_used_for_the_suggestion(self, model, item, run_tasks):
        prompt = Prompt.write("rewrite", "", "Write like a sailor.", "", None)
        try_prompt.enqueue(prompt.pk, item.pk, 0)
        run_tasks()
        question = rewrite_question(item, current_prompt("rewrite", "en"), "en")
        assert question.call() is None
        prompt.switch(on=True)
        question = rewrite_question(item, current_prompt("rewrite", "en"), "en")
        assert question.call().values == STORY
        rewrite_items([item], None)
        run_tasks()
        assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("lang", "expected"), [("", "en"), ("en", "en"), ("uk", "uk"), ("uk-UA", "uk"), ("de", "en")]
)
def test_the_language_is_the_originals_if_the_site_has_it(make_original, lang, expected):
    assert language_of(make_original(lang=lang)) == expected


class TestKills:
    """A worker that is killed leaves everything as the line says before which it was killed."""

    @pytest.mark.parametrize(
        "place",
        [
            "articles.rewriting.client._claim",
            "articles.rewriting.client.complete",
            "articles.rewriting.client._keep",
            "articles.rewriting.rewriting.Suggestion.keep",
            "articles.operations.tasks.queue.succeed",
        ],
    )
    def test_nothing_is_lost_or_doubled(self, model, item, run_tasks, monkeypatch, place):
        class Killed(BaseException):
            pass

        def killed(*args, **kwargs):
            raise Killed

        rewrite_items([item], None)
        with monkeypatch.context() as patched:
            patched.setattr(place, killed)
            with pytest.raises(Killed):
                run_tasks()
        # Its lease ends, and so does its claim of the question.
        QueuedTask.objects.running().update(status="READY", run_after=timezone.now())
        ModelCall.objects.update(claimed_until=None)
        run_tasks()
        made = Suggestion.objects.get()
        assert (made.state, made.values) == (State.OPEN, STORY)
        assert sum(model.bought.values()) == 1
        assert len({headers["Idempotency-Key"] for _, headers, _ in model.requests}) == 1
        call = ModelCall.objects.get()
        assert SpendingDay.objects.get().spent == call.cost == made.cost
