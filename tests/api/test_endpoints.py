"""What the API answers: the filters, one article, and the lists beside it."""

import datetime as dt

import pytest
import time_machine

from articles.models import Category, Correction, Source
from articles.workflow import Status

pytestmark = pytest.mark.django_db

SOON = dt.timedelta(minutes=2)


def titles(found) -> list[str]:
    return [item["title"] for item in found["items"]]


@pytest.fixture
def many(make_article, source, category):
    other = Source.objects.create(key="agency", name="Agency", kind="API")
    sport = Category.from_key("SPORT")
    make_article(
        "Crane", hours=-1, source=source, category=category, tags=["ports"], sentiment="NEGATIVE"
    )
    make_article("Ferry", hours=-2, source=other, category=category, tags=["ports", "ships"])
    make_article(
        "Match", hours=-3, source=source, category=sport, sentiment="NEGATIVE", sticky_weight=2
    )
    make_article(
        "Кран", hours=-4, slug="kran", lang="uk", source=source, category=category, tags=["ports"]
    )
    make_article("Draft", status=Status.DRAFT, source=source, category=category, tags=["ports"])
    make_article("Tomorrow", hours=24, source=source, category=category, tags=["ports"])
    make_article("Gone", source=source, category=category, tags=["ports"]).retract(None, "Wrong.")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Crane", "Ferry", "Match", "Кран"]),
        ({"lang": "en"}, ["Crane", "Ferry", "Match"]),
        ({"category": "energy"}, ["Crane", "Ferry", "Кран"]),
        ({"category": "energy", "source": "wire"}, ["Crane", "Кран"]),
        ({"tag": "ports"}, ["Crane", "Ferry", "Кран"]),
        ({"tag": "ports", "category": "energy", "source": "agency"}, ["Ferry"]),
        ({"tag": "ports", "lang": "uk"}, ["Кран"]),
        ({"sentiment": "NEGATIVE"}, ["Crane", "Match"]),
        ({"sentiment": "NEGATIVE", "tag": "ports"}, ["Crane"]),
        ({"pinned": "true"}, ["Match"]),
        ({"pinned": "true", "category": "energy"}, []),
        ({"pinned": "true", "source": "wire", "sentiment": "NEGATIVE"}, ["Match"]),
        ({"pinned": "false"}, ["Crane", "Ferry", "Кран"]),
        ({"q": "harbour opened"}, ["Crane", "Ferry", "Match", "Кран"]),
        ({"q": "harbour -ferry", "lang": "en"}, ["Crane", "Match"]),
        ({"q": "harbour lang:uk"}, ["Кран"]),
        ({"q": "harbour", "tag": "ports", "source": "wire"}, ["Crane", "Кран"]),
        ({"q": "harbour", "category": "energy", "sentiment": "NEGATIVE"}, ["Crane"]),
        ({"q": "harbour", "pinned": "true"}, ["Match"]),
        ({"q": "harbour", "tag": "nowhere"}, []),
        ({"q": "harbour", "category": "nowhere"}, []),
        ({"q": "!!!"}, []),
        ({"q": " "}, ["Crane", "Ferry", "Match", "Кран"]),
        ({"tag": "nowhere"}, []),
        ({"category": "nowhere"}, []),
        ({"source": "nowhere"}, []),
    ],
    ids=str,
)  # fmt: skip
def test_filters_add_up(ask, many, asked, found):
    assert titles(ask("articles", **asked)) == found


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"tag": "ports"},
        {"sentiment": "NEGATIVE"},
        {"pinned": "false"},
        {"q": "harbour"},
        {"q": "harbour", "pinned": "false"},
        {"modified_after": "2020-01-01T00:00:00Z"},
        {"modified_after": "2020-01-01T00:00:00Z", "tag": "ports"},
    ],
    ids=str,
)
def test_small_pages_hold_what_one_large_page_holds(walk, ask, many, asked, limit):
    with time_machine.travel(dt.datetime.now(dt.UTC) + SOON, tick=False):
        whole = titles(ask("articles", **asked))
        pages = walk("articles", limit=limit, **asked)
    assert whole
    assert [item["title"] for page in pages for item in page] == whole
    assert all(len(page) <= limit for page in pages)


