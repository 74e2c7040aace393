"""What people decide about a translation's blocks is stored by a revision, or waits if it is live."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Article, AuditEntry, PendingRevision, Revision, TranslationBase
from articles.models.editable_values import edited
from articles.models.exceptions import StaleArticle
from articles.rewriting.translations.accepting import accept, seen_version, start_from_now
from articles.rewriting.translations.exceptions import DecisionsRefused
from articles.rewriting.translations.outdated import Decision
from articles.rewriting.translations.state import TranslationStatus
from tests.rewriting.translations.conftest import EN, UK

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


@pytest.fixture
def outdated(original, translation, revise):
    revise(original, body=EN.replace("It opened.", "It closed."))
    # Files would say what it was made from; these two have none.
    TranslationBase.objects.update(
        machine_blocks=["Гавань", "", "# Що", "Відкрили.", "Кораблі прийшли."]
    )
    return translation


def take(state, by, **decision):
    (block,) = state.blocks
    decisions = {block.key: Decision(**decision)}
    return accept(state.article.pk, decisions, by, "why", seen=seen_version(state))


def test_taking_a_block_revises_the_story(outdated, state, editor):
    take(state(), editor, text="Закрили.", machine="Закрили.")
    article = Article.objects.get(pk=outdated.pk)
    assert article.body == UK.replace("Відкрили", "Закрили")
    assert Revision.objects.get(article_id=article.pk).body == UK
    entry = AuditEntry.objects.get(action="translate_blocks")
    assert (entry.actor, entry.reason, entry.detail) == (editor, "why", {"changed": ["body"]})
    row = TranslationBase.objects.get()
    assert (row.outdated, row.is_of_desk) == (0, True)
    assert state().status == TranslationStatus.CURRENT


def test_machine_words_void_an_approval(outdated, state, editor):
    article = Article.objects.get(pk=outdated.pk)
    Article.objects.filter(pk=outdated.pk).update(reviewed_hash=article.text_hash)
    take(state(), editor, text="Закрили.", machine="Закрили.")
    assert Article.objects.get(pk=outdated.pk).ai_label


def test_fine_changes_no_word_and_no_version(outdated, state, editor):
    before = Article.objects.get(pk=outdated.pk)
    take(state(), editor)
    after = Article.objects.get(pk=outdated.pk)
    assert (after.body, after.version) == (before.body, before.version)
    assert AuditEntry.objects.filter(action="check_translation").exists()
    assert state().status == TranslationStatus.CURRENT


def test_a_live_story_keeps_its_text_until_it_is_published(outdated, state, editor):
    Article.objects.filter(pk=outdated.pk).update(status="published")
    take(state(), editor, text="Закрили.", machine="Закрили.")
    assert Article.objects.get(pk=outdated.pk).body == UK
    assert TranslationBase.objects.get().outdated == 1
    # Who goes on sees the text that waits, and nothing is asked twice.
    assert state().status == TranslationStatus.CURRENT
    assert "Закрили." in state().texts.body
    PendingRevision.objects.get().publish(editor)
    assert Article.objects.get(pk=outdated.pk).body == UK.replace("Відкрили", "Закрили")
    assert TranslationBase.objects.get().outdated == 0
    assert state().status == TranslationStatus.CURRENT


def test_discarded_changes_leave_it_out_of_date(outdated, state, editor):
    Article.objects.filter(pk=outdated.pk).update(status="published")
    take(state(), editor, text="Закрили.", machine="Закрили.")
    PendingRevision.objects.get().discard(editor)
    assert state().status == TranslationStatus.OUTDATED


def test_it_goes_on_from_changes_that_wait_already(outdated, state, editor):
    Article.objects.filter(pk=outdated.pk).update(status="published")
    article = Article.objects.get(pk=outdated.pk)
    values = edited(article) | {"body": f"{UK}\n\nДодано.", "title": "Порт"}
    PendingRevision.hold(article, values, editor)
    take(state(), editor, text="Закрили.", machine="Закрили.")
    values = PendingRevision.objects.get().values
    assert values["body"] == f"{UK}\n\nДодано.".replace("Відкрили", "Закрили")
    assert values["title"] == "Порт"


def test_somebody_was_quicker(outdated, state, editor, revise):
    seen = state()
    revise(outdated, title="Порт")
    with pytest.raises(StaleArticle):
        take(seen, editor, text="Закрили.", machine="Закрили.")
    assert Article.objects.get(pk=outdated.pk).body == UK


def test_who_may_not_edit_the_story_may_not_decide(outdated, state, make_user):
    Article.objects.filter(pk=outdated.pk).update(status="published")
    with pytest.raises(PermissionDenied):
        take(state(), make_user("Writers"), text="Закрили.")


@pytest.mark.parametrize("title", ["  ", "Т" * 301])
def test_a_title_that_cannot_be_is_refused_in_words(
    outdated, state, editor, original, revise, title
):
    revise(original, body=EN, title="Harbour closes")
    with pytest.raises(DecisionsRefused):
        take(state(), editor, text=title, machine=title)


def test_words_of_people_get_the_label_of_a_machine_with_its_words(outdated, state, editor):
    Article.objects.filter(pk=outdated.pk).update(ai=None)
    take(state(), editor, text="Закрили.", machine="Закрили.")
    article = Article.objects.get(pk=outdated.pk)
    assert article.ai == {"translatedFrom": "7"}
    assert article.ai_label


def test_a_live_story_by_people_gets_no_machine_words(outdated, state, editor):
    Article.objects.filter(pk=outdated.pk).update(ai=None, status="published")
    with pytest.raises(DecisionsRefused, match="label"):
        take(state(), editor, text="Закрили.", machine="Закрили.")
    take(state(), editor, text="Закрили.")
    assert PendingRevision.objects.exists()


def test_a_translation_of_unknown_base_starts_when_a_person_says_so(
    original, translation, state, editor, revise
):
    assert state().status == TranslationStatus.UNKNOWN
    start_from_now(translation.pk, editor)
    assert state().status == TranslationStatus.CURRENT
    revise(original, title="Harbour closes")
    (block,) = state().blocks
    # Nobody knows which words are the machine's: none is written over.
    assert block.merged("Порт").overlaps


def test_without_an_original_nothing_starts(translation, original, editor):
    original.delete()
    with pytest.raises(DecisionsRefused):
        start_from_now(translation.pk, editor)
