"""How long the database takes for the lists of readers, and how that grows with the articles.

    python -m benchmarks.lists                            10,000 and 100,000, both databases
    python -m benchmarks.lists --sizes 10000 1000000 --databases sqlite

The time of all questions of a page but the menu and the subject's own row, rows fetched; the best
of 30, for what else the machine does only adds.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.databases import Figures, main

RUNS = 30
DEEP = 1000
RARE_STORIES = 20


def measure(size: int) -> Figures:
    """Milliseconds by page."""
    from django.db import connection
    from django.utils import timezone

    from articles.lib import keyset
    from articles.models import Article, Tag
    from articles.public import archive, article_lists
    from articles.public.article_page import get_surroundings
    from articles.public.live_article import get_live_article
    from benchmarks.corpus import fill

    fill(size)
    rare = _rare_tag(size)
    common = Tag.objects.get(slug="tag-0").pk
    english = Article.objects.in_language("en").live().newest_first()
    # A smaller site ends before page 1,000: its last page stands for it.
    places = list(english.values_list("published_at", "pk")[: DEEP * article_lists.PAGE_SIZE])
    deep = keyset.encode(keyset.Position(*places[-2 * article_lists.PAGE_SIZE]))
    middle = get_live_article("en", english[len(places) // 2].slug)
    assert middle  # nosec B101
    since, until = archive.month_span(middle.published_at.year, middle.published_at.month)
    subjects = {"category": middle.category_id, "source": middle.source_id}
    with connection.cursor() as asked:
        # As autovacuum does in time: statistics, and pages known to be visible to all.
        asked.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    pages: dict[str, Callable[[], Any]] = {
        "front page": lambda: article_lists.HOME_LIST.page("en"),
        f"page {DEEP:,} of the front page": lambda: article_lists.HOME_LIST.page("en", deep),
        "a section": lambda: article_lists.CATEGORY_LIST.page("en", subject=subjects["category"]),
        "a source": lambda: article_lists.SOURCE_LIST.page("en", subject=subjects["source"]),
        "a common tag": lambda: article_lists.TAG_LIST.page("en", subject=common),
        "a common tag, from the middle": lambda: article_lists.TAG_LIST.page(
            "en", keyset.encode(keyset.Position(middle.published_at, middle.pk)), subject=common
        ),
        f"a rare tag (of {RARE_STORIES} stories)": lambda: article_lists.TAG_LIST.page(
            "en", subject=rare
        ),
        "a month": lambda: article_lists.PERIOD_LIST.page("en", since=since, until=until),
        "which months have stories": lambda: archive.months_with_articles("en"),
        "a story": lambda: get_live_article("en", middle.slug),
        "what stands around it, related stories among it": lambda: get_surroundings(middle),
    }
    assert timezone.now() > middle.published_at  # nosec B101
    return {name: _best(work) for name, work in pages.items()}


def _rare_tag(size: int) -> int:
    from articles.models import Article, Tag, TaggedArticle

    tag = Tag.objects.create(name="Rare", slug="rare")
    articles = Article.objects.filter(lang="en").order_by("pk")
    for pk in range(1, size, max(size // RARE_STORIES, 1)):
        article = articles.filter(pk__gte=pk).first()
        copies = {name: getattr(article, name) for name in TaggedArticle.COPIES}
        TaggedArticle.objects.get_or_create(
            content_object=article, tag=tag, defaults={"position": 9, **copies}
        )
    return tag.pk


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of the work; on PostgreSQL those that the database has it for."""
    from django.db import connection

    spent = 0.0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - start

    work()
    times = []
    for _ in range(RUNS):
        spent = 0.0
        with connection.execute_wrapper(watch):
            start = time.perf_counter()
            work()
            times.append((spent, time.perf_counter() - start))
    # SQLite finds rows while they are fetched, which no wrapper sees: there all of it counts.
    column = 1 if connection.vendor == "sqlite" else 0
    return min(row[column] for row in times) * 1000


if __name__ == "__main__":
    main("benchmarks.lists", measure)
