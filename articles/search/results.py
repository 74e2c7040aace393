"""From the text that a reader typed to the articles that are shown for it.

The index says which articles match. Every page of results then asks `Article.objects.live()`
which of them readers may see.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.lib.graphemes import clip
from articles.lib.text import taxonomy_key
from articles.models import Article, Category, Source, Tag, TaggedArticle
from articles.models.authorship import load_authors
from articles.search.days import out_of_range, since_position, until_position
from articles.search.engine import engine
from articles.search.index_position import article_id_at, first_position, second_of
from articles.search.name_lookup import (
    excluded_positions,
    ids_by_name,
    query_languages,
    tag_id_by_name,
    with_authors,
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
# Characters of a summary in which the words of a query are looked for.
EXCERPTED = 2000
# A query with more misspelt words than this gets no suggestion.
CORRECTED = 3


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One article of a page of results, with its title and a passage cut into parts."""

    article: Article
    title: list[SnippetPart]
    passage: list[SnippetPart]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of results, which may be empty and still be followed by another.

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
    """Return page `page` (from 1) of the newest MAX_RANKED matches, the best first."""
    now = timezone.now()
    answer = _entries(query, resolve(query, lang, now), MAX_RANKED + 1)
    entries = _not_ended(answer.entries[:MAX_RANKED], now)
    is_cut = len(answer.entries) > MAX_RANKED
    older = answer.entries[MAX_RANKED - 1].position if is_cut else answer.reached
    order = rank(entries, query.terms, second_of(now))
    end = page * PAGE_SIZE
    shown = _results(order[end - PAGE_SIZE : end], query.terms, now)
    following = page + 1 if end < len(entries) else None
    return SearchResults(query, shown, len(entries), following, older)


def newest_page(query: SearchQuery, lang: str, before: int | None = None) -> SearchResults:
    """Return a page of matches, the newest first, from before the position `before` where given."""
    now = timezone.now()
    resolved = resolve(query, lang, now)
    if resolved and before is not None:
        resolved = replace(resolved, until=min(resolved.until, before))
    answer = _entries(query, resolved, PAGE_SIZE + 1)
    shown = answer.entries[:PAGE_SIZE]
    following = shown[-1].position if len(answer.entries) > PAGE_SIZE else answer.reached
    return SearchResults(query, _results(shown, query.terms, now), None, following)


def spelling_suggestion(query: SearchQuery, lang: str) -> str:
    """Return the text of `query` with words that occur nowhere replaced by similar ones, or "".

    It has at least one live result. Words are spelt as in the newest of its articles.
    """
    now = timezone.now()
    resolved = resolve(query, lang, now)
    if resolved is None:
        return ""
    any_word = ResolvedQuery(keys=resolved.keys[:1], until=resolved.until)
    corrections = {
        term: other
        for term in query.terms
        if len(term.words) == 1 and not term.prefix and (other := _correction(term, any_word))
    }
    if not corrections or len(corrections) > CORRECTED:
        return ""
    terms = [corrections.get(term, term) for term in query.terms]
    entries = newest_entries(replace(resolved, terms=tuple(terms)), 1).entries
    rows = Article.objects.filter(pk__in=[article_id_at(entry.position) for entry in entries])
    article = rows.that_are_live(now).only("title", "summary", "passages").first()
    return _respelt(query.text, corrections, article) if article else ""


def tag_by_name(query: SearchQuery, lang: str) -> Tag | None:
    """Return the tag whose name is the whole query, if it has live articles in `lang`. One query.

    The index holds the words of articles, and an article need not contain the names of its tags.
    """
    live = TaggedArticle.objects.filter(tag=OuterRef("pk")).in_language(lang).live()
    return Tag.objects.filter(Exists(live), folded=taxonomy_key(query.text)).first()


