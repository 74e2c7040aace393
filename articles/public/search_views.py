"""The page on which readers search. Whatever its address says, it answers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.keyset import read_id
from articles.search.query import ALL_LANGUAGES, MAX_CHARACTERS, SearchQuery, parse
from articles.search.resolved_query import MOST
from articles.search.results import PAGE_SIZE, SearchResults, best, latest, suggestion, tag_called

BY_DATE = "date"


@require_safe
def search(request: HttpRequest, lang: str) -> HttpResponse:
    """Stories for `q`, ranked, or by time with `sort=date`; without `q`, help on asking.

    `from` is the number of a page, or the place that a page by time begins after.
    """
    query = parse(request.GET.get("q", ""))
    by_date = request.GET.get("sort") == BY_DATE
    context: dict[str, Any] = {
        "query": query.text.strip(),
        "asked": not query.is_empty,
        "by_date": by_date,
        "limit": MAX_CHARACTERS,
        "own_search": True,
    }
    if not query.is_empty:
        place = read_id(request.GET.get("from", ""))
        found = latest(query, lang, place) if by_date else best(query, lang, _page(place))
        context |= _answer(query, found, lang, by_date) | {"is_first": place is None}
        if place is None:
            context["tag"] = tag_called(query, lang)
    return render(request, "articles/search.html", context)


def _answer(query: SearchQuery, found: SearchResults, lang: str, by_date: bool) -> dict[str, Any]:
    text, sort = query.text, BY_DATE if by_date else ""
    respelt = "" if found.results else suggestion(query, lang)
    next_url = _address(lang, text, sort, found.following) if found.following else ""
    older_url = _address(lang, text, BY_DATE, found.older) if found.older else ""
    return {
        "results": found.results,
        "count": found.count,
        "many": found.older is not None,
        "respelt": respelt,
        "respelt_url": _address(lang, respelt, sort),
        "widened_url": "" if query.langs else _address(lang, f"{text} lang:{ALL_LANGUAGES}", sort),
        "ranked_url": _address(lang, text),
        "dated_url": _address(lang, text, BY_DATE),
        "next_url": next_url or older_url,
    }


def _address(lang: str, text: str, sort: str = "", start: int | None = None) -> str:
    asked = {"q": text, "sort": sort, "from": start}
    return f"{reverse('search', args=[lang])}?" + urlencode({k: v for k, v in asked.items() if v})


def _page(number: int | None) -> int:
    return min(max(number or 1, 1), MOST // PAGE_SIZE + 1)
