"""Reader modes keep who wrote a story, that a machine did, and what was corrected, and leave out what
is beside it.

Readability of Firefox runs in Chromium on the page; trafilatura, with which archives and collectors
of texts read, takes its HTML.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import trafilatura
from playwright.sync_api import Page

from articles.models import Article, Correction

READABILITY = Path(__file__).parents[1] / "data/readability/Readability.js"
TEXTS = {
    "en": (
        "Port of Lindholm lifts its first driverless crane",
        "The port of Lindholm put a driverless crane to work on Tuesday.",
        ("Overview", "What changes", "What it costs", "From the author"),
        "It moved forty containers in one hour, twelve more than the crew it works beside, and the "
        "harbour office will publish the figures of every week until spring, when the night shift "
        "of the dockers ends and a second crane of the same kind is to follow it.",
        "The crane moved forty containers, not fourteen.",
    ),
    "uk": (
        "Порт Ліндгольм запустив перший кран без водія",
        "У вівторок порт Ліндгольм пустив у роботу кран без водія.",
        ("Огляд", "Що змінюється", "Скільки це коштує", "Від автора"),
        "За годину він переніс сорок контейнерів, на дванадцять більше, ніж бригада поруч, і "
        "портове управління щотижня оприлюднюватиме показники до весни, коли закінчиться нічна "
        "зміна докерів і слідом за ним має з'явитися другий такий самий кран.",
        "Кран переніс сорок контейнерів, а не чотирнадцять.",
    ),
    "ar": (
        "ميناء ليندهولم يشغّل أول رافعة بلا سائق",
        "شغّل ميناء ليندهولم رافعة بلا سائق يوم الثلاثاء.",
        ("نظرة عامة", "ما الذي يتغير", "كم يكلف ذلك", "من الكاتب"),
        "نقلت الرافعة أربعين حاوية في ساعة واحدة، أي أكثر باثنتي عشرة حاوية من الفريق الذي يعمل إلى "
        "جانبها، وسينشر مكتب الميناء الأرقام كل أسبوع حتى الربيع، حين تنتهي نوبة عمال الميناء "
        "الليلية وتلحق بها رافعة ثانية من النوع نفسه.",
        "نقلت الرافعة أربعين حاوية لا أربع عشرة.",
    ),
}  # fmt: skip
AUTHOR = "Ada Quill"
COVER = "https://images.unsplash.com/crane.jpg"
# What a page says of itself in its own language, by where it stands.
LABEL, OPINION = ".prose > .ai-mark", ".opinion-note"
OUTLINE, FACTS = ".toc .toc-title", "#about-text-title"


class Story(NamedTuple):
    """A live article with all that its page can show."""

    path: str
    title: str
    headings: tuple[str, ...]
    paragraph: str
    correction: str


@pytest.fixture(params=list(TEXTS))
def story(request, import_document) -> Story:
    lang = request.param
    title, description, headings, paragraph, correction = TEXTS[lang]
    body = "\n\n".join(f"## {heading}\n\n{paragraph}\n\n{paragraph}" for heading in headings)
    document = f"""---
title: "{title}"
description: "{description}"
publishedAt: 2026-01-10T08:30:10Z
lang: {lang}
externalId: '417'
source: {{name: Tidewater Wire, key: tidewater, type: RSS}}
author: {AUTHOR}
category: PORTS
tags: [PORTS]
coverImage: {{regular: "{COVER}?w=1080", small: "{COVER}?w=400"}}
ai: {{rewritten: true, expandedAt: 2026-01-10T09:02:44Z, version: 1}}
---
{body}
"""
    import_document(document.encode(), f"crane.{lang}.md")
    article = Article.objects.get(lang=lang)
    Correction.objects.create(article=article, text=correction)
    return Story(article.get_absolute_url(), title, headings, paragraph, correction)


@pytest.fixture
def page(chromium, empty_site, story) -> Iterator[Page]:
    """The page of the story in a browser to which pictures of other hosts do not come."""
    context = chromium.new_context(base_url=empty_site)
    context.route("https://**", lambda route: route.abort())
    page = context.new_page()
    page.goto(story.path)
    yield page
    context.close()


def test_the_reader_mode_of_firefox_keeps_a_story_and_nothing_beside_it(page, story):
    words = {place: page.locator(place).text_content().strip() for place in (LABEL, OPINION)}
    beside = [page.locator(place).text_content().strip() for place in (OUTLINE, FACTS)]
    read = page.evaluate(
        f"() => {{ {READABILITY.read_text()}\n return new Readability(document).parse(); }}"
    )
    assert read["title"] == story.title
    # No person is the author of a machine's text: the publication is, and the reporter is named.
    assert read["byline"] == read["siteName"]
    for kept in (*words.values(), *story.headings, story.paragraph, story.correction):
        assert kept in read["textContent"]
    assert f'src="{COVER}?w=1080"' in read["content"]
    assert [text for text in beside if text in read["textContent"]] == []
    assert read["textContent"].count(story.headings[1]) == 1


def test_a_collector_of_texts_keeps_a_story_and_nothing_beside_it(page, story):
    words = {place: page.locator(place).text_content().strip() for place in (LABEL, OPINION)}
    beside = [page.locator(place).text_content().strip() for place in (OUTLINE, FACTS)]
    html = page.content()
    metadata = trafilatura.extract_metadata(html)
    text = trafilatura.extract(html, include_images=True, output_format="markdown")
    assert (metadata.title, metadata.author) == (story.title, AUTHOR)
    for kept in (*words.values(), *story.headings, story.paragraph, story.correction):
        assert kept in text
    assert COVER in text
    assert [word for word in beside if word in text] == []
    assert text.count(story.headings[1]) == 1
