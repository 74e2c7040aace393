"""The contract of both engines, and what keeps them true. Run on each database."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editorial.taxonomy.merging import merge
from articles.models import Article, Category, Tag, TaggedArticle
from articles.search import engine as chosen
from articles.search.engine import engine
from articles.search.index_position import position_of
from articles.search.query import parse
from articles.search.rebuild import rebuild_index
from articles.search.resolved_query import UNREVIEWED, ResolvedQuery
from articles.search.results import newest_entries, resolve
from tests.examples import examples

pytestmark = pytest.mark.django_db


def found(typed: str, lang: str = "en", limit: int = 50) -> list[str]:
    """The titles of what the engine finds, the newest first, however often it must be asked."""
    question = resolve(parse(typed), lang, timezone.now())
    answer = newest_entries(question, limit)
    entries = [*answer.entries]
    while answer.reached is not None and len(entries) < limit:
        question = replace(question, until=answer.reached)
        answer = newest_entries(question, limit - len(entries))
        entries += answer.entries
    titles = dict(Article.objects.values_list("words_title", "title"))
    return [titles[entry.title] for entry in entries]


@pytest.fixture(params=[1, 1000], ids="looks at {}".format)
def looked_at(request, monkeypatch):
    """However few articles are looked at in one search, all are in the end."""
    monkeypatch.setattr("articles.search.results.MAX_EXAMINED", request.param)


@pytest.fixture(params=[0, 1, 500], ids="up to {} are few".format)
def small_tag(request, monkeypatch):
    """A large tag gives what a small one gives."""
    monkeypatch.setattr("articles.search.name_lookup.SMALL_TAG", request.param)


@pytest.fixture
def library(make_article, source):
    """A few articles, the first the newest."""
    energy = Category.from_key("ENERGY")
    make_article(
        "Harbour",
        hours=-1,
        category=energy,
        tags=["Sea ice", "Art"],
        body="The night train stops at the crane. Don't shout; it's covid-19.",
    )
    make_article(
        "Train",
        hours=-24,
        source=source,
        tags=["Art"],
        body="A train by night. Málaga, Øresund, naïve. Its harbours are 100% full.",
    )
    make_article(
        "Ferry",
        hours=-48,
        category=energy,
        published_at=dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC),
        body="The ferry, a harbourmaster and nobody else. column:value a_b",
    )
    make_article(
        "Порт", lang="uk", slug="port", body="Київ відкрив порт. П’ять поромів, йод і ґанок."
    )
    make_article("ميناء", lang="ar", slug="mina", body="افتتح الميناءُ الأخبارَ إلى المدينة ٢٠٢٦.")
    make_article("Tokyo", hours=-72, body="東京都の港。ガラス。서울 시장.")  # fmt: skip


class TestContract:
    def test_words(self, library, looked_at):
        # One site for all of them, so that each costs a query.
        rows = [
            ("harbour", ["Harbour"]),
            ("HARBOUR", ["Harbour"]),
            ("train", ["Harbour", "Train"]),
            ("night train", ["Harbour", "Train"]),
            ('"night train"', ["Harbour"]),
            ('"train by night"', ["Train"]),
            # A phrase does not run from the title into the text.
            ('"harbour the"', []),
            ("train -crane", ["Train"]),
            ('train -"night train"', ["Train"]),
            ("-train", ["Tokyo", "Ferry"]),
            ("-train -ferry", ["Tokyo"]),
            ("harb*", ["Harbour", "Train", "Ferry"]),
            ("harbourm*", ["Ferry"]),
            ("-harb*", ["Tokyo"]),
            ('"the night tra"*', ["Harbour"]),
            ("malaga ORESUND naive", ["Train"]),
            ("máĺàga", ["Train"]),
            ("covid-19", ["Harbour"]),
            ("covid 19", ["Harbour"]),
            ("don't", ["Harbour"]),
            ("don’t", ["Harbour"]),
            ("100%", ["Train"]),
            ("1%", []),
            ("h_rbour", []),
            ("a_b", ["Ferry"]),
            ("東京", ["Tokyo"]),
            ("京都", ["Tokyo"]),
            ("港", ["Tokyo"]),
            ("東都", []),
            ("カラス", ["Tokyo"]),
            ("서울", ["Tokyo"]),
            # Keys are no words.
            ("len", []),
            ("c1", []),
        ]
        wrong = {typed: got for typed, titles in rows if (got := found(typed)) != titles}
        assert wrong == {}

    def test_scripts_and_languages(self, library, looked_at):
        # One site for all of them, so that each costs a query.
        rows = [
            ("київ", "uk", ["Порт"]),
            ("КИЇВ п'ять ЙОД", "uk", ["Порт"]),
            ("порт*", "uk", ["Порт"]),
            ("киів", "uk", ["Порт"]),
            ("гривня", "uk", []),
            ("الأخبار", "ar", ["ميناء"]),
            ("الاخبار الى المدينه 2026", "ar", ["ميناء"]),
            ("ميناء", "ar", ["ميناء"]),
            ("ميناء", "en", []),
            ("lang:uk київ", "en", ["Порт"]),
            ("lang:all київ", "en", ["Порт"]),
            ("lang:uk lang:ar -ferry", "en", ["ميناء", "Порт"]),
            ("-lang:en -ferry", "en", ["ميناء", "Порт"]),
            ("lang:all -lang:uk порт", "en", []),
            ("lang:de harbour", "en", []),
        ]
        wrong = {
            (typed, lang): got
            for typed, lang, titles in rows
            if (got := found(typed, lang)) != titles
        }
        assert wrong == {}

    def test_filters(self, library, looked_at, small_tag):
        # One site for all of them, so that each costs a query.
        rows = [
            ("tag:art", ["Harbour", "Train"]),
            ('tag:ART tag:"SEA ICE"', ["Harbour"]),
            ("tag:sea-ice", ["Harbour"]),
            ("tag:art tag:Art", ["Harbour", "Train"]),
            ("tag:art -crane", ["Train"]),
            ("tag:art harbour", ["Harbour"]),
            ("tag:art harb*", ["Harbour", "Train"]),
            ('tag:art "night train"', ["Harbour"]),
            ('tag:art "the night tra"*', ["Harbour"]),
            ('tag:art -"night train"', ["Train"]),
            ('-tag:sea-ice "train by night"', ["Train"]),
            ("tag:art category:energy", ["Harbour"]),
            ("tag:art -category:energy", ["Train"]),
            ("tag:art -source:wire", ["Harbour"]),
            ("tag:art lang:all", ["Harbour", "Train"]),
            ("tag:art lang:uk", []),
            ('tag:art "harbour the"', []),
            ("-tag:art", ["Tokyo", "Ferry"]),
            ("harb* -tag:sea-ice", ["Train", "Ferry"]),
            ("tag:none", []),
            ("-tag:none train", ["Harbour", "Train"]),
            ("category:energy", ["Harbour", "Ferry"]),
            ("category:none", []),
            ("-category:Energy", ["Train", "Tokyo"]),
            ("source:wire", ["Train"]),
            ('source:"the wire"', ["Train"]),
            ("-source:wire train", ["Harbour"]),
            ("source:none train", []),
            ("before:2026-01-15", []),
            ("before:2026-01-16 after:2026-01-15", ["Ferry"]),
            ("after:2026-01-16 ferry", []),
            ("before:2026-02", ["Ferry"]),
            ("before:2026-99 ferry", []),
            ("after:9999", []),
            ("before:0001", []),
        ]
        wrong = {typed: got for typed, titles in rows if (got := found(typed)) != titles}
        assert wrong == {}

    def test_no_more_articles_are_looked_at_than_are_allowed(self, make_article, monkeypatch):
        monkeypatch.setattr("articles.search.results.MAX_EXAMINED", 3)
        monkeypatch.setattr("articles.search.name_lookup.SMALL_TAG", 0)
        for number in range(9):
            said = "night train" if number in (1, 4, 8) else "train by night"
            make_article(
                f"S{number}", hours=-number - 1, body=said, tags=["Art"] if number != 2 else []
            )
        for typed, few in (('"night train"', 1), ("night tag:art", 2), ("night -tag:art", 1)):
            question = resolve(parse(typed), "en", timezone.now())
            answer = newest_entries(question, 50)
            assert len(answer.entries) == few, typed
            # Where it stopped, and where it need not have.
            (third,) = Article.objects.newest_first()[2:3]
            assert answer.reached == position_of(third.published_at, third.pk)
            assert newest_entries(question, few).reached is None
        # What the index knows alone is not bounded, nor is what it has few of.
        assert len(found("night -train train", limit=50)) == 0
        assert (
            newest_entries(resolve(parse("night train"), "en", timezone.now()), 50).reached is None
        )
        assert newest_entries(replace(question, since=answer.reached), 50).reached == answer.reached
        assert newest_entries(replace(question, since=answer.reached + 1), 50).reached is None

    def test_nothing_is_an_error(self, library):
        for typed in (
        "NEAR(", "NEAR(a b, 2)", "column:value", "{title} : ferry", "title:ferry", "^ferry", "ferry*)", "(", "a AND",
         "OR", "NOT ferry", "' OR 1=1 --", '"', '"" ""', "!", "&", "ferry & | !", "<->", ":*", "\\", "\0", "%", "_",
         "x" * 10_000, "ab " * 4_000, '"' * 999, "-" * 999, "tag:" * 200, "tag:\0", "tag:%", "source:'", "\ud800",
         "after:0000-00-00", "lang:" + "a" * 400, "tag:" + "ﷺ" * 300,
        ):  # fmt: skip
            found(typed)

    def test_operators_of_the_databases_are_words(self, library):
        assert found("column:value") == ["Ferry"]
        assert found("^ferry") == ["Ferry"]
        assert found("title:ferry") == []
        assert found("ferry AND harbour") == []

    # The rows of the fixture stay as they are from one example to the next.
    @settings(
        max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(max_size=60))
    def test_nothing_at_all_is_an_error(self, library, typed):
        found(typed, limit=3)
        found(f"train {typed} -{typed} {typed}*", limit=3)

    def test_the_newest_come_first_and_no_more_than_asked_for(self, make_article):
        for number in range(5):
            make_article(f"Ferry {number}", hours=-number - 1)
        assert found("ferry", limit=3) == ["Ferry 0", "Ferry 1", "Ferry 2"]

    def test_old_matches_are_found_behind_many_new_ones(self, make_article):
        for number in range(8):
            make_article(f"Tram {number}", hours=-number)
        for number, days in enumerate((9, 40, 200, 900, 9000)):
            make_article(f"Ferry {number}", hours=-24 * days)
        assert found("ferry", limit=4) == [f"Ferry {n}" for n in range(4)]
        assert len(found("ferry", limit=40)) == 5

    def test_however_articles_lie_in_time_the_newest_come_first(self, make_article):
        # Now and then one, then none for years, then many at once.
        ages = [0, 1, 9, 30, *range(300, 312), 2000, *range(2100, 2110), 6000, 14_000]
        for days in ages:
            make_article(f"Ferry {days}", hours=-24 * days - 1)
            make_article(f"Tram {days}", hours=-24 * days - 2)
        for limit in (1, 5, 17, 28, 99):
            assert found("ferry", limit=limit) == [f"Ferry {days}" for days in ages[:limit]]
        before = f"ferry before:{timezone.now().year - 3}"
        assert found(before) == [f"Ferry {days}" for days in ages if days >= 2000]

    def test_a_word_absent_this_week_is_found_years_back(self, make_article):
        for days in range(7):
            make_article(f"Tram {days}", hours=-24 * days - 1)
        ages = [40, 400, 1200, 4000]
        for days in ages:
            make_article(f"Ferry {days}", hours=-24 * days)
            make_article(f"Ferry {days} at dawn", hours=-24 * days - 1)
        titles = [f"Ferry {days}{at}" for days in ages for at in ("", " at dawn")]
        for limit in (1, 3, 240):
            assert found("ferry", limit=limit) == titles[:limit]
        assert found("ferry -dawn") == titles[::2]
        assert found("ferry tram") == []

    @pytest.mark.parametrize(
        ("typed", "lang", "spoken"),
        [
            ("ferry", "en", ["en"]),
            ("ferry", "pt-br", ["pt-br"]),
            ("ferry lang:uk", "en", ["uk"]),
            ("ferry lang:en lang:pt-BR", "uk", ["en", "pt-br"]),
            ("ferry -lang:en", "en", ["uk", "pt-br"]),
            ("ferry lang:all", "en", ["en", "uk", "pt-br"]),
            ("-tram", "uk", ["uk"]),
        ],
    )
    def test_languages_are_told_apart_however_far_back(
        self, make_article, settings, typed, lang, spoken
    ):
        settings.SITE_LANGUAGES = ["en", "uk", "pt-br"]
        expected = []
        # Languages alternate, and a week, a month and a year each hold some of every one.
        for number, days in enumerate((0, 1, 2, 9, 10, 20, 200, 230, 290, 900, 990, 999, 6000)):
            code = settings.SITE_LANGUAGES[number % 3]
            article = make_article(f"Ferry {days}", lang=code, hours=-24 * days - 1)
            make_article(f"Tram {days}", lang=code, hours=-24 * days - 2)
            if code in spoken:
                expected.append(article.title)
        for limit in (1, 2, 5, 50):
            assert found(typed, lang, limit) == expected[:limit]

    def test_times_beyond_all_reason_are_kept(self, make_article):
        make_article("Ferry", published_at=dt.datetime(1, 1, 1, tzinfo=dt.UTC))
        make_article("Tram", published_at=dt.datetime(9999, 12, 31, tzinfo=dt.UTC))
        assert found("ferry") == ["Ferry"]
        assert found("tram") == []

    def test_an_article_of_any_length_can_be_stored_and_found(self, make_article):
        make_article("Long", body=" ".join(f"w{number}" for number in range(40_000)))
        make_article("Repeated", body="again " * 40_000)
        make_article("Endless", body="x" * 400_000)
        make_article("Characters", body="東" * 50_000)
        assert found("w9") == ["Long"]
        assert found('"again again"') == ["Repeated"]
        assert found("東東") == ["Characters"]


class TestKeptTrue:
    def test_what_is_not_published_is_not_in_the_index(self, make_article, make_user):
        for status in ("draft", "in_review", "retracted"):
            make_article(f"Ferry {status}", status=status, slug=status)
        assert entries() == 0
        article = Article.objects.get(status="in_review")
        article.publish(make_user("Editors"))
        assert found("ferry") == [article.title]
        article.retract(make_user("Administrators"), "Wrong.")
        assert entries() == 0

    def test_a_scheduled_article_is_found_by_the_clock_alone(self, make_article):
        import time_machine

        article = make_article("Ferry", hours=5)
        assert found("ferry") == []
        with time_machine.travel(article.published_at, tick=False):
            assert found("ferry") == ["Ferry"]

    def test_every_column_that_counts_is_followed(self, make_article, source, category):
        article = make_article("Ferry", body="pier", tags=["Art"])
        article.title, article.body = "Tram", "rail"
        article.category, article.source, article.lang = category, source, "uk"
        article.save()
        assert found("ferry") == found("pier lang:all") == found("tram") == []
        assert found("tram rail category:energy source:wire tag:art", "uk") == ["Tram"]
        now = timezone.now()
        Article.objects.update(published_at=now - dt.timedelta(days=400))
        assert found("tram", "uk") == ["Tram"]
        assert found(f"tram after:{now - dt.timedelta(days=200):%Y-%m-%d}", "uk") == []
        assert entries() == 1
        article.delete()
        assert entries() == 0

    def test_tags_are_followed_whatever_becomes_of_them(self, make_article, make_user, small_tag):
        ferry, tram = make_article("Ferry", tags=["Sea"]), make_article("Tram", hours=-2)
        tram.tags.add("Ocean")
        assert (found("tag:sea"), found("tag:ocean")) == (["Ferry"], ["Tram"])
        sea, ocean = Tag.objects.get(name="Sea"), Tag.objects.get(name="Ocean")
        merge(sea, [ocean], make_user("Editors"))
        assert found("tag:sea") == found("tag:ocean") == ["Ferry", "Tram"]
        assert found("-tag:sea") == []
        sea.name = sea.slug = "water"
        sea.save()
        assert (found("tag:water"), found("-tag:water")) == (["Ferry", "Tram"], [])
        ferry.tags.remove("water")
        assert (found("tag:water"), found("-tag:water")) == (["Tram"], ["Ferry"])
        sea.delete()
        assert (found("tag:water"), found("-tag:water")) == ([], ["Ferry", "Tram"])

    def test_bulk_writes_are_followed(self, db):
        now = timezone.now() - dt.timedelta(hours=1)
        articles = [
            Article(title=f"Ferry {n}", body="pier", lang="en", slug=f"f{n}", status="published", published_at=now)
            for n in range(3)
        ]  # fmt: skip
        for article in articles:
            article.prepare()
        articles = Article.objects.bulk_create(articles)
        assert found("pier") == ["Ferry 2", "Ferry 1", "Ferry 0"]
        tag = Tag.objects.create(name="Art")
        TaggedArticle.objects.bulk_create(
            TaggedArticle(content_object=article, tag=tag, **{name: getattr(article, name) for name in TaggedArticle.COPIES})
            for article in articles[:2]
        )  # fmt: skip
        assert found("tag:art") == ["Ferry 1", "Ferry 0"]
        for article in articles[:2]:
            article.body = "rail"
            article.prepare()
        Article.objects.bulk_update(articles, ["body", "words_lead", "words_body"])
        assert found("pier") == ["Ferry 2"]
        assert found("rail") == ["Ferry 1", "Ferry 0"]
        Article.objects.filter(slug="f0").update(status="draft")
        assert found("rail") == ["Ferry 1"]
        Article.objects.all().delete()
        assert entries() == 0

    def test_a_change_that_is_taken_back_is_no_change(self, make_article):
        from django.db import transaction

        make_article("Ferry")
        with transaction.atomic():
            make_article("Tram")
            Article.objects.filter(title="Ferry").delete()
            transaction.set_rollback(True)
        assert found("ferry") == ["Ferry"]
        assert found("tram") == []

    def test_a_save_that_changes_no_word_writes_nothing(self, make_article):
        article = make_article("Ferry")
        before = raw_entry()
        article.score = 3
        article.save()
        assert raw_entry() == before
        assert found("ferry") == ["Ferry"]

    def test_rebuilding_changes_nothing_that_was_true(self, library):
        before = [found(typed) for typed in ("harb*", "tag:art", "-train", "東京")]
        rebuild_index()
        rebuild_index()
        assert [found(typed) for typed in ("harb*", "tag:art", "-train", "東京")] == before
        Article.objects.all().delete()
        assert entries() == 0

    @pytest.mark.skipif("connection.vendor != 'sqlite'")
    def test_fts5_finds_its_own_index_sound(self, library):
        Article.objects.filter(title="Train").update(status="draft")
        for article in Article.objects.all():
            article.body += " more"
            article.save()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_search_words (articles_search_words) VALUES ('integrity-check')"
            )
            cursor.execute(
                "SELECT count(*) FROM articles_search_words WHERE articles_search_words MATCH 'body : train'"
            )
            assert cursor.fetchone() == (1,)  # fmt: skip


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        return cursor.fetchone()[0]


def raw_entry() -> tuple:
    hidden = "ctid, xmin" if connection.vendor == "postgresql" else "position"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {hidden} FROM articles_search")
        return cursor.fetchone()


def test_another_database_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(chosen, "_ENGINES", {})
    with pytest.raises(Exception, match="SQLite and PostgreSQL"):
        engine()


# --- plans --------------------------------------------------------------------------------------


def plans(question: ResolvedQuery) -> list[str]:
    """What the database says it does, for each query of a search."""
    told: list[str] = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked: list = []

            def explain(execute, sql, params, many, context):
                asked.append((sql, params))
                return execute(sql, params, many, context)

            with connection.execute_wrapper(explain):
                newest_entries(question, 240)
            for sql, params in asked:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                told.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
            return told
        # The queries are inside a function: the server tells of each as it runs.
        cursor.execute("LOAD 'auto_explain'")
        for name, value in (
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_nested_statements", "on"),
            ("client_min_messages", "log"),
        ):
            cursor.execute(f"SET LOCAL {name} = {value}")
        connection.connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
        newest_entries(question, 240)
        cursor.execute("SET LOCAL auto_explain.log_min_duration = -1")
    return [
        line
        for line in told
        if "Query Text: " in line
        and "max(s.position)" not in line
        and "_newest(" not in line
        and "unnest(" not in line
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "ferry",
        "ferry -tram harb*",
        "after:2026-01 ferry",
        "category:energy",
        "tag:art ferry",
        'tag:art -tag:sea-ice "night train" category:energy',
        '"night train"',
        "train -tag:sea-ice",
    ],
)
@pytest.mark.parametrize("few", [1, 500], ids=["looks at one", "looks at all"])
def test_search_reads_its_indexes_and_no_table_from_end_to_end(library, typed, few, monkeypatch):
    monkeypatch.setattr("articles.search.results.MAX_EXAMINED", few)
    monkeypatch.setattr("articles.search.name_lookup.SMALL_TAG", few - 1)
    assert_reads_indexes(plans(resolve(parse(typed), "en", timezone.now())))


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("typed", ["ferry", "ferry lang:all", '"night train" lang:uk', "-ferry"])
def test_no_step_asks_for_all_articles_of_a_language(library, typed):
    question = resolve(parse(typed), "en", timezone.now())
    asked, weekly, *_others = engine().statement(question, 240)[1]
    languages = {f"'={key}'" for key in question.keys[0]}
    assert languages
    assert all(key in asked and key not in weekly for key in languages)


def test_unreviewed_machine_text_is_in_the_index_too(library):
    assert_reads_indexes(plans(ResolvedQuery(keys=((UNREVIEWED,),))))


def assert_reads_indexes(told: list[str]) -> None:
    assert told
    for plan in told:
        if connection.vendor == "postgresql":
            assert "Seq Scan" not in plan, plan
            # The matches come from the index, or by their places; only they are sorted.
            if "@@ wanted" in plan:
                assert "Bitmap Index Scan on articles_search" in plan, plan
                assert "_pkey" not in plan, plan
            elif "array_agg" in plan:
                # The articles of a small tag, one by one.
                assert "(tag_id = " in plan.partition("Index Cond")[2], plan
                assert "(id = l.content_object_id)" in plan.rpartition("Index Cond")[2], plan
            else:
                assert "_pkey" in plan, plan
            continue
        first = plan.partition("\n")[0]
        # The index in its own order, newest first. Only the articles of a small tag, found one by one,
        # are sorted.
        led = first.startswith("SEARCH l USING COVERING INDEX tag_list")
        assert led or "VIRTUAL TABLE INDEX" in first, plan
        assert led or "TEMP B-TREE" not in plan, plan
        assert "SCAN" not in plan.removeprefix(first), plan
        # Entries and articles are read at places that were found, and by no other index.
        for table in ("s", "a"):
            if f"SEARCH {table} " in plan:
                assert f"SEARCH {table} USING INTEGER PRIMARY KEY (rowid=?)" in plan, plan
