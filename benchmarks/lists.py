"""Database time of the readers' lists, and how it grows with the number of articles.

    python -m benchmarks.lists                            10,000 and 100,000, both databases
    python -m benchmarks.lists --sizes 10000 1000000 --databases sqlite

Counted is the time of all queries of a page and of fetching their rows, without those of the menu
and of the category, tag or source itself; the best of 30 runs, because other work of the machine
only adds time.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.databases import Figures, main

RUNS = 30
DEEP = 1000
RARE_ARTICLES = 20


def measure(size: int) -> Figures:
    """Return the milliseconds of each page by its name, on a site of `size` articles."""
    from django.db import connection
    from django.http import HttpRequest
    from django.utils import timezone

    from articles.lib import keyset
    from articles.models import Article, Tag
    from articles.public.archive import month_span, months_with_articles
    from articles.public.article_lists import (
        HOME_LIST,
        PAGE_SIZE,
        ArticleList,
        period_list,
        subject_list,
    )
    from articles.public.article_page import get_live_article, get_surroundings
    from articles.public.front_pool import load_front_page
    from benchmarks.corpus import fill

    fill(size)
    rare = _rare_tag(size)
    common = subject_list(Tag.objects.get(slug="tag-0"))
    request = HttpRequest()

    def page(article_list: ArticleList, after: str = "") -> Callable[[], object]:
        return lambda: article_list.page(request, "en", after)

    english = Article.objects.in_language("en").live().newest_first()
    # A smaller site has no page 1,000: its last page is measured instead.
    positions = list(english.values_list("published_at", "pk")[: DEEP * PAGE_SIZE])
    deep = keyset.encode(keyset.Position(*positions[-2 * PAGE_SIZE]))
    middle = get_live_article(request, "en", english[len(positions) // 2].slug)
    assert middle  # nosec B101
    month = period_list(month_span(middle.published_at.year, middle.published_at.month))
    from_middle = keyset.encode(keyset.Position(middle.published_at, middle.pk))
    with connection.cursor() as cursor:
        # Statistics and the visibility map, which autovacuum brings up to date on a real site.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    pages: dict[str, Callable[[], Any]] = {
        "front page": lambda: load_front_page(HttpRequest(), "en"),
        f"page {DEEP:,} of the front page": page(HOME_LIST, deep),
        "a category": page(subject_list(middle.category)),
        "a source": page(subject_list(middle.source)),
        "a common tag": page(common),
        "a common tag, from the middle": page(common, from_middle),
        f"a rare tag (of {RARE_ARTICLES} articles)": page(subject_list(rare)),
        "a month": page(month),
        "months that have articles": lambda: months_with_articles("en"),
        "an article": lambda: get_live_article(request, "en", middle.slug),
        "its surroundings, with related articles": lambda: get_surroundings(request, middle),
    }
    assert timezone.now() > middle.published_at  # nosec B101
    return {name: _best(load) for name, load in pages.items()}


def _rare_tag(size: int) -> Any:
    from articles.models import Article, Tag, TaggedArticle

    tag = Tag.objects.create(name="Rare", slug="rare")
    articles = Article.objects.filter(lang="en").order_by("pk")
    for pk in range(1, size, max(size // RARE_ARTICLES, 1)):
        article = articles.filter(pk__gte=pk).first()
        copies = {name: getattr(article, name) for name in TaggedArticle.COPIES}
        TaggedArticle.objects.get_or_create(
            content_object=article, tag=tag, defaults={"position": 9, **copies}
        )
    return tag


def _best(load: Callable[[], object]) -> float:
    """Return the milliseconds of the fastest run of `load`; on PostgreSQL of its queries alone."""
    from django.db import connection

    spent = 0.0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - start

    load()
    times = []
    for _ in range(RUNS):
        spent = 0.0
        with connection.execute_wrapper(watch):
            start = time.perf_counter()
            load()
            times.append((spent, time.perf_counter() - start))
    # SQLite finds rows while they are fetched, outside the wrapper: there the whole run counts.
    column = 1 if connection.vendor == "sqlite" else 0
    return min(row[column] for row in times) * 1000


if __name__ == "__main__":
    main("benchmarks.lists", measure)
