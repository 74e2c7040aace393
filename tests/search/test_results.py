"""From what is typed to what is shown: visibility, pages, snippets, spelling."""

import pytest
from django.db import connection

from articles.models import Tag
from articles.search import results
from articles.search.name_lookup import tag_id_by_name
from articles.search.query import parse
from articles.search.results import newest_page, ranked_page, spelling_suggestion
from tests.plans import explain

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": "draft"}, {"status": "in_review"}, {"status": "retracted"}, {"hours": 2}]


def titles(found) -> list[str]:
    return [result.article.title for result in found.results]


def test_the_best_comes_first_and_the_newest_on_request(make_article):
    make_article("Tram", hours=-1, body="Nothing.\n\nA ferry too.", description="Rails.")
    make_article("Ferry", hours=-2, description="It sails.")
    query = parse("ferry")
    assert titles(ranked_page(query, "en")) == ["Ferry", "Tram"]
    assert titles(newest_page(query, "en")) == ["Tram", "Ferry"]
    assert ranked_page(query, "en").count == 2


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_what_is_not_live_is_neither_found_nor_counted_nor_suggested(make_article, columns):
    make_article("Zeppelin", tags=["Airship"], **columns)
    for query in map(parse, ("zeppelin", "zep*", "tag:airship", "-tram")):
        assert (ranked_page(query, "en").results, ranked_page(query, "en").count) == ([], 0)
        assert newest_page(query, "en").results == []
    assert spelling_suggestion(parse("zepelin"), "en") == ""


@pytest.mark.parametrize("columns", HIDDEN, ids=str)
def test_a_word_of_an_article_that_was_taken_back_is_suggested_no_more(make_article, columns):
    from articles.models import Article

    article = make_article("Zeppelin")
    assert spelling_suggestion(parse("zepelin"), "en") == "Zeppelin"
    if "status" in columns:
        Article.objects.update(**columns)
    else:
        import datetime as dt

        Article.objects.update(published_at=article.published_at + dt.timedelta(hours=9))
    assert spelling_suggestion(parse("zepelin"), "en") == ""


