"""One story's page in a real browser: typing, the preview, saving, breaking down, two people."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from articles.models import Article, Autosave, Image
from tests.browser.clock import later, stop_clock
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def draft(site, make_article):
    return make_article(
        "Ferry leaves early", status="draft", published_at=None,
        body="The ferry left at noon. It was full.\n\nNobody was hurt. The captain spoke.",
    )  # fmt: skip


@pytest.fixture
def form(site):
    def of(article) -> str:
        return f"{site}/admin/articles/article/{article.pk}/change/"

    return of


def test_typing_preview_and_saving_without_a_reload(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    preview, status = page.locator("#story-preview"), page.locator("#save-status")
    expect(preview).to_contain_text("The captain spoke.")
    page.evaluate("window.untouched = true")
    page.locator("#id_body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n## Aftermath\n\nIt was ")
    page.keyboard.press("Control+b")
    page.keyboard.type("calm")
    expect(preview.locator("strong")).to_have_text("calm")
    expect(preview.locator("h2")).to_have_text("Aftermath")
    expect(page.locator("#story-counts")).to_contain_text("18 words")
    page.keyboard.press("Control+s")
    expect(status).to_contain_text("Saved")
    assert Article.objects.get(pk=draft.pk).body.endswith("It was **calm**")
    # Once more, from the version that the first save made; and an error stands at its field.
    page.fill("#id_title", "")
    page.keyboard.press("Control+s")
    expect(page.locator(".field-title .errorlist")).to_contain_text("required")
    page.keyboard.type("Ferry leaves late")
    page.keyboard.press("Control+s")
    expect(status).to_contain_text("Saved")
    expect(page.locator(".errorlist")).to_have_count(0)
    assert Article.objects.get(pk=draft.pk).title == "Ferry leaves late"
    assert page.evaluate("window.untouched"), "the page was loaded again"


def test_the_preview_is_asked_for_within_150_ms_of_a_pause(sign_in, form, draft):
    """How long the server takes then is measured by benchmarks/."""
    page = sign_in("ed")
    page.goto(form(draft))
    preview = page.locator("#story-preview")
    expect(preview).to_contain_text("captain")
    stop_clock(page)
    page.locator("#id_body").focus()
    for word in ("one", "two", "three"):
        page.keyboard.type(f"{word} ")
        with page.expect_request("**/preview/"):
            page.clock.run_for(150)
        expect(preview).to_contain_text(word)


def test_a_new_story_shows_the_address_that_its_title_makes(sign_in, site):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/add/")
    page.locator("#id_title").fill("Łódź opens a port")
    expect(page.locator("#id_slug")).to_have_attribute("placeholder", "lodz-opens-a-port")
    assert page.locator("#id_slug").input_value() == ""


def test_the_preview_follows_the_text_block_by_block(sign_in, form, draft):
    picture = "![A crane](/static/articles/logo.png)"
    table = "| Day | Ships |\n|---|--:|\n" + "\n".join(f"| {n} | {n * 7} |" for n in range(12))
    parts = [
        f"## Part {n}\n\n{'The ferry left at noon, and it was full. ' * (n * 3)}\n\n"
        f"{(picture, table, '- one' + chr(10) + '- two')[n % 3]}"
        for n in range(1, 15)
    ]
    body = "\n\n".join(
        ["# Ferry leaves early", "Lead.", *parts, "## Forecast\n\nUp.\n\n### Part 15"]
    )
    Article.objects.filter(pk=draft.pk).update(body=body)
    page = sign_in("ed")
    page.goto(form(draft))
    expect(page.locator("#story-preview h3")).to_have_text("Part 15")
    # A heading is brought to the top of the text as a browser would: by the height of a copy.
    where = """number => {
      const body = document.querySelector("#id_body"), pane = document.querySelector("#story-preview");
      const copy = body.cloneNode();
      copy.removeAttribute("id");
      copy.removeAttribute("name");
      copy.value = body.value.slice(0, body.value.indexOf(`## Part ${number}\n`));
      copy.className = body.className;
      copy.style.height = copy.style.minHeight = "0";
      copy.style.width = `${body.offsetWidth}px`;
      copy.style.overflowY = "scroll";
      body.after(copy);
      const style = getComputedStyle(copy);
      const height = copy.scrollHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
      const line = parseFloat(style.lineHeight);
      copy.remove();
      body.scrollTop = height - line;
      return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
        const heading = [...pane.querySelectorAll("h2")].find(one => one.textContent === `Part ${number}`);
        const top = pane.getBoundingClientRect().top + parseFloat(getComputedStyle(pane).paddingTop);
        done(heading.getBoundingClientRect().top - top);
      })));
    }"""
    for number in (2, 6, 7, 8, 11):
        away = page.evaluate(where, number)
        assert abs(away) < 12, (number, away)
    # The ends meet, too.
    ends = """() => {
      const body = document.querySelector("#id_body"), pane = document.querySelector("#story-preview");
      body.scrollTop = body.scrollHeight;
      return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
        done(pane.scrollHeight - pane.clientHeight - pane.scrollTop))));
    }"""
    assert page.evaluate(ends) < 2


def test_a_correction_comes_back_after_a_crash(sign_in, form, make_article):
    live = make_article(
        "Ferry leaves", description="The ferry to Port Solace left at noon on Friday."
    )
    page = sign_in("ed")
    page.goto(form(live))
    page.get_by_role("button", name="Add another Correction").click()
    # jQuery, which adds the row, came with the press and needs the clock.
    expect(page.locator("#id_corrections-0-text")).to_be_visible()
    stop_clock(page)
    page.fill("#id_corrections-0-date", "2026-11-20T10:00:00")
    page.fill("#id_corrections-0-text", "It left at one.")
    with page.expect_response(re.compile("/autosave/")):
        later(page, 3)
    page.context.close()
    page = sign_in("ed")
    page.goto(form(live))
    expect(page.locator(".recovery")).to_contain_text("never saved")
    # What is put back counts as typed, and would be kept again while it is saved.
    stop_clock(page)
    follow(page.get_by_role("link", name="Put it back"))
    assert page.locator("#id_corrections-0-text").input_value() == "It left at one."
    assert not live.corrections.exists()
    follow(page.get_by_role("button", name="Update live story"))
    assert live.corrections.get().text == "It left at one."
    assert not Autosave.objects.exists()


def test_a_correction_that_is_saved_twice_is_one(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.get_by_role("button", name="Add another Correction").click()
    page.fill("#id_corrections-0-date", "2026-11-20T10:00:00")
    page.fill("#id_corrections-0-text", "It left at one.")
    for _ in range(2):
        page.locator("#id_corrections-0-text").focus()
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Control+s")
        expect(page.locator("#id_corrections-0-id")).not_to_have_value("")
    assert draft.corrections.get().text == "It left at one."


def test_a_correction_is_changed_again_and_again_without_a_reload(sign_in, form, draft):
    note = draft.corrections.create(text="It was nine.")
    page = sign_in("ed")
    page.goto(form(draft))
    page.evaluate("window.untouched = true")
    for text in ("It was\nten.", "It was eleven."):
        page.fill("#id_corrections-0-text", text)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Control+s")
        expect(page.locator("#save-status")).to_contain_text("Saved")
    assert page.evaluate("window.untouched")
    note.refresh_from_db()
    assert note.text == "It was eleven."


def test_what_never_reached_the_server_comes_back_from_the_browser(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("#id_body", "Typed on a train")
    page.goto("about:blank")
    assert not Autosave.objects.exists()
    page.unroute("**/autosave/")
    page.goto(form(draft))
    expect(page.locator(".recovery")).to_contain_text("never saved")
    page.get_by_role("link", name="Put it back").click()
    expect(page.locator("#id_body")).to_have_value("Typed on a train")
    expect(page.locator(".recovery")).to_have_count(0)


def test_who_signs_in_again_in_another_tab_saves_on(chromium, sign_in, form, draft):
    # A browser of its own: what is forbidden meanwhile stands in its log of errors.
    context = chromium.new_context(storage_state=sign_in("ed").context.storage_state())
    page = context.new_page()
    page.goto(form(draft))
    other = context.new_page()
    other.goto(form(draft))
    other.get_by_role("button", name="ed", exact=True).click()
    follow(other.get_by_role("button", name="Log out"))
    other.goto(form(draft))
    other.fill("#id_username", "ed")
    other.fill("#id_password", "pw")
    follow(other.locator("input[type=submit]"))
    other.close()
    page.fill("#id_body", "Typed over lunch.")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    assert Article.objects.get(pk=draft.pk).body == "Typed over lunch."
    context.close()


def test_a_pasted_picture_becomes_part_of_the_text(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.evaluate("""async () => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 40;
      canvas.getContext("2d").fillRect(0, 0, 40, 40);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const held = new DataTransfer();
      held.items.add(new File([blob], "harbour crane.png", { type: "image/png" }));
      const body = document.querySelector("#id_body");
      body.focus();
      body.setSelectionRange(0, 0);
      body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
    }""")
    shown = page.locator("#story-preview img")
    expect(shown).to_have_attribute("alt", "harbour crane")
    expect(shown).to_have_js_property("naturalWidth", 40)
    image = Image.objects.get(alt="harbour crane")
    assert page.locator("#id_body").input_value().startswith("![harbour crane](/media/covers/")
    assert image.picture.width == 40


def test_every_tool_marks_and_unmarks(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    body = page.locator("#id_body")
    for tool, marked in [
        ("Bold", "**word**"), ("Italic", "*word*"), ("Heading", "## word"), ("List", "- word"),
        ("Quote", "> word"),
    ]:  # fmt: skip
        body.fill("word")
        body.select_text()
        button = page.get_by_role("toolbar").get_by_role("button", name=tool)
        button.click()
        expect(body).to_have_value(marked)
        button.click()
        expect(body).to_have_value("word")
    body.select_text()
    page.keyboard.press("Control+k")
    expect(body).to_have_value("[word](https://)")
    page.keyboard.type("https://example.org")
    expect(body).to_have_value("[word](https://example.org)")
    for _ in range(30):
        page.keyboard.press("Control+z")
    expect(body).not_to_have_value("[word](https://example.org)")


def test_outside_of_the_text_the_key_of_links_opens_the_palette(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    before = page.locator("#id_body").input_value()
    page.locator("#id_title").press("Control+k")
    expect(page.get_by_role("combobox", name="Search or go to")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#id_body")).to_have_value(before)


def test_the_first_press_opens_the_window_of_another_table(sign_in, form, draft):
    page = sign_in("boss", "Administrators")
    page.goto(form(draft))
    assert page.evaluate("window.django") is None
    with page.expect_popup() as opened:
        page.get_by_title("Add another section").click()
    window = opened.value
    window.fill("#id_name", "Harbour")
    window.fill("#id_key", "harbour")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_category option:checked")).to_have_text("Harbour")
    # The form is still the one that was opened, and the links lead to what is chosen now.
    expect(page.locator("#change_id_category")).to_have_attribute("href", re.compile("/category/"))


def test_a_story_without_a_picture_has_none_to_take_away(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    expect(page.locator(".cover-box")).not_to_have_attribute("hidden", "")
    expect(page.locator(".cover-box [data-remove]")).to_have_css("display", "none")


def test_the_keys_are_listed_and_the_preview_is_a_key_away(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    expect(page.locator("#story-preview")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("#story-preview")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Ctrl+S")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("#id_body")).to_be_hidden()
    expect(page.locator("#story-preview")).to_be_visible()


def test_the_page_works_without_any_program(sign_in, form, draft):
    page = sign_in("ed", java_script_enabled=False)
    page.goto(form(draft))
    page.fill("#id_body", "Plain.")
    follow(page.get_by_role("button", name="Publish now"))
    follow(page.get_by_role("button", name="Publish now all the same"))
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.body, stored.is_live) == ("Plain.", True)


@pytest.mark.parametrize("widths", [(390,), pytest.param((768, 1440), marks=pytest.mark.thorough)])
def test_the_page_is_accessible_in_the_states_that_typing_brings(sign_in, form, draft, widths):
    page = sign_in("ed")

    def look(where: str) -> None:
        expect(page.locator("#story-counts")).to_contain_text("words")
        assert faults(page, widths) == {}, where

    page.goto(form(draft))
    stop_clock(page)
    page.fill("#id_body", draft.body.replace("noon", "two"))
    with page.expect_response(re.compile("/autosave/")):
        later(page, 3)
    page.clock.resume()
    page.goto(form(draft))
    page.locator(".recovery summary").click()
    look("something to recover")
    other = Article.objects.get(pk=draft.pk)
    other.body = draft.body.replace("noon", "one")
    other.title = "Their headline"
    other.save()
    page.fill("#id_body", draft.body.replace("noon", "two"))
    page.keyboard.press("Control+s")
    expect(page.locator(".theirs")).to_be_visible()
    look("two people's texts")
    page.fill("#id_title", "")
    page.keyboard.press("Control+s")
    expect(page.locator(".field-title .errorlist")).to_be_visible()
    look("an error at its field")


@pytest.mark.parametrize("lang", ["en", "uk", "ar"])
def test_the_text_keeps_its_column_however_many_lines_the_tools_above_it_need(
    sign_in, site, import_files, tmp_path, example, lang
):
    # One that came as a file has the most tools.
    file = example.replace(b"lang: en", b"lang: " + lang.encode())
    (tmp_path / "crane.md").write_bytes(re.sub(rb"coverImage:\n(?:  .*\n)+", b"", file))
    import_files(tmp_path)
    article = Article.objects.get(lang=lang)
    page = sign_in("boss", "Administrators", locale=lang)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    for width in (1024, 1152, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        tools, text = page.locator(".object-tools"), page.locator("#id_title")
        assert text.bounding_box()["width"] > width / 2, width
        below = tools.bounding_box()
        assert below["y"] + below["height"] <= text.bounding_box()["y"], width


def test_the_layout_of_the_editor_goes_with_its_person(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    preview, text, panel = (
        page.locator(f"#{name}") for name in ("story-preview", "id_body", "story-panel")
    )
    expect(preview).to_be_visible()
    for press, sees in (
        ("Write", (False, True)),
        ("Preview", (True, False)),
        ("Beside", (True, True)),
    ):
        with page.expect_response("**/account/layout/") as answer:
            page.locator(".modes").get_by_role("button", name=press, exact=True).click()
        assert answer.value.status == 204
        assert (preview.is_visible(), text.is_visible()) == sees
    with page.expect_response("**/account/layout/"):
        page.keyboard.press("p")
    # While somebody types, too.
    text.focus()
    with page.expect_response("**/account/layout/"):
        page.keyboard.press("Control+.")
    expect(panel).to_be_hidden()
    elsewhere = sign_in("ed")
    elsewhere.goto(form(draft))
    expect(elsewhere.locator(".modes [aria-pressed=true]")).to_have_text("Write")
    expect(elsewhere.locator("#story-preview")).to_be_hidden()
    expect(elsewhere.locator("#story-panel")).to_be_hidden()
    expect(elsewhere.locator("#panel-toggle")).to_have_attribute("aria-expanded", "false")
    # An error in the panel opens it, and what its person chose stays.
    elsewhere.evaluate("document.querySelector('#id_canonical_url').value = 'nowhere'")
    elsewhere.locator("#id_title").focus()
    elsewhere.keyboard.press("Control+s")
    expect(elsewhere.locator(".field-canonical_url .errorlist")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.locator("#story-panel")).to_be_hidden()
    # On a phone the panel stands below the text, and nothing is kept.
    elsewhere.set_viewport_size({"width": 390, "height": 844})
    expect(elsewhere.locator("#story-panel")).to_be_visible()


def test_who_writes_while_the_preview_hides_the_text_sees_it(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    text, alone = page.locator("#id_body"), page.locator(".modes [data-mode=full]")
    for act in (
        lambda: page.locator(".toolbar [data-tool=bold]").click(),
        lambda: page.keyboard.press("Control+b"),
    ):
        text.fill("")
        page.fill("#id_description", "A ferry.")
        alone.click()
        expect(text).to_be_hidden()
        page.locator("#id_description").focus()
        act()
        expect(text).to_be_visible()
        expect(text).to_have_value("****")
        expect(page.locator("#id_description")).to_have_value("A ferry.")
    # What must be mended there is to be seen, too.
    text.fill("One \x01 sign")
    alone.click()
    page.keyboard.press("Control+s")
    expect(page.locator(".field-body .errorlist")).to_be_visible()
    expect(text).to_be_focused()


def test_who_may_not_save_a_deleted_draft_as_a_new_one_is_told_to_copy(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.fill("#id_body", "A whole evening of typing.")
    Group.objects.get(name="Editors").permissions.through.objects.filter(
        permission__codename="add_article"
    ).delete()
    Article.objects.filter(pk=draft.pk).delete()
    page.keyboard.press("Control+s")
    expect(page.locator("#story-errors")).to_contain_text("Copy from here what you want to keep.")
    expect(page.locator("#id_body")).to_have_value("A whole evening of typing.")
    expect(page.locator("#save-status")).to_have_text("Not saved: see what is marked.")
    # Nothing more of it is sent to be kept.
    page.locator("#id_body").press_sequentially(" And more.")
    assert not Autosave.objects.exists()


def test_what_is_typed_into_a_draft_that_somebody_deletes_becomes_a_new_one(sign_in, form, draft):
    page = sign_in("ed")
    page.goto(form(draft))
    page.fill("#id_body", "A whole evening of typing.")
    Article.objects.filter(pk=draft.pk).delete()
    page.keyboard.press("Control+s")
    expect(page.locator("#story-errors")).to_contain_text("Somebody deleted this while you were")
    expect(page.locator("#id_body")).to_have_value("A whole evening of typing.")
    assert page.url.endswith("/admin/articles/article/add/")
    follow(page.get_by_role("button", name="Save as a new draft"))
    stored = Article.objects.get()
    assert (stored.body, stored.status) == ("A whole evening of typing.", "draft")
    assert page.url == form(stored)
