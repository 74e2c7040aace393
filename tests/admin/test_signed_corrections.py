"""Readers are told who wrote a correction where the site says so, and else nothing."""

import json

import pytest
from lxml import html

from articles.models import Correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(make_user):
    editor = make_user("Editors", "account-name")
    editor.first_name, editor.last_name = "Iryna", "Koval"
    editor.save()
    return editor


@pytest.fixture
def corrected(client, editor, make_article):
    """A live article with a correction that an editor wrote at the desk."""
    article = make_article("Harbour opens")
    client.force_login(editor)
    values = {"act": "publish", "kind": "correction", "text": "It was Tuesday."}
    client.post(f"/admin/articles/article/{article.pk}/corrections/", values)
    client.logout()
    return article


def said(client, path: str) -> list[str]:
    page = html.fromstring(client.get(path).content)
    return [" ".join(p.text_content().split()) for p in page.xpath("//p[@class='correction-by']")]


def comment(client, path: str) -> dict:
    page = html.fromstring(client.get(path).content)
    nodes = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    (article,) = [node for node in nodes if node["@type"] == "NewsArticle"]
    return article["correction"][0]


@pytest.mark.parametrize(
    ("policy", "words"),
    [("", []), ("role", ["Corrected by an editor"]), ("name", ["Corrected by Iryna Koval"])],
)
def test_the_story_and_the_list_say_what_the_site_wants(client, corrected, settings, policy, words):
    settings.CORRECTOR_SHOWN = policy
    for path in ("/en/articles/harbour-opens/", "/en/corrections/"):
        assert said(client, path) == words
        assert b"account-name" not in client.get(path).content


def test_metadata_has_the_name_where_readers_have_it(client, corrected, settings):
    path = "/en/articles/harbour-opens/"
    for policy in ("", "role"):
        settings.CORRECTOR_SHOWN = policy
        assert "author" not in comment(client, path)
    settings.CORRECTOR_SHOWN = "name"
    assert comment(client, path)["author"] == {"@type": "Person", "name": "Iryna Koval"}


def test_without_a_name_of_their_own_it_is_the_role(client, corrected, settings):
    settings.CORRECTOR_SHOWN = "name"
    Correction.objects.update(full_name="")
    assert said(client, "/en/corrections/") == ["Corrected by an editor"]


def test_a_correction_of_before_or_of_a_command_says_nothing(client, make_article, settings):
    settings.CORRECTOR_SHOWN = "name"
    Correction.objects.create(article=make_article("Harbour opens"), text="It was Tuesday.")
    assert said(client, "/en/corrections/") == []


def test_a_retraction_names_who_took_the_story_back(client, editor, make_article, settings):
    settings.CORRECTOR_SHOWN = "name"
    make_article("Harbour opens").retract(editor, "It never happened.")
    assert said(client, "/en/corrections/") == ["Retracted by Iryna Koval"]


def test_who_changes_a_correction_stands_for_it(client, corrected, make_user, settings, values):
    settings.CORRECTOR_SHOWN = "name"
    other = make_user("Editors", "other")
    other.first_name = "Ben"
    other.save()
    client.force_login(other)
    url = f"/admin/articles/article/{corrected.pk}/change/"
    note = Correction.objects.get()
    sent = values(client.get(url), _step="update", _confirmed="no-summary")
    sent |= {
        "corrections-TOTAL_FORMS": "1", "corrections-INITIAL_FORMS": "1",
        "corrections-0-id": str(note.pk), "corrections-0-article": str(corrected.pk),
        "corrections-0-kind": "correction", "corrections-0-text": "It was Monday.",
    }  # fmt: skip
    client.post(url, sent)
    client.logout()
    assert Correction.objects.get().text == "It was Monday."
    assert said(client, "/en/corrections/") == ["Corrected by Ben"]


def test_the_name_outlives_the_account(client, corrected, editor, settings):
    settings.CORRECTOR_SHOWN = "name"
    editor.delete()
    assert said(client, "/en/corrections/") == ["Corrected by Iryna Koval"]
