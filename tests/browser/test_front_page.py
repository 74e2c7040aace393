"""An editor sets the front page: finds a story, orders by keys, looks at it, launches, takes it back."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, FrontEdition, Image
from articles.models.front_plan import FrontBlock
from tests.browser.following import follow
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/admin/articles/frontedition/"


def block(page, name: str):
    return page.locator(f"[data-block={name}]")


def put(page, place: str, words: str) -> None:
    """Search a story for a block by the keyboard, and put the first one found there."""
    field = block(page, place).get_by_role("searchbox")
    field.fill(words)
    field.press("Enter")
    found = block(page, place).get_by_role("button", name="Put it here").first
    expect(found).to_be_visible()
    follow(found)


@pytest.mark.parametrize("script", [True, False])
def test_a_story_is_put_on_the_page_looked_at_launched_and_taken_back(sign_in, site, script):
    older = Article.objects.in_language("en").live().newest_first()[9]
    page = sign_in("ada", "Editors", java_script_enabled=script)
    page.goto(f"{site}/admin/")
    follow(page.get_by_role("link", name="Front page", exact=True))
    before = page.locator(".front-block").first.locator(".headline").first.inner_text()
    follow(page.get_by_role("button", name="Change the front page"))
    put(page, "lead", older.external_id or older.title)
    expect(block(page, "lead").locator(".pick .headline").first).to_have_text(older.title)
    block(page, "lead").get_by_text("Its card and place").first.click()
    block(page, "lead").get_by_label("Headline on the card").first.fill("Ours alone")
    follow(page.locator(".front-launch").get_by_role("button", name="Save the draft"))
    frame = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(frame.locator(".card-lead h2")).to_have_text("Ours alone")
    page.get_by_label("768").check()
    expect(page.locator("iframe")).to_have_css("width", "768px")
    follow(page.get_by_role("button", name="Launch now"))
    expect(page.get_by_text("Launched. Readers see it.")).to_be_visible()
    page.goto(f"{site}/en/")
    expect(page.locator(".card-lead h2")).to_have_text("Ours alone")
    page.goto(site + BASE)
    follow(page.get_by_role("button", name="Let the page fill itself"))
    expect(page.locator(".front-block").first.locator(".headline").first).to_have_text(before)


def test_the_order_is_changed_by_keys_also_to_another_block(sign_in, site):
    articles = Article.objects.in_language("en").live().newest_first()[6:9]
    draft = FrontEdition(lang="en").copy(None)
    page = sign_in("ada", "Editors")
    page.goto(f"{site}{BASE}{draft.pk}/change/")
    # Enter searches for the block whose field it is pressed in, also below another one with words.
    block(page, "lead").get_by_role("searchbox").fill("no such story")
    for article in articles[:2]:
        put(page, "seconds", article.external_id or article.title)
    first, second = articles[1], articles[0]
    handle = block(page, "seconds").get_by_role("button", name=f"Move: {first.title}")
    handle.press("ArrowDown")
    expect(page.locator("#moved")).to_have_text("Two seconds: place 2")
    expect(handle).to_be_focused()
    handle.press("ArrowDown")
    expect(page.locator("#moved")).to_have_text("More on this story: place 1")
    follow(page.locator(".front-launch").get_by_role("button", name="Save the draft"))
    draft.refresh_from_db()
    assert [(pick.block, pick.article) for pick in draft.all_picks] == [
        (FrontBlock.SECONDS, second.pk),
        (FrontBlock.MORE, first.pk),
    ]


def test_a_story_is_dragged_to_another_block(sign_in, site):
    article = Article.objects.in_language("en").live().newest_first()[6]
    draft = FrontEdition(lang="en").copy(None)
    page = sign_in("ada", "Editors")
    page.goto(f"{site}{BASE}{draft.pk}/change/")
    put(page, "seconds", article.external_id or article.title)
    page.set_viewport_size({"width": 1440, "height": 2400})
    handle = block(page, "seconds").get_by_role("button", name=f"Move: {article.title}")
    start, end = handle.bounding_box(), block(page, "lead").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 40, steps=5)
    page.mouse.up()
    expect(block(page, "lead").locator(".pick .headline")).to_have_text(article.title)
    follow(page.locator(".front-launch").get_by_role("button", name="Save the draft"))
    draft.refresh_from_db()
    assert [pick.block for pick in draft.all_picks] == [FrontBlock.LEAD]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_fit_and_are_accessible(sign_in, site, scheme):
    article = Article.objects.in_language("en").live().newest_first()[6]
    gone = Article.objects.in_language("en").live().newest_first()[7]
    # Its words are longer than a phone is wide.
    picture = Image.objects.create(alt="A crane and a ship " * 5)
    for starts_at in (None, timezone.now()):
        edition = FrontEdition(
            lang="en",
            picks=[
                {"block": "lead", "article": article.pk, "headline": "Ours",
                 "picture": picture.pk},
                {"block": "seconds", "article": gone.pk},
            ],
            breaking_words="The harbour is shut until the tide turns", briefing=[
                {"words": f"Line {n} of the briefing says what happened."} for n in range(4)
            ],
            focus_title="The sea", focus_words="All of it.",
            focus_until=timezone.now() + dt.timedelta(hours=3),
            breaking_until=timezone.now() + dt.timedelta(hours=3),
        ).copy(None)  # fmt: skip
        if starts_at:
            edition.launch(None)
    gone.unpublish(None)
    draft = FrontEdition.objects.drafts().get()
    page = sign_in("ada", "Editors", scheme=scheme)
    wrong = {}
    for path in (
        BASE, f"{BASE}{draft.pk}/change/?block=lead&find=a", f"{BASE}{edition.pk}/change/",
        f"{BASE}put/?article={article.pk}", "/en/",
    ):  # fmt: skip
        page.goto(site + path)
        if found := faults(page, widths=(320, 390, 1440), schemes=(scheme,)):
            wrong[path] = found
    assert (
        "\n".join(
            f"{path}: {fault} {where}"
            for path, found in wrong.items()
            for fault, where in found.items()
        )
        == ""
    )
