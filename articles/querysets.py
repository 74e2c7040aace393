"""The rule of what readers may see, and the orders of lists: the one place for both."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Expression, F, Func, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from articles.claims.risk import UNKNOWN
from articles.lib.keyset import following
from articles.workflow import Status

# Written into the SQL, not sent beside it: SQLite plans a statement anew for every value that it
# must compare with the condition of a partial index.
_ZERO = Func(template="0", output_field=models.SmallIntegerField())
EMPTY = Func(template="''", output_field=models.CharField())

# Columns that a card does not show; the text is most of the row of an article.
NOT_ON_CARDS = (
    "body", "body_html", "outline", "extra", "text_pictures", "cta", "aliases", "claims", "support",
    "risk", "words_title", "words_lead", "words_body", "passages", "category__words",
    "category__shown_words",
)  # fmt: skip
# Columns that an article page does not show: the Markdown, and what export and search store.
_NOT_ON_PAGES = {*NOT_ON_CARDS} - {"body_html", "outline", "cta"}
# The columns that a card shows, of the article and of its source, category and cover.
_ON_CARDS = (
    "lang", "slug", "title", "summary", "published_at", "sticky_weight", "sticky_until",
    "expires_at", "ai", "text_hash", "reviewed_hash", "author_names", "source__key", "source__name",
    "source__names", "category__slug", "category__name", "category__names", "cover__alt",
    "cover__words", "cover__decorative", "cover__sizes", "cover__renditions", "cover__rights_until",
    "cover__focal_x", "cover__focal_y", "cover__colour", "cover__credit",
)  # fmt: skip
_JOINED = ("source", "category", "cover")
# More pins than a screen holds are not pinned: they stand at their time.
PIN_LIMIT = 12
# When an article became what it is: when it was saved, or when its time came.
RECORDED = Greatest("modified_at", "published_at")
# A time, or its placeholder in a compiled query (`articles.db.compiled_queries`).
Moment = dt.datetime | Expression
# How long an article is news to news search engines.
NEWS_AGE = dt.timedelta(days=2)


def _live(
    now: Moment | None, article: str = "", status: str = "status", latest: Moment | None = None
) -> Q:
    """The rule; `article` is the path from a row to its article, such as `article__`, `status` the
    name of the column there, `latest` an earlier limit of the publication. The end is one negated
    condition, not `expires_at IS NULL OR …`: no database takes an index for it, and the indexes of
    lists hold the column, so that a walk along one decides it there.
    """
    now = now or timezone.now()
    come = {f"{article}{status}": Status.PUBLISHED, f"{article}published_at__lte": latest or now}
    return Q(**come) & ~Q(**{f"{article}expires_at__lte": now})


class ListedQuerySet(models.QuerySet[Any]):
    """Querysets of rows with the columns `lang`, `status`, `published_at`, `expires_at`,
    `sticky_weight` and `sticky_until`: articles, and the links between tags and articles, which
    carry copies of them.

    Every public surface starts from `live()`. `now` is an aware time, the present by default.
    """

    # The column that holds the article's id, and the path from a row to its article.
    article_id = "id"
    article_path = ""

    def live(self, now: Moment | None = None, latest: dt.datetime | None = None) -> Self:
        """The articles that readers may see: published, their time has come, and they have not
        ended. With `latest`, which is not later than `now`, those published until then."""
        return self.filter(_live(now, latest=latest))

    def published(self) -> Self:
        """Articles that are published: live, scheduled or ended ones."""
        return self.filter(status=Status.PUBLISHED)

    def scheduled(self, now: dt.datetime | None = None, until: dt.datetime | None = None) -> Self:
        """Articles published with a time still ahead, up to `until`; the next one first."""
        rows = self.published().filter(published_at__gt=now or timezone.now())
        if until is not None:
            rows = rows.filter(published_at__lte=until)
        return rows.order_by("published_at", self.article_id)

    def ended(self, now: Moment | None = None) -> Self:
        """Articles that were live until their end: answered with a notice, listed nowhere."""
        # Few articles end, so these are found by their ends, which are after their publication.
        rows = self.alias(plain_status=Coalesce("status", EMPTY))
        return rows.filter(plain_status=Status.PUBLISHED, expires_at__lte=now or timezone.now())

    def gone(self, now: Moment | None = None) -> Self:
        """Articles whose addresses answer with a notice (410): retracted ones, and ended ones."""
        has_ended = Q(status=Status.PUBLISHED, expires_at__lte=now or timezone.now())
        return self.filter(Q(status=Status.RETRACTED) | has_ended)

    def in_language(self, lang: str | Expression) -> Self:
        """Articles in `lang`, one of settings.SITE_LANGUAGES."""
        return self.filter(lang=lang)

    def in_site_languages(self) -> Self:
        """Articles in a language of the site: those in others have no page."""
        return self.filter(lang__in=settings.SITE_LANGUAGES)

    def retracted(self) -> Self:
        """Articles taken back after publication: answered with a notice, listed nowhere."""
        return self.filter(status=Status.RETRACTED)

    def pinned(self, now: dt.datetime | None = None) -> Self:
        """Articles with a positive weight that has not ended: higher first, then newest."""
        still_on = Q(sticky_until__isnull=True) | Q(sticky_until__gt=now or timezone.now())
        rows = self.filter(still_on, sticky_weight__gt=_ZERO)
        return rows.order_by("-sticky_weight", "-published_at", f"-{self.article_id}")

    def newest_first(self) -> Self:
        """Order by time, the newest first; the id decides between equal times."""
        return self.order_by("-published_at", f"-{self.article_id}")

    def before(self, published_at: dt.datetime, article_id: int) -> Self:
        """The rest of `newest_first()` after the article with that time and id.

        Of two upper limits of one column SQLite begins at either: put this after
        `live(now, published_at)`, where that is not later than now.
        """
        order = ("-published_at", f"-{self.article_id}")
        return self.filter(following(order, (published_at, article_id)))

    def oldest_first(self) -> Self:
        """Order by time, the oldest first: `newest_first()` read from its end."""
        return self.order_by("published_at", self.article_id)

    def after(self, published_at: dt.datetime, article_id: int) -> Self:
        """The rest of `oldest_first()` after the article with that time and id."""
        order = ("published_at", self.article_id)
        return self.filter(following(order, (published_at, article_id)))

    def without(self, article_ids: list[int]) -> Self:
        """All rows but those of these articles."""
        # One condition for any number of ids: SQLite assumes that each condition leaves fewer
        # rows, and would with many rather sort than walk the index.
        return self.exclude(**{f"{self.article_id}__in": article_ids}) if article_ids else self

    def for_cards(self) -> Self:
        """Rows with the columns of their articles that a card shows, in one query."""
        path = self.article_path
        rows = self.select_related(*(f"{path}{name}" for name in _JOINED))
        return rows.only(*(f"{path}{name}" for name in _ON_CARDS))


class ArticleQuerySet(ListedQuerySet):
    """Chainable queries of articles: selections, orders, and what is loaded with them."""

    def that_are_live(self, now: Moment | None = None) -> Self:
        """Articles of `live()` among rows that another condition finds, such as a few ids.

        SQLite would rather walk an index of all live articles, however few are asked for, and has
        no index of the column in the form in which it stands here.
        """
        rows = self.alias(plain_status=Coalesce("status", EMPTY))
        return rows.filter(_live(now, status="plain_status"))

    def that_are_listed(self) -> Self:
        """`that_are_live()` in a language of the site."""
        rows = self.that_are_live().alias(plain_lang=Coalesce("lang", EMPTY))
        return rows.filter(plain_lang__in=settings.SITE_LANGUAGES)

    def went_live_since(self, since: dt.datetime, now: dt.datetime | None = None) -> Self:
        """Articles that went live by the clock after `since`, and were not written since then."""
        return self.live(now).filter(published_at__gt=since, modified_at__lt=F("published_at"))

    def ended_since(self, since: dt.datetime, now: dt.datetime | None = None) -> Self:
        """Articles that ended by the clock after `since`, and were not written since then."""
        return self.ended(now).filter(expires_at__gt=since, modified_at__lt=F("expires_at"))

    def translations_of(self, article: Any) -> Self:
        """The other languages of an Article: same source, same external id.

        `Any`, because the model is above this module.
        """
        if not article.external_id:
            return self.none()
        return self.versions(article.source_id, article.external_id).exclude(pk=article.pk)

    def versions(self, source_id: int | Expression | None, external_id: str | Expression) -> Self:
        """The articles of one translation group: one article in all its languages."""
        return self.identified().filter(source_id=source_id, external_id=external_id)

    def identified(self) -> Self:
        """Articles that upstream gave an id: the condition of the indexes on identities."""
        return self.exclude(external_id=EMPTY)

    def saved_since(self, moment: dt.datetime) -> Self:
        """Articles imported, edited or moved to another state at `moment` or later."""
        return self.filter(modified_at__gte=moment)

    def recorded_until(self, moment: dt.datetime) -> Self:
        """Articles that did not change after `moment`, each with its RECORDED time as `recorded`.

        That time moves with every save, also of an article that is dated back, and is never before
        readers could see the article: a client that asks for later times misses nothing.
        """
        return self.annotate(recorded=RECORDED).filter(recorded__lte=moment)

    def recorded_after(self, moment: dt.datetime, article_id: int) -> Self:
        """The rest of `recorded_until()` after that time and id, the oldest first."""
        order = ("recorded", "pk")
        return self.filter(following(order, (moment, article_id))).order_by(*order)

    def with_tags(self) -> Self:
        """Articles with their tags, in the order of their files, in one query more."""
        links: Any = self.model._meta.get_field("tag_links").related_model
        tags = links.objects.select_related("tag")
        return self.prefetch_related(models.Prefetch("tag_links", tags))

    def for_revision(self) -> Self:
        """Articles with everything that a Revision keeps of them, in two queries more."""
        rows = self.select_related(*_JOINED).with_tags()
        return rows.prefetch_related("cover__variants")

    def for_page(self) -> Self:
        """Articles with what their page shows of them but tags and corrections, in one query."""
        return self.select_related(*_JOINED).defer(*_NOT_ON_PAGES)

    def for_feeds(self) -> Self:
        """Articles with what a feed shows of them but tags, authors, corrections. One query."""
        not_in_feeds = (name for name in NOT_ON_CARDS if name not in ("body_html", "cta"))
        return self.select_related(*_JOINED).defer(*not_in_feeds)

    def without_unreviewed_machine_text(self) -> Self:
        """Articles that a person wrote or answers for: those without an `Article.ai_label`.

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
        """Machine text that nobody approved, the riskiest first, without retracted articles."""
        rows = self.filter(risk__gt=_ZERO).exclude(status=Status.RETRACTED)
        return rows.order_by("-risk", "-id")

    def not_looked_at(self) -> Self:
        """Unreviewed machine text whose claims are not found yet, the newest first."""
        return self.filter(risk__gt=_ZERO, risk=UNKNOWN).order_by("-id")

    def for_news(
        self, trusted: Collection[models.Model] = (), now: dt.datetime | None = None
    ) -> Self:
        """Articles for news search engines: live, of the last two days, newest first.

        Unreviewed machine text is let in only from the sources `trusted`.
        """
        now = now or timezone.now()
        rows = self.live(now).filter(published_at__gt=now - NEWS_AGE)
        allowed = rows.without_unreviewed_machine_text()
        if trusted:
            allowed |= rows.filter(source__in=trusted)
        return allowed.newest_first()

    def for_results(self) -> Self:
        """Articles with what search results show, and the paragraphs that snippets are from."""
        hidden = (name for name in NOT_ON_CARDS if name != "passages")
        return self.select_related(*_JOINED).defer(*hidden)

    def for_export(self) -> Self:
        """Articles with everything that their files say, ordered by id."""
        rows = self.select_related(*_JOINED, "original", "pending", "translation_base")
        return rows.prefetch_related("cover__variants", "tag_links__tag").order_by("pk")


class CorrectionQuerySet(models.QuerySet[Any]):
    """Chainable queries of notes to readers."""

    def public(self, now: dt.datetime | None = None) -> Self:
        """Notes on live articles, and of retracted articles only the retraction notes."""
        taken_back = Q(article__status=Status.RETRACTED, kind="retraction")
        return self.filter(_live(now, "article__") | taken_back)

    def in_language(self, lang: str | Expression) -> Self:
        """Notes on articles in `lang`, a language code."""
        return self.filter(article__lang=lang)

    def newest_first(self) -> Self:
        """Order by the time of the note, the newest first."""
        return self.order_by("-date", "-id")

    def before(self, date: dt.datetime, pk: int) -> Self:
        """The rest of `newest_first()` after the note with that time and id."""
        return self.filter(following(("-date", "-pk"), (date, pk)))
