"""An administrator gives the site another name and menu, sees it as readers do, and takes it back."""

import pytest
from playwright.sync_api import expect

from articles.models import SiteSettings
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/admin/articles/sitesettings/add/"


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_and_is_accessible(sign_in, site, scheme):
    SiteSettings.objects.create(title="The Tide", taglines={"en": "By the sea"})
    page = sign_in("boss", "Administrators", scheme=scheme)
    page.goto(site + FORM)
    assert faults(page) == {}
