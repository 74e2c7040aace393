"""The search page for readers. It answers 200 whatever the query string says."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.lib.keyset import read_id
from articles.lib.public_keys import depends_on
from articles.search.query import ALL_LANGUAGES, MAX_CHARACTERS, SearchQuery, parse
from articles.search.resolved_query import MAX_RANKED
from articles.search.results import (
    PAGE_SIZE,
    SearchResults,
    newest_page,
    ranked_page,
    spelling_suggestion,
    tag_by_name,
)

BY_DATE = "date"


@require_safe
def search(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the articles found for `q`, by relevance, or by time with `sort=date`; without `q`, help
    on the syntax.

    `from` is the number of a page by relevance, or the position after which a page by time begins.
    """
    query = parse(request.GET.get("q", ""))
    by_date = request.GET.get("sort") == BY_DATE
    context: dict[str, object] = {
        "query": query.text.strip(),
        "has_query": not query.is_empty,
        "by_date": by_date,
        "limit": MAX_CHARACTERS,
        "own_search": True,
    }
    if not query.is_empty:
        # Any article may change what is found: results are right for this moment only.
        depends_on(request, until=timezone.now())
        start = read_id(request.GET.get("from", ""))
        results = (
            newest_page(query, lang, start) if by_date else ranked_page(query, lang, _page(start))
        )
        context |= _results_context(query, results, lang, by_date) | {"is_first": start is None}
        if start is None:
            context["tag"] = tag_by_name(query, lang)
    return render(request, "articles/search.html", context)


def _results_context(
    query: SearchQuery, results: SearchResults, lang: str, by_date: bool
) -> dict[str, object]:
    text, sort = query.text, BY_DATE if by_date else ""
    suggested = "" if results.results else spelling_suggestion(query, lang)
    next_url = _search_url(lang, text, sort, results.following) if results.following else ""
    older_url = _search_url(lang, text, BY_DATE, results.older) if results.older else ""
    in_all = "" if query.langs else _search_url(lang, f"{text} lang:{ALL_LANGUAGES}", sort)
    return {
        "results": results.results,
        "count": results.count,
        "newest_only": results.older is not None,
        "suggestion": suggested,
        "suggestion_url": _search_url(lang, suggested, sort),
        "all_languages_url": in_all,
        "by_relevance_url": _search_url(lang, text),
        "by_date_url": _search_url(lang, text, BY_DATE),
        "next_url": next_url or older_url,
    }


def _search_url(lang: str, text: str, sort: str = "", start: int | None = None) -> str:
    parameters = {"q": text, "sort": sort, "from": start}
    query = urlencode({key: value for key, value in parameters.items() if value})
    return f"{reverse('search', args=[lang])}?{query}"


def _page(number: int | None) -> int:
    return min(max(number or 1, 1), MAX_RANKED // PAGE_SIZE + 1)
