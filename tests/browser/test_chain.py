"""From a feed to readers, through the screen only: an administrator subscribes, reviews what the chain
and the model made, corrects a translation, and publishes.

Feed and model are servers of these tests; the worker runs in this process. Each screen is looked at
by axe once, and no page may complain at its console.
"""

import json

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, IngestRules, Source
from articles.workflow import Status
from tests.browser.following import follow
from tests.browser.looking import faults
from tests.browser.test_day import Reader, saved
from tests.feed_server import feeds
from tests.model_server import model

__all__ = ["feeds", "model"]
pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "Northgate froze $344 million on Monday. It was a quiet day. Its customers waited all night, "
    "said Ada Okoro."
)
ITEMS = {
    "1": ("Northgate freezes $344 million at the request of prosecutors", TEXT),
    "2": ("Prosecutors have Northgate freeze $344 million in wallets", "Northgate complied."),
    "3": ("A new pier opens in Lindholm", "It opens in May, said Tomas Reed."),
}
# The model invents the second paragraph.
STORY = {
    "title": "Northgate freezes millions",
    "description": "Northgate froze money because prosecutors asked for it, said Ada Okoro, who "
    "speaks for the company.",
    "body": f"{TEXT}\n\nIt has 12 offices.",
    "claims": [{"claim": "Northgate froze $344 million.", "sentence": TEXT}],
}
WORDS = {
    " froze ": " заморозила ", " million on Monday": " мільйони в понеділок",
    " million on Tuesday": " мільйони у вівторок", ", said ": ", сказала ",
    "It was a quiet day.": "День був тихий.",
    "Its customers waited all night": "Клієнти чекали всю ніч",
    "It has 12 offices.": "Вона має 12 офісів.", "It has 14 offices.": "Вона має 14 офісів.",
}  # fmt: skip
WAITED = "День був тихий. Клієнти чекали всю ніч, сказала"
TRANSLATED = f"Northgate заморозила $344 мільйони в понеділок. {WAITED} Ada Okoro."


def document() -> bytes:
    source = {"SOURCE_KEY": "harbour", "NAME": "Harbour news"}
    rows = [
        {"ID": key, "TITLE": title, "BODY": body, "LANG": "EN", "SOURCE_DATA": source}
        for key, (title, body) in ITEMS.items()
    ]
    return json.dumps({"Data": rows}).encode()


def reply(request: dict) -> str:
    asked = request["messages"][1]["content"]
    data = json.loads(asked[asked.index("{") : asked.rindex("}") + 1])
    if "blocks" not in data:
        return json.dumps(STORY)
    blocks = []
    for block in data["blocks"]:
        for words, others in WORDS.items():
            block = block.replace(words, others)
        blocks.append(block)
    return json.dumps({"blocks": blocks})


@pytest.fixture
def site(empty_site, feeds, model, settings):
    """A site with rules and a source, and nothing that anybody wrote."""
    feeds.pages["/feed"] = (200, {"Content-Type": "application/json"}, document())
    model.reply = reply
    settings.PIPELINE_TRANSLATE = ["uk"]
    IngestRules.objects.create(document={"format": 1, "languages": {"EN": "en"}}).switch_on(None)
    Source.objects.create(key="harbour", name="Harbour news", kind="API")
    return empty_site


def look(page: Page) -> None:
    """On a phone by night, and on a screen by day, where the page stays."""
    assert faults(page, (390,), ("dark",)) == {}
    assert faults(page, (1440,), ("light",)) == {}


