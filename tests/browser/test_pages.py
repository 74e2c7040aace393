"""Public pages in a real browser: fit, readable, accessible, and quiet."""

import gzip
from itertools import pairwise

import pytest

from articles.models import Category, Image, Page, Tag, Topic
from tests.browser.following import follow, leaving
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = [
    "/{}/",
    "/{}/articles/open-chip-recipe/",
    "/{}/category/energy/",
    "/{}/archive/",
    "/{}/sections/",
    "/{}/topics/",
    "/{}/tag/harbours/",
    "/{}/archive/2026/10/",
    "/{}/editorial-policy/",
    "/{}/corrections/",
    "/{}/search/?q=harbour",
]
ENGLISH = [
    "/en/articles/tamsin-ice-road/",
    "/en/tag/climate/",
    "/en/source/newsroom/",
    "/api/v1/",
]
TEXT = "Words of a page.\n\n## Why\n\nA reason, and [a link](/en/).\n\n" * 9

# The largest sum of one burst of layout shifts, as browsers report it (web.dev/cls).
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""

# Names of headings and landmarks in the order of the document, as a reader without CSS has them.
STRUCTURE = """() => ({
    levels: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1]),
    landmarks: [...document.querySelectorAll('body > header, main, body > footer')]
        .map(part => part.tagName.toLowerCase()),
    first: document.querySelector('a').getAttribute('href'),
})"""

# Whether the letters of running text are the site's own.
FONT = """async () => {
    await document.fonts.ready;
    const [face] = await document.fonts.load('1em "Source Serif"', 'letters');
    return face.status;
}"""

# The scripts of the letters that a page fetches. The name of the site is in Latin ones everywhere.
SCRIPTS = {"en": {"latin"}, "uk": {"cyrillic"}, "ar": {"arabic", "latin"}}

# How many letters of running text stand in a full line.
MEASURE = """() => {
    const text = [...document.querySelectorAll('.prose > p')]
        .sort((a, b) => b.textContent.length - a.textContent.length)[0];
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = new Set([...range.getClientRects()].map(rect => Math.round(rect.bottom)));
    return text.textContent.length / lines.size;
}"""


@pytest.fixture
def site(site):
    # A test with a real server empties the tables, and the migration's pages with them.
    for lang in ("en", "uk", "ar"):
        Page.objects.get_or_create(
            lang=lang, slug="editorial-policy", defaults={"title": "How", "body": TEXT}
        )
    harbours = Tag.objects.get(name__iexact="harbours")
    picture = Image.objects.exclude(sizes="[]").earliest("pk")
    words = dict.fromkeys(("en", "uk", "ar"), "Ports **once** heard the news first.\n\n- Cranes")
    Topic.objects.create(tag=harbours, words=words, picture=picture)
    energy = Category.objects.get(slug="energy")
    energy.words = {"en": "Power, and [who pays](/en/about/)."}
    energy.save()
    return site


