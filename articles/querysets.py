"""The public rule and the orders of articles: the one place that says what readers may see."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Expression, F, Func, Q
from django.db.models.functions import Greatest
from django.db.models.lookups import In
from django.utils import timezone

from articles.lib.keyset import following
from articles.workflow import Status

# Written into the SQL, not sent beside it: SQLite plans a statement anew for every value that it
# must compare with the condition of a partial index.
_ZERO = Func(template="0", output_field=models.SmallIntegerField())
EMPTY = Func(template="''", output_field=models.CharField())

# Columns that a card does not show; the text of a story is most of its row.
NOT_ON_CARDS = (
    "body", "body_html", "outline", "extra", "cta", "aliases",
    "words_title", "words_lead", "words_body", "passages", "claims", "risk",
)  # fmt: skip
# More pins than a screen holds pin nothing: those beyond it stand at their time.
PIN_LIMIT = 12
# When a story came to stand as it does: it was saved, or its time came.
RECORDED = Greatest("modified_at", "published_at")
# A time, or the place of one in a question that is asked again and again.
Moment = dt.datetime | Expression
# How long a story is news to news search engines.
NEWS_AGE = dt.timedelta(days=2)


def _live(now: Moment | None, article: str = "") -> Q:
    """The rule itself; `article` is the path from a row to its article, such as `article__`."""
    return Q(
        **{
            f"{article}status": Status.PUBLISHED,
            f"{article}published_at__lte": now or timezone.now(),
        }
    )


class ListedQuerySet(models.QuerySet[Any]):
    """Questions to rows that have the columns `lang`, `status`, `published_at`,
    `sticky_weight` and `sticky_until`: articles, and the links between tags and articles,
    which carry copies of them. Every public surface starts from `live()`.

    `now` is an aware time, the present by default. Any value may be a slot of a question that
    is prepared (`articles.db.compiled_queries`).
    """

    # The column that holds the article's id.
    article_id = "id"

    def live(self, now: Moment | None = None) -> Self:
        """What readers may see: published, and its time has come."""
        return self.filter(_live(now))

    def scheduled(self, now: Moment | None = None) -> Self:
        """Published with a time that is still ahead, the next one first."""
        rows = self.filter(status=Status.PUBLISHED, published_at__gt=now or timezone.now())
        return rows.order_by("published_at", self.article_id)

    def in_language(self, lang: str | Expression) -> Self:
        """Written in `lang`, one of settings.SITE_LANGUAGES."""
        return self.filter(lang=lang)

    def pinned(self, now: Moment | None = None) -> Self:
        """With a positive weight that has not run out: higher first, then newest."""
        still_on = Q(sticky_until__isnull=True) | Q(sticky_until__gt=now or timezone.now())
        rows = self.filter(still_on, sticky_weight__gt=_ZERO)
        return rows.order_by("-sticky_weight", "-published_at", f"-{self.article_id}")

    def newest_first(self) -> Self:
        """By time, the newest first; the id decides between equal times."""
        return self.order_by("-published_at", f"-{self.article_id}")

    def before(self, published_at: Moment, article_id: int | Expression) -> Self:
        """The rest of `newest_first()` after the article with that time and id.

        Of two upper limits of one column SQLite begins at either: put this after
        `live(published_at)`, where that is not later than now.
        """
        order = ("-published_at", f"-{self.article_id}")
        return self.filter(following(order, (published_at, article_id)))

    def oldest_first(self) -> Self:
        """By time, the oldest first: `newest_first()` read from its end."""
        return self.order_by("published_at", self.article_id)

    def after(self, published_at: Moment, article_id: int | Expression) -> Self:
        """The rest of `oldest_first()` after the article with that time and id."""
        order = ("published_at", self.article_id)
        return self.filter(following(order, (published_at, article_id)))

    def without(self, article_ids: list[int]) -> Self:
        """All but these articles."""
        # One condition, of whatever number: SQLite thinks that each leaves fewer rows, and would
        # in the end rather sort than walk the index. Spelt so that a slot may stand in the list.
        return self.exclude(In(F(self.article_id), article_ids)) if article_ids else self


class ArticleQuerySet(ListedQuerySet):
    """Chainable questions about articles."""

    def retracted(self) -> Self:
        """Taken back after readers could see it; answered with a notice, listed nowhere."""
        return self.filter(status=Status.RETRACTED)

    def come_due(self, since: dt.datetime, now: dt.datetime | None = None) -> Self:
        """Live by the clock alone, and that after `since`: nobody touched them since."""
        rows = self.live(now).filter(published_at__gt=since)
        return rows.filter(modified_at__lt=F("published_at"))

    def translations_of(self, article: Any) -> Self:
        """The other languages of an Article: same source, same external id.

        Typed `Any` because the model is above this module.
        """
        if not article.external_id:
            return self.none()
        return self.versions(article.source_id, article.external_id).exclude(pk=article.pk)

    def versions(self, source_id: Any, external_id: Any) -> Self:
        """One story in all its languages."""
        return self.identified().filter(source_id=source_id, external_id=external_id)

    def identified(self) -> Self:
        """Those that upstream gave an id: the condition of the indexes on identities."""
        return self.exclude(external_id=EMPTY)

    def saved_since(self, moment: dt.datetime) -> Self:
        """Imported, written or moved to another state at `moment` or later."""
        return self.filter(modified_at__gte=moment)

    def recorded_until(self, moment: dt.datetime) -> Self:
        """Those that stand as they do since `moment` or longer, with that time as `recorded`.

        It moves with every save, also of a story that is dated back, and never stands before
        readers could see it: whoever asks for what came after a time misses nothing.
        """
        return self.annotate(recorded=RECORDED).filter(recorded__lte=moment)

    def recorded_after(self, moment: dt.datetime, article_id: int) -> Self:
        """Of `recorded_until()` those after the story with that time and id, the oldest first."""
        order = ("recorded", "pk")
        return self.filter(following(order, (moment, article_id))).order_by(*order)

    def for_cards(self) -> Self:
        """With what a card shows, in one query, without the texts."""
        return self.select_related("source", "category", "cover").defer(*NOT_ON_CARDS)

    def with_tags(self) -> Self:
        """With the tags of each, in the order of its file, in one query more."""
        links: Any = self.model._meta.get_field("tag_links").related_model
        return self.prefetch_related(
            models.Prefetch("tag_links", links.objects.select_related("tag"))
        )

    def for_revision(self) -> Self:
        """With everything that a Revision keeps of each, in two queries more."""
        rows = self.select_related("source", "category", "cover").with_tags()
        return rows.prefetch_related("cover__variants")

    def for_feeds(self) -> Self:
        """With what a feed tells of a story but its corrections, in two queries."""
        rows = self.select_related("source", "category", "cover").with_tags()
        not_in_feeds = (name for name in NOT_ON_CARDS if name not in ("body_html", "cta"))
        return rows.defer(*not_in_feeds)

    def without_unreviewed_machine_text(self) -> Self:
        """Stories that a person wrote or answers for; `Article.ai_label` says it of one story.

        A review counts while it is of exactly the present text.
        """
        reviewed = Q(reviewed_hash=F("text_hash")) & ~Q(reviewed_hash=EMPTY)
        not_translated = (
            Q(ai__translatedFrom__isnull=True)
            | Q(ai__translatedFrom=None)
            | Q(ai__translatedFrom="")
        )
        return self.filter(
            Q(ai__isnull=True) | Q(ai={}) | (Q(ai__rewritten=False) & not_translated) | reviewed
        )

    def to_review(self) -> Self:
        """Machine text that nobody answers for, the riskiest first; retracted stories are over."""
        rows = self.filter(risk__gt=_ZERO).exclude(status=Status.RETRACTED)
        return rows.order_by("-risk", "-id")

    def for_news(self, trusted: Collection[str] = (), now: dt.datetime | None = None) -> Self:
        """What news search engines are told of: live, of the last two days, newest first.

        Unreviewed machine text is let in only from the sources whose keys are `trusted`.
        """
        now = now or timezone.now()
        rows = self.live(now).filter(published_at__gt=now - NEWS_AGE)
        allowed = rows.without_unreviewed_machine_text()
        if trusted:
            allowed |= rows.filter(source__key__in=trusted)
        return allowed.newest_first()

    def for_results(self) -> Self:
        """As for cards, with the paragraphs that snippets are taken from."""
        rows = self.for_cards().defer(None)
        return rows.defer(*(name for name in NOT_ON_CARDS if name != "passages"))

    def for_export(self) -> Self:
        """With everything that the file of an article says, in the order of their making."""
        rows = self.select_related("source", "category", "cover", "original")
        return rows.prefetch_related("cover__variants", "tag_links__tag").order_by("pk")


class TagLinkQuerySet(ListedQuerySet):
    """The same questions to the links of a tag: the index on them leads, so that page 1,000
    of a large tag costs what page 1 costs."""

    article_id = "content_object_id"

    def for_cards(self) -> Self:
        """As for articles; each link's `content_object` is the card's article."""
        related = ("source", "category", "cover")
        rows = self.select_related(*(f"content_object__{name}" for name in related))
        return rows.defer(*(f"content_object__{name}" for name in NOT_ON_CARDS))


class CorrectionQuerySet(models.QuerySet[Any]):
    """Chainable questions about notes to readers."""

    def public(self, now: dt.datetime | None = None) -> Self:
        """Notes on live stories, and of retracted stories only why they were taken back."""
        taken_back = Q(article__status=Status.RETRACTED, kind="retraction")
        return self.filter(_live(now, "article__") | taken_back)

    def in_language(self, lang: str) -> Self:
        """On stories in `lang`."""
        return self.filter(article__lang=lang)

    def newest_first(self) -> Self:
        """By the time of the note, the newest first."""
        return self.order_by("-date", "-id")

    def before(self, date: dt.datetime, pk: int) -> Self:
        """The rest of `newest_first()` after the note with that time and id."""
        return self.filter(following(("-date", "-pk"), (date, pk)))
