"""Corrections and retractions: readers' words are shown before readers see them."""

import pytest
from django.contrib.auth.models import Permission

from articles.models import Article, AuditEntry, Correction

pytestmark = pytest.mark.django_db


def place(article: Article, name: str) -> str:
    return f"/admin/articles/article/{article.pk}/{name}/"


def note(**values):
    return {"kind": "clarification", "date": "2026-11-20T10:00", "text": "It was nine."} | values


def test_a_note_is_previewed_before_it_is_published(sign_in, make_article):
    article, client = make_article(), sign_in()
    text = client.post(place(article, "corrections"), note(act="preview")).content.decode()
    assert "As readers will see it" in text
    assert "It was nine." in text
    assert not Correction.objects.exists()
    client.post(place(article, "corrections"), note(act="publish"))
    assert Correction.objects.get().kind == "clarification"
    assert AuditEntry.objects.get().action == "correct"
    assert "It was nine." in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"kind": "retraction"}, {"date": "2999-01-01T10:00"}, {"date": "x"}]
)
def test_a_wrong_note_is_shown_again(sign_in, make_article, wrong):
    article = make_article()
    answer = sign_in().post(place(article, "corrections"), note(act="publish", **wrong))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Correction.objects.exists()


def test_what_nobody_sees_needs_no_note(sign_in, make_article):
    article, client = make_article(status="draft"), sign_in()
    assert "nothing to tell" in client.get(place(article, "corrections")).content.decode()
    assert client.post(place(article, "corrections"), note(act="publish")).status_code == 403
    assert not Correction.objects.exists()


def test_retracting_says_what_will_happen_and_asks_why(sign_in, make_article, source):
    article = make_article(source=source, external_id="7", tags=["Ports", "Cranes"])
    other = make_article("Інше", source=source, external_id="7", lang="uk", slug="inshe")
    client = sign_in()
    text = client.get(place(article, "retract")).content.decode()
    for word in ("answers 410", "It leaves 4 lists and 12 feeds", "Ports", "1 translation stays"):
        assert word in text
    assert place(other, "retract") in text
    text = client.post(place(article, "retract"), {"act": "do", "reason": " "}).content.decode()
    assert "write what readers are told" in text
    assert Article.objects.get(pk=article.pk).is_live
    client.post(place(article, "retract"), {"act": "do", "reason": "It did not open."})
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 410
    assert "It did not open." in answer.content.decode()


def test_the_reason_is_previewed(sign_in, make_article):
    article = make_article()
    sent = {"act": "preview", "reason": "It did not open."}
    text = sign_in().post(place(article, "retract"), sent).content.decode()
    assert "As readers will see it" in text
    assert Article.objects.get().is_live


def test_restoring_is_confirmed_too(sign_in, make_article):
    article, client = make_article(), sign_in()
    article.retract(None, "It did not open.")
    assert "It did not open." in client.get(place(article, "restore")).content.decode()
    client.post(place(article, "restore"))
    assert Article.objects.get().status == "retracted"
    client.post(place(article, "restore"), {"act": "do", "reason": "It did"})
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize(("name", "status"), [("retract", "draft"), ("restore", "published")])
def test_a_step_that_is_not_open_leads_back(sign_in, make_article, name, status):
    article = make_article(status=status)
    answer = sign_in().post(place(article, name), {"act": "do", "reason": "x"})
    assert answer["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert Article.objects.get().status == status


@pytest.mark.parametrize("name", ["corrections", "retract", "restore"])
def test_writers_do_none_of_it(sign_in, make_article, name):
    article = make_article(status="draft")
    assert sign_in("Writers").get(place(article, name)).status_code == 403


def test_the_page_of_a_story_leads_here(sign_in, make_article, url):
    article, client = make_article(), sign_in()
    text = client.get(url(article)).content.decode()
    assert text.count(place(article, "retract")) == 1
    assert place(article, "corrections") in text


def test_no_button_retracts_past_the_page_that_asks(sign_in, make_article, url, values):
    article, client = make_article(), sign_in()
    sent = values(client.get(url(article)), _step="retract", reason="It did not open.")
    client.post(url(article), sent)
    assert Article.objects.get().is_live


def test_who_may_retract_and_not_write_is_led_there_once(client, make_user, make_article):
    article = make_article()
    where, form = place(article, "retract"), place(article, "change")
    reader = make_user("Writers")
    client.force_login(reader)
    assert where not in client.get(form).content.decode()
    reader.user_permissions.add(Permission.objects.get(codename="retract_article"))
    assert client.get(form).content.decode().count(where) == 1
    assert client.get(where).status_code == 200
    client.force_login(make_user("Editors"))
    assert client.get(form).content.decode().count(where) == 1
