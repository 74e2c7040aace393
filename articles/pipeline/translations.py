"""The stage of the chain that has stories translated, once a person stood for their text."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from articles.ingest.drafts import ORIGIN
from articles.models import Article, AuditEntry, StageResult, Suggestion
from articles.models.translation_base import texts_of
from articles.pipeline.affordable import affordable, too_little
from articles.querysets import ArticleQuerySet
from articles.rewriting.endpoint import not_configured
from articles.rewriting.translations.exceptions import CannotTranslate
from articles.rewriting.translations.making import REQUESTED, begin_making
from articles.rewriting.translations.tasks import translate_story
from articles.rewriting.translations.translator import portions
from articles.workflow import Status

# A story that is older was left to people.
_DAYS = 3


def without_translation(lang: str) -> ArticleQuerySet:
    """Stories of the chain whose text a person took, and of whose group nobody has, or asked for,
    a text in `lang`.

    A person took it by accepting what a model wrote, or by publishing it. What nobody read yet may
    be thrown away, and its translation with it.
    """
    since = timezone.now() - dt.timedelta(days=_DAYS)
    accepted = Suggestion.objects.filter(
        article=OuterRef("pk"), state=Suggestion.SuggestionState.ACCEPTED
    )
    made = Article.objects.identified().filter(
        original__root__startswith=ORIGIN, created_at__gte=since
    )
    written = made.exclude(body="")
    taken = written.published() | written.filter(Exists(accepted), status=Status.IN_REVIEW)
    there = Article.objects.filter(
        source=OuterRef("source"), external_id=OuterRef("external_id"), lang=lang
    )
    # Also of a translation that somebody deleted.
    asked = AuditEntry.objects.filter(
        action=REQUESTED,
        detail__lang=lang,
        article__source=OuterRef("source"),
        article__external_id=OuterRef("external_id"),
    )
    return taken.exclude(Exists(there)).exclude(Exists(asked)).order_by("pk")


def translating_off() -> str:
    """The reason why the chain has nothing translated, and what switches it on; empty where it
    does."""
    if not settings.PIPELINE_TRANSLATE:
        return gettext(
            "Translating is off; PIPELINE_TRANSLATE switches it on for the languages that it names."
        )
    return not_configured()


def translate_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Have stories translated by the worker into each missing language, once, as far as the budget
    goes. A translation waits in review."""
    if why := translating_off():
        return StageResult("translate", "off", words=[why])
    wanted = _missing(limit)
    if dry_run:
        return StageResult("translate", counts={"waiting": len(wanted)})
    paid = wanted[: affordable(_questions(article) for article, _lang in wanted)]
    words = [too_little()] if len(paid) < len(wanted) else []
    asked = sum(_ask(article, lang) for article, lang in paid)
    return StageResult("translate", counts={"translations": asked}, words=words)


def _missing(limit: int) -> list[tuple[Article, str]]:
    """The stories to translate and the language of each translation, `limit` at most, each language
    of a group once."""
    missing: dict[tuple[int | None, str, str], Article] = {}
    for lang in settings.PIPELINE_TRANSLATE:
        for article in without_translation(lang)[:limit]:
            missing.setdefault((article.source_id, article.external_id, lang), article)
    return [(article, lang) for (*_group, lang), article in missing.items()][:limit]


def _questions(article: Article) -> int:
    """The number of questions that a translation of an article takes."""
    return sum(1 for _portion in portions([one for one in texts_of(article).blocks if one.strip()]))


@transaction.atomic
def _ask(article: Article, lang: str) -> bool:
    """Whether a translation was asked for now: not where somebody was quicker, or there is no
    text."""
    try:
        begin_making(article, lang, None)
    except CannotTranslate:
        return False
    translate_story.enqueue(article.pk, lang, None)
    return True
