"""An administrator gives the site another name and menu, sees it as readers do, and takes it back."""

import pytest
from playwright.sync_api import expect

from articles.models import SiteSettings
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/admin/articles/sitesettings/add/"
CALL = {
    "places": ["story", "front", "footer"],
    "shown": True,
    "words": {"en": {"headline": "A letter", "text": "", "label": "Get it", "url": "/en/"}},
}


@pytest.fixture(autouse=True)
def unnamed(settings):
    settings.SITE_NAME = settings.CONTACT_EMAIL = ""


def row(page, number: int):
    return page.locator(".field-menu").get_by_role("group", name=f"Row {number}", exact=True)


@pytest.mark.parametrize("script", [True, False])
def test_name_and_menu_are_changed_seen_and_taken_back(sign_in, site, script):
    page = sign_in("boss", "Administrators", java_script_enabled=script)
    page.goto(f"{site}/admin/")
    follow(page.get_by_role("link", name="Site settings"))
    page.get_by_label("Name of the site").fill("The Harrowmere Courier")
    page.get_by_role("group", name="Tagline").get_by_label("English").fill("By the sea")
    row(page, 1).get_by_label("Name, address or words").fill("Energy")
    row(page, 2).get_by_label("Leads to").select_option("Tag")
    row(page, 2).get_by_label("Name, address or words").fill("climate")
    row(page, 2).get_by_label("Place").fill("1")
    row(page, 2).get_by_text("Other words for readers").click()
    row(page, 2).get_by_label("English").fill("Our climate")
    row(page, 3).get_by_label("Name, address or words").fill("Nowhere")
    follow(page.get_by_role("button", name="Save, and show it to readers"))
    # What is wrong is told, and nothing that was typed is lost.
    expect(page.get_by_text("Row 3: There is no section “Nowhere”.").first).to_be_visible()
    expect(page.get_by_label("Name of the site")).to_have_value("The Harrowmere Courier")
    row(page, 3).get_by_label("Name, address or words").fill("")
    follow(page.get_by_role("button", name="Save, and show it to readers"))
    expect(page.get_by_text("Saved, and readers see it.")).to_be_visible()

    page.goto(f"{site}/en/")
    expect(page.locator("header .wordmark")).to_have_text("The Harrowmere Courier")
    expect(page.locator("header .tagline")).to_have_text("By the sea")
    expect(page.locator(".category-menu a")).to_have_text(["Our climate", "Energy"])

    page.goto(site + FORM)
    row(page, 2).get_by_label("Name, address or words").fill("")
    follow(page.get_by_role("button", name="Save, and show it to readers"))
    page.goto(f"{site}/en/")
    expect(page.locator(".category-menu a")).to_have_text(["Our climate"])
    page.goto(site + FORM)
    follow(page.get_by_role("button", name="Back to Version"))
    expect(page.get_by_text("says again, and readers see it.")).to_be_visible()
    page.goto(f"{site}/en/")
    expect(page.locator(".category-menu a")).to_have_text(["Our climate", "Energy"])


@pytest.mark.parametrize("script", [True, False])
def test_a_call_to_action_is_written_seen_and_hidden(sign_in, site, script):
    page = sign_in("boss", "Administrators", java_script_enabled=script)
    page.goto(site + FORM)
    page.get_by_text("Add a call to action").click()
    call = page.get_by_role("group", name="Call 1", exact=True)
    call.get_by_label("on the front page").check()
    words = call.get_by_role("group", name="English")
    words.get_by_label("Headline").fill("The harbour letter")
    words.get_by_label("Words of the button").fill("Get the letter")
    words.get_by_label("Address of the button").fill("letter")
    save = page.get_by_role("button", name="Save, and show it to readers")
    follow(save)
    expect(page.get_by_text("Call 1, English: Readers cannot open").first).to_be_visible()
    words.get_by_label("Address of the button").fill("/en/archive/")
    follow(save)
    expect(page.get_by_text("Saved, and readers see it.")).to_be_visible()

    page.goto(f"{site}/en/")
    block = page.get_by_role("complementary", name="The harbour letter")
    follow(block.get_by_role("link", name="Get the letter"))
    expect(page).to_have_url(f"{site}/en/archive/")

    page.goto(site + FORM)
    call.get_by_label("Readers see it").uncheck()
    follow(save)
    page.goto(f"{site}/en/")
    expect(block).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_and_is_accessible(sign_in, site, scheme):
    SiteSettings.objects.create(title="The Tide", taglines={"en": "By the sea"}, calls=[CALL])
    page = sign_in("boss", "Administrators", scheme=scheme)
    page.goto(site + FORM)
    assert faults(page) == {}
