"""Each question is bought once, within the budget, and its answer checked, repaired and kept."""

import datetime as dt
import json
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import AuditEntry, ModelCall, SpendingDay
from articles.rewriting import budget
from articles.rewriting.client import ask
from articles.rewriting.exceptions import (
    AnswerUnusable,
    BudgetSpent,
    CallInFlight,
    ModelNotConfigured,
    ModelRefused,
    ModelUnavailable,
)
from articles.rewriting.retention import forget_answers
from tests.model_server import SCHEMA, VALUES, completion

pytestmark = pytest.mark.django_db
State = ModelCall.CallState
WRONG = json.dumps({"title": "", "more": 1})
# 1,000 tokens at 1 and 200 at 10 for a million.
COST = Decimal("0.003")


def put(**options):
    return ask("rewrite", "en", "You write.", "The harbour opened.", SCHEMA, **options)


def test_an_answer_is_stored_with_what_it_took(model, make_user):
    editor = make_user("Editors")
    answer = put(by=editor, prompt_version=3)
    call = ModelCall.objects.get()
    assert answer.values == call.values == VALUES
    assert (answer.cost, call.cost, call.reserved) == (COST, COST, 0)
    assert (call.tokens_in, call.tokens_out, call.turns) == (1000, 200, 1)
    assert (call.state, call.by, call.prompt_version) == (State.ANSWERED, editor, 3)
    assert call.request_id == "chatcmpl-1"
    assert SpendingDay.objects.get().spent == COST


def test_old_answers_are_forgotten_and_what_they_cost_is_not(model, make_original, settings):
    item = make_original("7")
    put(item_id=item.pk)
    ModelCall.objects.update(answered_at=timezone.now() - dt.timedelta(days=40))
    assert forget_answers() == 0
    settings.MODEL_ANSWER_DAYS = 60
    assert forget_answers() == 0
    settings.MODEL_ANSWER_DAYS = 30
    assert forget_answers() == 1
    assert forget_answers() == 0
    call = ModelCall.objects.get()
    assert call.is_forgotten
    assert (call.answer, call.values, call.state) == ("", None, State.ANSWERED)
    assert (
        ModelCall.objects.filter(item=item).total_cost() == SpendingDay.objects.get().spent == COST
    )
    assert AuditEntry.objects.get().detail["count"] == 1
    # Who asks the same again gets an answer, and both are paid for.
    answer = put(item_id=item.pk)
    assert (answer.values, answer.is_stored) == (VALUES, False)
    assert len(model.requests) == 2
    assert ModelCall.objects.total_cost() == SpendingDay.objects.get().spent == 2 * COST
    assert put(item_id=item.pk).is_stored


def test_a_failed_answer_is_forgotten_and_stays_failed(model, settings):
    model.reply = lambda request: WRONG
    with pytest.raises(AnswerUnusable):
        put()
    ModelCall.objects.update(answered_at=timezone.now() - dt.timedelta(days=40))
    settings.MODEL_ANSWER_DAYS = 30
    assert forget_answers() == 1
    call = ModelCall.objects.get()
    assert (call.answer, call.first_answer, call.state) == ("", "", State.FAILED)
    with pytest.raises(AnswerUnusable):
        put()
    assert len(model.requests) == 2


def test_the_request_is_that_of_chat_completions(model):
    put()
    ((request, headers, path),) = model.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer the-key"
    assert headers["Idempotency-Key"].startswith("newsroom-")
    assert request["model"] == "stand-in"
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA
    system, user = request["messages"]
    assert system["role"] == "system"
    assert "additionalProperties" in system["content"]
    assert user == {"role": "user", "content": "The harbour opened."}