def shift(page) -> float:
    """The sum of the page's shifts. A starved browser paints half a page and moves it when the rest
    comes, so a page that shifted is loaded once more: what its layout does, it does again."""
    seen = page.evaluate(SHIFT)
    if seen:
        page.reload()
        seen = min(seen, page.evaluate(SHIFT))
    return seen


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        *(
            pytest.param(width, scheme, marks=pytest.mark.thorough)
            for width in (390, 768, 1440)
            for scheme in ("light", "dark")
            if (width, scheme) != (390, "light")
        ),
    ],
)
def test_every_page_fits_is_accessible_stands_still_and_says_nothing(
    open_page, site, width, scheme
):
    page = open_page("/en/", width=width, scheme=scheme)
    # Colours differ by scheme and letters by language; every kind is seen once small, once large.
    paths = [kind.format(lang) for lang in ("en", "uk", "ar") for kind in KINDS[:2]]
    if (width, scheme) in ((390, "light"), (1440, "dark")):
        paths += [kind.format(lang) for lang in ("en", "ar") for kind in KINDS[2:]] + ENGLISH
    for path in paths:
        where = f"{path} at {width} {scheme}"
        page.goto(site + path)
        assert page.locator("h1").count() == 1, where
        assert shift(page) == 0, where
        assert faults(page, (width,), (scheme,)) == {}, where
        if width == 390:
            page.set_viewport_size({"width": 320, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, f"{path} at 320 scrolls sideways"
            page.set_viewport_size({"width": width, "height": 900})


def test_the_404_page_fits_and_is_accessible(chromium, site):
    # The browser tells the console of every 404, so this page has none to listen to.
    for lang, width, scheme in (("en", 390, "light"), ("uk", 768, "dark"), ("ar", 1440, "light")):
        size = {"width": width, "height": 900}
        context = chromium.new_context(viewport=size, color_scheme=scheme)
        page = context.new_page()
        assert page.goto(f"{site}/{lang}/none/").status == 404
        assert faults(page, (width,), (scheme,)) == {}
        context.close()


def test_without_css_the_order_still_makes_sense(open_page, site):
    page = open_page("/en/")
    for path in [kind.format("en") for kind in KINDS] + ENGLISH:
        page.goto(site + path)
        found = page.evaluate(STRUCTURE)
        assert found["landmarks"] == ["header", "main", "footer"], path
        assert found["first"] == "#content", path
        levels = found["levels"]
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_a_line_has_65_to_70_letters(open_browser, site):
    """On average over a story: the last lines of paragraphs are not counted as full ones."""
    page = open_browser(width=1440).new_page()

    def wait_for_font(route) -> None:
        """A reader whose font comes late reads on in another; here the page waits for it."""
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("optional", "block"))

    page.route("**/site.css", wait_for_font)
    page.goto(f"{site}/en/articles/tamsin-ice-road/")
    assert page.evaluate(FONT) == "loaded"
    assert 62 <= page.evaluate(MEASURE) <= 72


def test_the_first_view_is_light(open_page, site):
    """At most 100 kB of HTML and CSS, compressed as they are sent, and of letters; those of the
    page's own script, and of no other."""
    browser = open_page("/en/archive/").context.browser
    for path in ("/en/", "/uk/", "/ar/", ENGLISH[0], "/uk/articles/open-chip-recipe/"):
        sizes = {}

        def keep(response, sizes=sizes):
            kind = response.request.resource_type
            if kind in ("document", "stylesheet", "font"):
                body = response.body()
                sizes[response.url] = len(body if kind == "font" else gzip.compress(body))

        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.on("response", keep)
        page.goto(site + path)
        page.evaluate("document.fonts.ready")
        context.close()
        assert len(sizes) >= 2
        assert sum(sizes.values()) <= 100_000, sizes
        scripts = {url.rpartition("-")[2].partition(".")[0] for url in sizes if "/fonts/" in url}
        assert scripts == SCRIPTS[path[1:3]], sizes


def test_a_reader_goes_from_the_front_page_to_a_story_and_its_translation(open_page):
    page = open_page("/en/", width=390)
    title = page.locator(".card-lead h2").inner_text()
    follow(page.locator(".card-lead h2 a"))
    assert page.locator("h1").inner_text() == title
    follow(page.get_by_role("main").get_by_role("link", name="Українська"))
    assert page.locator("html").get_attribute("lang") == "uk"
    assert "/uk/articles/" in page.url


def test_a_reader_walks_the_pages_of_a_list_there_and_back(open_page, make_article):
    # More than stand on the front page.
    for number in range(12):
        make_article(f"Older {number}", hours=-24 * 1000 - number)
    page = open_page("/en/", width=390)
    latest = page.locator(".wire li a")
    first = latest.all_inner_texts()
    follow(page.locator("main a[rel=next]"))
    assert page.locator(".card h2").count() > 0
    assert not set(first) & set(page.locator(".card h2").all_inner_texts())
    follow(page.locator("main a[rel=prev]"))
    assert latest.all_inner_texts() == first


def test_the_keyboard_skips_to_the_content(open_page):
    page = open_page("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_pages_need_no_script(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/en/")
    follow(page.locator(".card-lead h2 a"))
    assert page.locator("h1").count() == 1
    assert page.locator("script:not([type='application/ld+json'])").count() == 0
    context.close()


def test_data_for_machines_is_no_script_to_the_policy(open_page):
    """The console stays silent (open_page holds that), and the data is there to be read."""
    for path in ("/en/", "/ar/articles/open-chip-recipe/", "/en/category/energy/"):
        page = open_page(path)
        blocks = page.locator("script[type='application/ld+json']")
        assert blocks.count() == 1
        assert page.evaluate("text => JSON.parse(text)['@graph'].length", blocks.text_content())


def test_a_reader_searches_from_the_masthead(open_page, site):
    page = open_page("/en/", width=390)
    # On a phone a glass leads to the page of the search, where the box has the width.
    follow(page.get_by_role("banner").get_by_role("link", name="Search"))
    assert page.get_by_role("searchbox").is_visible()
    page.goto(site + "/en/")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("searchbox").fill("harbuor")
    with leaving(page):
        page.keyboard.press("Enter")
    follow(page.get_by_role("link", name="harbour", exact=True))
    assert page.get_by_role("searchbox").input_value() == "harbour"
    assert page.locator(".result mark").count() > 0
    follow(page.get_by_role("link", name="Newest first"))
    follow(page.locator(".result h2 a").first)
    assert "/en/articles/" in page.url
