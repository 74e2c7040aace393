"""Asking a machine: answers are kept and change nothing, and what was bought is not asked again."""

import pytest

from articles.lib.background_tasks import PermanentFailure
from articles.models import Article, Notice, TranslationBase
from articles.rewriting.exceptions import ModelUnavailable
from articles.rewriting.translations.asking import answer_missing, begin_asking
from articles.rewriting.translations.exceptions import CannotTranslate, NothingToTranslate
from articles.rewriting.translations.making import begin_making, make_translation
from articles.rewriting.translations.state import TranslationStatus, state_of
from articles.rewriting.translations.tasks import translate_outdated, translate_story
from articles.rewriting.translations.translator import cleaned, faults, portions
from tests.rewriting.translations.conftest import EN, UK

pytestmark = pytest.mark.django_db


class Refused(PermanentFailure):
    """The machine takes no such text."""


@pytest.fixture
def outdated(original, translation, revise):
    revise(original, body=EN.replace("It opened.", "It closed.") + "\n\nNew.")
    return translation


def test_answers_wait_beside_the_text(outdated, state, machine, run_tasks):
    assert begin_asking(outdated.pk) == 2
    translate_outdated.enqueue(outdated.pk)
    assert run_tasks() == 1
    assert machine.asked == [["It closed.", "New."]]
    found = state()
    assert [found.answer(block) for block in found.blocks] == ["«It closed.»", "«New.»"]
    assert found.unanswered == []
    assert (found.row.asked_at, found.texts.body) == (None, UK)


def test_nothing_is_asked_twice(outdated, state, machine, original, revise):
    answer_missing(outdated.pk, machine)
    answer_missing(outdated.pk, machine)
    assert len(machine.asked) == 1
    assert begin_asking(outdated.pk) == 0
    # Only what is new is asked for.
    revise(original, body=EN.replace("It opened.", "It closed.") + "\n\nNewer words.")
    answer_missing(outdated.pk, machine)
    assert machine.asked[1:] == [["Newer words."]]


def test_a_story_that_is_no_translation_does_not_become_one(original, make_article):
    for article in (original, make_article(slug="alone")):
        assert begin_asking(article.pk) == 0
        now = Article.objects.for_export().get(pk=article.pk)
        assert state_of(now).status == TranslationStatus.NONE
    assert begin_asking(0) == 0


def test_a_refusal_is_told_to_who_asked(outdated, state, machine):
    begin_asking(outdated.pk)
    machine.error = Refused("The budget of today is spent.")
    with pytest.raises(Refused):
        translate_outdated.func(outdated.pk)
    row = state().row
    assert (row.asked_at, row.failure) == (None, "The budget of today is spent.")


def test_people_see_why_they_have_to_wait(outdated, state, machine):
    begin_asking(outdated.pk)
    machine.error = ModelUnavailable("No requests until 14:00.")
    with pytest.raises(ModelUnavailable):
        translate_outdated.func(outdated.pk)
    row = state().row
    assert row.asked_at
    assert row.failure == "No requests until 14:00."
    machine.error = None
    translate_outdated.func(outdated.pk)
    row = state().row
    assert (row.asked_at, row.failure) == (None, "")


def test_a_failure_that_passes_is_tried_again(outdated, state, machine):
    begin_asking(outdated.pk)
    machine.error = OSError("away")
    with pytest.raises(OSError, match="away"):
        translate_outdated.func(outdated.pk)
    assert state().row.asked_at


def test_an_original_that_is_gone(outdated, original, machine):
    original.delete()
    with pytest.raises(NothingToTranslate):
        answer_missing(outdated.pk, machine)


