"""A person reads the desk in a language and a time zone of their own; readers see the site's."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article, DeskChoice, FrontEdition
from tests.conftest import form_of

pytestmark = pytest.mark.django_db

ACCOUNT = "/admin/account/"
PASSWORD = "a long password 41"
TEN = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def editor(make_user):
    return make_user("Editors", "ada")


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


def choose(client, **chosen):
    data = {"lang": "", "zone": "", "start": "desk", "preview": "beside", "has_panel": "on"}
    data |= {**chosen, "act": "desk"}
    return client.post(ACCOUNT, data)


def test_the_desk_speaks_the_language_that_a_person_chose(client):
    assert 'lang="en"' in client.get(ACCOUNT).content.decode()
    assert choose(client, lang="uk").status_code == 302
    page = client.get(ACCOUNT, headers={"accept-language": "ar"})
    assert 'lang="uk"' in page.content.decode()
    assert page["Content-Language"] == "uk"
    choose(client)
    assert 'lang="ar"' in client.get(ACCOUNT, headers={"accept-language": "ar"}).content.decode()


def test_times_are_told_and_typed_in_the_zone_that_a_person_chose(client, make_article):
    article = make_article("Crane", published_at=TEN)
    choose(client, zone="Asia/Tokyo")
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "2026-07-01T19:00" in page
    assert "Asia/Tokyo" in page


def test_a_time_that_nobody_touched_stays_when_the_zone_changes(client, make_article):
    article = make_article("Crane", published_at=TEN.replace(second=7, microsecond=5))
    choose(client, zone="America/New_York")
    url = f"/admin/articles/article/{article.pk}/change/"
    page = client.get(url)
    # As the page was made, so are the values read from it.
    with timezone.override("America/New_York"):
        typed = form_of(page) | {"title": "The crane", "_step": "update"}
    client.post(url, typed)
    changed = Article.objects.get(pk=article.pk)
    assert changed.title == "The crane"
    assert changed.published_at == article.published_at


def test_a_time_is_stored_as_the_person_meant_it(client, make_article):
    article = make_article("Crane", published_at=TEN)
    choose(client, zone="Asia/Tokyo")
    url = f"/admin/articles/article/{article.pk}/change/"
    typed = {
        name: "2026-07-02T09:30" for name in form_of(client.get(url)) if name == "published_at"
    }
    assert typed
    client.post(url, form_of(client.get(url)) | typed | {"_step": "update"})
    changed = Article.objects.get(pk=article.pk)
    assert changed.published_at == dt.datetime(2026, 7, 2, 0, 30, tzinfo=dt.UTC)


def test_readers_see_the_sites_times_beside_a_desk_in_another_zone(client, make_article):
    article = make_article("Crane", published_at=TEN)
    before = Client().get(article.get_absolute_url()).content
    choose(client, zone="Asia/Tokyo", lang="uk")
    client.get("/admin/")
    assert Client().get(article.get_absolute_url()).content == before
    assert client.get(article.get_absolute_url()).content == before


@pytest.mark.parametrize(
    ("start", "address"),
    [
        ("desk", "/admin/"),
        ("stories", "/admin/articles/article/"),
        ("in_review", "/admin/articles/article/?state=in_review"),
        ("machine_text", "/admin/articles/article/review/"),
    ],
)
def test_signing_in_leads_to_the_screen_that_a_person_chose(editor, start, address):
    editor.set_password(PASSWORD)
    editor.save()
    DeskChoice.objects.create(user=editor, start=start)
    client = Client()
    answer = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert answer["Location"] == address
    assert client.get(address).status_code == 200


def test_signing_in_leads_back_to_where_somebody_was(editor):
    editor.set_password(PASSWORD)
    editor.save()
    DeskChoice.objects.create(user=editor, start="stories")
    data = {"username": "ada", "password": PASSWORD, "next": ACCOUNT}
    assert Client().post("/admin/login/", data)["Location"] == ACCOUNT


def test_who_may_see_no_stories_begins_at_the_desk(make_user):
    nobody = User.objects.create_user("ned", password=PASSWORD, is_staff=True)
    DeskChoice.objects.create(user=nobody, start="stories")
    answer = Client().post("/admin/login/", {"username": "ned", "password": PASSWORD})
    assert answer["Location"] == "/admin/"


def test_a_choice_costs_no_query(client, django_assert_num_queries):
    client.get("/admin/")
    with CaptureQueriesContext(connection) as before:
        client.get("/admin/")
    number = len(before)
    choose(client, lang="uk", zone="Asia/Tokyo")
    client.get("/admin/")
    with django_assert_num_queries(number):
        assert 'lang="uk"' in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "odd",
    [
        {"zone": "Mars/Olympus"},
        {"lang": "xx"},
        {"start": "moon"},
        {"zone": "../etc"},
        {"preview": "above"},
    ],
)
def test_what_is_no_choice_is_refused_and_nothing_is_stored(client, odd):
    answer = choose(client, **odd)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not DeskChoice.objects.exists()


@pytest.mark.parametrize("gone", [{"zone": "Mars/Olympus"}, {"lang": "xx"}])
def test_a_choice_that_the_machine_knows_no_more_counts_as_none(client, editor, gone):
    DeskChoice.objects.create(user=editor, **gone)
    page = client.get(ACCOUNT)
    assert page.status_code == 200
    assert 'lang="en"' in page.content.decode()


def test_a_preview_tells_the_times_of_readers_in_the_language_of_its_text(client, make_article):
    make_article("Crane", published_at=timezone.now() - dt.timedelta(hours=1))
    edition = FrontEdition.objects.create(lang="en")
    choose(client, zone="Asia/Tokyo", lang="uk")
    preview = client.get(reverse("admin:articles_frontedition_preview", args=[edition.pk]))
    times = re.findall(r"<time.*?</time>", preview.content.decode(), re.S)
    assert times
    assert times == re.findall(r"<time.*?</time>", Client().get("/en/").content.decode(), re.S)
    assert preview["Content-Language"] == "en"


LAYOUT = "/admin/account/layout/"


def layout(client, path: str) -> tuple[str, str]:
    """How the form at `path` is laid out: its preview, and its panel."""
    desk = html.fromstring(client.get(path).content.decode()).get_element_by_id("story-desk")
    return desk.get("data-preview-mode"), desk.get("data-panel")


FORMS = ("/admin/articles/article/add/", "/admin/articles/page/add/")


@pytest.mark.parametrize("path", FORMS)
def test_the_layout_of_the_editor_is_kept_on_the_account(make_user, path):
    boss = make_user("Administrators", "boss")
    here, elsewhere = Client(), Client()
    here.force_login(boss)
    elsewhere.force_login(boss)
    assert layout(here, path) == ("beside", "open")
    assert here.post(LAYOUT, {"preview": "off"}).status_code == 204
    assert here.post(LAYOUT, {"has_panel": "no"}).status_code == 204
    assert layout(elsewhere, path) == ("off", "closed")
    assert here.post(LAYOUT, {"has_panel": "yes"}).status_code == 204
    assert layout(elsewhere, path) == ("off", "open")


def test_the_layout_can_be_chosen_without_a_script(client):
    assert choose(client, preview="full", has_panel="").status_code == 302
    assert layout(client, FORMS[0]) == ("full", "closed")
    # The form shows what holds.
    boxes = html.fromstring(client.get(ACCOUNT).content.decode())
    assert boxes.get_element_by_id("id_preview").value == "full"
    assert not boxes.get_element_by_id("id_has_panel").checked


def test_a_layout_changes_nothing_else_of_what_a_person_chose(client, editor):
    choose(client, lang="uk", zone="Asia/Tokyo", start="stories")
    client.post(LAYOUT, {"preview": "full"})
    choice = DeskChoice.objects.get(user=editor)
    assert (choice.lang, choice.zone, choice.start) == ("uk", "Asia/Tokyo", "stories")
    assert (choice.preview, choice.has_panel) == ("full", True)


@pytest.mark.parametrize("odd", [{"preview": "above"}, {"has_panel": "maybe"}, {"preview": "\0"}])
def test_what_is_no_layout_is_refused_and_nothing_is_stored(client, odd):
    assert client.post(LAYOUT, odd).status_code == 400
    assert not DeskChoice.objects.exists()


def test_a_layout_is_posted_by_who_is_signed_in(client):
    assert client.get(LAYOUT).status_code == 405
    assert client.post(LAYOUT, {}).status_code == 204
    assert not DeskChoice.objects.exists()
    answer = Client().post(LAYOUT, {"preview": "off"})
    assert answer["Location"].startswith("/admin/login/")
