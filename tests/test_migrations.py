"""Every migration can be taken back, and none is missing."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

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
