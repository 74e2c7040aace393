"""Every migration can be taken back, and none is missing."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import AuditEntry, Redirect
from articles.workflow import GROUPS, PEOPLE_PERMISSIONS


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


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
    assert Redirect.target("/old/") == article.get_absolute_url()
    assert AuditEntry.objects.get().action == "publish"
    assert [kept.action for kept in article.revisions.order_by("pk")] == ["edit", "publish", "edit"]
    assert set(given.filter(codename__in=codenames).values_list("codename", flat=True)) == codenames
    assert not Permission.objects.filter(codename__contains="pastaddress").exists()
    assert ContentType.objects.get(app_label="articles", model="redirect")
    assert not ContentType.objects.filter(model="pastaddress").exists()


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
