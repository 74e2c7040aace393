"""A synthetic newsroom of any size, filled by bulk writes; the same rows for the same size.

Words follow Zipf's law as those of a language do, so that a few stand in nearly every article
and most in very few. Three languages, eight categories, twenty sources, two hundred tags; the times
are spread over three years and grow with the id. Sizes are multiples of 5,000, or fewer.
"""

import datetime as dt
import random
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from articles.migrations.search_index import operations
from articles.models import Article, Category, Source, Tag, TaggedArticle
from articles.search.rebuild import rebuild_index
from articles.workflow import Status
from benchmarks.vocabulary import vocabulary

LANGUAGES = ("en", "en", "en", "uk", "ar")
YEARS = 3
RARE, RARE_STORIES = "xanthoquoll", 20
_PARAGRAPHS, _PARAGRAPH_WORDS = 4000, 50
_FIRST = 5000


@dataclass(frozen=True)
class Words:
    """Words of the corpus and the share of its articles that hold them."""

    common: tuple[str, str]
    middling: str
    rare: str = RARE


def fill(size: int) -> Words:
    """Write about `size` published articles with their tags, and the search index, into an empty
    database: a first few thousand by the models, the others as copies of those by SQL, at their
    own addresses and times."""
    rng = random.Random(size)
    words = vocabulary()
    paragraphs = _paragraphs(rng, words)
    # The index is made at the end, at once: as `rebuild_search` does.
    with connection.cursor() as cursor:
        for statement in operations.sql_of(connection).DROP_TRIGGERS:
            cursor.execute(statement)
    step = dt.timedelta(days=365 * YEARS) // size
    step -= dt.timedelta(microseconds=step.microseconds)
    first = min(size, _FIRST)
    _write_first(
        first,
        timezone.now().replace(microsecond=0) - step * size,
        step,
        rng,
        words,
        paragraphs,
    )
    with connection.cursor() as cursor:
        for number in range(1, size // first):
            for model in (Article, TaggedArticle):
                cursor.execute(_copy(model, number * first, number * first * step))
        every = max(size // RARE_STORIES, 1)
        cursor.execute(
            f"UPDATE articles_article SET words_body = words_body || ' {RARE}' "
            f"WHERE id % {every} = 0"
        )
        for sql in connection.ops.sequence_reset_sql(no_style(), [Article, TaggedArticle]):
            cursor.execute(sql)
    rebuild_index()
    return _words(paragraphs)


def _write_first(
    count: int,
    start: dt.datetime,
    step: dt.timedelta,
    rng: random.Random,
    words: list[str],
    paragraphs: list[str],
) -> None:
    categories = [Category.from_key(f"SECTION {n}") for n in range(8)]
    sources = [
        Source.objects.create(key=f"wire-{n}", name=f"Wire {n}", kind="RSS") for n in range(20)
    ]
    tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(200)]
    articles = [
        Article(
            pk=number,
            lang=LANGUAGES[number % len(LANGUAGES)],
            source=sources[number % len(sources)],
            category=categories[number % len(categories)],
            published_at=start + number * step,
            **_texts(number, rng, words, paragraphs),
        )
        for number in range(1, count + 1)
    ]
    Article.objects.bulk_create(articles, batch_size=500)
    links = [link for article in articles for link in _links(article, rng, tags)]
    TaggedArticle.objects.bulk_create(links, batch_size=2000)


def _texts(
    number: int, rng: random.Random, words: list[str], paragraphs: list[str]
) -> dict[str, Any]:
    chosen = rng.choices(paragraphs, k=4)
    title = " ".join(rng.choices(words[:5000], k=7))
    lead = chosen[0][:160]
    return {
        "title": title.capitalize(),
        "description": lead,
        "summary": lead,
        "body": "\n\n".join(chosen),
        "body_html": "".join(f"<p>{paragraph}</p>\n" for paragraph in chosen),
        "passages": "\n".join(chosen),
        "words_title": title,
        "words_lead": lead,
        "words_body": " ".join(chosen),
        "slug": f"story-{number}",
        "external_id": str(number),
        "status": Status.PUBLISHED,
        "content_hash": str(number),
        "word_count": 200,
        "reading_minutes": 1,
    }


def _links(article: Article, rng: random.Random, tags: list[Tag]) -> list[TaggedArticle]:
    copies: dict[str, Any] = {name: getattr(article, name) for name in TaggedArticle.COPIES}
    # The square makes the first tags large and the last small.
    chosen = {int(rng.random() ** 2 * len(tags)) for _ in range(3)}
    return [
        TaggedArticle(
            pk=article.pk * 4 + place,
            content_object=article,
            tag=tags[n],
            position=place,
            **copies,
        )
        for place, n in enumerate(sorted(chosen))
    ]


def _copy(model: type[Model], by: int, later: dt.timedelta) -> str:
    """SQL that copies the first rows, with ids that are `by` higher and times that are `later`."""
    seconds = int(later.total_seconds())
    time = (
        f"datetime(published_at, '+{seconds} seconds')"
        if connection.vendor == "sqlite"
        else f"published_at + interval '{seconds} seconds'"
    )
    changed = {
        "published_at": time,
        "content_object_id": f"content_object_id + {by}",
        "id": f"id + {by}",
        "slug": f"'story-' || (id + {by})",
        "external_id": f"'' || (id + {by})",
    }
    if model is TaggedArticle:
        changed["id"] = f"id + {by * 4}"
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, column) for column in columns)
    highest = _FIRST * 4 + 3 if model is TaggedArticle else _FIRST
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {values} FROM {table} WHERE id <= {highest}"
    )


def _paragraphs(rng: random.Random, words: list[str]) -> list[str]:
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    return [
        " ".join(rng.choices(words, cum_weights=weights, k=_PARAGRAPH_WORDS))
        for _ in range(_PARAGRAPHS)
    ]


def _words(paragraphs: list[str]) -> Words:
    """The words whose share of the articles is nearest to a third, and to a fiftieth."""
    counts: dict[str, int] = {}
    for paragraph in paragraphs:
        for word in set(paragraph.split()):
            counts[word] = counts.get(word, 0) + 1
    shares = {word: 1 - (1 - count / len(paragraphs)) ** 4 for word, count in counts.items()}

    def nearest(share: float) -> list[str]:
        return sorted(shares, key=lambda word: (abs(shares[word] - share), word))

    one, other = nearest(0.33)[:2]
    return Words((one, other), nearest(0.02)[0])
