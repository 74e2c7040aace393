"""The navigation beside every page: what a person may see, and how much waits there."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import ImportConflict, QuarantinedFile

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
ROLES = ("Writers", "Editors", "Administrators")


def links(browser, path: str = "/admin/", lang: str = "en") -> dict[str, html.HtmlElement]:
    """The links of the navigation by their words."""
    answer = browser.get(path, headers={"Accept-Language": lang})
    assert answer.status_code == 200
    found = html.fromstring(answer.content.decode()).xpath("//nav[@id='nav-sidebar']//a")
    return {link.find_class("word")[0].text_content(): link for link in found}


def counts(browser) -> dict[str, str]:
    found = {}
    for words, link in links(browser).items():
        if numbers := link.find_class("number"):
            found[words] = numbers[0].text_content() + "!" * ("calls" in numbers[0].get("class"))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_to_a_page_that_the_person_may_see(sign_in, role):
    browser = sign_in(role)
    found = links(browser)
    assert {"Desk", "Stories", "Drafts", "In review"} <= set(found)
    for link in found.values():
        assert browser.get(link.get("href"), follow=True).status_code == 200


def test_who_may_not_see_a_screen_has_no_link_to_it(sign_in):
    writer, boss = links(sign_in("Writers")), links(sign_in("Administrators"))
    assert set(writer) < set(boss)
    assert "Machine text" not in writer
    assert {"Tasks", "Webhooks", "Site health", "Imports"} <= set(boss)
    assert not {"Tasks", "Webhooks", "Site health"} & set(writer)


@pytest.mark.parametrize("lang", ["uk", "ar"])
def test_its_words_are_translated(sign_in, lang):
    browser = sign_in("Administrators")
    assert not set(links(browser)) & set(links(browser, lang=lang))


def test_what_waits_is_counted_and_calls_only_who_must_act(sign_in, make_article):
    for number in range(3):
        make_article(f"D{number}", status="draft")
    make_article("R", status="in_review")
    later = make_article("S", hours=5)
    make_article("M", ai={"rewritten": True})
    QuarantinedFile.objects.create(path="in/a.md")
    ImportConflict.objects.create(article=later, field="title")
    ImportConflict.objects.create(article=later, field="body", choice="ours")
    assert counts(sign_in("Writers")) == {"Drafts": "3", "In review": "1", "Scheduled": "1"}
    assert counts(sign_in("Administrators")) == {
        "Drafts": "3", "In review": "1!", "Scheduled": "1", "Machine text": "1!",
        "Refused files": "1!", "Conflicts with files": "1!",
    }  # fmt: skip


def test_who_may_only_look_is_not_called(client, make_user):
    QuarantinedFile.objects.create(path="in/a.md")
    guest = make_user("Writers")
    guest.user_permissions.add(Permission.objects.get(codename="view_quarantinedfile"))
    client.force_login(guest)
    assert counts(client) == {"Refused files": "1"}


def test_all_counts_are_one_query(sign_in, make_article):
    make_article("D", status="draft")
    browser = sign_in("Administrators")
    for path in ("/admin/", LIST, "/admin/articles/tag/"):
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        asked = [query["sql"] for query in queries if "AS counted), (SELECT" in query["sql"]]
        assert len([sql for sql in asked if "pendingrevision" in sql]) == 1, path


@pytest.mark.parametrize(
    ("path", "words", "current"),
    [
        ("/admin/", "Desk", "page"),
        (LIST, "Stories", "page"),
        (f"{LIST}?state=draft", "Drafts", "page"),
        (f"{LIST}?state=draft&lang=en", "Drafts", "true"),
        (f"{LIST}?q=harbour", "Stories", "page"),
        (f"{LIST}add/", "Stories", "true"),
        (f"{LIST}review/", "Machine text", "page"),
        ("/admin/articles/category/add/", "Sections", "true"),
        ("/admin/health/", "Site health", "page"),
    ],
)
def test_the_link_of_the_page_is_marked(sign_in, path, words, current):
    found = links(sign_in("Administrators"), path)
    marked = {words: link.get("aria-current") for words, link in found.items()}
    assert {words: mark for words, mark in marked.items() if mark} == {words: current}


def test_a_popup_and_the_door_have_no_navigation(sign_in, client):
    popup = sign_in("Administrators").get("/admin/articles/source/add/?_popup=1")
    client.logout()
    for answer in (popup, client.get("/admin/login/")):
        assert answer.status_code == 200
        assert not re.search('id="nav-sidebar"', answer.content.decode())
