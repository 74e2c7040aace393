"""From what a reader typed to the stories that are shown for it.

The index says which articles match; what readers may see of them is asked of
`Article.objects.live()` once more.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.lib.text import taxonomy_key
from articles.models import Article, Category, Source, Tag, TaggedArticle
from articles.search.engine import engine
from articles.search.index_position import article_id_at, first_position, second_of
from articles.search.name_lookup import (
    ids_by_name,
    midnight,
    query_languages,
    tag_id_by_name,
    with_tags,
)
from articles.search.query import SearchQuery, SearchTerm, parse
from articles.search.ranking import rank
from articles.search.resolved_query import (
    MAX_EXAMINED,
    MAX_RANKED,
    EngineAnswer,
    IndexEntry,
    ResolvedQuery,
    category_key,
    language_key,
    source_key,
)
from articles.search.snippets import SnippetPart, excerpt, highlight, snippet
from articles.search.spelling import similar_words

PAGE_SIZE = 20
# Beyond this a summary is a text.
EXCERPTED = 2000
# More slips in one question are not a slip.
CORRECTED = 3


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One story of the answer, its title and a passage in pieces."""

    article: Article
    title: list[SnippetPart]
    passage: list[SnippetPart]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of an answer, which may be empty and still be followed by another.

    `count` is the number of matches that were ranked, or None where none were. `following` says
    where the next page of the same order starts; `older`, after the last page of the ranked, where
    the others start by time. None for none.
    """

    query: SearchQuery
    results: list[SearchResult]
    count: int | None = None
    following: int | None = None
    older: int | None = None


def ranked_page(query: SearchQuery, lang: str, page: int = 1) -> SearchResults:
    """Page `page` (from 1) of the newest MOST matches, rank. `lang` is the reader's."""
    now = timezone.now()
    answer = newest_entries(resolve(query, lang, now), MAX_RANKED + 1)
    entries = answer.entries[:MAX_RANKED]
    older = entries[-1].position if len(answer.entries) > MAX_RANKED else answer.reached
    order = rank(entries, query.terms, second_of(now))
    end = page * PAGE_SIZE
    shown = _results(order[end - PAGE_SIZE : end], query.terms, now)
    following = page + 1 if end < len(entries) else None
    return SearchResults(query, shown, len(entries), following, older)


def newest_page(query: SearchQuery, lang: str, before: int | None = None) -> SearchResults:
    """Matches by time, the newest first, from after the position `before` of an earlier page."""
    now = timezone.now()
    question = resolve(query, lang, now)
    if question and before is not None:
        question = replace(question, until=min(question.until, before))
    answer = newest_entries(question, PAGE_SIZE + 1)
    shown = answer.entries[:PAGE_SIZE]
    following = shown[-1].position if len(answer.entries) > PAGE_SIZE else answer.reached
    return SearchResults(query, _results(shown, query.terms, now), None, following)


def spelling_suggestion(query: SearchQuery, lang: str) -> str:
    """`query` with words that occur nowhere spelt like some that do; empty for none.

    It has at least one live result. Words are spelt as the first of those spells them.
    """
    now = timezone.now()
    question = resolve(query, lang, now)
    if question is None:
        return ""
    anywhere = ResolvedQuery(keys=question.keys[:1], until=question.until)
    better = {
        term: other
        for term in query.terms
        if len(term.words) == 1 and not term.prefix and (other := _correction(term, anywhere))
    }
    if not better or len(better) > CORRECTED:
        return ""
    terms = [better.get(term, term) for term in query.terms]
    entries = newest_entries(replace(question, terms=tuple(terms)), 1).entries
    rows = Article.objects.live(now).filter(
        pk__in=[article_id_at(entry.position) for entry in entries]
    )
    article = rows.only("title", "summary", "passages").first()
    return _respelt(query.text, better, article) if article else ""


def tag_by_name(query: SearchQuery, lang: str) -> Tag | None:
    """The tag whose name is the whole question, where it has something to read in `lang`.

    Words are looked for in what stories say, and a story need not say the words of its tags.
    """
    live = TaggedArticle.objects.filter(tag=OuterRef("pk")).in_language(lang).live()
    return Tag.objects.filter(Exists(live), folded=taxonomy_key(query.text)).first()


def resolve(query: SearchQuery, lang: str, now: dt.datetime) -> ResolvedQuery | None:
    """The question with its names looked up; None when nothing can answer it."""
    spoken = query_languages(query, lang)
    categories = ids_by_name(Category, query.categories)
    sources = ids_by_name(Source, query.sources)
    tags = [tag_id_by_name(name) for name in query.tags]
    if not spoken or None in tags or (query.categories and not categories):
        return None
    if query.sources and not sources:
        return None
    groups = (
        tuple(map(language_key, spoken)),
        tuple(map(category_key, categories)),
        tuple(map(source_key, sources)),
    )
    refused = (
        *map(category_key, ids_by_name(Category, query.excluded_categories)),
        *map(source_key, ids_by_name(Source, query.excluded_sources)),
    )
    until = second_of(now) + 1
    question = ResolvedQuery(
        keys=tuple(group for group in groups if group),
        terms=query.terms,
        excluded=query.excluded,
        excluded_keys=refused,
        excluded_tags=tuple(pk for name in query.excluded_tags if (pk := tag_id_by_name(name))),
        since=first_position(midnight(query.after) if query.after else 0),
        until=first_position(min(until, midnight(query.before)) if query.before else until),
    )
    return with_tags(question, [pk for pk in tags if pk])


def newest_entries(question: ResolvedQuery | None, limit: int) -> EngineAnswer:
    """The newest `limit` matches, newest first. They may not be live any more."""
    if question is None or question.since >= question.until or question.positions == ():
        return EngineAnswer()
    found: EngineAnswer = engine().newest(question, limit, MAX_EXAMINED)
    return found


def _results(
    entries: Sequence[IndexEntry], terms: tuple[SearchTerm, ...], now: dt.datetime
) -> list[SearchResult]:
    ids = [article_id_at(entry.position) for entry in entries]
    rows = Article.objects.live(now).filter(pk__in=ids).for_results()
    articles = {article.pk: article for article in rows}
    return [
        SearchResult(
            article,
            highlight(article.title, terms),
            snippet(article.passages, terms) or excerpt(article.summary[:EXCERPTED], terms),
        )
        for pk in ids
        if (article := articles.get(pk))
    ]


# --- spelling ---------------------------------------------------------------------------------


def _correction(term: SearchTerm, anywhere: ResolvedQuery) -> SearchTerm | None:
    """A term that occurs, for one that does not; the commoner of the likeliest."""
    if newest_entries(replace(anywhere, terms=(term,)), 1).entries:
        return None
    others = [replace(term, words=(word,)) for word in similar_words(term.words[0])]
    counts = [
        len(newest_entries(replace(anywhere, terms=(other,)), 20).entries) for other in others
    ]
    return others[counts.index(max(counts))] if any(counts) else None


def _respelt(text: str, better: dict[SearchTerm, SearchTerm], article: Article) -> str:
    said = " ".join([article.title, article.summary, article.passages])
    for term, other in sorted(better.items(), key=lambda pair: -pair[0].start):
        spelt = next((piece.text for piece in highlight(said, [other]) if piece.marked), "")
        text = text[: term.start] + (spelt or other.words[0]) + text[term.end :]
    return parse(text).text
