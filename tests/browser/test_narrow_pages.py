"""Whatever editors and files write, a phone's page stays as wide as the phone, and words whole."""

import datetime as dt

import pytest

from articles.models import (
    Article,
    Category,
    Correction,
    Image,
    ImageVariant,
    Page,
    PreviewLink,
    Source,
)

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Donaudampfschifffahrtsgesellschaften"
LONG = "Щ" * 100
URL = f"https://example.org/{'u' * 300}"
BODY = f"""{LONG}

## {LONG}

`{LONG}` {URL} [{LONG}]({URL})

    {"code " * 60}{LONG}

| {WORD} | {LONG} | c |
|--------|--------|---|
| {LONG} | {WORD} | {LONG} |

> {LONG}

- {LONG}
  1. {LONG}

## {WORD}

### {LONG}

![{LONG}](/media/{"p" * 200}.png) **{LONG}** ~~{LONG}~~ note[^1]

## From author

{LONG}

[^1]: {LONG}
"""

# What makes the document wider than the screen, outside of boxes that scroll by themselves.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1
            || e.getBoundingClientRect().left < -1)
        .map(e => `${e.tagName}.${e.className}`).slice(-5)"""

# Words of plain letters that stand in more than one line, in boxes where none is hyphenated.
BROKEN_WORDS = r"""() => {
    const found = [], range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest('.prose, .visually-hidden, script, .category-menu')) continue;
        for (const match of node.data.matchAll(/[\p{L}\p{M}]{2,}/gu)) {
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const tops = new Set([...range.getClientRects()].map(rect => Math.round(rect.top)));
            if (tops.size > 1) found.push(match[0]);
        }
    }
    return found;
}"""


@pytest.fixture
def hostile(site) -> list[str]:
    """Pages that show the longest words in every place; their paths."""
    now = dt.datetime.now(dt.UTC)
    source = Source.objects.create(key="k" * 200, name=LONG * 2, kind="RSS", url=URL)
    category = Category.objects.create(key=LONG, name=LONG, slug="c" * 100)
    image = Image.objects.create(alt=LONG, caption=LONG, credit=LONG)
    ImageVariant.objects.create(image=image, name="raw", file="a.png", width=900, height=600)
    image.sign()
    for lang in ("en", "uk"):
        article = Article.objects.create(
            title=LONG * 2, description=f"{LONG}.", body=BODY, lang=lang, slug="s" * 150,
            status="published", published_at=now, source=source, category=category, cover=image,
            cta=[{"label": LONG, "url": URL}], canonical_url=URL, ai={"rewritten": True},
            sticky_weight=99, external_id="long",
        )  # fmt: skip
        article.tags.set([WORD, LONG])
        Correction.objects.create(article=article, text=f"{LONG} {URL}")
        for slug in ("editorial-policy", "p" * 100):
            Page.objects.update_or_create(
                lang=lang, slug=slug, defaults={"title": LONG * 2, "body": BODY}
            )
    tag = article.tags.get(name=WORD)
    until = now + dt.timedelta(days=1)
    token = PreviewLink.objects.create(article=article, expires_at=until).token
    gone = Article.objects.create(
        title=LONG, slug="gone", lang="en", status="published", published_at=now, body=LONG
    )
    gone.retract(None, LONG * 3)
    return [
        "/en/", "/uk/", *(f"/{lang}/articles/{'s' * 150}/" for lang in ("en", "uk")),
        f"/en/category/{'c' * 100}/", f"/en/tag/{tag.slug}/", f"/en/source/{'k' * 200}/",
        "/en/corrections/", f"/en/search/?q={LONG}", f"/en/search/?q=none{LONG}",
        f"/en/{'p' * 100}/", f"/preview/{token}/", "/en/articles/gone/", f"/en/archive/{now:%Y/%m}/",
    ]  # fmt: skip


def test_no_word_makes_a_page_scroll_sideways(chromium, site, hostile):
    """At the widths of phones, and on a screen."""
    faults = {}
    context = chromium.new_context()
    page = context.new_page()
    for path in [*hostile, "/en/none/"]:
        page.goto(site + path)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if found := page.evaluate(TOO_WIDE):
                faults[f"{path[:30]} at {width}"] = found
    context.close()
    assert faults == {}


def test_words_stay_whole_on_a_phone(open_page, site):
    faults = {}
    page = open_page("/en/", width=390)
    paths = [
        f"/{lang}/{rest}"
        for lang in ("en", "uk", "ar")
        for rest in ("", "articles/open-chip-recipe/", "archive/", "corrections/", "search/")
    ]
    for path in paths:
        page.goto(site + path)
        for width in (390, 360):
            page.set_viewport_size({"width": width, "height": 900})
            # As wide as the letters of any font of a phone.
            page.evaluate("document.body.style.letterSpacing = '0.03em'")
            if found := page.evaluate(BROKEN_WORDS):
                faults[f"{path} at {width}"] = found
    assert faults == {}


def test_what_stands_beside_the_outline_is_as_high_as_its_text(open_page, site):
    article = Article.objects.get(slug="tamsin-ice-road", lang="en")
    Correction.objects.create(article=article, text="It was nineteen.")
    page = open_page(article.get_absolute_url(), width=1280)
    boxes = {name: page.locator(name).bounding_box() for name in (".toc", ".corrections", ".prose")}
    assert boxes[".toc"]["height"] > 200
    assert boxes[".corrections"]["height"] < 140
    assert boxes[".toc"]["y"] == pytest.approx(boxes[".prose"]["y"], abs=1)


def test_a_lead_without_a_picture_fills_its_column(open_page, site):
    Article.objects.create(
        title="A bridge over the bay, after forty years of promises", slug="bridge", lang="en", status="published",
        published_at=dt.datetime.now(dt.UTC), sticky_weight=99,
        description="Both banks voted for it, and for its price.",
    )  # fmt: skip
    page = open_page("/en/", width=1280)
    box = page.locator(".card-lead").bounding_box()
    # The two seconds and what is latest stand beside it, and it is no empty half.
    assert box["width"] > 0.4 * 1280
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.card-lead .card-text > *')].map(e => {"
        "  const range = document.createRange(); range.selectNodeContents(e);"
        "  return range.getBoundingClientRect().right; }))"
    )
    assert right > box["x"] + 0.75 * box["width"]
