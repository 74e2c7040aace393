"""Forms in a real browser: half-typed times, what the buttons promise, and errors in view."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Autosave, Correction
from tests.browser.clock import settle
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)

PRIMARY = "#save-buttons .primary-action"
# The element that has the focus, and whether all of its row is on the screen.
IN_VIEW = """() => {
  const field = document.activeElement, row = field.closest(".form-row, p") ?? field;
  const { top, bottom } = row.getBoundingClientRect();
  return [field.id, top >= 0 && bottom <= innerHeight];
}"""


@pytest.fixture
def draft(site, make_article):
    return make_article(
        "Ferry leaves early", status="draft", published_at=None, description="What it is about.",
        body="The ferry left at noon. It was full.\n\nNobody was hurt. The captain spoke.",
    )  # fmt: skip


@pytest.fixture
def form(site):
    def of(article, screen="change") -> str:
        return f"{site}/admin/articles/article/{article.pk}/{screen}/"

    return of


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_half_typed_time_is_never_sent(scripts, sign_in, form, draft):
    page = sign_in("ed", java_script_enabled=scripts, locale="en-US")
    page.goto(form(draft))
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(
        (request.url, request.post_data or "")))  # fmt: skip
    page.locator("#id_published_at").focus()
    page.keyboard.type("11292026")
    page.keyboard.press("Tab")
    page.keyboard.type("0630")
    if scripts:
        assert page.evaluate("document.querySelector('#id_published_at').validity.badInput")
        expect(page.locator(PRIMARY)).to_have_text("Finish first: Published")
    page.locator(PRIMARY).click()
    if scripts:
        expect(page.locator("#save-status")).to_have_text("Not sent: see “Published”.")
        assert page.evaluate(IN_VIEW) == ["id_published_at", True]
        page.keyboard.press("Control+s")
        settle(page)
        assert page.evaluate("document.activeElement.id") == "id_published_at"
    assert not [url for url, data in posts if url.endswith("/change/")]
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == ("draft", None)


def test_a_half_typed_time_empties_no_copy(sign_in, form, make_article, site):
    at = timezone.now() + dt.timedelta(days=3)
    article = make_article("Later", status="draft", published_at=at)
    page = sign_in("ed", locale="en-US")
    page.goto(form(article))
    page.locator("#id_published_at").focus()
    page.keyboard.press("Delete")
    assert page.evaluate("document.querySelector('#id_published_at').validity.badInput")
    page.fill("#id_body", "Another text.")
    expect(page.locator("#save-status")).to_contain_text("a copy is kept")
    kept = Autosave.objects.get().values
    assert kept["body"] == "Another text."
    assert "published_at" not in kept


def test_the_button_says_what_will_happen_to_the_typed_time(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    button, field = page.locator(PRIMARY), page.locator("#id_published_at")
    now = timezone.localtime()
    expect(button).to_have_text("Publish now")
    for days, name in ((1, "tomorrow"), (3, f"{now + dt.timedelta(days=3):%A}")):
        field.fill(f"{now + dt.timedelta(days=days):%Y-%m-%d}T18:00")
        expect(button).to_have_text(f"Schedule for {name} 18:00")
    field.fill("2025-01-01T18:00")
    expect(button).to_have_text("Publish now")
    field.fill(f"{now + dt.timedelta(days=3):%Y-%m-%d}T18:00")
    button.click()
    # The checks ask once, beside the button.
    expect(page.locator(".asked")).to_be_visible()
    button.click()
    expect(page.locator("#save-status")).to_contain_text("Scheduled for")
    assert Article.objects.get(pk=draft.pk).is_scheduled


def test_a_time_that_is_taken_out_is_not_promised_any_more(sign_in, form, make_article):
    at = timezone.localtime() + dt.timedelta(days=3)
    for status, later, at_once in (
        ("in_review", "Schedule for", "Publish now"),
        ("published", "Save, and go live", "Save, and go live now"),
    ):
        article = make_article(f"It is {status}", status=status, published_at=at)
        page = sign_in("ed")
        page.goto(form(article))
        button, field = page.locator(PRIMARY), page.locator("#id_published_at")
        expect(button).to_have_text(f"{later} {at:%A} {at:%H:%M}")
        field.fill("2025-01-01T18:00")
        expect(button).to_have_text(at_once)
        field.fill(f"{at:%Y-%m-%d}T18:00")
        expect(button).to_have_text(f"{later} {at:%A} 18:00")
        field.fill("")
        expect(button).to_have_text(at_once)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_the_first_error_is_in_view_and_has_the_focus(
    scripts, sign_in, form, make_article, site
):
    article = make_article("Harbour")
    page = sign_in("ed", width=390, height=700, java_script_enabled=scripts)
    # What only the server finds: the time of a correction that lies ahead.
    Correction.objects.create(article=article, text="It was nine.")
    page.goto(form(article))
    page.fill("#id_corrections-0-date", "2999-01-01T10:00")
    page.locator(PRIMARY).click()
    if scripts:
        expect(page.locator("#save-status")).to_contain_text("Not saved")
        assert page.evaluate(IN_VIEW) == ["id_corrections-0-date", True]
    else:
        expect(page.locator("#form-errors")).to_be_attached()
        expect(page.locator("#id_corrections-0-date")).to_be_in_viewport()
        assert page.locator("[autofocus]").get_attribute("id") == "id_corrections-0-date"
    page.goto(form(article, "corrections"))
    page.fill("#id_date", "2999-01-01T10:00")
    page.fill("#id_text", "It was ten.")
    page.locator("button[value=preview]").click()
    assert page.locator("[autofocus]").get_attribute("id") == "id_date"
    if scripts:
        assert page.evaluate(IN_VIEW) == ["id_date", True]


def test_a_weight_that_is_no_number_is_not_sent_as_none(sign_in, site, make_article):
    article = make_article("Pinned", sticky_weight=7)
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/?pinned=yes")
    field = page.locator(f"input[name^='w-{article.pk}-']")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1e")
    page.keyboard.press("Tab")
    expect(field).to_have_class("refused")
    article.refresh_from_db()
    assert article.sticky_weight == 7


def test_what_the_checks_ask_stands_beside_the_button_which_keeps_the_focus(
    sign_in, form, make_article
):
    article = make_article("Without words", status="draft", published_at=None, description="")
    page = sign_in("ed")
    page.goto(form(article))
    page.evaluate("window.untouched = true")
    page.locator("#id_reason").fill("Because")
    page.locator(PRIMARY).click()
    expect(page.locator(".story-bar .asked")).to_be_visible()
    expect(page.locator(PRIMARY)).to_have_text("Publish now all the same")
    expect(page.locator(PRIMARY)).to_be_focused()
    assert page.evaluate("window.untouched")
    assert faults(page, (390, 1440)) == {}
    # What was found leads to its field.
    page.locator(".story-bar .asked a").first.click()
    expect(page.locator("#id_description")).to_be_focused()
    with page.expect_navigation():
        page.locator(PRIMARY).click()
    expect(page.locator("#publish-panel .state")).to_have_text("Live")
    assert Article.objects.get(pk=article.pk).is_live


def test_a_story_is_scheduled_by_keys_alone(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.locator("#id_body").focus()
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="When readers get it")
    expect(dialog).to_be_visible()
    assert faults(page, (390, 1440)) == {}
    times = dialog.get_by_role("listitem").all_inner_texts()
    assert [text.splitlines()[0] for text in times] == ["1", "2", "3", "4"]
    page.keyboard.press("3")
    # What the checks ask is confirmed by the button that has the focus.
    expect(page.locator(".asked")).to_be_visible()
    expect(page.locator(PRIMARY)).to_be_focused()
    expect(page.locator(PRIMARY)).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.locator("#save-status")).to_contain_text("Scheduled for")
    expect(page.locator("#publish-panel .state")).to_have_text("Scheduled")
    stored = Article.objects.get(pk=draft.pk)
    assert stored.is_scheduled
    assert f"{timezone.localtime(stored.published_at):%H:%M}" in times[2]
    # Another time, and none.
    page.get_by_role("button", name="Schedule…").click()
    dialog.get_by_label("Another time").fill("2099-01-01T10:00")
    dialog.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator("#publish-panel")).to_contain_text("2099")
    page.get_by_role("button", name="Schedule…").click()
    expect(dialog).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("1")
    assert Article.objects.get(pk=draft.pk).is_live


def test_who_may_not_publish_has_no_schedule(sign_in, form, draft):
    page = sign_in("wanda", "Writers")
    page.goto(form(draft))
    expect(page.get_by_role("button", name="Submit for review")).to_be_visible()
    expect(page.get_by_role("button", name="Schedule…")).to_be_hidden()


def test_a_phone_finds_stories_with_a_press(sign_in, form, draft, site):
    page = sign_in("ed", width=390, height=844)
    page.goto(f"{site}/admin/")
    page.get_by_role("link", name="Search or go to").click()
    page.keyboard.type("ferry")
    page.locator("#palette-found").get_by_role("option", name=draft.title).click()
    page.wait_for_url(f"**/{draft.pk}/change/")
