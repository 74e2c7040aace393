"""The search page: what readers see and what search engines do not."""

import re
from urllib.parse import unquote_plus

import pytest

from articles.search import results

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return response.content.decode()


def ask(client, typed: str, lang: str = "en", **more) -> str:
    response = client.get(f"/{lang}/search/", {"q": typed, **more})
    assert response.status_code == 200
    return html(response)


def test_without_a_question_the_page_tells_how_to_ask(client):
    page = html(client.get("/en/search/"))
    assert "How to ask" in page
    assert "No story says that" not in page
    assert page.count('type="search"') == 1


def test_results_show_title_snippet_source_and_date(client, make_article, source):
    make_article(
        "The <ferry> sails", slug="a", body="A ferry & a tram.", source=source, description="Cut…"
    )
    page = ask(client, "ferry")
    for expected in (
        "1 story found",
        'href="/en/articles/a/"',
        "The &lt;<mark>ferry</mark>&gt; sails",
        "A <mark>ferry</mark> &amp; a tram.",
        "The Wire",
        'value="ferry"',
    ):
        assert expected in page, expected


def test_what_is_typed_is_shown_and_never_run(client, make_article):
    make_article("Ferry")
    typed = '"><script>alert(1)</script> ferry'
    page = ask(client, typed)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        '"',
        "x" * 10_000,
        "\0",
        "NEAR(",
        "^",
        "*",
        "title:x",
        "%",
        "' OR 1=1",
        "\ud7ff",
        "🛥",
    ],
)
@pytest.mark.parametrize("sort", ["", "date", "x"])
def test_whatever_is_typed_is_answered(client, make_article, typed, sort):
    make_article("Ferry")
    ask(client, typed, sort=sort)


def test_bytes_that_are_no_text_are_answered(client):
    assert client.get("/en/search/?q=%ff%fe%00&sort=%ff&from=%ff").status_code == 200


@pytest.mark.parametrize("start", ["0", "-1", "x", "9" * 18, "9" * 19, "9" * 400, "²", "1.5", ""])
@pytest.mark.parametrize("sort", ["", "date"])
def test_an_invented_place_is_answered(client, make_article, start, sort):
    make_article("Ferry")
    ask(client, "ferry", sort=sort, **{"from": start})


def test_nobody_but_readers_keeps_the_page(client, make_article):
    assert '<meta name="robots" content="noindex">' in ask(client, "ferry")
    assert "canonical" not in ask(client, "ferry")


def test_the_page_is_only_read(client):
    assert client.post("/en/search/", {"q": "x"}).status_code in (403, 405)


def test_nothing_found_is_kind_and_helps(client, make_article):
    make_article("Пором", lang="uk", slug="ferry")
    page = ask(client, "пором")
    assert "No story says that" in page
    assert "How to ask" in page
    (wider,) = re.findall(r'href="([^"]*)">Search in all languages', page)
    assert unquote_plus(wider) == "/en/search/?q=пором lang:all"
    page = html(client.get(wider))
    assert '<article class="card result" lang="uk" dir="ltr">' in page


def test_a_slip_is_corrected_by_one_press(client, make_article):
    make_article("Ferry <sails>", slug="ferry")
    page = ask(client, "fery sails", sort="date")
    (link,) = re.findall(r'class="suggestion" href="([^"]*)"><bdi>Ferry sails</bdi>', page)
    assert "Ferry" in html(client.get(link.replace("&amp;", "&")))
    assert "sort=date" in link


@pytest.mark.parametrize("sort", ["", "date"])
def test_pages_follow_each_other(client, make_article, monkeypatch, sort):
    monkeypatch.setattr(results, "PAGE_SIZE", 2)
    for number in range(3):
        make_article(f"Ferry {number}", hours=-number - 1)
    first = ask(client, "ferry", sort=sort)
    (link,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = html(client.get(link.replace("&amp;", "&")))
    assert "ferry-0" in first
    assert "ferry-2" not in first
    assert "ferry-2" in second
    assert 'rel="next"' not in second


def test_after_the_last_page_there_is_a_way_back(client, make_article):
    make_article("Ferry")
    page = ask(client, "ferry", **{"from": "40"})
    assert "There are no more results" in page
    assert 'href="/en/search/?q=ferry"' in page


def test_a_search_costs_a_fixed_number_of_queries(
    client, make_article, source, category, django_assert_num_queries
):
    for number in range(25):
        make_article(f"Ferry {number}", source=source, category=category)
    # The index, which matches have ended, the articles, a tag of this name, the categories of the
    # masthead.
    with django_assert_num_queries(5):
        ask(client, "ferry")


def test_every_page_has_the_box_and_the_404_page_too(client, make_article):
    make_article("Ferry")
    for path in ("/en/", "/en/articles/ferry/", "/en/nothing/", "/ar/search/"):
        page = html(client.get(path))
        assert page.count('type="search"') == 1, path
        assert page.count('role="search"') == 1, path
        assert f'action="/{path[1:3]}/search/"' in page


def test_a_retracted_article_leaves_search_at_once(client, make_article, make_user):
    article = make_article("Ferry")
    assert "ferry/" in ask(client, "ferry")
    article.retract(make_user("Editors"), "Wrong.")
    assert "No story says that" in ask(client, "ferry")


def test_more_than_are_ranked_is_said_so(client, make_article, monkeypatch):
    monkeypatch.setattr(results, "MAX_RANKED", 2)
    for number in range(3):
        make_article(f"Ferry {number}")
    assert "The newest 2 stories found, the best of them first" in ask(client, "ferry")


def test_what_comes_after_the_ranked_is_one_press_away(client, make_article, monkeypatch):
    monkeypatch.setattr(results, "MAX_RANKED", 2)
    for number in range(3):
        make_article(f"Ferry {number}", hours=-number - 1)
    page = ask(client, "ferry")
    (link,) = re.findall(r'href="([^"]*)" rel="next">More results', page)
    assert "sort=date" in link
    older = html(client.get(link.replace("&amp;", "&")))
    assert ("ferry-1" in older, "ferry-2" in older) == (False, True)


@pytest.mark.parametrize("sort", ["", "date"])
def test_where_only_the_newest_were_looked_at_the_page_says_so(
    client, make_article, monkeypatch, sort
):
    monkeypatch.setattr(results, "MAX_EXAMINED", 2)
    for number in range(3):
        make_article(f"S{number}", hours=-number - 1, body="A train by night.")
    make_article("Night train", hours=-9)
    page = ask(client, '"night train"', sort=sort)
    assert "No newer story says that" in page
    assert "No story says that" not in page
    (link,) = re.findall(r'href="([^"]*)" rel="next">Look further back', page)
    page = html(client.get(link.replace("&amp;", "&")))
    assert 'href="/en/articles/night-train/"' in page


def test_a_tag_that_is_called_so_is_offered_also_where_no_article_says_the_word(
    client, make_article
):
    make_article("Ferry", tags=["Machine Learning"])
    make_article("Draft", status="draft", tags=["Secret"])
    for typed in ("machine learning", "  MACHINE   learning "):
        page = ask(client, typed)
        assert 'href="/en/tag/machine-learning/"' in page
        assert "All stories tagged “Machine Learning”" in page
    for typed in ("machine", "secret", "ferry"):
        assert "All stories tagged" not in ask(client, typed)
    # In another language it has nothing to read.
    assert "/tag/" not in html(client.get("/uk/search/", {"q": "machine learning"}))
