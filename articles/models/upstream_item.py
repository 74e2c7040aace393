"""Items as upstream gave them, and every version of each: the evidence for what articles say."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.lib import public_keys
from articles.models.article import Article
from articles.models.article_columns import ArticleColumns, Sentiment
from articles.models.feed import Feed
from articles.models.ingest_rules import IngestRules
from articles.models.public_row import PublicRow
from articles.models.source import Source, Trust
from articles.querysets import ArticleQuerySet
from articles.workflow import SEEN_BY_READERS

# Upstream's words for an item that it took back.
TAKEN_BACK = ("DELETED", "INACTIVE")
# Items that were taken back lately, of which the desk is told at most.
_MOST_TAKEN_BACK = 1000
# The identity of an item and of the articles made from it: id of the source, upstream's own id.
Identity = tuple[int, str]
IDENTITY = ("source_id", "external_id")


class ItemVerdict(models.TextChoices):
    """The verdict on an item: decided once, by the rules of that time or by a person.

    A draft is made of a chosen one. A covered one had a story already. A repeat is told by the
    story of another item.
    """

    NEW = "", pgettext_lazy("original", "New")
    CHOSEN = "chosen", pgettext_lazy("original", "Becomes a draft")
    MADE = "made", pgettext_lazy("original", "Draft made")
    COVERED = "covered", pgettext_lazy("original", "Had a story")
    DROPPED = "dropped", pgettext_lazy("original", "Dropped")
    OLD = "old", pgettext_lazy("original", "Too old")
    REPEAT = "repeat", pgettext_lazy("original", "Told by another")
    FAILED = "failed", pgettext_lazy("original", "Failed")


class UpstreamItemQuerySet(models.QuerySet["UpstreamItem"]):
    """Finds items by the identity that they share with articles, and those about one event."""

    def of(self, article: ArticleColumns) -> Self:
        """The item that `article` was made from: a queryset of one row or none."""
        if not (article.source_id and article.external_id):
            return self.none()
        return self.filter(source_id=article.source_id, external_id=article.external_id)

    def by_identity(self, identities: Collection[Identity]) -> dict[Identity, "UpstreamItem"]:
        """The items of these identities that there are; one query, none for no identities."""
        if not identities:
            return {}
        sources, ids = ({one[part] for one in identities} for part in (0, 1))
        rows = self.filter(source__in=sources, external_id__in=ids)
        found = {(item.source_id, item.external_id): item for item in rows}
        return {identity: found[identity] for identity in identities if identity in found}

    def proposing_retraction(self) -> Self:
        """Items that were taken back upstream while readers have a story of them, and of which
        nobody decided yet; the newest first."""
        newest = self.filter(taken_back_at__isnull=False, kept_at=None).order_by("-taken_back_at")
        stories = Article.objects.identified().published()
        stories = stories.filter(
            external_id=models.OuterRef("external_id"), source=models.OuterRef("source")
        )
        ids = newest.values("pk")[:_MOST_TAKEN_BACK]
        rows = self.filter(pk__in=ids).filter(models.Exists(stories))
        return rows.order_by("-taken_back_at")

    def told_with(self, ids: Collection[int]) -> Self:
        """The items of the clusters in which these are, and these themselves there."""
        return self.filter(membership__cluster__members__item__in=ids).distinct()

    def also_reporting(self, article: ArticleColumns) -> Self:
        """The others about the event of the item that `article` was made from, with their sources,
        and memberships, in the order in which they came."""
        if not (article.source_id and article.external_id):
            return self.none()
        others = self.also_reporting_with(article.source_id, article.external_id)
        return others.select_related("membership")

    def also_reporting_with(self, source: Any, external_id: Any) -> Self:
        """The others about the event of the item of this identity, with their sources.

        In the order in which they came. `source` and `external_id` are values, or places for them
        in a compiled query.
        """
        others = self.filter(
            membership__cluster__members__item__source=source,
            membership__cluster__members__item__external_id=external_id,
        ).exclude(source=source, external_id=external_id)
        return others.select_related("source").order_by("first_seen_at", "pk")

    def stories_to_be(self) -> Self:
        """Items that lead their cluster, and those without one: each is a story of its own."""
        return self.filter(Q(membership=None) | Q(membership__cluster__lead=F("pk")))

    def not_compared(self) -> Self:
        """Items that nothing has compared with others yet, in the order in which they came."""
        return self.filter(clustered_at=None).order_by("pk")


class UpstreamItem(PublicRow):
    """One item of a source as its newest version has it.

    Articles are made from it by (source, external_id), which translations share; the link is
    computed, so it holds whichever of the two came first. `keywords`, `categories` and `authors`
    are lists of text. The bytes as they came are in the versions. Readers see title and address of
    what an article was made from, if its source is trusted.
    """

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="upstream_items",
        db_index=False,
        verbose_name=_("source"),
    )
    external_id = models.CharField(_("external id"), max_length=200)
    guid = models.CharField(_("GUID"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    authors = models.JSONField(_("authors"), default=list)
    keywords = models.JSONField(_("keywords"), default=list)
    categories = models.JSONField(_("sections"), default=list)
    lang = models.CharField(_("language"), max_length=12, blank=True)
    sentiment = models.CharField(
        _("sentiment"), max_length=10, choices=Sentiment.choices, blank=True
    )
    score = models.FloatField(_("score"), null=True, blank=True)
    picture = models.CharField(_("picture"), max_length=1000, blank=True)
    # Upstream's own word, such as ACTIVE, INACTIVE or DELETED.
    upstream_status = models.CharField(_("state upstream"), max_length=30, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated upstream"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first seen"))
    # When its newest version came.
    changed_at = models.DateTimeField(_("last changed"))
    verdict = models.CharField(
        _("what became of it"), max_length=10, choices=ItemVerdict.choices, blank=True, default=""
    )
    # A word for programs of why, and what people are shown with it.
    verdict_reason = models.CharField(max_length=20, blank=True, default="")
    verdict_word = models.CharField(max_length=300, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    # None where a person decided.
    decided_by_rules = models.ForeignKey(
        IngestRules,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # The feed that it came by, if by one.
    feed = models.ForeignKey(
        Feed,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("feed"),
    )
    # When upstream took it back, and when somebody decided that its stories stay all the same.
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    # When it was compared with others; None until then, and again once its text changed.
    clustered_at = models.DateTimeField(null=True, editable=False)

    objects = UpstreamItemQuerySet.as_manager()

    SHOWN = ("title", "url")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        constraints = [
            # The column that is queried alone leads, as with articles.
            models.UniqueConstraint(fields=["external_id", "source"], name="upstream_identity"),
            models.CheckConstraint(
                condition=~models.Q(external_id=""), name="upstream_external_id_given"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=ItemVerdict.values), name="upstream_verdict_known"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-id"], name="upstream_by_source"),
            models.Index(fields=["first_seen_at"], name="upstream_by_age"),
            # What waits for a decision or a draft is few, and is asked for every few seconds.
            models.Index(fields=["verdict", "id"], name="upstream_by_verdict"),
            models.Index(
                fields=["-taken_back_at"],
                condition=models.Q(taken_back_at__isnull=False, kept_at=None),
                name="upstream_taken_back",
            ),
            models.Index(
                fields=["id"], condition=Q(clustered_at=None), name="upstream_not_clustered"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id

    @property
    def identity(self) -> Identity:
        """The id of the source and upstream's own id, which articles share."""
        return self.source_id, self.external_id

    @staticmethod
    def is_shown_with(article: ArticleColumns) -> bool:
        """Whether readers may see the item of `article`: not of a source that is always reviewed
        first, since nobody published what upstream writes into its title. No query for a loaded
        source."""
        source = article.source if article.external_id else None
        return source is not None and source.trust == Trust.PUBLISH

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The articles that readers have of it, and of items about the same event, since they name
        it; three queries."""
        told_with = UpstreamItem.objects.told_with([self.pk]).values_list(*IDENTITY)
        return keys_of_articles({self.identity, *told_with})

    @property
    def allowed_text(self) -> str:
        """The text as far as the terms of use of its feed allow to use it; all of it without a
        feed. One query unless the feed was loaded."""
        return self.feed.allowed_text(self.body) if self.feed else self.body

    @property
    def keywords_text(self) -> str:
        """The keywords on one line."""
        return ", ".join(self.keywords)


class UpstreamVersion(models.Model):
    """One version of an item: the bytes as they came, their hash and when that was.

    A version differs from the others in a value, not only in blanks and the order of keys:
    `values_sha256` is of its JSON in one canonical form, so that the same archive is read any
    number of times without another row.
    """

    item = models.ForeignKey(
        UpstreamItem, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    values_sha256 = models.CharField(max_length=64)
    # The file that it came in.
    origin = models.CharField(_("file"), max_length=1000, blank=True)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("version of an original")
        verbose_name_plural = _("versions of originals")
        constraints = [
            models.UniqueConstraint(fields=["item", "values_sha256"], name="upstream_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.sha256[:12]}"


def keys_of_articles(identities: Iterable[Identity]) -> Iterator[str]:
    """The keys of the articles that readers have of items of these identities, which show title and
    address of them. One query."""
    articles = Article.objects.filter(status__in=SEEN_BY_READERS)
    for pk in articles_of(articles, identities).values_list("pk", flat=True):
        yield public_keys.article(pk)


def articles_of(articles: ArticleQuerySet, identities: Iterable[Identity]) -> ArticleQuerySet:
    """Return the rows of `articles` that were made from items of these identities."""
    by_source: dict[int, set[str]] = {}
    for source_id, external_id in identities:
        by_source.setdefault(source_id, set()).add(external_id)
    condition = Q(pk__in=[])
    for source_id, external_ids in by_source.items():
        condition |= Q(source_id=source_id, external_id__in=external_ids)
    return articles.identified().filter(condition)
