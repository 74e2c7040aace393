"""An editor's day in the list and on the first page of the desk, with the policy in force."""

import pytest
from django.contrib import admin
from playwright.sync_api import expect

from articles.models import Article, AuditEntry, ImportConflict, QuarantinedFile
from tests.browser.following import follow, leaving
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/articles/article/"


@pytest.fixture
def busy(site, make_user):
    """A desk with something in every panel."""
    editor = make_user("Administrators", "boss")
    stories = list(Article.objects.filter(lang="en", status="published").order_by("-published_at"))
    for article in stories[:3]:
        article.unpublish(editor)
        article.submit(editor)
    for place, article in enumerate(stories[3:6]):
        Article.objects.filter(pk=article.pk).update(
            sticky_weight=900 - place, sticky_until=None, published_at=stories[6].published_at
        )
        article.sync_tag_links()
    QuarantinedFile.objects.create(path="in/bad.en.md", problems=[{"message": "x"}])
    ImportConflict.objects.create(article=stories[0], field="title", theirs="b", ours="a")
    return stories


def test_an_editor_filters_weighs_and_moves_many_and_takes_it_back(sign_in, site, busy):
    page = sign_in(height=800)
    page.goto(site + "/admin/")
    follow(page.get_by_role("link", name="All stories"))
    shown = page.evaluate(
        "[...document.querySelectorAll('#result_list tbody tr')]"
        ".filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert shown >= 10

    # Filters go together, and are taken away again.
    follow(page.get_by_role("link", name="Needs review"))
    assert page.locator(".state").all_inner_texts() == ["In review"] * 3
    page.get_by_role("searchbox").fill(busy[0].title)
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.locator(".headline").all_inner_texts() == [busy[0].title]
    follow(page.get_by_role("link", name="take away"))
    assert page.locator("#result_list tbody tr").count() == 3

    # A weight is saved when its field is left.
    weight = page.get_by_role("spinbutton").first
    weight.fill("7")
    weight.press("Enter")
    page.locator("input.saved").wait_for()
    assert page.locator("#list-status").inner_text() == "Saved."
    assert Article.objects.filter(sticky_weight=7, status="in_review").count() == 1
    # Somebody else was quicker: theirs stays, and it is said.
    Article.objects.filter(sticky_weight=7).update(sticky_weight=8)
    weight.fill("9")
    with page.expect_response("**/weights/"):
        weight.press("Enter")
    page.locator("input.refused").wait_for()
    assert "Somebody else" in page.locator("#list-status").inner_text()
    assert not Article.objects.filter(sticky_weight=9).exists()


def test_keys_find_choose_and_open(sign_in, site, busy):
    page = sign_in()
    page.goto(site + LIST)
    keys = page.keyboard
    keys.press("/")
    assert page.evaluate("document.activeElement.id") == "searchbar"
    # In a field a letter is a letter.
    keys.type("njx?")
    assert page.locator("#searchbar").input_value() == "njx?"
    page.locator("#searchbar").blur()
    keys.press("j")
    keys.press("j")
    keys.press("x")
    assert page.locator("input[name=story]:checked").count() == 1
    assert page.locator("tr:has(input[name=story]:checked)").evaluate("row => row.rowIndex") == 2
    keys.press("k")
    title = page.evaluate("document.activeElement.textContent")
    keys.press("?")
    assert page.get_by_role("dialog", name="Keys of the desk").is_visible()
    keys.press("n")
    keys.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    with leaving(page):
        keys.press("e")
    assert page.locator("#id_title").input_value() == title
    page.goto(site + "/admin/")
    with leaving(page):
        keys.press("n")
    assert page.url.endswith("/add/")


def test_one_field_finds_screens_and_stories(sign_in, site, busy):
    page = sign_in()
    page.goto(site + "/admin/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search or go to")
    expect(field).to_be_focused()
    found = page.get_by_role("listbox", name="Found")
    field.fill("section")
    expect(found.get_by_role("option").first).to_have_text("Sections")
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.url.endswith("/admin/articles/category/")

    page.keyboard.press("Control+k")
    field.fill(busy[0].title)
    story = found.get_by_role("option", name=busy[0].title).first
    expect(story.locator(".state")).to_have_text("In review")
    assert faults(page, widths=(390, 1280)) == {}
    page.keyboard.press("ArrowDown")
    expect(found.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(story).to_have_attribute("aria-selected", "true")
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.locator("#id_title").input_value() == busy[0].title

    page.goto(site + "/admin/articles/tag/")
    page.keyboard.press("Control+k")
    # What was chosen before the stories came stays chosen.
    field.fill(busy[0].title)
    page.keyboard.press("ArrowUp")
    expect(story.locator(".state")).to_be_visible()
    expect(found.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_the_filled_button_stays_filled_when_it_is_pointed_at_or_focused(sign_in, site):
    page = sign_in()
    page.goto(site + "/admin/")
    button = page.locator("#user-tools a.new")
    colours = """(one) => {
      for (const moving of document.getAnimations()) moving.finish();
      return [getComputedStyle(one).color, getComputedStyle(one).backgroundColor];
    }"""
    words, ground = button.evaluate(colours)
    for look in (button.hover, button.focus):
        look()
        shown = button.evaluate(colours)
        assert shown[0] == words
        assert shown[1] not in (words, "rgba(0, 0, 0, 0)")
    assert words != ground


def test_keys_work_under_any_layout_and_on_a_narrow_screen(sign_in, site):
    page = sign_in(width=390)
    page.goto(site + "/admin/")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }))"
    )
    expect(page.get_by_role("combobox", name="Search or go to")).to_be_focused()
    page.keyboard.press("Escape")
    # Keys count for the page once no dialog is open.
    expect(page.locator("#palette")).to_be_hidden()
    # The bar has no search here: the list has.
    with leaving(page):
        page.keyboard.press("/")
    assert page.url.endswith(LIST)