def test_a_stored_answer_is_never_bought_again(model):
    first, second = put(), put()
    assert len(model.requests) == 1
    assert (first.is_stored, second.is_stored) == (False, True)
    assert first.values == second.values
    # Another purpose is another question.
    put(idempotency_key="again")
    assert len(model.requests) == 2
    assert ModelCall.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{json.dumps(VALUES)}\n```",
        f"Here it is:\n{json.dumps(VALUES)}\nAnything else?",
        json.dumps(VALUES | {"title": "Cut \ud83d and \x00"}),
    ],
)
def test_an_answer_in_other_clothes_is_read(model, text):
    model.script = [completion(text)]
    title = put().values["title"]
    assert title in ("Harbour opens", "Cut \ufffd and \ufffd")
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (WRONG, "additionalProperties"),
        ("no JSON at all", "no JSON"),
        ("[1, 2]", "no JSON"),
        ('{"title": NaN, "words": 1}', "NaN"),
        ("{" * 5000, "JSON"),
        ('{"title": "a", "words": ' + "[" * 60 + "]" * 60 + "}", "deeply"),
    ],
)
def test_a_wrong_answer_is_repaired_once_and_shown_its_faults(model, text, fault):
    model.script = [completion(text)]
    answer = put()
    assert answer.values == VALUES
    assert answer.cost == 2 * COST
    _first, (repair, headers, _path) = model.requests
    roles = [message["role"] for message in repair["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert repair["messages"][2]["content"] == text
    assert fault in repair["messages"][3]["content"] or fault == "additionalProperties"
    assert headers["Idempotency-Key"].endswith("-2")
    call = ModelCall.objects.get()
    assert (call.first_answer, call.turns) == (text, 2)


def test_what_the_feature_finds_wrong_is_repaired_too(model):
    model.script = [completion(json.dumps(VALUES | {"title": "Bad"}))]
    answer = put(check=lambda values: ["No bad words."] if values["title"] == "Bad" else [])
    assert answer.values == VALUES
    assert "No bad words." in model.requests[1][0]["messages"][3]["content"]


def test_an_answer_that_stays_wrong_fails_and_is_kept(model):
    model.script = [completion(WRONG), completion("{}")]
    with pytest.raises(AnswerUnusable, match="title"):
        put()
    call = ModelCall.objects.get()
    assert (call.state, call.first_answer, call.answer) == (State.FAILED, WRONG, "{}")
    assert call.cost == SpendingDay.objects.get().spent == 2 * COST
    with pytest.raises(AnswerUnusable):
        put()
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    ("step", "requests"),
    [("refuses", 1), ("cut_off", 2), ("thinks_too_long", 2), (completion(""), 2)],
    ids=str,
)
def test_a_model_that_declines_is_not_asked_to_repair(model, step, requests):
    model.script = [step, "cut_off"]
    with pytest.raises(AnswerUnusable, match=r"declined|cut off"):
        put()
    assert len(model.requests) == requests
    assert ModelCall.objects.get().cost == requests * COST


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ((500, b"oops"), ModelUnavailable),
        ((502, b"<html>"), ModelUnavailable),
        ((429, b"{}", {"Retry-After": "0"}), ModelUnavailable),
        ((429, b"{}", {"Retry-After": "Mon, 99 Foo 2026 00:00:00 GMT"}), ModelUnavailable),
        ("half", ModelUnavailable),
        ("endless", ModelUnavailable),
        ("other_encoding", ModelUnavailable),
        ((200, b"<html>busy</html>"), ModelUnavailable),
        ((200, b'{"choices": []}'), ModelUnavailable),
        ((200, b'{"choices": [{"message": {"content": 7}}]}'), ModelUnavailable),
        ((200, b'{"choices": [' * 4000), ModelUnavailable),
        ((401, b""), ModelRefused),
        ((404, b""), ModelRefused),
        ((400, b'{"error": {"message": "too long"}}'), ModelRefused),
        ((302, b"", {"Location": "http://127.0.0.1/"}), ModelRefused),
    ],
    ids=str,
)
def test_a_server_in_trouble_loses_nothing_and_buys_nothing_twice(model, step, error):
    model.script = [step]
    with pytest.raises(error) as raised:
        put()
    call = ModelCall.objects.get()
    assert call.state == State.ASKED
    assert call.error == str(raised.value)[:500] != ""
    SpendingDay.objects.update(rests_until=None)
    assert put().values == VALUES
    call.refresh_from_db()
    assert (call.cost, call.reserved) == (COST, 0)
    assert SpendingDay.objects.get().spent == COST
    keys = {headers["Idempotency-Key"] for _request, headers, _path in model.requests}
    assert len(keys) == 1
    assert sum(model.bought.values()) == 1


def test_nobody_asks_while_the_server_wants_rest(model):
    model.script = [(429, b"", {"Retry-After": "600"})]
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="no more requests"):
            put()
    assert len(model.requests) == 1
    assert SpendingDay.objects.get().spent == 0


def test_a_server_that_knows_no_schemas_is_asked_without(model):
    model.script = ["without_schemas"]
    assert put().values == VALUES
    last = model.requests[-1][0]
    assert "response_format" not in last
    assert last["max_completion_tokens"]
    assert "max_tokens" not in last


def test_tokens_are_estimated_where_the_server_does_not_say_them(model):
    model.script = [completion(json.dumps(VALUES), usage={"prompt_tokens": -1})]
    put()
    call = ModelCall.objects.get()
    assert 100 < call.tokens_in < 400
    assert 5 < call.tokens_out < 40


class TestKills:
    def test_the_call_in_flight_alone_is_repeated_with_its_key(self, model):
        put()
        call = ModelCall.objects.get()
        # As a worker leaves it that was killed while it waited.
        model.answers.clear()
        call.state, call.turns, call.values = State.ASKED, 0, None
        call.claimed_until = timezone.now() + dt.timedelta(seconds=90)
        call.reserved, call.cost = Decimal("0.05"), Decimal(0)
        call.save()
        SpendingDay.objects.update(spent=Decimal("0.05"))
        with pytest.raises(CallInFlight):
            put()
        assert len(model.requests) == 1
        ModelCall.objects.update(claimed_until=timezone.now())
        assert put().values == VALUES
        first, second = (headers["Idempotency-Key"] for _request, headers, _path in model.requests)
        assert first == second
        assert SpendingDay.objects.get().spent == COST

    def test_a_repair_goes_on_from_the_first_answer(self, model):
        model.script = [completion(WRONG), (500, b"")]
        with pytest.raises(ModelUnavailable):
            put()
        assert ModelCall.objects.get().turns == 1
        assert put().values == VALUES
        assert len(model.requests) == 3
        assert set(model.bought.values()) == {1}


class TestBudgets:
    def test_the_day_stops_in_words_before_anything_is_asked(self, model, settings):
        settings.REWRITE_DAILY_BUDGET = Decimal("0.0425")
        put()
        with pytest.raises(BudgetSpent, match="after midnight"):
            put(idempotency_key="again")
        assert len(model.requests) == 1
        assert "after midnight" in ModelCall.objects.latest("pk").error
        # Another day has a budget of its own.
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        SpendingDay.objects.update(day=yesterday)
        assert put(idempotency_key="again").values == VALUES

    def test_so_does_that_of_one_original(self, model, settings, make_original):
        settings.REWRITE_ARTICLE_BUDGET = Decimal("0.0425")
        one, other = make_original("7"), make_original("8")
        put(item_id=one.pk)
        with pytest.raises(BudgetSpent, match="REWRITE_ARTICLE_BUDGET"):
            put(item_id=one.pk, idempotency_key="again")
        put(item_id=other.pk, idempotency_key="other")

    def test_without_prices_nothing_costs(self, model, settings):
        settings.REWRITE_PRICE_IN = settings.REWRITE_PRICE_OUT = 0
        settings.REWRITE_DAILY_BUDGET = 0
        assert put().cost == 0

    def test_what_is_reserved_counts_for_others(self, model, settings):
        settings.REWRITE_DAILY_BUDGET = Decimal("0.06")
        model.script = ["half"]
        with pytest.raises(ModelUnavailable):
            put()
        with pytest.raises(BudgetSpent):
            put(idempotency_key="other")
        assert put().values == VALUES
        assert put(idempotency_key="other").values == VALUES

    def test_amounts_in_words(self, settings):
        settings.REWRITE_CURRENCY = "EUR"
        assert budget.money(Decimal("0")) == "0.00 EUR"
        assert budget.money(Decimal("0.0031")) == "0.0031 EUR"
        assert budget.money(Decimal("1234.5")).endswith("234.50 EUR")


def test_without_a_model_it_says_what_to_do(settings):
    settings.REWRITE_URL = ""
    with pytest.raises(ModelNotConfigured, match="REWRITE_URL"):
        put()
    settings.REWRITE_URL, settings.REWRITE_MODEL = "https://10.0.0.1/chat/completions", "m"
    with pytest.raises(ModelNotConfigured, match="public host"):
        put()
    assert not ModelCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_asks(model):
    if connection.vendor == "sqlite":
        pytest.skip("threads share the one connection of SQLite in memory")
    model.script = ["slow"]
    results = []

    def other():
        try:
            results.append(put())
        except ModelUnavailable as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    model.asked.wait(60)
    with pytest.raises(CallInFlight):
        put()
    model.closing.set()
    thread.join()
    assert len(model.requests) == 1
