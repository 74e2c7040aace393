"""Every migration can be taken back, and none is missing.

Released migrations are frozen, so `.ci/run` walks them, on SQLite and PostgreSQL. Run all of this file
after a change in the migrations: `pytest tests/test_migrations.py`.
"""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.lib.text import is_slug, taxonomy_key
from articles.models import (
    Article,
    AuditEntry,
    Author,
    ImportRun,
    Redirect,
    Source,
    TagName,
    UpstreamItem,
)
from articles.search.name_lookup import tag_id_by_name
from articles.workflow import GROUPS, PEOPLE_PERMISSIONS

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth():
    try:
        call_command("migrate", "articles", "zero", verbosity=0)
        assert not any("articles_" in name for name in connection.introspection.table_names())
        assert not Group.objects.exists()
    finally:
        call_command("migrate", verbosity=0)
    assert Group.objects.count() == 3

    # Migrations list permissions themselves: one that is new in `GROUPS` needs a migration.
    for name, codenames in GROUPS.items():
        people = PEOPLE_PERMISSIONS if name == "Administrators" else ()
        given = Permission.objects.filter(group__name=name).values_list("codename", flat=True)
        assert set(given) == {*codenames, *people}


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_the_entrance_of_an_import_moves_into_a_column_and_back():
    before, after = ("articles", "0016_fewer_indexes"), ("articles", "0017_import_run_kind")
    old = {"upload: a.zip", "quarantine: in/b.md", "/srv/in, /srv/more", "quarantine: " + "x" * 988}
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([before])
        runs = executor.loader.project_state([before]).apps.get_model("articles", "ImportRun")
        for origin in old:
            runs.objects.create(origin=origin, state="finished")

        executor = MigrationExecutor(connection)
        executor.migrate([after])
        runs_after = executor.loader.project_state([after]).apps.get_model("articles", "ImportRun")
        assert set(runs_after.objects.values_list("kind", "origin")) == {
            ("upload", "a.zip"), ("retry", "in/b.md"),
            ("command", "/srv/in, /srv/more"), ("retry", "x" * 988),
        }  # fmt: skip

        executor = MigrationExecutor(connection)
        executor.migrate([before])
        assert set(runs.objects.values_list("origin", flat=True)) == old
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_runs_of_originals_go_with_their_notes_and_other_runs_stay():
    ImportRun.objects.create(kind="command", origin="in", state="finished")
    run = ImportRun.objects.create(kind="ingest", origin="items.json", state="finished")
    run.notes.create(kind="quarantined", path="items.json")
    try:
        call_command("migrate", "articles", "0039_pictures_as_a_library", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert [kept.origin for kept in ImportRun.objects.all()] == ["in"]


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_redirects_audit_entries_and_revisions_keep_their_rows(make_article, make_user):
    before = ("articles", "0017_import_run_kind")
    article = make_article()
    editor = make_user("Administrators")
    codenames = {f"{verb}_redirect" for verb in ("view", "add", "change", "delete")}
    given = Permission.objects.filter(group__name="Administrators")
    try:
        call_command("migrate", *before, verbosity=0)
        assert not given.filter(codename__in=codenames).exists()
        old = MigrationExecutor(connection).loader.project_state([before]).apps.get_model
        old("articles", "PastAddress").objects.create(path="/old/", article_id=article.pk)
        old("articles", "AuditEntry").objects.create(act="publish", actor_id=editor.pk)
        revisions = old("articles", "Revision").objects
        for action in ("autosave", "publish", "rewrite"):
            revisions.create(article_id=article.pk, action=action, status="draft", front_matter={})
    finally:
        call_command("migrate", verbosity=0)
    assert article.redirects.get().path == "/old"
    assert AuditEntry.objects.get().action == "publish"
    assert [kept.action for kept in article.revisions.order_by("pk")] == ["edit", "publish", "edit"]
    assert set(given.filter(codename__in=codenames).values_list("codename", flat=True)) == codenames
    assert not Permission.objects.filter(codename__contains="pastaddress").exists()
    assert ContentType.objects.get(app_label="articles", model="redirect")
    assert not ContentType.objects.filter(model="pastaddress").exists()


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_items_of_before_are_dated_where_they_were_taken_back_and_old_ones_left_alone():
    now = dt.datetime.now(dt.UTC)
    source = Source.objects.create(key="wire", name="The Wire", kind="RSS")

    def item(external_id: str, **columns) -> UpstreamItem:
        columns = {"title": "Harbour", "first_seen_at": now, "changed_at": now} | columns
        return UpstreamItem.objects.create(source=source, external_id=external_id, **columns)

    try:
        call_command("migrate", "articles", "0054_pictures_beside_texts", verbosity=0)
        gone = item("1", upstream_status="Deleted")
        old = item("2", first_seen_at=now - dt.timedelta(days=60))
        new = item("3")
    finally:
        call_command("migrate", verbosity=0)
    for stored in (gone, old, new):
        stored.refresh_from_db()
    assert gone.taken_back_at == gone.changed_at
    assert (old.taken_back_at, old.clustered_at) == (None, old.first_seen_at)
    assert (new.taken_back_at, new.clustered_at) == (None, None)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_stored_permissions_are_named_in_the_words_of_the_interface():
    """Django writes the names once, when it creates a permission."""
    before = ("articles", "0019_search_tables")
    own = Permission.objects.filter(
        content_type__app_label="articles", content_type__model__in=["article", "category"]
    )
    try:
        call_command("migrate", *before, verbosity=0)
        for codename in ("change_article", "publish_article"):
            own.filter(codename=codename).update(name="Can publish articles or an article")
        own.filter(codename="add_category").update(name="Can add category")
    finally:
        call_command("migrate", verbosity=0)
    names = dict(own.values_list("codename", "name"))
    assert names["change_article"] == names["publish_article"] == "Can publish stories or a story"
    assert names["add_category"] == "Can add section"
    assert not [name for name in names.values() if "article" in name or "categor" in name]


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_redirects_keep_their_places_under_one_spelling_and_back(make_article):
    before = ("articles", "0020_interface_words")
    one, two = make_article("One"), make_article("Two")
    stored = [
        ("/old/x", one), ("/old/x/", two), ("/b/./%63", one), ("/%D1%97/", two), ("/b/c/", two),
        ("/en/articles/two", two), ("/en/articles/first/", one), ("/a.html", one),
    ]  # fmt: skip
    kept = {
        "/old/x": one.pk, "/b/c": one.pk, "/ї": two.pk, "/en/articles/first": one.pk,
        "/a.html": one.pk,
    }  # fmt: skip
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("articles", "Redirect")
        old.objects.bulk_create(old(path=path, article_id=article.pk) for path, article in stored)
        call_command("migrate", verbosity=0)
        assert dict(Redirect.objects.values_list("path", "article_id")) == kept
        MigrationExecutor(connection).migrate([before])
        paths = set(old.objects.values_list("path", flat=True))
        assert paths == {"/old/x/", "/b/c/", "/ї/", "/en/articles/first/", "/a.html"}
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_stored_addresses_get_the_one_grammar_and_a_redirect_each():
    before = ("articles", "0026_redirects_to_pages")
    odd = {
        "Port-Deal_2026": "port-deal-2026",
        "_press_": "press",
        "Press-Day": "press-day-2",
        "press_day": "press-day-3",
        "press-day": "press-day",
        "___": "story-",
        "a" * 199 + "_": "a" * 190,
    }
    try:
        call_command("migrate", *before, verbosity=0)
        old = MigrationExecutor(connection).loader.project_state([before]).apps.get_model
        created = {}
        for slug in odd:
            created[slug] = old("articles", "Article").objects.create(
                title=slug, lang="en", slug=slug, status="draft", modified_at=NOW, version=3
            )
        other = old("articles", "Article").objects.create(title="uk", lang="uk", slug="Press-Day")
        deal = created["Port-Deal_2026"]
        old("articles", "OriginalFile").objects.create(
            article=deal, slug=deal.slug, path="Port-Deal_2026.md", data=b"", sha256=""
        )
        old("articles", "PendingRevision").objects.create(
            article=deal,
            values={"slug": "Port-Deal_2026", "title": "T"},
            base={"slug": "Port-Deal_2026", "title": "U"},
            base_version=3,
        )
        old("articles", "PendingRevision").objects.create(
            article=created["_press_"],
            values={"slug": "Our_Press"},
            base={"slug": "_press_"},
            base_version=3,
        )
        old("articles", "Redirect").objects.create(path="/en/articles/press", article=other)
        call_command("migrate", verbosity=0)

        stored = dict(Article.objects.filter(lang="en").values_list("title", "slug"))
        for slug, expected in odd.items():
            assert stored[slug].startswith(expected), slug
            assert is_slug(stored[slug])
            if stored[slug] != slug:
                row = Redirect.objects.get(path=f"/en/articles/{slug}")
                assert row.article_id == created[slug].pk
        assert Article.objects.get(lang="uk").slug == "press-day"
        assert not Redirect.objects.filter(path="/en/articles/press").exists()
        article = Article.objects.get(pk=deal.pk)
        assert article.version == 4
        assert article.modified_at > NOW
        assert article.original.slug == "port-deal-2026"
        values = {"slug": "port-deal-2026", "title": "T", "author_names": []}
        assert article.pending.values == values
        pending = Article.objects.get(slug="press").pending
        assert (pending.values["slug"], pending.base["slug"]) == ("our-press", "press")
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_sources_in_several_spellings_all_stay_and_none_publishes_what_another_would_not(capsys):
    before = ("articles", "0028_refused_files")
    keys = {"UN": "publish", "un": "review", "ＵＮ": "publish", "Wire": "publish", "wire": "publish",
            "Straße": "publish", "alone": "review"}  # fmt: skip
    try:
        call_command("migrate", *before, verbosity=0)
        old = MigrationExecutor(connection).loader.project_state([before]).apps.get_model
        for key, trust in keys.items():
            source = old("articles", "Source").objects.create(
                key=key, name=f"Name of {key}", kind="RSS", trust=trust
            )
            old("articles", "Article").objects.create(
                title=key, lang="en", slug=f"s{source.pk}", external_id="1", source=source
            )
        capsys.readouterr()
        call_command("migrate", verbosity=0)
        told = capsys.readouterr().out
        sources = Source.objects.order_by("pk")
        assert {source.key: source.articles.get().title for source in sources} == {
            key: key for key in keys
        }
        assert dict(sources.values_list("key", "trust")) == keys | {
            "UN": "review",
            "ＵＮ": "review",
        }
        assert dict(sources.filter(key__in=("UN", "Wire", "Straße")).values_list("key", "folded")) == {
            "UN": "un", "Wire": "wire", "Straße": "strasse",
        }  # fmt: skip
        assert Source.objects.by_keys(["Un", "un", "UN", "WIRE"]) == {
            "Un": sources.get(key="UN"),
            "un": sources.get(key="un"),
            "UN": sources.get(key="UN"),
            "WIRE": sources.get(key="Wire"),
        }
        assert "“UN”, “un”, “ＵＮ”" in told
        assert "“Wire”, “wire”" in told
        assert "alone" not in told
        entries = AuditEntry.objects.filter(action="trust").order_by("pk")
        assert [entry.detail["source"] for entry in entries] == ["UN", "ＵＮ"]
        # A second spelling can be saved, and keeps its place.
        second = sources.get(key="un")
        second.full_clean()
        second.save()
        call_command("migrate", *before, verbosity=0)
        assert old("articles", "Source").objects.count() == len(keys)
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_what_files_said_of_authors_becomes_their_names(make_article):
    before = ("articles", "0045_stories_end")
    said = [
        ("Ada Reyes", ["Ada Reyes"]),
        (["Ada Reyes", "Лі Вень", "ada  reyes"], ["Ada Reyes", "Лі Вень"]),
        ({"name": "Ben Okri", "url": "https://example.org"}, ["Ben Okri"]),
        (None, []),
        ("x" * 201, []),
    ]
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("articles", "Article")
        for number, (value, _names) in enumerate(said):
            old.objects.create(
                title="T", slug=f"a{number}", lang="en", content_hash="", status="published",
                published_at=NOW, extra={"article": {"author": value, "other": "kept"}},
            )  # fmt: skip
    finally:
        call_command("migrate", verbosity=0)
    for number, (_value, names) in enumerate(said):
        article = Article.objects.get(slug=f"a{number}")
        assert article.author_names == names
        assert [author.name for author in article.author_list] == names
        assert article.extra == {"article": {"other": "kept"}}
    assert set(Author.objects.values_list("slug", flat=True)) > {"ada-reyes", "ben-okri"}


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_names_of_tags_in_other_languages_are_found_after_it():
    before = ("articles", "0078_editor_layout")
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("articles", "Tag")
        names = {"uk": "Великі  Порти", "ar": "ＭＯＡＮＩ", "en": ""}
        tag = old.objects.create(name="Ports", slug="ports", folded="ports", names=names)
        old.objects.create(name="Sea", slug="sea", folded="sea")
    finally:
        call_command("migrate", verbosity=0)
    found = TagName.objects.values_list("tag", "folded")
    assert set(found) == {(tag.pk, taxonomy_key(name)) for name in names.values() if name}
    assert tag_id_by_name("великі порти") == tag.pk