def test_what_is_published_during_a_walk_moves_nothing(walk, make_article):
    for number in range(5):
        make_article(f"S{number}", hours=-number - 1)
    fresh = iter(range(100))
    pages = walk("articles", limit=2, between=lambda: make_article(f"New {next(fresh)}", hours=0))
    assert [item["title"] for page in pages for item in page] == ["S0", "S1", "S2", "S3", "S4"]


def test_articles_of_one_moment_are_kept_apart(walk, make_article):
    moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for number in range(5):
        make_article(f"S{number}", published_at=moment)
    pages = walk("articles", limit=2)
    assert sorted(item["title"] for page in pages for item in page) == [f"S{n}" for n in range(5)]


def test_published_after_is_exact_to_the_microsecond(ask, make_article):
    first = make_article("First", hours=-2)
    make_article("Second", hours=-1)
    moment = first.published_at
    just_before = moment - dt.timedelta(microseconds=1)
    for more in ({}, {"q": "harbour"}, {"modified_after": "2020-01-01T00:00:00Z"}):
        with time_machine.travel(dt.datetime.now(dt.UTC) + SOON, tick=False):
            after = ask("articles", published_after=moment.isoformat(), **more)
            since = ask("articles", published_after=just_before.isoformat(), **more)
        assert titles(after) == ["Second"]
        assert sorted(titles(since)) == ["First", "Second"]


# --- keeping a copy ---------------------------------------------------------------------------


def test_a_copy_hears_of_everything_that_came_or_changed(ask, make_article):
    start = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        old = make_article("Old", hours=-1, published_at=start - dt.timedelta(hours=1))
        make_article("Other", published_at=start - dt.timedelta(hours=1))
        make_article("Scheduled", published_at=start + dt.timedelta(hours=1))
        clock.shift(SOON)
        first = ask("articles", modified_after="2020-01-01T00:00:00Z")
        assert titles(first) == ["Old", "Other"]
        known = first["items"][-1]["modified_at"]
        assert titles(ask("articles", modified_after=known)) == []

        clock.shift(dt.timedelta(hours=2))
        make_article("Dated back", published_at=start - dt.timedelta(days=300))
        old.sentiment = "POSITIVE"
        old.save()
        clock.shift(SOON)
        assert titles(ask("articles", modified_after=known)) == ["Scheduled", "Old", "Dated back"]


