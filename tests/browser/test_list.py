"""An editor's day in the list and on the first page of the desk, with the policy in force."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Article, AuditEntry, ImportConflict, QuarantinedFile
from tests.browser.following import follow, leaving

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/articles/article/"


@pytest.fixture
def signed_in(open_page, person):
    def sign_in(width: int = 1280, scheme: str = "light", height: int = 800):
        if not hasattr(sign_in, "made"):
            sign_in.made = person("Editors", "ed")
        page = open_page("/admin/", width=width, scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        page.fill("#id_username", "ed")
        page.fill("#id_password", "pw")
        follow(page.locator("input[type=submit]"))
        return page

    return sign_in


@pytest.fixture
def busy(site, person):
    """A desk with something in every panel."""
    editor = person("Administrators", "boss")
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


def test_an_editor_filters_weighs_and_moves_many_and_takes_it_back(signed_in, site, busy):
    page = signed_in()
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
    assert page.locator("#told").inner_text() == "Saved."
    assert Article.objects.filter(sticky_weight=7, status="in_review").count() == 1
    # Somebody else was quicker: theirs stays, and it is said.
    Article.objects.filter(sticky_weight=7).update(sticky_weight=8)
    weight.fill("9")
    with page.expect_response("**/weights/"):
        weight.press("Enter")
    page.locator("input.refused").wait_for()
    assert "Somebody else" in page.locator("#told").inner_text()
    assert not Article.objects.filter(sticky_weight=9).exists()


def test_many_stories_are_published_and_it_is_undone(signed_in, site, busy):
    page = signed_in()
    page.goto(f"{site}{LIST}?lang=en")
    page.get_by_label("Choose all on this page").check()
    assert "chosen" in page.locator(".chosen").inner_text()
    page.select_option("#act", "publish")
    follow(page.get_by_role("button", name="See what will happen"))
    assert "to look at first" in page.locator("#asked").inner_text()
    page.get_by_label("Publish these, too").check()
    assert "will be left alone" in page.locator("#skipped").inner_text()
    assert Article.objects.filter(status="in_review").count() == 3
    follow(page.get_by_role("button", name="Publish"))
    assert "Publish: 3 stories." in page.locator(".done").inner_text()
    assert not Article.objects.filter(status="in_review").exists()
    follow(page.get_by_role("button", name="Undo"))
    assert "Undone for 3 stories." in page.locator(".messagelist").inner_text()
    assert Article.objects.filter(status="in_review").count() == 3
    assert "lang=en" in page.url


def test_keys_find_choose_and_open(signed_in, site, busy):
    page = signed_in()
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


def test_pins_are_put_in_order_by_keyboard_and_by_mouse(signed_in, site, busy):
    page = signed_in()
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
    assert AuditEntry.objects.filter(act="weights").exists()

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


def test_all_of_it_works_without_a_script(chromium, signed_in, site, busy):
    context = chromium.new_context(
        java_script_enabled=False, storage_state=signed_in().context.storage_state()
    )
    page = context.new_page()
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
    front = page.locator(".pins").first
    titles = front.locator(".headline").all_inner_texts()
    front.get_by_role("spinbutton").nth(2).fill("1")
    follow(front.get_by_role("button", name="Save this order"))
    again = page.locator(".pins").first.locator(".headline").all_inner_texts()
    assert again[:3] == [titles[2], titles[0], titles[1]]
    context.close()


@pytest.mark.thorough
def test_the_desk_and_the_list_are_accessible_and_fit_everywhere(chromium, site, signed_in, busy):
    # The checker writes styles of its own into the page, which the policy would rightly refuse.
    state = signed_in().context.storage_state()
    AuditEntry.objects.filter(act="bulk").delete()
    entry = AuditEntry.note(
        "bulk", None, None, "", what="pin", stories=[{"story": busy[0].pk, "title": "T", "edition": 1, "before": {"sticky_weight": 0}}]
    )  # fmt: skip
    for width in (390, 768, 1280):
        for scheme in ("light", "dark"):
            context = chromium.new_context(
                bypass_csp=True,
                storage_state=state,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
            )
            page = context.new_page()
            for path in ("/admin/", LIST, f"{LIST}?q=nowhere", f"{LIST}undo/{entry.pk}/", "plan"):
                if path == "plan":
                    page.goto(f"{site}{LIST}?state=in_review")
                    page.locator("input[name=story]").first.check()
                    page.select_option("#act", "category")
                    follow(page.get_by_role("button", name="See what will happen"))
                    page.select_option("select[name=category]", index=1)
                    follow(page.get_by_role("button", name="See what will happen"))
                else:
                    page.goto(site + path)
                where = f"{path} at {width} {scheme}"
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert not wide, f"{where} scrolls sideways"
                found = Axe().run(page).response["violations"]
                assert [v["id"] for v in found] == [], (where, found[0]["nodes"][0]["html"])
            page.goto(site + LIST)
            page.keyboard.press("?")
            assert [v["id"] for v in Axe().run(page).response["violations"]] == []
            context.close()
