"""Saving and publishing without a reload: slow servers, faults, impatient people, and two of them."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Autosave, PendingRevision
from tests.browser.clock import later, stop_clock
from tests.browser.following import follow, leaving

pytestmark = pytest.mark.django_db(transaction=True)

PRIMARY = "#save-buttons .primary-action"
STATUS = "#save-status"
AUTOSAVE = re.compile(r"/autosave/$")
CHANGE = re.compile(r"/change/(\?.*)?$")


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def draft(site, make_article):
    return make_article(
        "Ferry leaves early", status="draft", published_at=None,
        description="The ferry to Port Solace left at noon on Friday, and nobody was hurt.",
        body="The ferry left at noon. It was full.\n\nNobody was hurt. The captain spoke.",
    )  # fmt: skip


@pytest.fixture
def unsummed(draft):
    """A draft of which the checks ask something."""
    Article.objects.filter(pk=draft.pk).update(description="")
    return draft


@pytest.fixture
def form(site):
    def of(article) -> str:
        return f"{site}/admin/articles/article/{article.pk}/change/"

    return of


class Held:
    """POST requests to addresses that match wait until they are let go."""

    def __init__(self, page: Page, pattern: re.Pattern[str]) -> None:
        self.routes: list[Route] = []
        self.page, self.pattern = page, pattern
        page.route(pattern, self.hold)

    def hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        held, self.routes = self.routes, []
        for route in held:
            route.continue_()
        self.page.unroute(self.pattern)


def append(page: Page, words: str) -> None:
    body = page.locator("#id_body")
    body.fill(f"{body.input_value()} {words}")


def test_a_copy_that_is_under_way_never_comes_after_the_save(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    stop_clock(page)
    copies = Held(page, AUTOSAVE)
    append(page, "More.")
    with page.expect_request(AUTOSAVE):
        later(page, 3)
    page.keyboard.press("Control+s")
    page.clock.run_for(50)
    expect(page.locator(STATUS)).to_contain_text("Saving")
    with page.expect_response(CHANGE):
        copies.let_go()
    expect(page.locator(STATUS)).to_contain_text("Saved")
    later(page, 30)
    page.clock.run_for(50)
    expect(page.locator(STATUS)).to_contain_text("Saved")
    assert Article.objects.get(pk=draft.pk).body.endswith("More.")
    assert not Autosave.objects.exists()


def test_a_copy_that_is_never_answered_keeps_nobody_from_publishing(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    stop_clock(page)
    Held(page, AUTOSAVE)
    append(page, "More.")
    with page.expect_request(AUTOSAVE):
        later(page, 3)
    page.locator(PRIMARY).click()
    page.clock.run_for(50)
    with page.expect_response(CHANGE):
        later(page, 2)
    expect(page.locator("#publish-panel .state")).to_have_text("Live")
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.is_live, stored.body.endswith("More.")) == (True, True)


def test_two_people_save_one_draft_while_copies_are_sent(sign_in, form, draft):
    ed, ann = sign_in("ed"), sign_in("ann")
    for page in (ed, ann):
        page.goto(form(draft))
        stop_clock(page)
    copies = [Held(page, AUTOSAVE) for page in (ed, ann)]
    for page, old, new in ((ed, "noon", "nine"), (ann, "captain", "mate")):
        body = page.locator("#id_body")
        body.fill(body.input_value().replace(old, new))
        with page.expect_request(AUTOSAVE):
            later(page, 3)
    for page, held in zip((ed, ann), copies, strict=True):
        page.keyboard.press("Control+s")
        with page.expect_response(CHANGE):
            held.let_go()
    expect(ed.locator(STATUS)).to_contain_text("Saved")
    expect(ann.locator("#story-merge")).to_contain_text("ed saved this story")
    with ann.expect_response(CHANGE):
        ann.keyboard.press("Control+s")
    expect(ann.locator(STATUS)).to_contain_text("Saved")
    for page in (ed, ann):
        later(page, 30)
        page.clock.run_for(50)
        expect(page.locator(STATUS)).to_contain_text("Saved")
    body = Article.objects.get(pk=draft.pk).body
    assert ("nine" in body, "mate spoke" in body) == (True, True)
    assert not Autosave.objects.exists()


def failing(status: int | None) -> Callable[[Route], None]:
    """POST requests are answered with so bad a status, or not at all."""

    def fail(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif status:
            route.fulfill(status=status, content_type="text/html", body="<h1>Fault</h1>")
        else:
            route.abort()

    return fail


def test_after_a_fault_nothing_is_lost_and_the_button_works_again(sign_in, form, draft):
    page = sign_in("ed", excused="Failed to load resource")
    page.goto(form(draft))
    stop_clock(page)
    append(page, "More.")
    page.evaluate("window.untouched = true")
    for fault, said in ((500, "had trouble"), (403, "may not do this"), (None, "No connection")):
        page.route(CHANGE, failing(fault))
        page.locator(PRIMARY).click()
        expect(page.locator(STATUS)).to_contain_text(said)
        page.unroute(CHANGE)
    assert page.evaluate("window.untouched")
    assert not Article.objects.get(pk=draft.pk).is_published
    follow(page.locator(PRIMARY))
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.is_live, stored.body.endswith("More.")) == (True, True)


def test_a_server_that_never_answers_does_not_block_the_buttons(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    stop_clock(page)
    Held(page, CHANGE)
    with page.expect_request(CHANGE):
        page.locator(PRIMARY).click()
    page.clock.run_for(50)
    later(page, 60)
    expect(page.locator(STATUS)).to_contain_text("No connection")
    page.unroute(CHANGE)
    follow(page.locator(PRIMARY))
    assert Article.objects.get(pk=draft.pk).is_live


def test_who_presses_twice_confirms_nothing_unread(sign_in, form, unsummed):
    page = sign_in("ed")
    page.goto(form(unsummed))
    stop_clock(page)
    posts = []
    page.on(
        "request", lambda one: one.method == "POST" and CHANGE.search(one.url) and posts.append(one)
    )
    page.locator(PRIMARY).dblclick()
    expect(page.locator(".asked")).to_be_visible()
    page.locator(PRIMARY).click(force=True)
    page.clock.run_for(50)
    expect(page.locator(PRIMARY)).to_have_text("Publish now all the same")
    assert len(posts) == 1
    later(page, 1)
    # A key that is held down confirms nothing, either.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true })) && document.activeElement.click()"
    )
    page.clock.run_for(50)
    assert len(posts) == 1
    assert not Article.objects.get(pk=unsummed.pk).is_published
    with leaving(page):
        page.keyboard.press("Enter")
    assert Article.objects.get(pk=unsummed.pk).is_live


def test_what_is_pressed_during_a_save_follows_it(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    append(page, "More.")
    saves = Held(page, CHANGE)
    with page.expect_request(CHANGE):
        page.keyboard.press("Control+s")
    page.locator(PRIMARY).click()
    append(page, "Last.")
    with leaving(page):
        saves.let_go()
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.is_live, stored.body.endswith("More. Last.")) == (True, True)


def test_what_is_typed_while_it_is_published_is_offered_afterwards(sign_in, site, draft):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/add/")
    page.fill("#id_title", "Another ferry")
    page.fill("#id_description", draft.description)
    page.fill("#id_body", draft.body)
    pattern = re.compile(r"/(add|change)/(\?.*)?$")
    saves = Held(page, pattern)
    with page.expect_request(pattern):
        page.locator(PRIMARY).click()
    append(page, "Typed meanwhile.")
    with leaving(page):
        saves.let_go()
    expect(page.locator("#publish-panel .state")).to_have_text("Live")
    expect(page.locator(".recovery")).to_contain_text("never saved")
    page.get_by_role("link", name="Put it back").click()
    expect(page.locator("#id_body")).to_have_value(re.compile("Typed meanwhile"))


def test_the_way_back_leads_to_no_form_of_before(sign_in, form, site, unsummed):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/")
    page.goto(form(unsummed))
    page.locator(PRIMARY).click()
    follow(page.get_by_role("button", name="Publish now all the same"))
    expect(page.locator(".messagelist")).to_contain_text("Published")
    page.go_back()
    assert page.url == f"{site}/admin/articles/article/"
    page.go_forward()
    expect(page.locator("#publish-panel .state")).to_have_text("Live")
    expect(page.locator("#id_update_at")).to_be_attached()


def test_the_button_that_asks_follows_the_time_that_is_typed(sign_in, form, unsummed):
    page = sign_in("ed")
    page.goto(form(unsummed))
    field = page.locator("#id_published_at")
    field.fill(f"{timezone.localtime() + dt.timedelta(days=30):%Y-%m-%d}T18:00")
    page.locator(PRIMARY).click()
    expect(page.locator(PRIMARY)).to_have_text(re.compile("Schedule for .* 18:00 all the same"))
    field.fill("")
    expect(page.locator(PRIMARY)).to_have_text("Publish now all the same")


def test_a_refused_form_keeps_everything_and_publishes_nothing(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    stop_clock(page)
    append(page, "More.")
    # A browser sends it, and the server refuses it.
    page.fill("#id_title", " ")
    page.locator(PRIMARY).click()
    page.clock.run_for(50)
    expect(page.locator(".field-title .errorlist")).to_contain_text("required")
    expect(page.locator("#id_title")).to_be_focused()
    # The copy that was due says nothing: why the form was refused is still to be read.
    with page.expect_response(AUTOSAVE):
        later(page, 4)
    expect(page.locator(STATUS)).to_contain_text("see what is marked")
    assert page.locator("#id_body").input_value().endswith("More.")
    assert not Article.objects.get(pk=draft.pk).is_published
    page.keyboard.type("Ferry leaves late")
    with page.expect_response(AUTOSAVE):
        later(page, 4)
    expect(page.locator(STATUS)).to_contain_text("a copy is kept")
    follow(page.locator(PRIMARY))
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.title, stored.is_live) == ("Ferry leaves late", True)


def test_changes_of_a_live_story_wait_and_go_live_on_its_page(sign_in, form, draft):
    Article.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())
    page = sign_in("ed")
    page.goto(form(draft))
    page.evaluate("window.untouched = true")
    append(page, "More.")
    page.get_by_role("button", name="Save for later").click()
    expect(page.locator(STATUS)).to_contain_text("readers do not see it yet")
    assert PendingRevision.objects.get().values["body"].endswith("More.")
    page.get_by_role("button", name="Update live story").click()
    expect(page.locator(STATUS)).to_contain_text("Readers see it now")
    assert Article.objects.get(pk=draft.pk).body.endswith("More.")
    assert page.evaluate("window.untouched")
    append(page, "Never.")
    page.get_by_role("button", name="Save for later").click()
    follow(page.get_by_role("button", name="Discard these changes"))
    assert "Never." not in page.locator("#id_body").input_value()


def test_a_writer_who_may_not_publish_submits(sign_in, form, draft):
    page = sign_in("wanda", "Writers")
    page.goto(form(draft))
    append(page, "More.")
    page.locator(PRIMARY).click()
    expect(page.locator("#publish-panel .state")).to_have_text("In review")
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.status, stored.body.endswith("More.")) == ("in_review", True)
    expect(page.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)
