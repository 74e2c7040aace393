"""Asks a machine for the blocks of a translation that are out of date, and keeps its answers.

Answers change nothing by themselves: they wait until a person takes them.
"""

from django.db import transaction
from django.utils import timezone

from articles.lib.graphemes import clip
from articles.models import Article, TranslationBase
from articles.rewriting.translations.exceptions import NothingToTranslate
from articles.rewriting.translations.state import TranslationState, state_of, state_to_write
from articles.rewriting.translations.translator import Translator, portions


@transaction.atomic
def begin_asking(article_id: int) -> int:
    """Note that people asked for the blocks that are out of date; returns how many are missing."""
    article = Article.objects.for_export().filter(pk=article_id).first()
    if article is None or not state_of(article).unanswered:
        # No row is made for a story that is no translation.
        return 0
    state = state_to_write(article_id)
    missing = len(state.unanswered)
    if missing:
        rows = TranslationBase.objects.filter(pk=state.row.pk)
        rows.update(asked_at=timezone.now(), failure="")
    return missing


def answer_missing(article_id: int, translate: Translator) -> int:
    """Translate what is out of date and keep the answers; returns how many there are.

    Each portion is kept as soon as it is there: what was bought is not bought again. Raises
    NothingToTranslate, and what `translate` raises.
    """
    state = _state(article_id)
    if state.original is None:
        raise NothingToTranslate("The story is no translation any more, or its original is gone.")
    wanted = {one.answer_key: one.new for one in state.unanswered}
    for portion in portions(list(wanted.values())):
        answers = translate(portion, state.original.lang, state.article.lang)
        keys = [key for key, text in wanted.items() if text in portion]
        by_text = dict(zip(portion, answers, strict=True))
        _keep(article_id, {key: by_text[wanted[key]] for key in keys})
    TranslationBase.objects.filter(article=article_id).update(asked_at=None, failure="")
    return len(wanted)


def note_failure(article_id: int, why: str) -> None:
    """Keep why no answer came, for the people who asked."""
    rows = TranslationBase.objects.filter(article=article_id)
    rows.update(asked_at=None, failure=clip(why, 500))


def note_trouble(article_id: int, why: str) -> None:
    """Keep why no answer has come so far: it is tried again."""
    TranslationBase.objects.filter(article=article_id).update(failure=clip(why, 500))


def _state(article_id: int) -> TranslationState:
    article = Article.objects.for_export().filter(pk=article_id).first()
    if article is None:
        raise NothingToTranslate("The story was deleted.")
    return state_of(article)


@transaction.atomic
def _keep(article_id: int, answers: dict[str, str]) -> None:
    rows = TranslationBase.objects.select_for_update().filter(article=article_id)
    row = rows.first()
    if row is not None:
        rows.filter(pk=row.pk).update(answers=row.answers | answers)
