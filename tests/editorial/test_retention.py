"""Old revisions go; the first, the last and every decision stay."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.editorial.retention import prunable, prune
from articles.models import AuditEntry, PublicChange, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(make_article):
    """`kept("edit", …)`: a story's revisions with these actions, each a day older than the next."""

    def make(*actions: str, title: str = "One") -> list[Revision]:
        article = make_article(title)
        rows = [article.keep_revision(action) for action in actions]
        for age, row in enumerate(reversed(rows)):
            made = timezone.now() - dt.timedelta(days=100 + age)
            Revision.objects.filter(pk=row.pk).update(created_at=made)
        return rows

    return make


def left() -> list[str]:
    return list(Revision.objects.order_by("pk").values_list("action", flat=True))


def test_first_last_and_decisions_stay(kept):
    kept("edit", "edit", "publish", "import", "approve", "unpublish", "edit", "edit")
    assert prune(30) == 3
    assert left() == ["edit", "publish", "approve", "unpublish", "edit"]


def test_the_young_stay(kept):
    rows = kept("edit", "edit", "edit")
    Revision.objects.filter(pk=rows[1].pk).update(created_at=timezone.now())
    assert prune(30) == 0


def test_zero_keeps_everything(kept):
    kept("edit", "edit", "edit", "edit")
    assert prune(0) == 0


def test_every_story_has_its_own_first_and_last(kept):
    kept("edit", "edit")
    kept("edit", "edit", "edit", title="Two")
    assert prune(30) == 1


def test_the_command_says_what_would_go_and_deletes_when_told(kept, settings, capsys):
    settings.HISTORY_DAYS = 30
    kept("edit", "edit", "edit")
    call_command("prune_history", "--dry-run")
    assert capsys.readouterr().out == "1 revisions would go.\n"
    assert len(left()) == 3
    call_command("prune_history")
    assert "1 revisions deleted" in capsys.readouterr().out
    assert AuditEntry.objects.get().detail["count"] == 1
    assert not prunable(30).exists()


def test_the_command_prunes_the_public_change_log(db):
    old = timezone.now() - dt.timedelta(days=100)
    PublicChange.append({old: ["a", "b"], timezone.now(): ["c"]})
    call_command("prune_history")
    assert [row.key for row in PublicChange.objects.all()] == ["c"]
