"""Background tasks of translations: what waits for a language model."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import OUTBOUND, PermanentFailure, background_task
from articles.models import Article, Prompt
from articles.rewriting.exceptions import ModelUnavailable
from articles.rewriting.prompts import prompt_text
from articles.rewriting.rewriting import TRIES
from articles.rewriting.translations import asking, making
from articles.rewriting.translations.site_model import (
    JOB,
    language_of_trial,
    site_translator,
    trial_question,
)


@background_task(_("Translate what is out of date"), once=True, queue=OUTBOUND, tries=TRIES + 1)
def translate_outdated(article_id: int) -> int:
    """Have the site's model translate the blocks of an article that are out of date; returns their
    number. Each answer is kept, and not asked for again."""
    try:
        return asking.answer_missing(article_id, site_translator(article_id))
    except PermanentFailure as error:
        asking.note_failure(article_id, str(error))
        raise
    except ModelUnavailable as error:
        asking.note_trouble(article_id, str(error))
        raise


@background_task(
    _("Try a prompt on a story"), queue=OUTBOUND, tries=3, once=True, tells_failure=False
)
def try_translation_prompt(prompt_id: int, article_id: int, person_id: int) -> str:
    """Ask the model for a translation by a prompt; the answer stays in the ModelCall.

    `prompt_id` is 0 for the prompt of Newsroom.
    """
    article = Article.objects.filter(pk=article_id).first()
    prompt = Prompt.objects.filter(pk=prompt_id).first()
    if article is None or (prompt_id and prompt is None):
        return ""
    lang = language_of_trial(prompt, article)
    question = trial_question(article, prompt_text(prompt, JOB), lang)
    return question.ask_on_trial(User.objects.filter(pk=person_id).first())


@background_task(_("Translate a story"), once=True, queue=OUTBOUND, tries=TRIES + 1)
def translate_story(article_id: int, lang: str, by_id: int | None) -> int:
    """Have the site's model translate an article into `lang`, unless the translation is there;
    returns its id."""
    by = User.objects.filter(pk=by_id or 0).first()
    try:
        return making.make_translation(article_id, lang, by, site_translator(article_id, by))
    except PermanentFailure as error:
        making.note_failure(article_id, lang, str(error))
        raise
    except ModelUnavailable as error:
        making.note_trouble(article_id, lang, str(error))
        raise