class Desk:
    """The desk of one person, by the names of its navigation."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    def to(self, screen: str) -> None:
        self.page.goto(f"{self.site}/admin/articles/{screen}/")

    def press(self, name: str, *, exact: bool = False) -> None:
        follow(self.page.get_by_role("button", name=name, exact=exact))

    def open(self, name: str) -> None:
        follow(self.page.get_by_role("link", name=name).first)

    def says(self, text: str) -> None:
        expect(self.page.locator("#main, main, body").first).to_contain_text(text)


@pytest.mark.thorough
def test_from_a_feed_to_readers(sign_in, open_browser, site, feeds, run_tasks):
    desk = Desk(sign_in("ada", "Administrators", width=1440), site)
    reader = Reader(open_browser().new_page(), site)
    a_feed_is_previewed_and_subscribed_to(desk, feeds.url())
    it_is_polled(desk, run_tasks)
    drafts_wait_and_the_chain_says_what_is_off(desk, run_tasks)
    two_originals_are_told_apart(desk)
    the_model_rewrites(desk, run_tasks)
    a_person_takes_it_and_reviews_it(desk)
    story = Article.objects.get(external_id="1", lang="en")
    translation = the_chain_has_it_translated(desk, run_tasks, story)
    a_prompt_is_tried_on_it(desk)
    the_translation_is_corrected(desk, translation)
    the_original_changes(desk, story)
    a_new_translation_keeps_the_corrections(desk, run_tasks, translation)
    for article in (story, translation):
        assert reader.get(article.get_absolute_url())[0] == 404
        it_is_approved_and_published(desk, article)
        article.refresh_from_db()
        status, text = reader.get(article.get_absolute_url())
        assert status == 200
        assert ("Ада Окоро" if article.lang == "uk" else "on Tuesday") in text
    # What nobody published stays where it is.
    others = Article.objects.exclude(external_id="1")
    assert set(others.values_list("status", flat=True)) == {Status.IN_REVIEW}


def a_feed_is_previewed_and_subscribed_to(desk: Desk, url: str) -> None:
    page = desk.page
    desk.to("feed/add")
    page.fill("#id_name", "Harbour")
    page.fill("#id_url", url)
    page.locator(".field-source .select2-selection").click()
    page.locator(".select2-search__field").fill("Harbour")
    page.get_by_role("option", name="Harbour news").click()
    page.get_by_label("The full text").check()
    desk.press("Preview: what would come")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("3 items.")
    expect(preview).to_contain_text(ITEMS["1"][0])
    expect(preview).to_contain_text("Nothing was saved.")
    look(page)
    desk.press("Save", exact=True)
    desk.says("was added")


def it_is_polled(desk: Desk, run_tasks) -> None:
    desk.to("feed")
    desk.open("Harbour")
    desk.press("Poll now")
    desk.says("It is being polled")
    run_tasks()
    desk.page.reload()
    expect(desk.page.locator(".feed-polls")).to_contain_text("3")
    look(desk.page)


def drafts_wait_and_the_chain_says_what_is_off(desk: Desk, run_tasks) -> None:
    """The worker made them when it polled."""
    desk.to("pipelinerun")
    desk.says("Rewriting is off; PIPELINE_REWRITE=true switches it on.")
    look(desk.page)
    desk.press("Run it now")
    run_tasks()
    desk.page.reload()
    desk.open("Run 1")
    desk.says("Rewriting is off")
    look(desk.page)
    assert Article.objects.filter(status=Status.IN_REVIEW).count() == 2


def two_originals_are_told_apart(desk: Desk) -> None:
    desk.to("cluster")
    look(desk.page)
    desk.open(ITEMS["1"][0])
    expect(desk.page.locator(".telling")).to_have_count(2)
    look(desk.page)
    other = desk.page.locator(".telling", has_text=ITEMS["2"][0])
    follow(other.get_by_role("button", name="Another story: take it out"))
    expect(desk.page.get_by_role("button", name="Undo")).to_be_visible()
    desk.to("cluster")
    desk.says("No two originals tell the same event")


def the_model_rewrites(desk: Desk, run_tasks) -> None:
    desk.to("upstreamitem")
    look(desk.page)
    desk.open(ITEMS["1"][0])
    look(desk.page)
    desk.open("Rewrite…")
    look(desk.page)
    desk.press("Rewrite", exact=True)
    run_tasks()
    desk.to("suggestion")
    look(desk.page)


def a_person_takes_it_and_reviews_it(desk: Desk) -> None:
    desk.open(STORY["title"])
    desk.says("The original does not have:")
    look(desk.page)
    desk.press("Accept as a story in review")
    expect(desk.page.locator("h1")).to_have_text(f"Review: {STORY['title']}")
    # Beside the original: its sentence supports the first paragraph, and nothing the second.
    expect(desk.page.locator(".facts-side")).to_contain_text(TEXT.split("$")[0])
    expect(desk.page.locator(".no-support")).to_contain_text("It has 12")
    look(desk.page)


def the_chain_has_it_translated(desk: Desk, run_tasks, story: Article) -> Article:
    desk.to("pipelinerun")
    desk.press("Run it now")
    run_tasks()
    desk.page.reload()
    desk.says("1 translation asked for")
    desk.to(f"article/{story.pk}/translations")
    desk.says("In review")
    look(desk.page)
    translation = Article.objects.get(external_id="1", lang="uk")
    assert translation.status == Status.IN_REVIEW
    assert translation.body.startswith(TRANSLATED)
    return translation


def a_prompt_is_tried_on_it(desk: Desk) -> None:
    """The same question was answered for the translation, and is not bought again."""
    page = desk.page
    desk.to("prompt")
    look(page)
    page.locator("summary", has_text="Translate").click()
    desk.open("Try it on a story")
    page.get_by_label("Story", exact=True).select_option(label=f"{STORY['title']} (en)")
    desk.press("Show what is sent")
    desk.says("You are a translator")
    desk.says(WAITED)
    look(page)


def edit(desk: Desk, article: Article, **words: str) -> None:
    """Replace words of the text, each `old="new"`, and save."""
    desk.to(f"article/{article.pk}/change")
    body = desk.page.locator("#id_body")
    text = body.input_value()
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    body.fill(text)
    saved(desk.page)
    article.refresh_from_db()
    assert article.body.strip() == text.strip()


def the_translation_is_corrected(desk: Desk, translation: Article) -> None:
    edit(desk, translation, **{"Ada Okoro": "Ада Окоро", "12 офісів": "12 відділень"})


def the_original_changes(desk: Desk, story: Article) -> None:
    edit(desk, story, **{"Monday": "Tuesday", "12 offices": "14 offices"})


def a_new_translation_keeps_the_corrections(desk: Desk, run_tasks, translation: Article) -> None:
    """Of two paragraphs in which a person corrected something: in one the machine changed another
    sentence, in one the same."""
    page = desk.page
    desk.to(f"article/{translation.pk}/translations")
    desk.says("2 blocks are out of date.")
    desk.says("People wrote in it.")
    desk.press("Translate these 2 blocks")
    run_tasks()
    page.reload()
    merged, conflict = page.locator(".outdated-block").all()
    kept = merged.get_by_label("Take the new translation, with your corrections kept")
    expect(kept).to_be_checked()
    expect(conflict).to_contain_text("People and the machine changed the same passage. Choose.")
    expect(conflict.get_by_label("Decide later")).to_be_checked()
    look(page)
    conflict.get_by_label("Your own text of this block").fill("Вона має 14 відділень.")
    desk.press("Save what is chosen")
    desk.says("2 blocks are done.")
    desk.says("Up to date")
    translation.refresh_from_db()
    first = f"Northgate заморозила $344 мільйони у вівторок. {WAITED} Ада Окоро."
    assert translation.body.strip() == f"{first}\n\nВона має 14 відділень."


def it_is_approved_and_published(desk: Desk, article: Article) -> None:
    desk.to(f"article/{article.pk}/review")
    for claim in desk.page.locator(".claim input").all():
        claim.check()
    desk.press("Approve and publish")
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert article.is_reviewed
