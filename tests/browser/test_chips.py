"""Tags and the section of a story as chips: found by searching, by keys alone, in both directions."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Category, Tag
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def draft(site, make_article):
    for name in ("Harbour", "Harvest", "Ice"):
        Tag.objects.create(name=name, slug=name.lower())
    for name in ("Ports", "Science", "Sports"):
        Category.objects.create(key=name.upper(), name=name, slug=name.lower())
    article = make_article("Ferry", status="draft", published_at=None, body="It left.")
    article.tags.add("Ice")
    return article


@pytest.fixture
def form(sign_in, site, draft):
    def opened(**more):
        page = sign_in("boss", "Administrators", **more)
        page.goto(f"{site}/admin/articles/article/{draft.pk}/change/")
        return page

    return opened


def box(page, name: str):
    """The box of a field: what is typed into, its chips, and what was found."""
    around = page.locator(f".form-row.field-{name} .chip-box")
    return around.get_by_role("combobox"), around.locator("li bdi"), around.get_by_role("option")


def test_tags_are_found_written_and_taken_out_by_keys(form, draft):
    page = form()
    typed, chips, found = box(page, "tags")
    expect(chips).to_have_text(["Ice"])
    typed.focus()
    page.keyboard.type("har")
    expect(found).to_have_text(["Harbour", "Harvest"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    expect(typed).to_have_attribute("aria-activedescendant", "id_tags-found-1")
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["Ice", "Harvest"])
    expect(found).to_have_count(0)
    # New ones are written; one that is there already is not there twice.
    page.keyboard.type("Night, shift,ICE,")
    expect(chips).to_have_text(["Ice", "Harvest", "Night", "shift"])
    page.keyboard.press("Backspace")
    expect(chips).to_have_text(["Ice", "Harvest", "Night"])
    # Along the chips, and one of the middle is taken out.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(chips).to_have_text(["Ice", "Night"])
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    assert [tag.name for tag in Article.objects.get(pk=draft.pk).tag_list] == ["Ice", "Night"]


def test_a_tag_with_a_comma_or_quotes_stays_one(form, draft):
    page = form()
    typed, chips, _found = box(page, "tags")
    typed.focus()
    page.keyboard.type('"Solace, Port"')
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["Ice", "Solace, Port"])
    expect(page.locator("#id_tags")).to_have_value('Ice, "Solace, Port"')
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    names = [tag.name for tag in Article.objects.get(pk=draft.pk).tag_list]
    assert names == ["Ice", "Solace, Port"]


def test_the_section_is_one_of_those_there_are(form, draft):
    page = form()
    typed, chips, found = box(page, "category")
    typed.focus()
    expect(found).to_have_text(["Ports", "Science", "Sports"])
    page.keyboard.type("port")
    expect(found).to_have_text(["Ports", "Sports"])
    found.nth(1).click()
    expect(chips).to_have_text(["Sports"])
    # Another takes its place; a word that is none is not taken.
    typed.focus()
    page.keyboard.type("sci")
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["Science"])
    page.keyboard.type("nothing")
    page.keyboard.press("Tab")
    expect(chips).to_have_text(["Science"])
    expect(typed).to_have_value("")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    assert Article.objects.get(pk=draft.pk).category.name == "Science"
    typed.focus()
    page.keyboard.press("Backspace")
    expect(chips).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    page.wait_for_function("document.querySelector('#id_category').value === ''")


def test_from_the_right_the_arrows_lead_the_other_way(form):
    page = form(locale="ar")
    typed, _chips, _found = box(page, "tags")
    typed.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".field-tags .chip-box button")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(typed).to_be_focused()


def test_what_is_typed_is_saved_by_the_keys_that_save(form, draft):
    page = form()
    for name, text in (("tags", "Harbour, Po"), ("category", "ports")):
        typed, _chips, _found = box(page, name)
        typed.press_sequentially(text)
        with page.expect_response("**/change/"):
            page.keyboard.press("Control+s")
        expect(page.locator("#save-status")).to_contain_text("Saved")
    stored = Article.objects.get(pk=draft.pk)
    assert [tag.name for tag in stored.tag_list] == ["Ice", "Harbour", "Po"]
    assert stored.category.name == "Ports"


def test_what_others_added_is_shown_and_an_error_leads_to_the_box(form, draft):
    page = form()
    typed, chips, _found = box(page, "tags")
    page.locator("label[for=id_tags]").click()
    expect(typed).to_be_focused()
    other = Article.objects.get(pk=draft.pk)
    other.tags.add("Harbour")
    other.save()
    page.fill("#id_body", "It left late.")
    page.keyboard.press("Control+s")
    expect(page.locator(".theirs")).to_be_visible()
    expect(chips).to_have_text(["Ice", "Harbour"])


def test_without_a_script_the_fields_are_what_they_were(form, draft):
    page = form(java_script_enabled=False)
    expect(page.locator("#id_tags")).to_have_value("Ice")
    page.fill("#id_tags", "Ice, Harbour")
    page.select_option("#id_category", label="Ports")
    follow(page.get_by_role("button", name="Save draft"))
    stored = Article.objects.get(pk=draft.pk)
    assert [tag.name for tag in stored.tag_list] == ["Ice", "Harbour"]
    assert stored.category.name == "Ports"


HIT = """(option) => {
  const { x, y, width, height } = option.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height - 4) === option;
}"""


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_found_stands_whole_before_the_rest_of_the_form(form, locale, width):
    page = form(locale=locale, width=width, height=700)
    for name, words in (("category", ""), ("tags", "har")):
        typed, _chips, found = box(page, name)
        typed.focus()
        page.keyboard.type(words)
        expect(found.nth(1)).to_be_visible()
        around = page.locator(f".field-{name} .chip-box")
        listed = around.get_by_role("listbox").bounding_box()
        assert listed["width"] > around.bounding_box()["width"] - 8
        assert all(option.evaluate(HIT) for option in found.all()), name


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_chips_are_accessible_while_something_is_found(form, locale):
    page = form(locale=locale)
    typed, _chips, found = box(page, "tags")
    typed.focus()
    page.keyboard.type("har")
    expect(found).to_have_count(2)
    assert faults(page, (390, 1440)) == {}