def test_a_change_is_listed_when_nothing_older_can_follow(ask, make_article):
    """A transaction that began a moment earlier may be committed a moment later."""
    with time_machine.travel(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        make_article("Fresh")
        assert titles(ask("articles", modified_after="2020-01-01T00:00:00Z")) == []
        clock.shift(60)
        assert titles(ask("articles", modified_after="2020-01-01T00:00:00Z")) == ["Fresh"]


def test_an_article_that_changes_during_a_walk_comes_again_and_none_is_passed_over(
    walk, make_article
):
    with time_machine.travel(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        articles = [
            make_article(f"S{number}", published_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
            for number in range(4)
        ]
        clock.shift(SOON)

        def change():
            clock.shift(SOON)
            if articles:
                articles.pop(0).save()
                clock.shift(SOON)

        pages = walk("articles", between=change, limit=1, modified_after="2020-01-01T00:00:00Z")
    said = [item["title"] for page in pages for item in page]
    assert set(said) == {"S0", "S1", "S2", "S3"}
    assert said[-1] == "S3"


# --- one article ----------------------------------------------------------------------------------


def test_one_article_says_where_it_comes_from(ask, make_article, source, category):
    source.url = "https://wire.example.org"
    source.save()
    article = make_article(
        "Harbour opens", body="## Ships\n\nTen [ships](/en/).", source=source, category=category,
        external_id="7", ai={"translatedFrom": "7", "expandedAt": "2026-11-01T00:00:00Z", "v": "x"},
        canonical_url="https://wire.example.org/7", tags=["ports"],
    )  # fmt: skip
    other = make_article("Гавань", slug="havan", lang="uk", external_id="7", source=source)
    Correction.objects.create(article=article, text="It was nineteen.")
    found = ask(f"articles/{article.pk}")
    article.refresh_from_db()
    assert found["body"]["markdown"] == article.body
    assert '<a href="http://testserver/en/"' in found["body"]["html"]
    assert found["provenance"] == {
        "source": {
            "key": "wire", "name": "The Wire", "kind": "RSS", "url": "https://wire.example.org",
        },
        "original_url": "https://wire.example.org/7",
        "reported_by": [],
        "machine": {
            "label": "Translated by a language model",
            "disclosure": "ai-autonomous",
            "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/"
            "compositeWithTrainedAlgorithmicMedia",
            "translated": True, "reviewed": False,
            "model_ran_at": "2026-11-01T00:00:00Z",
        },
    }  # fmt: skip
    assert [note["text"] for note in found["corrections"]] == ["It was nineteen."]
    assert found["translations"] == [
        {"id": other.pk, "lang": "uk", "url": "http://testserver/uk/articles/havan/"}
    ]
    assert found["guid"] == article.guid
    assert dt.datetime.fromisoformat(found["updated_at"]) == article.reader_modified_at


def test_it_is_described_in_its_own_language(ask, client, make_article):
    article = make_article("Гавань", slug="havan", lang="uk", ai={"rewritten": True})
    response = client.get(f"/api/v1/articles/{article.pk}")
    assert response["Content-Language"] == "uk"
    assert response.json()["provenance"]["machine"]["label"] != "Rewritten by a language model"
    assert response["Link"].startswith('<http://testserver/uk/articles/havan/>; rel="canonical"')


def test_an_article_that_was_retracted_is_410_and_says_why(ask, make_article):
    article = make_article("Harbour opens")
    article.retract(None, "It did not open.")
    found = ask(f"articles/{article.pk}", status=410)
    assert found["reason"] == "It did not open."
    assert found["guid"] == article.guid


@pytest.mark.parametrize("columns", [{"status": Status.DRAFT}, {"hours": 24}, {"lang": "xx"}])
def test_what_is_not_live_is_404(ask, make_article, columns):
    found = ask(f"articles/{make_article('Secret', **columns).pk}", status=404)
    assert "Secret" not in str(found)


def test_what_is_internal_stays_inside(ask, make_article):
    article = make_article(
        "Harbour opens", external_id="internal-7", score=0.25, aliases=["/old/"],
        ai={"translatedFrom": "internal-7", "note": "internal"}, extra={"article": {"key": "internal"}},
    )  # fmt: skip
    said = str(ask("articles")) + str(ask(f"articles/{article.pk}"))
    assert "internal" not in said
    assert "0.25" not in said


# --- lists beside the articles -------------------------------------------------------------------


def test_categories_tags_and_sources_have_live_articles(ask, many, make_article):
    Category.from_key("EMPTY")
    make_article("Unseen", status=Status.DRAFT, tags=["secret"])
    assert [one["slug"] for one in ask("categories")["items"]] == ["energy", "sport"]
    assert [one["slug"] for one in ask("categories", lang="uk")["items"]] == ["energy"]
    assert [one["slug"] for one in ask("tags")["items"]] == ["ports", "ships"]
    assert [one["slug"] for one in ask("tags", lang="uk")["items"]] == ["ports"]
    assert [one["key"] for one in ask("sources")["items"]] == ["wire", "agency"]
    assert [one["key"] for one in ask("sources", lang="uk")["items"]] == ["wire"]


def test_pages_of_tags_pass_over_those_without_a_live_article(walk, make_article):
    for number in range(25):
        make_article(f"Draft {number}", status=Status.DRAFT, tags=[f"secret {number}"])
        if number % 10 == 0:
            make_article(f"Seen {number}", tags=[f"tag {number}"])
    pages = walk("tags", limit=1)
    assert [one["slug"] for page in pages for one in page] == ["tag-0", "tag-10", "tag-20"]


def test_corrections_and_retractions_are_listed(ask, walk, make_article):
    seen, draft = make_article("Seen"), make_article("Draft", status=Status.DRAFT)
    for article in (seen, draft):
        Correction.objects.create(article=article, text=f"About {article.title}.")
    gone = make_article("Gone", lang="uk")
    gone.retract(None, "It was wrong.")
    assert [note["text"] for note in ask("corrections")["items"]] == [
        "It was wrong.",
        "About Seen.",
    ]
    assert [note["text"] for page in walk("corrections", limit=1) for note in page] == [
        "It was wrong.",
        "About Seen.",
    ]
    (note,) = ask("corrections", kind="retraction")["items"]
    assert (note["article_id"], note["article_guid"]) == (gone.pk, gone.guid)
    assert [n["text"] for n in ask("corrections", lang="en")["items"]] == ["About Seen."]


# --- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"lang": "xx"}, 422, "languages are en, uk, ar"),
        ({"limit": "101"}, 422, "100"),
        ({"limit": "x"}, 422, "whole number"),
        ({"cursor": "x"}, 422, "cursor"),
        ({"cursor": "9999999999999999.1"}, 200, ""),
        ({"pinned": "1"}, 422, "true or false"),
        ({"sentiment": "GOOD"}, 422, "POSITIVE"),
        ({"published_after": "2026-01-01"}, 422, "zone"),
        ({"published_after": "2026-01-01T00:00:00"}, 422, "zone"),
        ({"published_after": "0001-01-01T00:00:00+10:00"}, 422, "calendar"),
        ({"modified_after": "2026-01-01T00:00:00 02:00"}, 200, ""),
        ({"q": "a\0b"}, 422, "q"),
        ({"catgory": "energy"}, 400, "catgory"),
        ({"lang": ["en", "uk"]}, 400, "twice"),
    ],
    ids=str,
)
def test_mistakes_are_answered_with_their_place(client, db, asked, status, said):
    response = client.get("/api/v1/articles", asked)
    assert response.status_code == status
    assert said in response.content.decode()
    if status >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status


def test_a_mistake_of_the_program_is_a_problem_document_and_in_the_log(
    client, make_article, caplog, monkeypatch
):
    make_article("Harbour opens")

    def broken(row):
        raise ZeroDivisionError("inner words")

    monkeypatch.setattr("articles.api.schemas.article_summary", broken)
    client.raise_request_exception = False
    response = client.get("/api/v1/articles")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert "inner words" not in response.content.decode()
    assert "inner words" in caplog.text


# --- cost ---------------------------------------------------------------------------------------


def test_the_cost_does_not_grow(client, make_article, source, category, django_assert_num_queries):
    def add(count: int, start: int):
        for number in range(start, start + count):
            make_article(
                f"S{number}", hours=-number, source=source, category=category, tags=["a", "b"]
            )

    add(3, 1)
    client.get("/api/v1/articles")
    for count in (0, 9):
        add(count, 10)
        with django_assert_num_queries(3):  # which, their rows, their tags
            params = {"tag": "a", "category": "energy", "source": "wire"}
            found = client.get("/api/v1/articles", params).json()["items"]
        assert len(found[0]["tags"]) == 2
        assert len(found) == 3 + count
        with django_assert_num_queries(4):  # the article, its tags, its notes, its translations
            client.get(f"/api/v1/articles/{source.articles.first().pk}")
        for path in ("categories", "tags", "sources", "corrections"):
            with django_assert_num_queries(1):
                client.get(f"/api/v1/{path}")
