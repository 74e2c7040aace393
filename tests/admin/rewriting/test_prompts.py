"""Prompts are written as versions, tried on an original, and switched on."""

import json

import pytest
from lxml import html

from articles.models import Article, AuditEntry, HouseWord, ModelCall, Prompt, TranslationBase
from articles.rewriting.shipped_prompts import REWRITE
from tests.rewriting.answers import STORY

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/prompt/"


def write(client, **values):
    data = {"job": "rewrite", "lang": "", "text": "Write a story.", "note": ""} | values
    return client.post(f"{LIST}add/", data, follow=True)


def test_a_version_is_written_tried_and_switched_on(writing, item, run_tasks, sign_in):
    client = sign_in("Administrators")
    assert REWRITE.splitlines()[0] in client.get(f"{LIST}add/").content.decode()
    write(client, text="Write like a sailor.")
    prompt = Prompt.objects.get()
    assert (prompt.version, prompt.is_on) == (1, False)
    trial = f"{LIST}{prompt.pk}/try/?item={item.pk}"
    sent = client.get(trial).content.decode()
    assert "Write like a sailor." in sent
    assert "Ada Okoro said" in sent
    assert "It was not asked yet" in sent
    told = client.post(f"{LIST}{prompt.pk}/try/", {"item": item.pk}, follow=True)
    assert "The model is asked" in told.content.decode()
    run_tasks()
    answered = client.get(trial).content.decode()
    assert STORY["title"] in answered
    assert "0.0030 USD" in answered
    client.post(f"{LIST}{prompt.pk}/switch/", {"on": "yes"})
    assert Prompt.objects.get().is_on
    client.post(f"{LIST}{prompt.pk}/switch/", {"on": "no"})
    assert not Prompt.objects.get().is_on
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert list(actions) == ["switch_prompt", "switch_prompt", "add_prompt"]


def test_the_one_of_newsroom_is_tried_too(writing, item, run_tasks, sign_in):
    client = sign_in("Administrators")
    client.post(f"{LIST}0/try/", {"item": item.pk})
    run_tasks()
    assert STORY["title"] in client.get(f"{LIST}0/try/?item={item.pk}").content.decode()
    assert ModelCall.objects.get().prompt_version == 0


def translated(request: dict) -> str:
    asked = request["messages"][1]["content"]
    data = json.loads(asked[asked.index("{") : asked.rindex("}") + 1])
    return json.dumps({"blocks": [f"Українською: {block}" for block in data["blocks"]]})


def test_a_prompt_of_translations_is_tried_on_a_story(model, make_article, run_tasks, sign_in):
    model.reply = translated
    article = make_article("Harbour opens", body="Ships came in.\n\nAll were glad.")
    client = sign_in("Administrators")
    write(client, job="translate", lang="uk", text="Translate like a sailor.")
    prompt = Prompt.objects.get()
    shown = client.get(f"{LIST}{prompt.pk}/change/").content.decode()
    assert "Try it on a story" in shown
    trial = f"{LIST}{prompt.pk}/try/?article={article.pk}"
    sent = client.get(trial).content.decode()
    assert "Translate like a sailor." in sent
    assert "Ships came in." in sent
    assert "It was not asked yet" in sent
    client.post(f"{LIST}{prompt.pk}/try/", {"article": article.pk})
    run_tasks()
    answered = client.get(trial).content.decode()
    assert "Українською: All were glad." in answered
    assert "0.0030 USD" in answered
    call = ModelCall.objects.get()
    assert (call.job, call.prompt_version, call.article) == ("translate", 1, article)
    # It is a trial: nothing was made of it.
    assert Article.objects.count() == 1
    assert not TranslationBase.objects.exists()


