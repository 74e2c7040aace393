"""Corrections: previewed, published, and edited below the text."""

import re
from html import unescape

import pytest

from articles.models import Correction

pytestmark = pytest.mark.django_db

NOTE = {
    "corrections-TOTAL_FORMS": "1",
    "corrections-0-kind": "clarification",
    "corrections-0-date": "2026-11-01T10:00:00",
    "corrections-0-text": "The crossing is nineteen kilometres long.",
}


def test_an_editor_tells_readers_what_was_put_right(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    opened = client.get(url(article))
    response = client.post(url(article), values(opened, _step="update", **NOTE))
    assert response.status_code == 302, response.context["errors"]
    note = Correction.objects.get()
    assert (note.kind, note.text) == ("clarification", NOTE["corrections-0-text"])
    article.refresh_from_db()
    assert article.reader_modified_at
    page = client.get(article.get_absolute_url()).content.decode()
    assert NOTE["corrections-0-text"] in page
    assert "Clarification" in page


def test_a_note_can_be_mended_and_removed(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    note = Correction.objects.create(article=article, text="It was nine.")
    opened = client.get(url(article))
    sent = values(opened, _step="update", **{"corrections-0-text": "It was ten."})
    assert client.post(url(article), sent).status_code == 302
    note.refresh_from_db()
    assert note.text == "It was ten."
    sent = values(client.get(url(article)), _step="update", **{"corrections-0-DELETE": "on"})
    assert client.post(url(article), sent).status_code == 302
    assert not Correction.objects.exists()


def test_a_note_without_text_or_of_the_future_is_refused(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    opened = client.get(url(article))
    for change in ({"corrections-0-text": ""}, {"corrections-0-date": "2999-01-01T10:00:00"}):
        response = client.post(url(article), values(opened, **{**NOTE, **change}))
        assert response.status_code == 200
    assert not Correction.objects.exists()


def test_a_writer_reads_notes_and_writes_none(sign_in, url, values, make_article):
    client, article = sign_in("Writers"), make_article(status="draft")
    Correction.objects.create(article=article, text="It was nine.")
    opened = client.get(url(article))
    assert "It was nine." in opened.content.decode()
    sent = values(opened) | NOTE | {"corrections-INITIAL_FORMS": "0"}
    client.post(url(article), sent)
    assert [note.text for note in Correction.objects.all()] == ["It was nine."]


def test_nobody_writes_a_retraction_by_hand(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    sent = values(client.get(url(article)), **{**NOTE, "corrections-0-kind": "retraction"})
    assert client.post(url(article), sent).status_code == 200
    assert not Correction.objects.exists()


def test_a_new_story_has_nothing_to_correct(sign_in, url):
    assert "corrections-TOTAL_FORMS" not in sign_in().get(url()).content.decode()


def test_a_program_that_saved_a_new_note_is_told_to_open_the_page_again(
    sign_in, url, values, make_article
):
    client, article = sign_in(), make_article(status="draft")

    def again(**changes) -> bool:
        sent = values(client.get(url(article)), **changes)
        answer = client.post(url(article), sent, headers={"accept": "application/json"}).json()
        assert answer["saved"]
        return "follow" in answer

    assert not again(title="Another")
    assert again(**NOTE)
    assert not again(**{"corrections-0-text": "It was ten."})
    assert again(**{"corrections-0-DELETE": "on"})
    assert not Correction.objects.exists()


def sent_by_a_browser(opened, values, **changes) -> dict[str, str]:
    """What a form sends: also what its corrections were opened on."""
    page = opened.content.decode()
    hidden = re.findall(r'name="(initial-corrections-\d+-\w+)" value="(.*?)"', page, re.DOTALL)
    sent = values(opened) | {name: unescape(text) for name, text in hidden}
    return {name: str(value).replace("\n", "\r\n") for name, value in sent.items()} | changes


def test_a_form_that_changed_no_note_puts_none_back(sign_in, url, values, make_article):
    client, article = sign_in(), make_article()
    note = Correction.objects.create(article=article, text="It was\nnine.")
    sent = sent_by_a_browser(client.get(url(article)), values, title="Another")
    assert sent["initial-corrections-0-text"] == "It was\r\nnine."
    note.text = "It was ten."
    note.save()
    assert client.post(url(article), sent).status_code == 302
    assert Correction.objects.get().text == "It was ten."


@pytest.mark.parametrize("theirs", [{"text": "Their words."}, {"kind": "update"}, {}])
def test_notes_of_two_people_do_not_write_over_each_other(
    sign_in, url, values, make_article, theirs
):
    client, article = sign_in(), make_article()
    note = Correction.objects.create(article=article, text="It was\nnine.")
    mine = {"_step": "update", "corrections-0-text": "Mine."}
    sent = sent_by_a_browser(client.get(url(article)), values, **mine)
    Correction.objects.filter(pk=note.pk).update(**theirs)
    answer = client.post(url(article), sent)
    stored = Correction.objects.get()
    if not theirs:
        assert (answer.status_code, stored.text) == (302, "Mine.")
        return
    assert "Somebody changed it meanwhile" in answer.content.decode()
    assert "Mine." in answer.content.decode()
    assert stored.text == theirs.get("text", note.text)
