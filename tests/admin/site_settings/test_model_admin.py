"""Site settings at the desk: who changes them, what the form says, and undo."""

import pytest
from lxml import html

from articles.models import AuditEntry, Page, SiteSettings
from articles.models.menu_entry import EntryKind, MenuEntry

pytestmark = pytest.mark.django_db
BASE = "/admin/articles/sitesettings/"
ADD = f"{BASE}add/"


@pytest.fixture(autouse=True)
def unnamed(settings):
    settings.SITE_NAME = settings.CONTACT_EMAIL = ""


@pytest.fixture
def boss(sign_in):
    return sign_in("Administrators")


def opened(client) -> dict[str, object]:
    """What the form holds, as a browser would send it."""
    page = html.fromstring(client.get(ADD).content)
    form = page.get_element_by_id("sitesettings_form")
    sent: dict[str, object] = {}
    for name, value in form.form_values():
        sent[name] = [*sent.get(name, []), value] if name == "languages" else value
    return sent


def save(client, **typed: object):
    return client.post(ADD, opened(client) | typed)


def test_an_administrator_changes_name_and_menu_and_readers_see_it(boss):
    Page.objects.get_or_create(lang="en", slug="about", defaults={"title": "About"})
    typed = {"title": "The Tide", "taglines_en": "By the sea", "menu-0-kind": "page"}
    answer = save(boss, **typed, **{"menu-0-what": "about", "menu-0-label_en": "Us"})
    assert (answer.status_code, answer.headers["Location"]) == (302, ADD)
    site = SiteSettings.newest()
    assert (site.title, site.taglines) == ("The Tide", {"en": "By the sea"})
    assert site.menu == [MenuEntry(EntryKind.PAGE, "about", {"en": "Us"}).as_json()]
    assert site.created_by.username == "administrators"
    page = boss.get("/en/").content.decode()
    assert "The Tide" in page
    assert "<bdi>Us</bdi>" in page


def test_a_change_is_in_the_audit_log_with_what_changed(boss):
    save(boss, title="The Tide")
    save(boss, contact="desk@example.org", title="The Tide")
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == ["change_sitesettings"] * 2
    fields = [entry.detail["changes"][0]["changed"]["fields"] for entry in entries]
    assert fields == [["Name of the site"], ["Contact"]]
    assert "changed site settings" in boss.get("/admin/articles/auditentry/").content.decode()


def test_the_form_shows_what_counts_and_saves_nothing_that_is_so_already(boss):
    save(boss, title="The Tide", links="Home https://example.org/a", languages=["en", "uk"])
    before = SiteSettings.newest()
    answer = save(boss)
    assert answer.status_code == 200
    assert "This is how the site is" in answer.content.decode()
    assert SiteSettings.newest().pk == before.pk
    save(boss, title="The Ebb")
    after = SiteSettings.newest()
    assert (after.title, after.links, after.languages) == ("The Ebb", before.links, ["en", "uk"])


def test_what_somebody_else_saved_is_not_written_over(boss):
    mine = opened(boss)
    save(boss, title="Theirs")
    answer = boss.post(ADD, mine | {"title": "Mine"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Somebody else saved the site settings meanwhile" in text
    assert 'value="Mine"' in text
    assert SiteSettings.newest().title == "Theirs"


def test_what_an_environment_variable_fixes_is_said_and_stays(boss, settings):
    save(boss, title="The Tide", contact="old@example.org")
    settings.SITE_NAME, settings.CONTACT_EMAIL = "The Wave", "wave@example.org"
    page = boss.get(ADD).content.decode()
    assert "The Wave" in page
    assert "The environment variable SITE_NAME says so." in page
    assert "The environment variable CONTACT_EMAIL says so." in page
    assert 'name="title"' not in page
    # Nobody types around it.
    save(boss, title="Typed", contact="typed@example.org", taglines_en="New")
    site = SiteSettings.newest()
    assert (site.title, site.contact, site.taglines) == (
        "The Tide", "old@example.org", {"en": "New"},
    )  # fmt: skip
    assert "The Wave" in boss.get("/en/").content.decode()


def test_what_was_saved_is_told_with_undo_beside_it(boss):
    first = save(boss, title="The Tide")
    assert first.headers["Location"] == ADD
    assert "Saved, and readers see it." in boss.get(ADD).content.decode()
    told = boss.get(save(boss, title="The Ebb").headers["Location"]).content.decode()
    page = html.fromstring(told)
    (notice,) = page.find_class("undo")
    assert "Saved, and readers see it." in notice.text_content()
    boss.post(notice.get("action"))
    assert SiteSettings.newest().title == "The Tide"
    # Once something else counts, nothing is offered there.
    assert "notice undo" not in boss.get(f"{ADD}?done=2").content.decode()
    assert "notice undo" not in boss.get(f"{ADD}?done=x").content.decode()


def test_undo_takes_the_version_before_back(boss):
    for name in ("The Tide", "The Ebb"):
        save(boss, title=name)
    tide, ebb = SiteSettings.objects.order_by("pk")
    page = boss.get(ADD).content.decode()
    assert page.count("Undo the last change") == 1
    answer = boss.post(f"{BASE}{tide.pk}/restore/", follow=True)
    assert "says again, and readers see it" in answer.content.decode()
    assert SiteSettings.newest().says_the_same_as(tide)
    assert SiteSettings.objects.count() == 3
    assert AuditEntry.objects.latest("pk").action == "restore_sitesettings"
    # Undo can be undone.
    boss.post(f"{BASE}{ebb.pk}/restore/")
    assert SiteSettings.newest().title == "The Ebb"


def test_the_version_that_counts_is_not_taken_back(boss):
    save(boss, title="The Tide")
    answer = boss.post(f"{BASE}{SiteSettings.newest().pk}/restore/", follow=True)
    assert "Nothing changed" in answer.content.decode()
    assert SiteSettings.objects.count() == 1


def test_a_version_that_is_not_there_leads_back(boss):
    assert boss.post(f"{BASE}999/restore/").status_code == 302
    assert boss.get(f"{BASE}1/restore/").status_code == 405


def test_a_version_is_read_and_never_edited(boss):
    save(boss, title="The Tide", taglines_en="By the sea")
    version = SiteSettings.newest()
    page = boss.get(f"{BASE}{version.pk}/change/").content.decode()
    assert "English: By the sea" in page
    assert 'name="title"' not in page
    assert boss.post(f"{BASE}{version.pk}/change/", {"title": "X"}).status_code == 403
    assert boss.post(f"{BASE}{version.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["Editors", "Writers"])
def test_others_change_nothing(sign_in, role):
    version = SiteSettings.objects.create(title="The Tide")
    client = sign_in(role)
    may_look = 200 if role == "Editors" else 403
    assert client.get(BASE).status_code == may_look
    assert client.get(f"{BASE}{version.pk}/change/").status_code == may_look
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"title": "X"}).status_code == 403
    assert client.post(f"{BASE}{version.pk}/restore/").status_code == 403
    assert SiteSettings.objects.count() == 1


def test_the_navigation_leads_to_the_form(boss):
    assert f'href="{ADD}"' in boss.get("/admin/").content.decode()


def test_the_list_says_what_each_version_brought(boss):
    save(boss, title="The Tide")
    save(boss, taglines_en="By the sea")
    page = boss.get(BASE).content.decode()
    assert "Name of the site" in page
    assert "Tagline" in page
