"""The index that migrations make: all of it is there, follows the articles, and is missed if not."""

from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.utils import OperationalError
from django.utils import timezone

from articles.migrations.search_index import operations
from articles.migrations.search_index.operations import CreateSearchTriggers, DropSearchTriggers
from articles.models import Article
from articles.search.admin_filters import AdminFilters
from articles.search.admin_search import AdminSearch
from articles.search.query import parse
from articles.search.rebuild import is_installed, rebuild_index
from articles.search.results import ranked_page

TABLES = ("articles_search", "articles_unpublished", "articles_search_vocabulary")
TITLE = migrations.AlterField("article", "title", models.CharField(max_length=400))


def content() -> dict[str, list]:
    """Every row of the index; of FTS5, which keeps no rows, every word with its place."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows[table] = cursor.fetchall()
        if connection.vendor == "sqlite":
            for index in TABLES[:2]:
                cursor.execute(
                    f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', '{index}_words', 'instance')"
                )
                cursor.execute("SELECT * FROM temp.terms ORDER BY 1, 2, 3, 4")
                rows[f"{index}_words"] = cursor.fetchall()
                cursor.execute("DROP TABLE temp.terms")
    return rows


def objects() -> dict[str, str]:
    """The SQL of every object of the index, by name."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE name LIKE 'articles\\_search%' ESCAPE '\\' "
        "OR name LIKE 'articles\\_unpublished%' ESCAPE '\\'"
        if connection.vendor == "sqlite"
        else r"""
            SELECT proname, prosrc FROM pg_proc WHERE proname ~ '^articles_(search|unpublished)_'
            UNION SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname ~ '^articles_'
            UNION SELECT viewname, definition FROM pg_views WHERE viewname ~ '^articles_'
            UNION SELECT attrelid::regclass::text || '.' || attname, atttypid::regtype::text
                FROM pg_attribute WHERE attnum > 0 AND attrelid IN (
                    'articles_search'::regclass, 'articles_unpublished'::regclass,
                    'articles_search_vocabulary'::regclass
                )
        """
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def articles_found(text: str) -> tuple[int, int]:
    """How many the readers' search finds, and how many the admin's."""
    published = ranked_page(parse(text), "en").count
    return published, len(AdminSearch(timezone.now()).positions(AdminFilters(text=text), 50))


def drop_trigger(name: str) -> None:
    table = " ON articles_article" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{table}")


def migrate(*steps: migrations.operations.base.Operation, back: bool = False) -> None:
    """Run the steps as one migration does, and on the way back in the other order."""
    states = [ProjectState.from_apps(Article._meta.apps)]
    for step in steps:
        states.append(states[-1].clone())
        step.state_forwards("articles", states[-1])
    numbers = range(len(steps))
    with connection.schema_editor() as editor:
        for number in reversed(numbers) if back else numbers:
            before, after = states[number : number + 2]
            if back:
                steps[number].database_backwards("articles", editor, after, before)
            else:
                steps[number].database_forwards("articles", editor, before, after)


@pytest.mark.django_db
class TestMigrated:
    def test_all_of_it_is_there_and_is_what_a_rebuild_makes(self):
        assert is_installed()
        migrated = objects()
        operations.create(connection)
        assert objects() == migrated
        rebuild_index()
        assert objects() == migrated

    def test_the_triggers_keep_what_a_rebuild_makes(self, make_article, source, category):
        for number, status in enumerate(("published", "draft", "in_review", "retracted") * 3):
            make_article(f"Ferry {number}", hours=-number, status=status, body="pier " * number)
        Article.objects.filter(title__endswith="4").update(source=source, lang="uk", risk=20)
        Article.objects.filter(title__endswith="5").update(category=category, status="published")
        Article.objects.filter(title="Ferry 0").update(status="draft", published_at=None)
        Article.objects.filter(title="Ferry 8").delete()
        kept = content()
        assert {table for table, rows in kept.items() if rows} == set(kept)
        rebuild_index()
        # Words of spelling that no title says any more go with a rebuild only.
        assert set(content()[TABLES[2]]) <= set(kept.pop(TABLES[2]))
        assert {table: content()[table] for table in kept} == kept


class TestMissed:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("trigger", ["articles_search_insert", "articles_unpublished_insert"])
    def test_a_missing_trigger_is_told_and_made_again(self, make_article, trigger):
        drop_trigger(trigger)
        try:
            make_article("Ferry")
            make_article("Ferry again", status="draft")
            assert not is_installed()
            (warning,) = run_checks(databases=["default"])
            assert warning.id == "articles.W001"
            assert "rebuild_search" in warning.hint
        finally:
            call_command("rebuild_search", stdout=StringIO())
        assert run_checks(databases=["default"]) == []
        assert articles_found("ferry") == (1, 2)
        make_article("Tram")
        assert articles_found("tram") == (1, 1)

    @pytest.mark.django_db
    def test_another_version_is_told_and_made_anew(self, make_article):
        make_article("Ferry")
        with connection.cursor() as cursor:
            cursor.execute("DROP VIEW articles_search_version")
            cursor.execute("CREATE VIEW articles_search_version AS SELECT 0 AS version")
        assert not is_installed()
        rebuild_index()
        assert is_installed()
        assert articles_found("ferry") == (1, 1)

    @pytest.mark.django_db
    def test_the_check_asks_no_database_that_is_not_checked(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert not [message for message in run_checks() if message.id == "articles.W001"]

    @pytest.mark.django_db
    def test_the_check_says_nothing_while_migrations_wait(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP VIEW articles_search_version")
            cursor.execute(
                "DELETE FROM django_migrations WHERE app = 'articles' AND name >= '0019_search_tables'"
            )
        assert run_checks(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
class TestLaterMigrations:
    @pytest.mark.skipif("connection.vendor != 'sqlite'")
    def test_one_that_forgets_the_triggers_fails_and_changes_nothing(self, make_article):
        make_article("Ferry")
        with pytest.raises(OperationalError, match="error in view articles_search_entry"):
            migrate(TITLE)
        assert is_installed()
        assert articles_found("ferry") == (1, 1)

    def test_one_that_drops_and_creates_them_leaves_a_true_index(self, make_article):
        make_article("Ferry")
        steps = (
            DropSearchTriggers(1),
            TITLE,
            migrations.RunSQL(
                "UPDATE articles_article SET words_title = 'tram'",
                "UPDATE articles_article SET words_title = 'ferry'",
            ),
            CreateSearchTriggers(1),
        )
        before = objects()
        migrate(*steps)
        assert is_installed()
        assert objects() == before
        assert articles_found("tram") == (1, 1)
        migrate(*steps, back=True)
        assert is_installed()
        assert articles_found("ferry") == (1, 1)
        make_article("Lighthouse")
        assert articles_found("lighthouse") == (1, 1)