def resolve(query: SearchQuery, lang: str, now: dt.datetime) -> ResolvedQuery | None:
    """Look up the names in a query; None when nothing can match. One SQL query for each kind."""
    langs = query_languages(query, lang)
    categories = ids_by_name(Category, query.categories)
    sources = ids_by_name(Source, query.sources)
    tags = [tag_id_by_name(name) for name in query.tags]
    if not langs or None in tags or (query.categories and not categories):
        return None
    if query.sources and not sources:
        return None
    groups = (
        tuple(map(language_key, langs)),
        tuple(map(category_key, categories)),
        tuple(map(source_key, sources)),
    )
    excluded_keys = (
        *map(category_key, ids_by_name(Category, query.excluded_categories)),
        *map(source_key, ids_by_name(Source, query.excluded_sources)),
    )
    until = first_position(second_of(now) + 1)
    resolved = ResolvedQuery(
        keys=tuple(group for group in groups if group),
        terms=query.terms,
        excluded=query.excluded,
        excluded_keys=excluded_keys,
        excluded_tags=tuple(pk for name in query.excluded_tags if (pk := tag_id_by_name(name))),
        since=since_position(query.after) if query.after else 0,
        until=min(until, until_position(query.before)) if query.before else until,
    )
    named = with_authors(resolved, query.authors)
    return named and with_tags(named, [pk for pk in tags if pk])


def newest_entries(resolved: ResolvedQuery | None, limit: int) -> EngineAnswer:
    """Return the newest `limit` matches, newest first. Some may not be live any more. One query."""
    if resolved is None or resolved.since >= resolved.until or resolved.positions == ():
        return EngineAnswer()
    answer: EngineAnswer = engine().newest(resolved, limit, MAX_EXAMINED)
    return answer


def _entries(query: SearchQuery, resolved: ResolvedQuery | None, limit: int) -> EngineAnswer:
    """The newest matches of the days of `query`. Two queries where these lie before 1970."""
    answer = newest_entries(resolved, limit)
    others = out_of_range(query, [entry.position for entry in answer.entries])
    others |= excluded_positions(query) & {entry.position for entry in answer.entries}
    if not others:
        return answer
    entries = tuple(entry for entry in answer.entries if entry.position not in others)
    examined_all = len(answer.entries) < limit
    return EngineAnswer(entries, answer.reached if examined_all else answer.entries[-1].position)


def _not_ended(entries: Sequence[IndexEntry], now: dt.datetime) -> list[IndexEntry]:
    """The entries of articles that have not ended, which the index does not know; one query."""
    ids = [article_id_at(entry.position) for entry in entries]
    ended = set(
        Article.objects.filter(pk__in=ids, expires_at__lte=now).values_list("pk", flat=True)
    )
    return [entry for entry in entries if article_id_at(entry.position) not in ended]


def _results(
    entries: Sequence[IndexEntry], terms: tuple[SearchTerm, ...], now: dt.datetime
) -> list[SearchResult]:
    ids = [article_id_at(entry.position) for entry in entries]
    rows = Article.objects.filter(pk__in=ids).that_are_live(now).for_results()
    articles = {article.pk: article for article in rows}
    load_authors(article for article in articles.values() if not article.machine_part)
    return [
        SearchResult(
            article,
            highlight(article.title, terms),
            snippet(article.passages, terms) or excerpt(clip(article.summary, EXCERPTED), terms),
        )
        for pk in ids
        if (article := articles.get(pk))
    ]


# --- spelling ---------------------------------------------------------------------------------


def _correction(term: SearchTerm, any_word: ResolvedQuery) -> SearchTerm | None:
    """Return a term that occurs for one that does not: the most frequent of the similar ones."""
    if newest_entries(replace(any_word, terms=(term,)), 1).entries:
        return None
    others = [replace(term, words=(word,)) for word in similar_words(term.words[0])]
    counts = [
        len(newest_entries(replace(any_word, terms=(other,)), 20).entries) for other in others
    ]
    return others[counts.index(max(counts))] if any(counts) else None


def _respelt(text: str, corrections: dict[SearchTerm, SearchTerm], article: Article) -> str:
    article_text = " ".join([article.title, article.summary, article.passages])
    for term, other in sorted(corrections.items(), key=lambda pair: -pair[0].start):
        spelling = next(
            (piece.text for piece in highlight(article_text, [other]) if piece.marked), ""
        )
        text = text[: term.start] + (spelling or other.words[0]) + text[term.end :]
    return parse(text).text