class TestNewTranslation:
    def make(self, original, lang="ar"):
        begin_making(original, lang, None)
        return Article.objects.get(pk=translate_story.func(original.pk, lang, None))

    def test_it_is_in_review_and_says_how_it_was_made(
        self, original, translation, machine, category
    ):
        Article.objects.filter(pk=original.pk).update(category=category)
        article = self.make(original)
        assert (article.status, article.lang, article.external_id) == ("in_review", "ar", "7")
        assert article.title == "«Harbour opens»"
        assert article.body == "# «What»\n\n«It opened.»\n\n«Ships came.»"
        assert article.ai == {"translatedFrom": "7", "version": 1}
        assert article.ai_label
        assert article.category == category
        assert [tag.name for tag in article.tag_list] == ["Ports"]
        assert article.published_at is None
        assert Notice.objects.get().article_id == article.pk

    def test_it_follows_its_original(self, original, machine, revise):
        article = self.make(original)

        def found():
            return state_of(Article.objects.for_export().get(pk=article.pk))

        assert found().status == TranslationStatus.CURRENT
        revise(original, body=EN.replace("Ships", "Boats"))
        (block,) = found().blocks
        assert (block.old, block.new, block.machine) == (
            "Ships came.", "Boats came.", "«Ships came.»",
        )  # fmt: skip

    def test_it_is_made_once(self, original, machine):
        article = self.make(original)
        assert translate_story.func(original.pk, "ar", None) == article.pk
        assert Article.objects.count() == 2
        with pytest.raises(CannotTranslate):
            begin_making(original, "ar", None)

    def test_the_original_may_change_meanwhile(self, original, machine, revise):
        answer = machine.__call__

        def slow(blocks, *langs):
            revise(original, title="Harbour closes")
            return answer(blocks, *langs)

        article = Article.objects.get(pk=make_translation(original.pk, "ar", None, slow))
        assert TranslationBase.objects.get(article=article).outdated == 1

    def test_why_there_is_none_is_told(self, original, machine):
        begin_making(original, "ar", None)
        machine.error = Refused("The budget of today is spent.")
        with pytest.raises(Refused):
            translate_story.func(original.pk, "ar", None)
        row = TranslationBase.objects.get()
        assert (row.article, row.lang, row.failure) == (None, "ar", "The budget of today is spent.")

    @pytest.mark.parametrize("columns", [{"external_id": ""}, {"body": " "}])
    def test_some_cannot_be_translated_and_are_told_why(self, original, columns):
        Article.objects.filter(pk=original.pk).update(**columns)
        with pytest.raises(CannotTranslate):
            begin_making(Article.objects.get(pk=original.pk), "ar", None)


class TestQuestion:
    @pytest.mark.parametrize(
        ("answers", "fault"),
        [
            (["# Б", "в"], ""), (["# Б"], "has 1"), (["# Б", " "], "empty"), (["Б", "в"], "heading"),
            ("# Б", "list"), ([1, 2], "list"), (["# Б", "в" * 900], "longer"),
        ],
    )  # fmt: skip
    def test_an_answer_that_cannot_be_used_is_found(self, answers, fault):
        found = faults(["# A", "b"], answers)
        assert (fault in found[0]) if fault else not found

    def test_answers_hold_what_a_text_may_hold(self):
        assert cleaned(["a\r\nb\x00\n"]) == ["a\nb\ufffd"] or cleaned(["a\r\nb\n"]) == ["a\nb"]

    def test_long_texts_are_asked_in_portions(self):
        blocks = ["a" * 5000, "b" * 5000, *("c" * 50)]
        found = list(portions(blocks))
        assert [one for portion in found for one in portion] == blocks
        assert max(map(len, found)) <= 20


def test_a_translation_says_whose_reporting_it_tells_and_shows_the_pictures(
    original, machine, revise
):
    files = '{"a.png": "covers/a.png"}'
    revise(original, author_names=["Ada Reyes"], body="![A](a.png)", text_pictures=files)
    made = Article.objects.get(pk=make_translation(original.pk, "uk", None, machine))
    assert (made.written_by, [author.name for author in made.reported_by]) == ([], ["Ada Reyes"])
    assert made.files_of_text == {"a.png": "covers/a.png"}
