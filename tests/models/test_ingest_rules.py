"""Versions of rules: one is on, whoever switches, and the audit log says who did."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import AuditEntry, IngestRules

pytestmark = pytest.mark.django_db


def test_one_version_is_on_and_another_takes_its_place(make_user):
    boss = make_user("Administrators")
    one, two = (IngestRules.objects.create(document={}) for _ in range(2))
    assert IngestRules.on() is None
    one.switch_on(boss)
    two.switch_on(boss)
    assert IngestRules.on() == two
    # An earlier one again.
    one.switch_on(None)
    assert IngestRules.on() == one
    entries = AuditEntry.objects.filter(action="rules_on").order_by("pk")
    assert [(e.actor, e.detail["version"], e.detail["before"]) for e in entries] == [
        (boss, one.pk, None), (boss, two.pk, one.pk), (None, one.pk, two.pk),
    ]  # fmt: skip
    one.refresh_from_db()
    assert one.switched_on_by is None


def test_switching_off_leaves_none_on(make_user):
    version = IngestRules.objects.create(document={})
    version.switch_on(None)
    assert version.switch_off(make_user("Administrators"))
    assert not version.switch_off(None)
    assert IngestRules.on() is None
    assert AuditEntry.objects.filter(action="rules_off").count() == 1


def test_the_database_allows_one_that_is_on():
    IngestRules.objects.create(document={}, is_on=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        IngestRules.objects.create(document={}, is_on=True)
