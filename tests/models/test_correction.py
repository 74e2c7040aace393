"""Notes to readers, and what they move."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Correction

pytestmark = pytest.mark.django_db

LATER = dt.datetime(2097, 3, 1, 12, tzinfo=dt.UTC)


def modified(article: Article) -> dt.datetime | None:
    return Article.objects.get(pk=article.pk).reader_modified_at


def test_a_correction_moves_what_readers_are_told_of_the_last_change(make_article):
    article = make_article()
    assert modified(article) is None
    with time_machine.travel(LATER, tick=False):
        note = Correction.objects.create(article=article, text="It was nineteen.")
    assert article.reader_modified_at == modified(article) == LATER
    assert article.changed_at == LATER
    with time_machine.travel(LATER + dt.timedelta(hours=1), tick=False):
        note.text = "It was twenty."
        note.save()
    assert modified(article) == LATER + dt.timedelta(hours=1)
    with time_machine.travel(LATER + dt.timedelta(hours=2), tick=False):
        note.delete()
    assert modified(article) == LATER + dt.timedelta(hours=2)


def test_the_time_of_the_note_is_not_the_time_of_the_change(make_article):
    """A note may be dated back; the page changed when it was written."""
    article = make_article()
    with time_machine.travel(LATER, tick=False):
        Correction.objects.create(
            article=article, text="x", date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        )
    assert modified(article) == LATER


@pytest.mark.parametrize("status", ["draft", "in_review", "retracted"])
def test_what_nobody_reads_did_not_change_for_readers(make_article, status):
    article = make_article(status=status)
    Correction.objects.create(article=article, text="It was nineteen.")
    assert modified(article) is None


def test_a_note_leaves_the_version_and_the_text_alone(make_article):
    article = make_article()
    Correction.objects.create(article=article, text="It was nineteen.")
    stored = Article.objects.get()
    assert (stored.version, stored.content_hash) == (article.version, article.content_hash)


def test_a_retracted_story_has_one_public_note_and_a_restored_one_none(make_article, make_user):
    article, editor = make_article(), make_user("Editors")
    article.retract(editor, "Invented.")
    note = Correction.objects.get()
    assert (note.kind, note.text, article.retraction_reason()) == (
        "retraction", "Invented.", "Invented.",
    )  # fmt: skip
    article.restore(editor)
    assert not Correction.objects.exists()
    assert article.retraction_reason() == ""
    article.submit(editor)
    article.publish(editor)
    article.retract(editor, "Invented again.")
    assert Correction.objects.get().text == "Invented again."


def test_notes_are_public_while_their_story_is(make_article, make_user):
    editor = make_user("Editors")
    for number, columns in enumerate(({}, {"status": "draft"}, {"hours": 3}, {})):
        article = make_article(f"S{number}", **columns)
        Correction.objects.create(article=article, text=f"note {number}")
    article.retract(editor, "Invented.")
    assert {note.text for note in Correction.objects.public()} == {"note 0", "Invented."}
    scheduled = Article.objects.get(slug="s2")
    shown = Correction.objects.public(scheduled.published_at)
    assert "note 2" in {note.text for note in shown}


def test_a_note_of_the_future_is_refused(make_article):
    note = Correction(article=make_article(), text="x", date=timezone.now() + dt.timedelta(hours=1))
    with pytest.raises(ValidationError, match="still ahead"):
        note.full_clean()


@pytest.mark.parametrize("columns", [{"text": ""}, {"kind": "apology"}], ids=str)
def test_the_database_itself_refuses_nonsense(make_article, columns):
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**{"article": article, "text": "x"} | columns)
