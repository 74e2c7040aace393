"""An editor makes a tag a topic and drafts a page, with and without scripts; readers see it."""

import pytest
from playwright.sync_api import expect

from articles.models import Page, Tag, Topic
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False])
def test_a_tag_becomes_a_topic_whose_stories_lead_in_an_order(sign_in, site, script):
    tag = Tag.objects.get(name__iexact="harbours")
    page = sign_in("ed", java_script_enabled=script)
    page.goto(f"{site}/admin/articles/tag/{tag.pk}/change/")
    follow(page.get_by_role("link", name="Make it a topic"))
    page.get_by_role("group", name="Words for readers").get_by_label("English").fill(
        "Ports **once** heard the news first."
    )
    follow(page.get_by_role("button", name="Save", exact=True))
    places = page.get_by_role("group", name="Stories that lead")
    title = "Ransomware locked the pilots' booking system. They had kept the chalk"
    places.get_by_label(title).fill("1")
    follow(page.get_by_role("button", name="Save", exact=True))
    page.goto(f"{site}/en/tag/{tag.slug}/")
    expect(page.locator(".band strong")).to_have_text("once")
    expect(page.locator(".band .headline").first).to_have_text(title)
    expect(page.get_by_role("link", name="RSS").first).to_be_visible()
    follow(page.get_by_role("contentinfo").get_by_role("link", name="All topics"))
    expect(page.get_by_role("main")).to_contain_text("Ports once heard the news first.")


def test_the_picture_of_a_topic_is_chosen_from_the_library_and_taken_away(sign_in, site):
    tag = Tag.objects.get(name__iexact="harbours")
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/topic/add/?tag={tag.pk}")
    page.get_by_role("button", name="Choose a picture…").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.locator("[name=chosen]").first.check()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".cover-shown img").first).to_be_visible()
    follow(page.get_by_role("button", name="Save", exact=True))
    topic = Topic.objects.get(tag=tag)
    assert topic.picture is not None
    page.goto(f"{site}/admin/articles/topic/{topic.pk}/change/")
    expect(page.locator(".cover-shown img").first).to_be_visible()
    assert faults(page, (390, 1440)) == {}
    page.get_by_role("button", name="Take it away").click()
    follow(page.get_by_role("button", name="Save", exact=True))
    topic.refresh_from_db()
    assert topic.picture is None
    page.context.close()
    # Without a script it is one of a list.
    plain = sign_in("ed", java_script_enabled=False)
    plain.goto(f"{site}/admin/articles/topic/{topic.pk}/change/")
    plain.locator("#id_picture").select_option(index=1)
    follow(plain.get_by_role("button", name="Save", exact=True))
    topic.refresh_from_db()
    assert topic.picture is not None


def test_a_page_is_drafted_with_the_editor_of_stories_and_previewed(sign_in, site):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/page/add/")
    page.get_by_label("Title").fill("Imprint")
    body = page.get_by_label("Text", exact=True)
    body.fill("We print")
    body.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(body).to_have_value("**We print**")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("We print")
    page.get_by_label("Draft").check()
    assert faults(page) == {}
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    shown = opened.value
    expect(shown.get_by_role("heading", name="Imprint")).to_be_visible()
    expect(shown.get_by_role("note")).to_contain_text("Preview, not for publication.")
    shown.close()
    follow(page.get_by_role("button", name="Save", exact=True))
    assert Page.objects.get(slug="imprint").is_draft