def test_the_bar_fits_the_narrowest_screen(sign_in, site, monkeypatch):
    monkeypatch.setattr(admin.site, "site_header", "The Gazette of the Harbour and the Lighthouse")
    page = sign_in("bartholomew-of-the-night-desk", width=320)
    page.goto(f"{site}/admin/account/")
    for part in (".menu-button", "#user-tools a.new", "[popovertarget=user-menu]"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)


def test_no_state_and_no_link_of_the_list_is_cut(sign_in, site, busy):
    page = sign_in(locale="uk-UA")
    page.goto(site + LIST)
    cut = page.locator("#stories tbody td:is(:has(.state), :has([aria-describedby]))").evaluate_all(
        "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth)"
        ".map((cell) => cell.innerText)"
    )
    assert page.locator("html").get_attribute("lang") == "uk"
    assert cut == []


def test_pins_are_put_in_order_by_keyboard_and_by_mouse(sign_in, site, busy):
    page = sign_in()
    page.goto(site + "/admin/")
    front = page.locator(".pins").first
    titles = front.locator(".headline").all_inner_texts()
    handle = front.get_by_role("button", name="Move").nth(0)
    handle.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#moved").inner_text() == "Place 3"
    page.keyboard.press("ArrowUp")
    assert front.locator(".headline").all_inner_texts()[:3] == [titles[1], titles[0], titles[2]]
    follow(front.get_by_role("button", name="Save this order"))
    leading = Article.objects.in_language("en").live().pinned()
    assert [a.title for a in leading[:3]] == [titles[1], titles[0], titles[2]]
    assert AuditEntry.objects.filter(action="weights").exists()

    front = page.locator(".pins").first
    front.get_by_role("button", name="Move").nth(0).hover()
    page.mouse.down()
    box = front.locator("li").nth(1).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3, steps=8)
    page.mouse.up()
    assert front.locator(".headline").all_inner_texts()[:2] == titles[:2]
    follow(front.get_by_role("button", name="Save this order"))
    assert [a.title for a in leading.all()[:3]] == titles[:3]
    follow(page.get_by_role("button", name="Undo"))
    assert [a.title for a in leading.all()[:2]] == [titles[1], titles[0]]


def test_all_of_it_works_without_a_script(sign_in, site, busy):
    page = sign_in(java_script_enabled=False)
    page.goto(f"{site}{LIST}?state=in_review")
    page.get_by_role("spinbutton").first.fill("5")
    follow(page.get_by_role("button", name="Save weights"))
    assert Article.objects.filter(sticky_weight=5, status="in_review").count() == 1
    follow(page.get_by_role("button", name="Undo"))
    assert not Article.objects.filter(sticky_weight=5, status="in_review").exists()
    page.goto(f"{site}{LIST}?state=in_review")
    page.locator("input[name=story]").first.check()
    page.select_option("#act", "add_tag")
    follow(page.get_by_role("button", name="See what will happen"))
    page.get_by_label("Tags").fill("Fresh tag")
    follow(page.get_by_role("button", name="See what will happen"))
    follow(page.get_by_role("button", name="Add tags (1)"))
    assert Article.objects.filter(tag_links__tag__name="Fresh tag").count() == 1

    page.goto(site + "/admin/")
    # No button that would do nothing.
    page.get_by_role("button", name="ed", exact=True).click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    for dead in (".keys-button", ".theme-toggle"):
        expect(page.locator(dead)).to_be_hidden()
    page.keyboard.press("Escape")
    front = page.locator(".pins").first
    titles = front.locator(".headline").all_inner_texts()
    front.get_by_role("spinbutton").nth(2).fill("1")
    follow(front.get_by_role("button", name="Save this order"))
    again = page.locator(".pins").first.locator(".headline").all_inner_texts()
    assert again[:3] == [titles[2], titles[0], titles[1]]
