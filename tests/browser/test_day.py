"""One day at the desk, through the screen only, and what readers see of it after every step.

Three people sit at browsers of their own: Wanda writes, Ed and Ann edit. None of the browsers may
complain at its console, so the policy of the pages holds all day. The database is looked at, to
confirm what the screen said, and never helped.
"""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, AuditEntry, Autosave, PendingRevision, Revision
from tests.browser.clock import later
from tests.browser.following import follow, leaving

pytestmark = pytest.mark.django_db(transaction=True)

CRANE = """\
---
title: Port of Lindholm lifts its first driverless crane
description: The port of Lindholm put a driverless crane to work. Dockers watched for an hour ofâ€¦
publishedAt: 2026-11-10T08:30:10Z
lang: en
externalId: 417
source: {name: Tidewater Wire, key: tidewater, type: RSS}
tags: [Ports]
draft: true
ai: {rewritten: true, version: 1}
---
The port of Lindholm put the crane to wrok. It cost **$5 million**, said Ada Okoro.

It lifts 12 containers.
"""
SUMMARY = "A crane without a driver went to work at Lindholm, where dockers watched it for an hour."
KEEPER = "Lighthouse keeper retires"
REASON = "She did not retire."


@pytest.fixture
def arrive(open_browser, make_user, site):
    """`arrive("wanda")` signs somebody in by name and password, in a new browser."""

    def at_the_desk(name: str) -> Page:
        page = open_browser().new_page()
        # A clock that can be put forward, and else goes as clocks go.
        page.clock.install()
        page.goto(f"{site}/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", "pw")
        with leaving(page):
            page.keyboard.press("Enter")
        return page

    make_user("Writers", "wanda")
    make_user("Editors", "ed")
    make_user("Editors", "ann")
    return at_the_desk


class Reader:
    """Somebody without a name; what they are answered is never kept by a browser."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    def get(self, path: str) -> tuple[int, str]:
        answer = self.page.request.get(self.site + path)
        return answer.status, answer.text()

    def headlines(self) -> list[str]:
        """Of the front page, the leading story first."""
        self.page.goto(f"{self.site}/en/")
        return self.page.locator(".card .headline, .wire li a").all_inner_texts()


@pytest.fixture
def reader(open_browser, site):
    return Reader(open_browser().new_page(), site)


@pytest.fixture
def crane(site, tmp_path, import_files):
    """A file of a machine's story, not yet for readers, imported as damaged as it came."""
    (tmp_path / "crane.en.md").write_text(CRANE)
    import_files(tmp_path, repair=False)
    return Article.objects.get(slug="crane")


def saved(page: Page) -> None:
    with page.expect_response(re.compile(r"/(add|change)/$")):
        page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")


def state(page: Page) -> str:
    return page.locator("#publish-panel .state").inner_text()


def to_the_desk(page: Page) -> None:
    follow(page.locator(".breadcrumbs a").first)


@pytest.mark.thorough
def test_a_day_at_the_desk(arrive, reader, site, crane):
    wanda = arrive("wanda")
    a_writer_mends_a_damaged_story(wanda, crane)
    assert reader.get(crane.get_absolute_url())[0] == 404
    keeper = a_writer_writes_another(wanda)
    the_browser_breaks_down(wanda)
    wanda = arrive("wanda")
    what_was_typed_is_offered_back(wanda, keeper)

    ed = arrive("ed")
    an_editor_reviews_what_the_machine_wrote(ed, crane)
    an_editor_schedules(ed, crane)
    assert reader.get(crane.get_absolute_url())[0] == 404
    assert KEEPER not in reader.headlines()
    an_editor_publishes(ed, keeper)
    assert KEEPER in reader.headlines()
    an_editor_pins(ed, keeper)
    assert reader.headlines()[0] == KEEPER
    an_editor_corrects(ed)
    for path in (keeper.get_absolute_url(), "/en/corrections/"):
        status, text = reader.get(path)
        assert (status, "She is 61, not 71." in text) == (200, True)

    two_people_write_on_one_story(ed, arrive("ann"), reader, keeper)
    many_are_taken_down_and_put_back(ed, reader)
    the_story_is_retracted(ed, keeper)
    status, text = reader.get(keeper.get_absolute_url())
    assert (status, REASON in text, "After fifty" in text) == (410, True, False)
    assert KEEPER not in reader.headlines()
    assert REASON in reader.get("/en/corrections/")[1]


def a_writer_mends_a_damaged_story(page: Page, crane: Article) -> None:
    page.keyboard.press("/")
    page.keyboard.type("driverless crane")
    with leaving(page):
        page.keyboard.press("Enter")
    follow(page.get_by_role("link", name=crane.title))
    expect(page.locator("#story-damaged")).to_be_visible()
    page.get_by_role("button", name="Put them right").click()
    expect(page.locator("#id_description")).to_have_value(
        "The port of Lindholm put a driverless crane to work. Dockers watched for an hour of…"
    )
    expect(page.locator("#story-damaged")).to_be_hidden()
    expect(page.locator("#summary-cut")).to_be_visible()
    page.fill("#id_description", SUMMARY)
    expect(page.locator("#summary-cut")).to_be_hidden()
    body = page.locator("#id_body")
    body.fill(body.input_value().replace("wrok", "work"))
    expect(page.locator("#story-preview")).to_contain_text("put the crane to work")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#publish-panel .state")).to_have_text("In review")
    crane.refresh_from_db()
    assert (crane.status, crane.description) == ("in_review", SUMMARY)
    assert "wrok" not in crane.body