def test_the_translating_prompt_of_newsroom_is_tried_too(model, make_article, run_tasks, sign_in):
    model.reply = translated
    article = make_article("Harbour opens", body="Ships came in.")
    client = sign_in("Administrators")
    assert "/0/try/?job=translate" in client.get(LIST).content.decode()
    trial = f"{LIST}0/try/?job=translate&article={article.pk}"
    client.post(f"{LIST}0/try/", {"job": "translate", "article": article.pk})
    run_tasks()
    assert "Українською: Ships came in." in client.get(trial).content.decode()
    model.reply = lambda request: "no JSON"
    other = make_article("Another", body="Storm.")
    client.post(f"{LIST}0/try/", {"job": "translate", "article": other.pk})
    run_tasks()
    failed = client.get(f"{LIST}0/try/?job=translate&article={other.pk}").content.decode()
    assert "The answer cannot be used" in failed


def test_the_chosen_text_leads_the_list_of_those_that_may_be_chosen(
    model, make_article, make_original, sign_in
):
    client = sign_in("Administrators")
    older, newer = (make_original(number, title=f"Original {number}") for number in "12")
    chosen = make_article("Harbour", lang="uk", body="Ships.")
    make_article("Another", body="Storm.")
    for address, first, labels in (
        (f"item={older.pk}", older, ["Original 1", "Original 2"]),
        (f"item={newer.pk}", newer, ["Original 2", "Original 1"]),
        (f"job=translate&article={chosen.pk}", chosen, ["Harbour (uk)", "Another (en)"]),
    ):
        page = html.fromstring(client.get(f"{LIST}0/try/?{address}").content.decode())
        options = page.xpath("//main//select/option")
        assert [option.text for option in options] == labels
        assert [option.get("value") for option in options if "selected" in option.attrib] == [
            str(first.pk)
        ]


def test_a_trial_that_fails_says_why(writing, item, run_tasks, sign_in):
    client = sign_in("Administrators")
    writing.reply = lambda request: "no JSON"
    client.post(f"{LIST}0/try/", {"item": item.pk})
    run_tasks()
    text = client.get(f"{LIST}0/try/?item={item.pk}").content.decode()
    assert "The answer cannot be used" in text
    assert "no JSON" in text


def test_a_version_is_followed_and_never_edited(sign_in):
    client = sign_in("Administrators")
    write(client, text="First.", lang="uk")
    first = Prompt.objects.get()
    shown = client.get(f"{LIST}{first.pk}/change/").content.decode()
    assert f"add/?from={first.pk}" in shown
    assert "First." in client.get(f"{LIST}add/?from={first.pk}").content.decode()
    client.post(f"{LIST}{first.pk}/change/", {"text": "Edited"})
    write(client, text="Second.", lang="uk")
    texts = dict(Prompt.objects.values_list("version", "text"))
    assert texts == {1: "First.", 2: "Second."}


def test_editors_read_them(sign_in, item):
    prompt = Prompt.write("rewrite", "", "Write a story.", "", None)
    client = sign_in("Editors")
    assert client.get(LIST).status_code == 200
    shown = client.get(f"{LIST}{prompt.pk}/change/").content.decode()
    assert "Write a story." in shown
    assert "Use this version" not in shown
    assert client.get(f"{LIST}{prompt.pk}/try/?item={item.pk}").status_code == 403
    assert client.post(f"{LIST}{prompt.pk}/switch/", {"on": "yes"}).status_code == 403


def test_house_words_are_told_to_the_model(sign_in, item):
    client = sign_in("Editors")
    url = "/admin/articles/houseword/add/"
    client.post(url, {"lang": "en", "word": "moonshot", "kind": "banned", "instead": ""})
    spelling = {"lang": "en", "word": "bitcoin", "kind": "spelling", "instead": ""}
    assert "how the house spells it" in client.post(url, spelling).content.decode()
    client.post(url, spelling | {"instead": "Bitcoin"})
    assert "one to five words" in client.post(url, spelling | {"word": "?!"}).content.decode()
    assert "has a rule already" in client.post(
        url, spelling | {"instead": "BTC"}
    ).content.decode()  # fmt: skip
    assert HouseWord.objects.count() == 2
    sent = sign_in("Administrators").get(f"{LIST}0/try/?item={item.pk}").content.decode()
    assert "Never use these words: “moonshot”." in sent
    assert "Write “Bitcoin”, not “bitcoin”." in sent
