"""Finds stories by the state of their translations, for the change list.

What is out of date is counted when an original changes, and found along an index of the few that
are. What is missing or up to date is looked for among the newest published stories alone, which
costs the same in an archive of any size: nobody waits for the translation of an old story.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings

from articles.models import Article, TranslationBase
from articles.models.translation_base import Member, groups_of, named_original, original_among

MISSING, OUTDATED, CURRENT = "missing", "outdated", "current"
STATES: Final = (MISSING, OUTDATED, CURRENT)
# No more out-of-date translations are found, and no more of the newest stories of a language are
# looked at.
MOST = 1000


def is_choice(value: str) -> bool:
    """Whether a text is a state, of translations into one language (`missing-uk`) or, for OUTDATED,
    into any."""
    state, _dash, lang = value.partition("-")
    if state not in STATES:
        return False
    return lang in settings.SITE_LANGUAGES or (not lang and state == OUTDATED)


def articles_with(value: str) -> set[int]:
    """Return the ids of the newest articles with a choice: of `missing-uk` those without a
    translation into Ukrainian, of the others the translations themselves. At most four queries."""
    state, _dash, lang = value.partition("-")
    if state == OUTDATED:
        return set(outdated(lang)[:MOST])
    return _without(lang) if state == MISSING else _up_to_date(lang)


def outdated(lang: str = "") -> Any:
    """The ids of translations that are out of date as a queryset, the newest first; those in `lang`
    where it is given."""
    rows = TranslationBase.objects.filter(outdated__gt=0, original__isnull=False)
    rows = rows.filter(article__isnull=False)
    if lang:
        rows = rows.filter(article__lang=lang)
    return rows.order_by("-article").values_list("article", flat=True)


def _without(lang: str) -> set[int]:
    """Published stories of the other languages without a version in `lang`."""
    stories = [
        one
        for other in settings.SITE_LANGUAGES
        if other != lang
        for one in _newest(other)
        if not named_original(one.ai)
    ]
    there = {
        identity
        for identity, members in _groups(stories).items()
        if any(one.lang == lang for one in members)
    }
    return {one.pk for one in stories if (one.source_id, one.external_id) not in there}


def _up_to_date(lang: str) -> set[int]:
    """Published translations into `lang` whose original is there and says what it said."""
    stories = [one for one in _newest(lang) if named_original(one.ai)]
    rows = TranslationBase.objects.filter(article__in=[one.pk for one in stories])
    known: dict[int | None, bool] = {
        pk: original is not None and blocks is not None and not count
        for pk, original, blocks, count in rows.values_list(
            "article", "original", "original_blocks__0", "outdated"
        )
    }
    groups = _groups(stories)
    return {
        one.pk
        for one in stories
        if known.get(one.pk, original_among(groups[one.source_id, one.external_id], one))
    }


def _newest(lang: str) -> list[Member]:
    rows = Article.objects.in_language(lang).published().newest_first()
    return [Member(*values) for values in rows.values_list(*Member._fields)[:MOST]]


def _groups(stories: Iterable[Member]) -> Any:
    return groups_of({one.external_id for one in stories if one.external_id})