def a_writer_writes_another(page: Page) -> Article:
    page.locator("body").press("n")
    page.wait_for_url("**/add/")
    page.fill("#id_title", KEEPER)
    page.fill("#id_body", "After **forty** winters she leaves. Nobody follows her.")
    saved(page)
    keeper = Article.objects.get(slug="lighthouse-keeper-retires")
    assert page.url.endswith(f"/{keeper.pk}/change/")
    page.get_by_role("combobox", name="Tags").press_sequentially("Lighthouses, People")
    saved(page)
    assert list(keeper.tags.names()) == ["Lighthouses", "People"]
    return keeper


def the_browser_breaks_down(page: Page) -> None:
    with page.expect_response("**/autosave/"):
        page.fill("#id_body", "After **fifty** winters she leaves. Nobody follows her.")
        later(page, 3)
    expect(page.locator("#save-status")).to_contain_text("a copy is kept")
    page.context.close()


def what_was_typed_is_offered_back(page: Page, keeper: Article) -> None:
    """At another computer: the new browser has no copy of its own."""
    follow(page.locator(".panel-own").get_by_role("link", name=KEEPER))
    box = page.locator(".recovery")
    expect(box).to_contain_text("never saved")
    box.locator("summary").click()
    expect(box.locator("ins").first).to_have_text("fifty")
    box.get_by_role("link", name="Put it back").click()
    expect(page.locator("#id_body")).to_have_value(re.compile("fifty"))
    saved(page)
    assert not Autosave.objects.exists()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#publish-panel .state")).to_have_text("In review")
    expect(page.locator(".recovery")).to_have_count(0)
    keeper.refresh_from_db()
    assert (keeper.status, "fifty" in keeper.body) == ("in_review", True)


def an_editor_reviews_what_the_machine_wrote(page: Page, crane: Article) -> None:
    follow(page.locator(".panel-waiting").get_by_role("link", name=crane.title))
    follow(page.get_by_role("link", name="Review", exact=True))
    review = page.url
    claims = page.locator(".claim label").all_inner_texts()
    # Nobody has taken in what upstream gave: the description supports nothing.
    assert claims == ["Lindholm", "$5 million", "Ada Okoro", "12"]
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("Space")
    assert page.locator(".progress").inner_text().endswith("3/4")
    # The fourth is wrong, and a key away from its place in the text.
    page.keyboard.press("j")
    with leaving(page):
        page.keyboard.press("c")
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#id_body").evaluate(chosen) == "12"
    page.keyboard.type("13")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.goto(review)
    assert page.locator(".progress").inner_text().endswith("3/4")
    page.locator(".claim input:not(:checked)").check()
    with leaving(page):
        page.keyboard.press("a")
    assert f"Approved: {crane.title}" in page.locator(".messagelist").inner_text()
    crane.refresh_from_db()
    assert (crane.is_reviewed, "13 containers" in crane.body) == (True, True)


def an_editor_schedules(page: Page, crane: Article) -> None:
    to_the_desk(page)
    follow(page.locator(".panel-waiting").get_by_role("link", name=crane.title))
    tomorrow = timezone.localtime() + dt.timedelta(hours=23)
    page.fill("#id_published_at", tomorrow.strftime("%Y-%m-%dT%H:%M:00"))
    page.get_by_role("button", name="Schedule for").click()
    expect(page.locator("#publish-panel .state")).to_have_text("Scheduled")
    expect(page.locator("#publish-panel")).to_contain_text("Goes live")
    crane.refresh_from_db()
    assert crane.is_scheduled
    to_the_desk(page)
    assert page.locator(".panel-coming").get_by_role("link", name=crane.title).is_visible()


def an_editor_publishes(page: Page, keeper: Article) -> None:
    follow(page.locator(".panel-waiting").get_by_role("link", name=KEEPER))
    page.get_by_role("button", name="Publish now").click()
    # It has no summary: the desk asks once, beside the button.
    follow(page.get_by_role("button", name="Publish now all the same"))
    assert state(page) == "Live"
    follow(page.get_by_role("link", name="View on site"))
    assert page.locator("h1").inner_text() == KEEPER
    assert page.locator(".prose strong").inner_text() == "fifty"
    keeper.refresh_from_db()
    assert keeper.is_live


