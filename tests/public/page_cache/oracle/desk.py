"""The desk: what the actions act on, and choices among it."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Category,
    Image,
    ImageUse,
    Page,
    Redirect,
    Source,
    Tag,
    Topic,
)
from articles.workflow import Status
from tests.public.page_cache.oracle.browser import Browser
from tests.redis_server import RedisServer

T = TypeVar("T")
HOUR = dt.timedelta(hours=1)
WORDS = (
    "harbour", "crane", "Кран", "ліс", "strike", "vote", "budget", "snow", "ميناء", "festival",
    "bridge", "tram", "school", "court", "price",
)  # fmt: skip
AUTHORS = ("Ada Reyes", "Li Wen", "Лі Вень", "Omar Haddad")
TAGS = ("ports", "Кран", "ships", "money", "trams", "sport", "law")
CATEGORIES = ("ENERGY", "SPORT", "Culture", "Місто")
SOURCES = ("wire", "agency", "daily")
HOURS = (-1500, -800, -49, -47, -20, -3, -1, -0.01, 0, 0.5, 3, 30)


@dataclass
class Desk:
    """What one step of the oracle has at hand. `touched` collects the addresses that the action
    is about, which are then asked for."""

    rng: random.Random
    browser: Browser
    editor: User
    folder: Path
    # Moves the clock to a time.
    move_clock: Callable[[dt.datetime], None]
    restart: Callable[[], None]
    count: int = 0
    touched: list[str] = field(default_factory=list)
    # Whether the site's processes can be asked: not while this one has a transaction open.
    has_forms: bool = True
    redis: RedisServer | None = None
    # While Redis is away, what brings it back.
    redis_comes_back: Callable[[], None] | None = None

    @property
    def now(self) -> dt.datetime:
        return timezone.now()

    def number(self) -> int:
        """A number that was never used before, for names."""
        self.count += 1
        return self.count

    def one(self, choices: Sequence[T]) -> T:
        return self.rng.choice(choices)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def by_form(self) -> bool:
        """Whether an action that has two ways takes that of a form."""
        return self.chance(0.3) and self.has_forms

    def words(self, few: int = 3) -> str:
        return " ".join(self.rng.choices(WORDS, k=few))

    def title(self) -> str:
        return f"Story {self.number()} {self.words(2)}"

    def body(self) -> str:
        parts = [f"Paragraph {self.number()}: {self.words(8)}." for _ in range(self.one((1, 2, 3)))]
        extra = (
            "## A heading\n\nText below it.",
            f"![A picture](https://images.unsplash.com/photo-{self.number()})",
            f"See [the other one](http://testserver/en/articles/story-{self.one(range(1, 9))}/).",
            "## From author\n\nAn opinion.",
            self.picture_of_ours(),
        )
        return "\n\n".join([*parts, *self.rng.sample(extra, self.one((0, 0, 1, 2)))])

    def picture_of_ours(self) -> str:
        """Markdown of a picture of the library that has a file here; of a lost one without any."""
        image = self.row(Image.objects.filter(origin=Image.Origin.LOCAL))
        return f"![Ours](/media/{image.source_file if image else 'covers/lost.png'})"

    def time(self) -> dt.datetime:
        """Some time, past or ahead."""
        return self.now + self.one(HOURS) * HOUR

    def lang(self) -> str:
        return self.one(("en", "en", "en", "uk", "uk", "ar"))

    def tags(self) -> list[str]:
        return self.rng.sample(TAGS, self.one((0, 1, 2, 2, 3, 6)))

    def author_names(self) -> list[str]:
        return self.rng.sample(AUTHORS, self.one((0, 0, 1, 2)))

    def row(self, rows: QuerySet[Any]) -> Any:
        """One row; None where there is none."""
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.one(ids)) if ids else None

    def article(self, *statuses: Status, live: bool | None = None) -> Article | None:
        """An article with all that writers load; of the newer ones rather than of the older."""
        rows = Article.objects.for_revision()
        if statuses:
            rows = rows.filter(status__in=statuses)
        if live is not None:
            rows = rows.live() if live else rows.exclude(pk__in=Article.objects.live())
        ids = list(rows.order_by("-published_at", "-pk").values_list("pk", flat=True))
        if not ids:
            return None
        nearest = ids[: max(1, len(ids) // 2)] if self.chance(0.5) else ids
        article = rows.get(pk=self.one(nearest))
        self.touch(article)
        return article

    def articles(self, most: int) -> list[Article]:
        ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        chosen = self.rng.sample(ids, min(len(ids), self.rng.randint(1, most)))
        return list(Article.objects.for_revision().filter(pk__in=chosen))

    def touch(self, row: Model) -> None:
        """Let the page of `row` be asked for after the step."""
        if isinstance(row, Article):
            self.touched += [row.get_absolute_url(), f"/api/v1/articles/{row.pk}"]
        elif isinstance(row, Author | Category | Tag):
            kind = row._meta.model_name
            self.touched += [f"/{lang}/{kind}/{row.slug}/" for lang in ("en", "uk")]
        elif isinstance(row, Topic):
            self.touch(row.tag)
            self.touched += [f"/{lang}/topics/" for lang in ("en", "uk")]
        elif isinstance(row, Source):
            self.touched += [f"/{lang}/source/{row.key}/" for lang in ("en", "uk")]
        elif isinstance(row, Image):
            texts = ImageUse.objects.filter(file__in=row.stored_files)
            shown = Q(cover=row) | Q(pk__in=texts.exclude(article=None).values("article"))
            pages = Page.objects.filter(pk__in=texts.exclude(page=None).values("page"))
            for one in (*Article.objects.filter(shown)[:3], *pages[:2]):
                self.touched.append(one.get_absolute_url())
        elif isinstance(row, Page):
            self.touched.append(row.get_absolute_url())
        elif isinstance(row, Redirect):
            self.touched.append(row.path)
