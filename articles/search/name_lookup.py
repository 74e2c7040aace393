"""What the names in a query mean: languages, sections, publishers, tags and days."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles.lib.text import taxonomy_key
from articles.lib.tokens import tokenize
from articles.models import Category, Source, Tag, TagAlias, TaggedArticle
from articles.search.index_position import second_of
from articles.search.query import ALL_LANGUAGES, SearchQuery
from articles.search.resolved_query import ResolvedQuery

# A tag with no more stories than these leads a search: each of them is looked at.
SMALL_TAG = 500


def query_languages(query: SearchQuery, lang: str) -> list[str]:
    """The languages that are asked for; `lang` is the asker's own."""
    site = [code for code in settings.SITE_LANGUAGES if code.lower() not in query.excluded_langs]
    if ALL_LANGUAGES in query.langs or (query.excluded_langs and not query.langs):
        return site
    wanted = query.langs or (lang,)
    return [code for code in site if code.lower() in wanted]


def ids_by_name(model: type[Category] | type[Source], names: tuple[str, ...]) -> list[int]:
    """Sections and publishers are few: they are compared folded, by name and by key."""
    wanted = {tuple(tokenize(name)) for name in names}
    if not wanted:
        return []
    rows = model._default_manager.values_list("pk", "key", "name")
    return [pk for pk, *spellings in rows if wanted & {tuple(tokenize(s)) for s in spellings}]


def tag_id_by_name(name: str) -> int | None:
    """By its name, however it is written, or by the word of its address; also by those that it
    had before it was merged or renamed."""
    either = Q(folded=taxonomy_key(name)) | Q(slug=name.lower())
    found = Tag.objects.filter(either).order_by("pk").values_list("pk", flat=True).first()
    if found is None:
        aliases = TagAlias.objects.filter(either).order_by("pk")
        found = aliases.values_list("target_id", flat=True).first()
    return found


def with_tags(question: ResolvedQuery, tags: Iterable[int]) -> ResolvedQuery:
    """`question`, of stories that have all of these tags (ids), too."""
    known = (
        question.tags if question.leading_tag is None else (question.leading_tag, *question.tags)
    )
    asked = tuple(dict.fromkeys([*known, *tags]))
    small = None
    if question.positions is None:
        small = next((tag for tag in asked if not _is_large(tag)), None)
    return replace(question, leading_tag=small, tags=tuple(tag for tag in asked if tag != small))


def _is_large(tag: int) -> bool:
    return TaggedArticle.objects.filter(tag=tag)[SMALL_TAG:].exists()


def midnight(day: dt.date) -> int:
    """The second with which a day of the site begins."""
    return second_of(dt.datetime.combine(day, dt.time(), timezone.get_current_timezone()))