def an_editor_pins(page: Page, keeper: Article) -> None:
    page.go_back()
    to_the_desk(page)
    follow(page.get_by_role("link", name="All stories"))
    weight = page.locator(f"tr:has(#t{keeper.pk})").get_by_role("spinbutton")
    weight.fill("7")
    weight.press("Enter")
    expect(page.locator("#list-status")).to_have_text("Saved.")
    follow(page.get_by_role("link", name=KEEPER))
    expect(page.locator("#publish-panel")).to_contain_text("pin 1 of the front page")


def an_editor_corrects(page: Page) -> None:
    follow(page.get_by_role("link", name="Correct", exact=True))
    page.select_option("#id_kind", "clarification")
    page.fill("#id_text", "She is 61, not 71.")
    follow(page.get_by_role("button", name="Show as readers will see it"))
    expect(page.locator(".as-readers").first).to_contain_text("Clarification")
    follow(page.get_by_role("button", name="Publish the note"))
    expect(page.locator(".timeline")).to_contain_text("She is 61, not 71.")


def two_people_write_on_one_story(ed: Page, ann: Page, reader: Reader, keeper: Article) -> None:
    form = f"{reader.site}/admin/articles/article/{keeper.pk}/change/"
    for page in (ed, ann):
        page.goto(form)
    expect(ann.locator("#story-others")).to_contain_text("Also open by ed")
    later(ed, 5)
    expect(ed.locator("#story-others")).to_contain_text("Also open by ann")

    body = ed.locator("#id_body")
    body.fill(body.input_value().replace("winters", "long winters"))
    saved(ed)
    expect(ed.locator("#publish-panel")).to_contain_text("Readers do not see them yet")
    assert "long winters" not in reader.get(keeper.get_absolute_url())[1]
    later(ann, 5)
    expect(ann.locator("#story-others")).to_contain_text("newer text")

    body = ann.locator("#id_body")
    body.fill(body.input_value().replace("Nobody follows her.", "Nobody follows. So it goes."))
    ann.keyboard.press("Control+s")
    merge = ann.locator("#story-merge")
    expect(merge).to_contain_text("ed saved this story")
    # The two changed neighbouring sentences: a person looks at them.
    overlap = merge.locator(".overlap")
    if overlap.count():
        overlap.get_by_role("button", name="Keep both").click()
    text = body.input_value()
    for said in ("long winters", "Nobody follows.", "So it goes."):
        assert said in text
    saved(ann)
    expect(merge.locator("section")).to_have_count(0)
    assert PendingRevision.objects.get().values["body"] == text
    kept = Revision.objects.filter(article=keeper).values_list("body", flat=True)
    assert any("long winters" in body for body in kept)

    update_at = ann.locator("#id_update_at")
    update_at.fill("2099-01-01T10:00:00")
    expect(
        ann.get_by_role("button", name="Schedule the update for January 1, 2099 10:00")
    ).to_be_visible()
    update_at.fill("")
    ann.get_by_role("button", name="Update live story").click()
    expect(
        ann.locator("#save-status, .asked").filter(has_text=re.compile(r"\d\d:\d\d|summary")).first
    ).to_be_visible()
    if ann.locator(".asked").count():
        ann.get_by_role("button", name="Update live story all the same").click()
    expect(ann.locator("#save-status")).to_contain_text("Readers see it now")
    page = reader.get(keeper.get_absolute_url())[1]
    assert "long winters" in page
    assert "So it goes." in page
    ann.context.close()


def many_are_taken_down_and_put_back(page: Page, reader: Reader) -> None:
    before = reader.headlines()
    page.goto(f"{reader.site}/admin/articles/article/?lang=en")
    page.get_by_label("Choose all on this page").check()
    page.select_option("#act", "unpublish")
    follow(page.get_by_role("button", name="See what will happen"))
    # The scheduled and the drafts among them: what is skipped says why.
    expect(page.locator("#skipped")).to_contain_text("left alone")
    live = Article.objects.live().filter(lang="en").count()
    assert reader.headlines() == before
    follow(page.get_by_role("button", name="Unpublish ("))
    assert reader.headlines() == []
    assert not Article.objects.live().filter(lang="en").exists()
    follow(page.get_by_role("button", name="Undo"))
    expect(page.locator(".messagelist")).to_contain_text("Undone for")
    assert "lang=en" in page.url
    assert Article.objects.live().filter(lang="en").count() == live
    assert reader.headlines() == before


def the_story_is_retracted(page: Page, keeper: Article) -> None:
    follow(page.get_by_role("link", name=KEEPER))
    follow(page.locator("#publish-panel").get_by_role("link", name="Retract"))
    expect(page.locator("#content-main .plan")).to_contain_text(keeper.get_absolute_url())
    page.fill("#id_reason", REASON)
    follow(page.get_by_role("button", name="Show as readers will see it"))
    expect(page.locator(".as-readers")).to_contain_text(REASON)
    assert Article.objects.live().filter(pk=keeper.pk).exists()
    follow(page.get_by_role("button", name="Retract this story"))
    keeper.refresh_from_db()
    assert keeper.status == "retracted"
    assert AuditEntry.objects.filter(action="retract", article=keeper, reason=REASON).exists()
