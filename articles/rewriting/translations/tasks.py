"""Background tasks of translations: what waits for a language model."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import OUTBOUND, PermanentFailure, background_task
from articles.rewriting.exceptions import ModelUnavailable
from articles.rewriting.rewriting import TRIES
from articles.rewriting.translations import asking, making
from articles.rewriting.translations.site_model import site_translator


@background_task(_("Translate what is out of date"), once=True, queue=OUTBOUND, tries=TRIES + 1)
def translate_outdated(article_id: int) -> int:
    """`answer_missing()` by the site's model: each answer is kept once, and not asked for again."""
    try:
        return asking.answer_missing(article_id, site_translator(article_id))
    except PermanentFailure as error:
        asking.note_failure(article_id, str(error))
        raise
    except ModelUnavailable as error:
        asking.note_trouble(article_id, str(error))
        raise


@background_task(_("Translate a story"), once=True, queue=OUTBOUND, tries=TRIES + 1)
def translate_story(article_id: int, lang: str, by_id: int | None) -> int:
    """`make_translation()` by the site's model, unless the translation is there."""
    by = User.objects.filter(pk=by_id or 0).first()
    try:
        return making.make_translation(article_id, lang, by, site_translator(article_id, by))
    except PermanentFailure as error:
        making.note_failure(article_id, lang, str(error))
        raise
    except ModelUnavailable as error:
        making.note_trouble(article_id, lang, str(error))
        raise
