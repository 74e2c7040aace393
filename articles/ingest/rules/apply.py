"""Applies the rules to an upstream item: a story's values, or the reason for none. Pure.

The same item, rules and time always give the same decision. Time grows with the item's length.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.front_matter.record import BODY, SLUG, ArticleRecord, Sentiment, SourceRecord
from articles.front_matter.schema import validate_values
from articles.front_matter.snapshot import timestamp
from articles.ingest.item_record import ItemRecord
from articles.ingest.rules.document import RuleDocument
from articles.ingest.rules.story_text import (
    story_body,
    story_description,
    story_slug,
    story_title,
)
from articles.ingest.rules.words import RuleWords
from articles.lib.text import fold
from articles.rendering.usable_text import UsableText

# Upstream's words for an item that it took back.
WITHDRAWN = frozenset({"deleted", "inactive"})


class RuleOutcome(StrEnum):
    """The outcomes for an item: a story, nothing, or nothing because it came too late."""

    STORY = "story"
    DROPPED = "dropped"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class StoryValues:
    """The values of the story of an item."""

    title: str
    description: str
    slug: str
    lang: str
    category: str
    tags: tuple[str, ...]
    source: SourceRecord
    external_id: str
    published_at: dt.datetime | None
    sentiment: Sentiment | None
    score: float | None


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """The decision about an item. Where it is no story, `reason` says why in a word for programs,
    and `word` is what people are shown with it. `values` are those of a story."""

    outcome: RuleOutcome
    reason: str = ""
    word: str = ""
    values: StoryValues | None = None


class RuleBook:
    """Rules for any number of items of a site with these languages, its own first."""

    def __init__(self, rules: RuleDocument, site_languages: Sequence[str]) -> None:
        self.rules = rules
        self._words = RuleWords(rules)
        self._site_languages = {fold(lang): lang for lang in site_languages}
        self._default = rules.default_language or next(iter(site_languages), "")
        self._languages = {fold(upstream): lang for upstream, lang in rules.languages.items()}

    def apply(self, item: ItemRecord, now: dt.datetime) -> RuleDecision:
        """The decision about an item that came at `now`."""
        if fold(item.upstream_status) in WITHDRAWN:
            return RuleDecision(RuleOutcome.DROPPED, "withdrawn", item.upstream_status)
        reason, word = self._words.dropped_by(item)
        if reason:
            return RuleDecision(RuleOutcome.DROPPED, reason, word)
        lang = self._language(item.lang)
        if not lang:
            return RuleDecision(RuleOutcome.DROPPED, "language", item.lang)
        days = self.rules.fresh_days
        if days and item.published_at and item.published_at < now - dt.timedelta(days=days):
            return RuleDecision(RuleOutcome.OLD, "old", str(days))
        return RuleDecision(RuleOutcome.STORY, values=self.values_of(item))

    def values_of(self, item: ItemRecord) -> StoryValues:
        """The values of the story of an item, also of one that the rules drop; its language is the
        site's own where the site has none for it."""
        lang = self._language(item.lang) or self._default
        title = story_title(item, self.rules)
        return StoryValues(
            title=title,
            description=story_description(item, self.rules),
            slug=story_slug(title, self.rules.slug, item.external_id),
            lang=lang,
            category=self._words.category_of(item),
            tags=self._words.tags_of(item),
            source=item.source,
            external_id=item.external_id,
            published_at=item.published_at,
            sentiment=item.sentiment or None,
            score=item.score,
        )

    def _language(self, upstream: str) -> str:
        """The language of the site; empty where the site has none for it."""
        asked = fold(upstream)
        lang = self._languages.get(asked) or upstream or self._default
        known = self._site_languages
        return known.get(fold(lang)) or known.get(fold(lang).partition("-")[0], "")


def story_record(item: ItemRecord, values: StoryValues, terms: UsableText) -> ArticleRecord:
    """The record of a story: a draft, which no machine wrote. Raises pydantic's ValidationError."""
    given = {
        "title": values.title,
        "description": _allowed_description(values.description, terms),
        "publishedAt": timestamp(values.published_at) if values.published_at else None,
        "lang": values.lang,
        "externalId": values.external_id,
        "source": {
            "name": values.source.name,
            "key": values.source.key,
            "type": values.source.kind,
        },
        "category": values.category,
        "tags": list(values.tags),
        "sentiment": values.sentiment,
        "score": values.score,
        "draft": True,
        SLUG: values.slug,
        BODY: story_body(item, terms),
    }
    return validate_values({key: value for key, value in given.items() if value is not None})


def _allowed_description(description: str, terms: UsableText) -> str:
    return "" if terms == UsableText.LINK else description