def test_an_index_that_lies_shows_nothing_that_is_hidden(make_article):
    """Were the index ever wrong, the public rule would still be asked."""
    from django.db import connection

    from articles.models import Article

    make_article("Ferry")
    with connection.cursor() as cursor:
        # As a migration would leave it.
        for trigger in ("articles_search_before", "articles_search_update"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON articles_article")
    Article.objects.update(status="draft")
    assert ranked_page(parse("ferry"), "en").results == []


def test_ranked_pages_follow_each_other_and_end(make_article, monkeypatch):
    monkeypatch.setattr(results, "PAGE_SIZE", 2)
    for number in range(5):
        make_article(f"Ferry {number}", hours=-number - 1)
    seen, page = [], 1
    while page:
        found = ranked_page(parse("ferry"), "en", page)
        seen += titles(found)
        page = found.following
    assert seen == [f"Ferry {number}" for number in range(5)]
    assert titles(ranked_page(parse("ferry"), "en", 9)) == []


def test_pages_by_time_follow_each_other_and_end(make_article, monkeypatch):
    monkeypatch.setattr(results, "PAGE_SIZE", 2)
    for number in range(5):
        make_article(f"Ferry {number}", hours=-number - 1)
    seen, place = [], None
    while True:
        found = newest_page(parse("ferry"), "en", place)
        seen += titles(found)
        place = found.following
        if place is None:
            break
    assert seen == [f"Ferry {number}" for number in range(5)]


def test_the_newest_are_ranked_and_the_others_follow_by_time(make_article, monkeypatch):
    monkeypatch.setattr(results, "MAX_RANKED", 2)
    make_article("Ferry", hours=-9)
    for number in range(3):
        make_article(f"Tram {number}", hours=-number - 1, body="A ferry.")
    found = ranked_page(parse("ferry"), "en")
    assert (titles(found), found.count, found.following) == (["Tram 0", "Tram 1"], 2, None)
    assert titles(newest_page(parse("ferry"), "en", found.older)) == ["Tram 2", "Ferry"]
    assert ranked_page(parse("tram -0 -1"), "en").older is None
    monkeypatch.setattr(results, "MAX_RANKED", 4)
    assert ranked_page(parse("ferry"), "en").older is None, (
        "as many as are ranked, and none besides"
    )


@pytest.mark.parametrize("typed", ['"night train"', "night tag:art", "train -tag:rail"])
def test_where_too_many_had_to_be_looked_at_the_search_goes_on_by_time(
    make_article, monkeypatch, typed
):
    monkeypatch.setattr(results, "MAX_EXAMINED", 2)
    monkeypatch.setattr("articles.search.name_lookup.SMALL_TAG", 0)
    for number in range(5):
        make_article(f"S{number}", hours=-number - 1, body="A train by night.", tags=["Rail"])
    make_article("Night train", hours=-9, tags=["Art"])
    query = parse(typed)
    found = ranked_page(query, "en")
    assert (titles(found), found.count, found.following) == ([], 0, None)
    shown = []
    place = found.older
    while place:
        page = newest_page(query, "en", place)
        shown.append(titles(page))
        place = page.following
    assert shown == [[], ["Night train"], []]


def test_opinion_is_found_and_never_quoted(make_article):
    body = "Steel.\n\n## From author\n\nI dream of a ferry."
    make_article("Tram", description="Rails.", body=body, ai={"rewritten": True})
    (result,) = ranked_page(parse("ferry"), "en").results
    assert [piece.text for piece in result.passage] == ["Rails."]


def test_title_and_passage_are_marked(make_article):
    make_article("The ferry <sails>", body="Rails.\n\nOur ferry & tram.", description="Steel.")
    (result,) = ranked_page(parse("ferry"), "en").results
    assert [piece.text for piece in result.title if piece.marked] == ["ferry"]
    assert result.passage == [("Our ", False), ("ferry", True), (" & tram.", False)]


@pytest.mark.parametrize(
    ("typed", "lang", "expected"),
    [
        ("fery", "en", "Ferry"),
        ("ferrry", "en", "Ferry"),
        ("frery", "en", "Ferry"),
        ("ferri", "en", "Ferry"),
        ("xerry", "en", "Ferry"),
        ("fery malag", "en", "Ferry Málaga"),
        ('fery -tram tag:"art"', "en", 'Ferry -tram tag:"art"'),
        # Known words stay as they were typed.
        ("SAILS fery", "en", "SAILS Ferry"),
        ("киіф", "uk", "Київ"),
        ("المدينت", "ar", "المدينة"),
        ("ferry", "en", ""),
        ("zzzzzz", "en", ""),
        ("fe", "en", ""),
        ("2025", "en", ""),
        ("fery", "uk", ""),
        ("fery category:none", "en", ""),
        # Both are words, but of no article together.
        ("fery nothing", "en", ""),
        ('"fery boat"', "en", ""),
        ("", "en", ""),
    ],
)
def test_a_slip_is_answered_with_a_word_that_is_there(make_article, typed, lang, expected):
    make_article("Ferry sails to Málaga 2026", tags=["Art"])
    make_article("Nothing")
    make_article("Київ", lang="uk", slug="kyiv")
    make_article("المدينة", lang="ar", slug="madina")
    assert spelling_suggestion(parse(typed), lang) == expected


def test_a_page_of_results_costs_a_fixed_number_of_queries(
    make_article, source, category, django_assert_num_queries
):
    for number in range(25):
        make_article(f"Ferry {number}", source=source, category=category, tags=["Art"])
    # The index, and the articles of the page; to count matches, which of them have ended. Names
    # cost one query each, a tag's articles another.
    with django_assert_num_queries(3):
        assert len(ranked_page(parse("ferry"), "en").results) == 20
    with django_assert_num_queries(2):
        assert len(newest_page(parse("ferry"), "en").results) == 20
    with django_assert_num_queries(6):
        newest_page(parse("ferry tag:art category:energy source:wire"), "en")


def test_a_tag_is_found_by_its_names_in_the_languages_of_the_site_and_those_of_before(make_article):
    make_article("Ferry", tags=["Crypto", "Sea"])
    make_article("Tram", tags=["Rail"])
    tag = Tag.objects.get(name="Crypto")
    tag.names = {"uk": "Криптовалюти", "ar": "العملات المشفرة"}
    tag.save()
    tag.aliases.create(word="Coins", folded="coins")
    for typed in ("tag:криптовалюти", 'tag:"العملات المشفرة"', "tag:COINS"):
        assert titles(ranked_page(parse(typed), "en")) == ["Ferry"], typed
    assert titles(ranked_page(parse("-tag:криптовалюти"), "en")) == ["Tram"]
    # The name that a tag has everywhere is before that of another one in a language.
    other = Tag.objects.get(name="Rail")
    other.names = {"uk": "Crypto"}
    other.save()
    assert titles(ranked_page(parse("tag:crypto"), "en")) == ["Ferry"]


def test_a_word_that_is_no_tag_reads_no_tags(make_article):
    """However many tags have names in the languages of the site."""
    make_article("Ferry", tags=[f"Tag {number}" for number in range(5)])
    for tag in Tag.objects.all():
        tag.names = {"uk": f"Мітка {tag.pk}", "ar": "الوسم"}
        tag.save()
    read = []

    def note(execute, sql, params, many, context):
        read.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert tag_id_by_name("нема такої") is None
    assert len(read) == 3
    plan = explain(*read[-1])
    # SQLite gives the index of a constraint a name of its own.
    assert "USING COVERING INDEX" in plan or "tag_name_once" in plan
    # Of several tags with one name the oldest.
    assert tag_id_by_name("الوسم") == Tag.objects.earliest("pk").pk


def test_names_that_a_tag_had_in_a_language_are_found_no_more(make_article):
    make_article("Ferry", tags=["Crypto"])
    tag = Tag.objects.get()
    tag.names = {"uk": "Крипто", "ar": "КРИПТО"}
    tag.save()
    assert tag_id_by_name("крипто") == tag.pk
    tag.names = {"uk": "Монети"}
    tag.save()
    assert tag_id_by_name("монети") == tag.pk
    assert tag_id_by_name("крипто") is None
    tag.delete()
    assert tag_id_by_name("монети") is None


def test_a_tag_is_found_by_its_address_or_its_name_in_any_case(make_article):
    make_article("Ferry", tags=["Крипто"])
    slug = Tag.objects.get().slug
    for typed in ("tag:крипто", "tag:КРИПТО", f"tag:{slug}", f"tag:{slug.upper()}"):
        assert titles(ranked_page(parse(typed), "en")) == ["Ferry"]
