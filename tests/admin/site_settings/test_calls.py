"""Calls to action in the form of the site settings: written, said, hidden, taken away and back."""

import pytest
from lxml import html

from articles.models import AuditEntry, SiteSettings
from tests.admin.site_settings.test_model_admin import ADD, BASE, opened, save

pytestmark = pytest.mark.django_db
TYPED = {
    "calls-0-shown": "on",
    "calls-0-place_story": "on",
    "calls-0-place_footer": "on",
    "calls-0-headline_en": "The letter",
    "calls-0-label_en": "Get it",
    "calls-0-url_en": "/en/letter/",
}


@pytest.fixture
def boss(sign_in):
    return sign_in("Administrators")


def test_a_call_is_written_and_named_in_the_log_and_among_the_versions(boss):
    assert save(boss, **TYPED).status_code == 302
    (call,) = SiteSettings.newest().calls
    assert (call["places"], call["shown"]) == (["story", "footer"], True)
    assert call["words"] == {
        "en": {"headline": "The letter", "text": "", "label": "Get it", "url": "/en/letter/"}
    }
    entry = AuditEntry.objects.latest("pk")
    assert entry.detail["changes"][0]["changed"]["fields"] == ["Calls to action"]
    version = boss.get(f"{BASE}{SiteSettings.newest().pk}/change/").content.decode()
    assert "The letter: below each story, in the footer" in version


def test_the_form_shows_it_again_and_another_change_leaves_it(boss):
    save(boss, **TYPED)
    assert {name: opened(boss)[name] for name in TYPED} == TYPED
    before = SiteSettings.newest().calls
    save(boss, taglines_en="By the sea")
    assert SiteSettings.newest().calls == before


def test_it_is_hidden_and_taken_away_and_undo_brings_it_back(boss):
    save(boss, **TYPED)
    version = SiteSettings.newest()
    hidden = opened(boss)
    del hidden["calls-0-shown"]
    boss.post(ADD, hidden)
    assert SiteSettings.newest().calls_in("en") == {}
    text = boss.get(f"{BASE}{SiteSettings.newest().pk}/change/").content.decode()
    assert "in the footer, not shown" in text
    emptied = {name: "" for name in TYPED if "_en" in name}
    save(boss, **emptied)
    assert SiteSettings.newest().calls == []
    boss.post(f"{BASE}{version.pk}/restore/")
    assert SiteSettings.newest().calls == version.calls


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"calls-0-url_en": "http://example.org/"}, "Call 1, English: Readers cannot open"),
        ({"calls-0-label_en": ""}, "Call 1, English: Write a headline"),
        ({"calls-0-headline_uk": "Лист"}, "Call 1, Українська: Write a headline"),
        ({"calls-0-headline_en": "x" * 81}, "Call 1, English: Ensure this value has at most 80"),
    ],
)
def test_what_is_wrong_is_told_and_stays_typed(boss, wrong, message):
    answer = save(boss, **TYPED | wrong)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert message in text
    assert all(f'value="{value}"' in text for value in wrong.values())
    marked = html.fromstring(text).xpath("//*[@id='id_calls']//*[@aria-invalid]/@name")
    assert marked == [{"calls-0-headline_uk": "calls-0-label_uk"}.get(name, name) for name in wrong]
    assert not SiteSettings.objects.exists()


def test_two_in_one_place_and_one_without_a_place_are_refused(boss):
    second = {name.replace("-0-", "-1-"): value for name, value in TYPED.items()}
    assert "Two calls to action stand" in save(boss, **TYPED, **second).content.decode()
    nowhere = {name: value for name, value in TYPED.items() if "place" not in name}
    assert "Choose where" in save(boss, **nowhere).content.decode()
