"""What readers get, and what they never get."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.urls import reverse

from articles.models import Article, Page, Redirect, Tag
from articles.public.article_lists import PAGE_SIZE
from tests.plans import explain

pytestmark = pytest.mark.django_db

HIDDEN = [
    {"status": "draft"},
    {"status": "in_review"},
    {"status": "retracted"},
    {"hours": 2},
    {"status": "draft", "sticky_weight": 9},
]


def html(response) -> str:
    return response.content.decode()


def test_the_front_page_is_the_default_languages(client, make_article):
    make_article("Lead story")
    assert "Lead story" in html(client.get("/"))
    assert 'rel="canonical" href="http://testserver/en/"' in html(client.get("/"))


def test_a_language_shows_its_own_articles(client, make_article):
    make_article("English one")
    make_article("Українська", lang="uk", slug="odyn")
    assert "Українська</a></h2>" not in html(client.get("/en/"))
    page = html(client.get("/uk/"))
    assert "English one" not in page
    assert '<html lang="uk" dir="ltr">' in page
    assert '<html lang="ar" dir="rtl">' in html(client.get("/ar/"))


@pytest.mark.parametrize("path", ["/xx/", "/en", "/EN/", "/en/articles/", "/english/"])
def test_what_is_no_page_is_not_found(client, path):
    response = client.get(path, follow=path == "/en")
    assert response.status_code == (200 if path == "/en" else 404)


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_what_is_not_live_is_on_no_page(client, make_article, source, category, columns):
    taxonomy = {"source": source, "category": category, "tags": ["Ports"]}
    make_article("Seen", **taxonomy)
    make_article("Secret", **taxonomy, **columns)
    lists = [
        reverse("home", args=["en"]),
        category.get_absolute_url(),
        source.get_absolute_url(),
        Tag.objects.get().get_absolute_url(),
    ]
    for url in lists:
        page = html(client.get(url))
        assert "Seen" in page
        assert "Secret" not in page
    answer = client.get("/en/articles/secret/")
    assert answer.status_code == (410 if columns.get("status") == "retracted" else 404)
    assert "harbour opened" not in html(answer)


@pytest.mark.parametrize("columns", HIDDEN[:4], ids=str)
def test_a_translation_that_is_not_live_is_not_linked(client, make_article, source, columns):
    make_article("Seen", source=source, external_id="1")
    make_article("Секрет", lang="uk", slug="secret", source=source, external_id="1", **columns)
    assert "/uk/articles/secret/" not in html(client.get("/en/articles/seen/"))


@pytest.mark.parametrize("columns", HIDDEN[:4], ids=str)
def test_a_list_of_hidden_articles_only_is_not_found(
    client, make_article, source, category, columns
):
    make_article("Secret", source=source, category=category, tags=["Ports"], **columns)
    for thing in (source, category, Tag.objects.get()):
        assert client.get(thing.get_absolute_url()).status_code == 404


def test_an_article_page_shows_the_article(client, make_article, source, category):
    source.url = "https://wire.example.org"
    source.save()
    make_article(
        "Harbour <opens>",
        slug="h",
        source=source,
        category=category,
        tags=["Ports", "Art"],
        description="Ships & cranes.",
        ai={"rewritten": True},
        external_id="1",
    )
    make_article("Порт", lang="uk", slug="h", source=source, external_id="1")
    page = html(client.get("/en/articles/h/"))
    for expected in (
        "<h1>Harbour &lt;opens&gt;</h1>",
        "Ships &amp; cranes.",
        "The Wire",
        "https://wire.example.org",
        "Rewritten by a language model",
        "/en/category/energy/",
        "/en/tag/ports/",
        "/uk/articles/h/",
        'hreflang="uk"',
        'rel="canonical" href="http://testserver/en/articles/h/"',
    ):
        assert expected in page, expected


def test_an_article_published_elsewhere_first_says_so_to_search_engines(client, make_article):
    make_article("One", canonical_url="https://elsewhere.example.org/one")
    assert 'rel="canonical" href="https://elsewhere.example.org/one"' in html(
        client.get("/en/articles/one/")
    )


def test_a_retracted_article_is_gone_and_says_why(client, make_article, make_user):
    article = make_article("Wrong")
    article.retract(make_user("Editors"), "The figures were <invented>.")
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "The figures were &lt;invented&gt;." in html(response)
    assert "noindex" in html(response)


def test_an_old_address_leads_to_the_new_one(client, make_article):
    article = make_article("New")
    Redirect.objects.create(path="/news/old", article=article)
    response = client.get("/news/old")
    assert (response.status_code, response["Location"]) == (301, "/en/articles/new/")
    assert client.post("/news/old").status_code in (403, 404)


def links(page: str) -> dict[str, str]:
    """The addresses of `rel="…"` in the head."""
    head = page.split("</head>")[0]
    return dict(re.findall(r'<link rel="(canonical|prev|next)" href="([^"]*)"', head))


def test_pages_follow_each_other_and_each_has_one_address(client, make_article):
    for number in range(2 * PAGE_SIZE + 1):
        make_article(f"Story {number:02}", hours=-number - 1)
    first = html(client.get("/en/?utm_source=mail"))
    assert "Story 00" in first
    assert f"Story {PAGE_SIZE}" not in first
    assert links(first).keys() == {"canonical", "next"}
    assert links(first)["canonical"] == "http://testserver/en/"
    second = html(client.get(links(first)["next"]))
    assert f"Story {PAGE_SIZE}" in second
    assert "Story 00" not in second
    assert links(second)["canonical"] == "http://testserver" + links(first)["next"]
    assert links(second)["prev"] == "/en/"
    third = html(client.get(links(second)["next"] + "?fbclid=1"))
    assert links(third)["prev"] == links(first)["next"]
    assert links(third)["canonical"] == "http://testserver" + links(second)["next"]
    assert "next" not in links(third)
    assert "hreflang" not in third.split("</head>")[0]
    # People have the same links in the page.
    assert f'href="{links(third)["prev"]}" rel="prev"' in third.split("<main")[1]


def test_beyond_the_last_page_is_nothing(client, make_article):
    make_article("One")
    assert client.get("/en/after/0.1/").status_code == 404


def test_later_pages_have_the_cursor_in_their_path_and_once_had_it_in_the_query(
    client, make_article
):
    for number in range(21):
        make_article(f"Story {number}", hours=-number - 1)
    path = links(html(client.get("/en/")))["next"]
    cursor = path.removeprefix("/en/after/").removesuffix("/")
    for former in (f"/en/?after={cursor}", f"/en/?utm_source=x&after={cursor}"):
        response = client.get(former)
        assert (response.status_code, response.headers["Location"]) == (301, path)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("after", ["x", "1.x", "' OR 1=1", "\x01"])
def test_an_invented_place_in_a_list_is_not_found(client, make_article, after):
    make_article("One")
    assert client.get("/en/", {"after": after}).status_code == 404


def test_the_empty_front_page_is_kind(client):
    response = client.get("/en/")
    assert response.status_code == 200
    assert "No stories here yet" in html(response)


def test_the_404_page_helps_on(client, make_article, category):
    make_article("One", category=category)
    response = client.get("/en/articles/none/")
    assert response.status_code == 404
    assert category.get_absolute_url() in html(response)
    assert "noindex" in html(response)


@pytest.fixture
def full(make_article, source, category):
    """A site whose every list has two dozen articles."""
    for number in range(24):
        make_article(
            f"S{number}", hours=-number - 1, source=source, category=category, tags=["Ports", "B"],
            external_id=str(number), sticky_weight=3 if number == 5 else 0,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/en/", 6),
        ("/en/category/energy/", 6),
        ("/en/source/wire/", 5),
        ("/en/tag/ports/", 5),
        ("/en/archive/", 3),
        ("/en/archive/{month}/", 3),
        ("/en/articles/s3/", 8),
        ("/en/about/", 2),
    ],
)
def test_a_page_costs_a_fixed_number_of_queries(
    client, full, path, queries, django_assert_num_queries
):
    """Whatever the number of articles: at most nine for an article, at most six for a list."""
    newest = Article.objects.order_by("-published_at").first().published_at
    with django_assert_num_queries(queries):
        assert client.get(path.format(month=f"{newest:%Y/%m}")).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/en/", 3), ("/en/category/energy/", 6), ("/en/source/wire/", 6), ("/en/tag/ports/", 6)],
)
def test_a_later_page_costs_a_fixed_number_of_queries(
    client, full, path, queries, django_assert_num_queries
):
    url = links(html(client.get(path)))["next"]
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has statistics")
@pytest.mark.parametrize(
    "path",
    ["/en/articles/s3/", "/en/search/?q=harbour", "/api/v1/articles?q=harbour", "/api/v1/articles",
     "/en/tag/ports/feed.rss"],
)  # fmt: skip
def test_a_few_articles_are_looked_up_and_not_searched_for_among_all(client, full, path):
    plans = []

    def note(execute, sql, params, many, context):
        if "articles_article" in sql and not sql.startswith("EXPLAIN"):
            plans.append(explain(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200
    assert plans
    assert not [plan for plan in plans if "article_by_status" in plan]


def test_a_months_articles_stand_in_their_time(client, make_article):
    at = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
    make_article("March", published_at=at)
    make_article("Pinned", published_at=at - dt.timedelta(days=1), sticky_weight=5)
    make_article("April", published_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    make_article("Draft", published_at=at, status="draft")
    page = html(client.get("/en/archive/2026/03/"))
    assert page.index(">March</a>") < page.index(">Pinned</a>")
    assert "April" not in page.split("<main")[1]
    assert "Draft" not in page
    index = html(client.get("/en/archive/"))
    assert "/en/archive/2026/03/" in index
    assert "/en/archive/2026/05/" not in index


@pytest.mark.parametrize("path", ["2026/05", "2026/13", "2026/3", "0000/01", "9999/12", "2026"])
def test_a_month_without_articles_is_not_found(client, make_article, path):
    make_article("One", published_at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
    assert client.get(f"/en/archive/{path}/").status_code == 404


def alternates(page: str) -> dict[str, str]:
    return dict(re.findall(r'rel="alternate" hreflang="([^"]*)" href="([^"]*)"', page))


def test_languages_are_mutual_and_name_a_default(client, make_article, source):
    make_article("One", slug="a", source=source, external_id="1")
    make_article("Один", lang="uk", slug="b", source=source, external_id="1")
    english = html(client.get("/en/articles/a/"))
    assert alternates(english) == {
        "en": "http://testserver/en/articles/a/",
        "uk": "http://testserver/uk/articles/b/",
        "x-default": "http://testserver/en/articles/a/",
    }
    assert alternates(html(client.get("/uk/articles/b/"))) == alternates(english)


def test_a_page_in_one_language_offers_no_switch(client, make_article):
    make_article("One")
    page = html(client.get("/en/articles/one/"))
    assert alternates(page) == {}
    assert 'class="languages"' not in page
    # The front pages in other languages stand at the foot.
    assert 'href="/uk/"' in page.split('<footer class="site-footer')[1]


def test_a_list_offers_the_languages_that_have_articles(client, make_article, category):
    make_article("One", category=category)
    make_article("Один", lang="uk", slug="b", category=category)
    page = html(client.get("/en/category/energy/"))
    assert alternates(page).keys() == {"en", "uk", "x-default"}


def test_the_pages_that_are_no_articles_can_be_read_in_every_language(client):
    for lang in ("en", "uk", "ar"):
        home = html(client.get(f"/{lang}/"))
        for slug in ("about", "editorial-policy"):
            page = html(client.get(f"/{lang}/{slug}/"))
            assert f'href="/{lang}/{slug}/"' in home
            assert alternates(page).keys() == {"en", "uk", "ar", "x-default"}
            assert page.count("<h1>") == 1


def test_a_page_that_nobody_wrote_is_not_found(client):
    Page.objects.filter(slug="editorial-policy").delete()
    Page.objects.filter(lang="uk", slug="about").delete()
    assert client.get("/en/editorial-policy/").status_code == 404
    assert client.get("/uk/about/").status_code == 404
    assert 'href="/en/editorial-policy/"' not in html(client.get("/en/"))
    assert alternates(html(client.get("/en/about/"))).keys() == {"en", "ar", "x-default"}


def test_the_label_leads_to_how_articles_are_made(client, make_article):
    make_article("One", ai={"rewritten": True})
    page = html(client.get("/en/articles/one/"))
    assert 'href="/en/editorial-policy/"' in page.split('class="ai-note"')[1].split("</div>")[0]


def test_the_label_stands_above_the_text_in_full_words_and_the_caution_with_what_is_known_of_it(
    client, make_article
):
    make_article("One", ai={"rewritten": True})
    above, below = html(client.get("/en/articles/one/")).split("<p>The harbour opened at noon.")
    assert ">Rewritten by a language model</a>" in above
    assert "Machine-made text can contain mistakes." in below.split('class="about-text ')[1]


def test_dates_are_in_words_and_for_machines(client, make_article):
    at = dt.datetime(2026, 11, 4, 7, 12, tzinfo=dt.UTC)
    make_article("One", published_at=at)
    make_article("Один", lang="uk", slug="one", published_at=at)
    page = html(client.get("/en/articles/one/"))
    assert '<time datetime="2026-11-04T07:12:00+00:00">4 November 2026' in page
    assert "07:12 <bdi>UTC</bdi>" in page
    assert "4 листопада 2026 р." in html(client.get("/uk/articles/one/"))


def test_updated_stands_only_above_what_readers_see_changed(client, make_article):
    article = make_article("One", hours=-5)
    assert "<dt>Updated</dt>" not in html(client.get("/en/articles/one/"))
    article.save()
    assert "<dt>Updated</dt>" not in html(client.get("/en/articles/one/"))
    article.body += " And closed."
    article.save()
    assert "<dt>Updated</dt>" in html(client.get("/en/articles/one/"))


def test_share_links_are_plain_and_complete(client, make_article):
    make_article("One & two", slug="one")
    page = html(client.get("/en/articles/one/"))
    assert (
        "mailto:?subject=One%20%26%20two&amp;body=http%3A%2F%2Ftestserver%2Fen%2Farticles" in page
    )
    assert "https://t.me/share/url?url=http%3A%2F%2Ftestserver%2Fen%2Farticles%2Fone%2F" in page


def test_what_changed_is_on_the_next_page_that_is_asked_for(client, make_article, category, source):
    """Remembered parts of pages never outlive what they were made of."""
    article = make_article("One", category=category, source=source, tags=["Ports"])
    make_article("Two", hours=-2, category=category, tags=["Ports"])
    for path in ("/en/", "/en/articles/two/"):
        client.get(path)
    category.name, source.name = "Power", "The Newer Wire"
    category.save()
    source.save()
    Tag.objects.filter(name="Ports").update(name="Harbours")
    Article.objects.filter(pk=article.pk).update(title="One again")
    page = html(client.get("/en/"))
    assert "One again" in page
    assert "Power" in page
    assert "Energy" not in page
    assert "The Newer Wire" in page
    page = html(client.get("/en/articles/two/"))
    assert "Harbours" in page
    assert "One again" in page
    assert page_lead(client) == "One again"
    two = Article.objects.get(title="Two")
    two.sticky_weight = 1
    two.save()
    assert page_lead(client) == "Two"
    assert "Pinned" not in html(client.get("/en/"))


def page_lead(client) -> str:
    lead = html(client.get("/en/")).split("card-lead")[1].split("</h2>")[0]
    return re.findall(r">([^<]+)</a>", lead)[-1]


def test_pages_are_the_same_for_everybody(client, admin_client, full):
    anonymous, editor = client.get("/en/"), admin_client.get("/en/")
    assert anonymous.content == editor.content
    assert "Cookie" not in anonymous.get("Vary", "")
    assert not anonymous.cookies


def test_pages_are_only_read(client):
    assert client.post("/en/").status_code in (403, 405)


def test_every_page_has_a_strict_policy(client, make_article):
    make_article("One")
    for path in ("/en/", "/en/articles/one/", "/en/none/", "/admin/login/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "img-src 'self' https://images.unsplash.com" in policy
        assert "geolocation=()" in client.get(path)["Permissions-Policy"]


def test_no_page_has_inline_script_or_style(client, full):
    for path in ("/en/", "/en/articles/s3/", "/en/none/"):
        page = html(client.get(path))
        # Data blocks are no scripts (HTML 4.12.1); nothing else may stand in one.
        assert set(re.findall("<script[^>]*>", page)) <= {'<script type="application/ld+json">'}
        assert "<style" not in page
        assert ' style="' not in page


def test_a_picture_is_kept_for_long_and_cannot_run(client, settings):
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "a.svg").write_text("<svg/>")
    response = client.get("/media/a.svg")
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


@pytest.mark.parametrize("path", ["../settings.py", "%2e%2e/x", "none.jpg", ""])
def test_no_file_outside_the_media_folder_is_served(client, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)


def test_a_scheduled_article_appears_by_the_clock_alone(client, make_article):
    import time_machine

    article = make_article("Later", hours=5)
    assert client.get(article.get_absolute_url()).status_code == 404
    with time_machine.travel(article.published_at, tick=False):
        assert client.get(article.get_absolute_url()).status_code == 200
        assert "Later" in html(client.get("/en/"))
    assert Article.objects.get().status == "published"


def test_a_call_to_action_needs_words_and_an_address(client, make_article):
    make_article("One", cta=["Read", {"label": "Go"}, {"url": "https://a.example/"},
                      {"label": "Join us", "url": "https://b.example/"}])  # fmt: skip
    page = html(client.get("/en/articles/one/"))
    links = re.findall(r'<a class="button" href="([^"]*)"[^>]*>([^<]*)</a>', page)
    assert links == [("https://b.example/", "Join us")]


@pytest.mark.parametrize(("status", "code"), [("published", 200), ("retracted", 410)])
def test_the_menu_marks_the_category_of_an_article(client, make_article, category, status, code):
    make_article("Live", category=category)
    make_article("One", category=category, status=status)
    response = client.get("/en/articles/one/")
    assert response.status_code == code
    assert '<a href="/en/category/energy/" aria-current="true">' in html(response)
