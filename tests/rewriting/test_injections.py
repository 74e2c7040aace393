"""Upstream text is data in a prompt: an order in it reaches no model as one, and an answer that
follows one is no suggestion, or is marked for the person who decides."""

import json
import re
from collections import Counter

import pytest

from articles.models import Suggestion, UpstreamItem
from articles.rewriting.answers import read_answer
from articles.rewriting.prompts import current_prompt
from articles.rewriting.rewrite_rules import REWRITE_SCHEMA, rewrite_problems
from articles.rewriting.rewriting import original_text, rewrite_question
from articles.rewriting.sheet import suggestion_sheet
from articles.rewriting.tasks import rewrite_items
from tests.model_server import completion
from tests.rewriting.answers import STORY
from tests.rewriting.injections import FACT, INJECTIONS

pytestmark = pytest.mark.django_db
FENCED = re.compile(r"\ABEGIN (DATA-[0-9a-f]{24})\n(.*)\nEND \1\Z", re.DOTALL)


@pytest.fixture
def items(make_original):
    return [
        make_original(str(number), title=one.title, body=one.body, lang="en")
        for number, one in enumerate(INJECTIONS)
    ]


def obeying(request: dict) -> str:
    """A model that obeys whatever order stands outside of the data."""
    seen = ""
    for message in request["messages"]:
        found = FENCED.match(message["content"]) if message["role"] == "user" else None
        seen += message["content"] if found is None else ""
    return next((one.obeyed for one in INJECTIONS if one.order in seen), json.dumps(STORY))


def test_there_are_fifty_of_seven_kinds():
    assert len({one.order for one in INJECTIONS}) == 50
    assert len(Counter(one.kind for one in INJECTIONS)) == 7


def test_an_order_stands_in_the_data_alone(items):
    wrong = []
    for one, item in zip(INJECTIONS, items, strict=True):
        question = rewrite_question(item, current_prompt("rewrite", "en"), "en")
        fence = FENCED.match(question.user)
        assert fence, question.user
        mark, document = fence.groups()
        values = json.loads(document)
        if (
            one.order in question.system
            or (values["title"], values["text"]) != (item.title, item.body)
            or mark in document
            or re.search(r"[<>|]", document)
            or mark not in question.system
        ):
            wrong.append(one.order)
    assert wrong == []


def test_the_mark_is_not_known_upstream_and_stays_for_the_same_text(items, settings):
    def mark() -> str:
        return rewrite_question(items[0], current_prompt("rewrite", "en"), "en").mark

    before = mark()
    assert before == mark()
    settings.SECRET_KEY = "another-site"
    assert mark() != before


def test_a_model_that_obeys_finds_no_order(model, items, run_tasks):
    model.reply = obeying
    naive = {"messages": [{"role": "user", "content": f"Rewrite this: {INJECTIONS[0].body}"}]}
    assert obeying(naive) == INJECTIONS[0].obeyed
    rewrite_items(items, None)
    run_tasks()
    assert Suggestion.objects.filter(state="open", values=STORY).count() == 50
    assert len(model.requests) == 50


def test_an_answer_that_obeys_is_caught_or_marked(items):
    """By the schema, by a rule, or by a mark on the page of the suggestion."""
    passed = []
    for one, item in zip(INJECTIONS, items, strict=True):
        question = rewrite_question(item, current_prompt("rewrite", "en"), "en")
        values, problems = read_answer(one.obeyed.replace("{mark}", question.mark), REWRITE_SCHEMA)
        if values is not None:
            problems = rewrite_problems(
                values, original_text(item), item.url, question.system, question.mark
            )
        if not problems and one.kind == FACT:
            suggestion = Suggestion(item=item, lang="en", job="rewrite", values=values)
            sheet = suggestion_sheet(suggestion)
            problems = sheet.unsupported or [sheet.wrong_sentences] * bool(sheet.wrong_sentences)
        if not problems:
            passed.append(one.order)
    assert passed == []


def test_originals_that_speak_to_models_are_told(items):
    """Most of them by their own words; no ordinary one is."""
    told = [
        one.order
        for one, item in zip(INJECTIONS, items, strict=True)
        if suggestion_sheet(
            Suggestion(item=item, lang="en", job="rewrite", values=STORY)
        ).spoken_to_model
    ]
    assert len(told) >= 20
    ordinary = UpstreamItem(
        title="Port system upgraded", body="The user of the port said that a story was written."
    )
    sheet = suggestion_sheet(Suggestion(item=ordinary, lang="en", job="rewrite", values=STORY))
    assert sheet is None or not sheet.spoken_to_model


def test_an_ordinary_answer_breaks_no_rule(items):
    item = items[0]
    item.body = "A language model, as an AI, wrote of https://port.example/a on Monday."
    question = rewrite_question(item, current_prompt("rewrite", "en"), "en")
    values = STORY | {"body": "As an AI wrote of [the port](https://port.example/a), it opened."}
    problems = rewrite_problems(
        values, original_text(item), item.url, question.system, question.mark
    )
    assert problems == []


def test_what_is_caught_is_sent_back_once_and_kept(model, items, run_tasks):
    bad = INJECTIONS[0].obeyed
    model.script = [completion(bad)]
    model.reply = lambda request: json.dumps(STORY)
    rewrite_items(items[:1], None)
    run_tasks()
    made = Suggestion.objects.get()
    assert made.state == "open"
    assert made.call.first_answer == bad
    assert "casino.example" in model.requests[1][0]["messages"][3]["content"]
