"""The article: its columns, and what is derived from them on write."""

import datetime as dt
import uuid
from typing import Any

from django.core.validators import URLValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.lib.addresses import address
from articles.models.ai_provenance import AIProvenanceMixin
from articles.models.derived_columns import DerivedColumnsMixin
from articles.models.exceptions import StaleArticle
from articles.models.image import Image
from articles.models.source import Source
from articles.models.taxonomy import Category, OrderedTags, Tag, TaggedArticle
from articles.models.transitions import WEIGHT_MAX, WEIGHT_MIN, WorkflowMixin
from articles.querysets import RECORDED, ArticleQuerySet
from articles.workflow import ARTICLE_PERMISSIONS, Status

# The largest finite double; PostgreSQL orders NaN and infinity beyond it.
SCORE_LIMIT = 1.7976931348623157e308

# The namespace of the names of stories in feeds.
GUIDS = uuid.UUID("0b6c1f2e-53d2-4d0c-9d5c-6a4d1d0f7c11")


class Sentiment(models.TextChoices):
    """An opinion of the upstream feed; editors may override it."""

    POSITIVE = "POSITIVE", pgettext_lazy("sentiment", "Positive")
    NEUTRAL = "NEUTRAL", pgettext_lazy("sentiment", "Neutral")
    NEGATIVE = "NEGATIVE", pgettext_lazy("sentiment", "Negative")


class Article(WorkflowMixin, DerivedColumnsMixin, AIProvenanceMixin):  # type: ignore[django-manager-missing]
    """One story in one language.

    Names and meanings are DESIGN.md's. The derived columns (`summary`, `body_html`, `outline`,
    counts, `content_hash`, what search needs) are made by `prepare()` on every full `save()`.
    """

    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("One or two sentences for lists and search engines."),
    )
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    lang = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(_("address"), max_length=200, db_index=False)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="articles",
        verbose_name=_("source"),
    )
    external_id = models.CharField(
        _("external id"),
        max_length=200,
        blank=True,
        help_text=_("The source's own number of the story. Translations share it."),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="articles",
        verbose_name=_("category"),
    )
    tags = TaggableManager(through=TaggedArticle, blank=True, manager=OrderedTags)
    cover = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("cover picture"),
    )
    sentiment = models.CharField(
        _("sentiment"), max_length=10, choices=Sentiment.choices, blank=True
    )
    score = models.FloatField(_("score"), null=True, blank=True)
    canonical_url = models.CharField(
        _("original address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Where the story was first published, when that is not here."),
    )
    cta = models.JSONField(default=list, blank=True, editable=False)
    aliases = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    updated_at = models.DateTimeField(_("updated upstream"), null=True, blank=True)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # Counts full saves and transitions; a save of what was read at an older number is refused.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    # Set by a reader of rows that has the tags from a question of its own.
    known_tags: list[Tag] | None = None

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = ARTICLE_PERMISSIONS
        constraints = [
            # What is asked for by itself leads, so that one index answers both questions. Columns
            # without an index of their own lead in one below.
            models.UniqueConstraint(fields=["slug", "lang"], name="article_address"),
            models.UniqueConstraint(
                fields=["external_id", "source", "lang"],
                name="article_identity",
                condition=~models.Q(external_id=""),
            ),
            # The two together: an id without a source has its own identity.
            models.UniqueConstraint(
                fields=["external_id", "lang"],
                name="article_identity_without_source",
                condition=~models.Q(external_id="") & models.Q(source=None),
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="article_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="article_slug_given"),
            models.CheckConstraint(condition=~models.Q(lang=""), name="article_lang_given"),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "in_review", "published", "retracted"]),
                name="article_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sentiment__in=["", "POSITIVE", "NEUTRAL", "NEGATIVE"]),
                name="article_sentiment_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="article_published_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(score=None)
                | models.Q(score__gte=-SCORE_LIMIT, score__lte=SCORE_LIMIT),
                name="article_score_finite",
            ),
            models.CheckConstraint(
                condition=models.Q(sticky_weight__gte=WEIGHT_MIN, sticky_weight__lte=WEIGHT_MAX),
                name="article_weight_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["lang", "status", "-published_at", "-id"], name="article_front"),
            models.Index(
                fields=["lang", "status", "-sticky_weight", "-published_at", "-id"],
                condition=models.Q(sticky_weight__gt=0),
                name="article_pins",
            ),
            models.Index(
                fields=["category", "lang", "status", "-published_at", "-id"],
                name="article_by_category",
            ),
            models.Index(
                fields=["source", "lang", "status", "-published_at", "-id"],
                name="article_by_source",
            ),
            models.Index(fields=["status", "-published_at", "-id"], name="article_by_status"),
            # The few that changed after publication; the sitemap's dates are read off it.
            models.Index(
                fields=["status", "published_at", "id", "reader_modified_at"],
                condition=models.Q(reader_modified_at__isnull=False),
                name="article_changes",
            ),
            # What programs that keep a copy of the stories follow.
            models.Index("lang", "status", RECORDED, "id", name="article_recorded"),
            # The queue of reviewers.
            models.Index(
                fields=["-risk", "-id", "status"],
                condition=models.Q(risk__gt=0),
                name="article_review",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public address, also while the story is not live."""
        return address("article", self.lang, self.slug)

    # --- what is computed, never stored ---------------------------------------------------

    @property
    def guid(self) -> str:
        """The name of the story in feeds. Address, title and domain may change; this never does.

        A UUID (RFC 9562, version 5) of two columns that nothing writes again.
        """
        made = f"{self.created_at.astimezone(dt.UTC).isoformat()} {self.pk}"
        return uuid.uuid5(GUIDS, made).urn

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the HTML attribute `dir`."""
        return "rtl" if get_language_info(self.lang)["bidi"] else "ltr"

    @property
    def tag_list(self) -> list[Tag]:
        """The tags in the order of the file: one query, or none where they are known already."""
        if self.known_tags is not None:
            return self.known_tags
        links = self.tag_links.all()
        if "tag_links" not in getattr(self, "_prefetched_objects_cache", {}):
            links = links.select_related("tag")
        return [link.tag for link in links]

    @property
    def updated_for_readers(self) -> dt.datetime | None:
        """When what readers see last changed, if that was after it was published."""
        changed = self.reader_modified_at
        if changed and self.published_at and changed > self.published_at:
            return changed
        return None

    @property
    def changed_at(self) -> dt.datetime | None:
        """When readers last saw something new here: `dateModified` on every surface."""
        return self.updated_for_readers or self.published_at

    @property
    def recorded_at(self) -> dt.datetime:
        """For one loaded article, what `ArticleQuerySet.recorded_until()` asks of all."""
        return max(self.modified_at, self.published_at or self.modified_at)

    # --- writing --------------------------------------------------------------------------

    def changed_for_readers(self) -> None:
        """Move `reader_modified_at` to now: something that stands beside the text changed.

        Only for a published story, by what is stored, and without a new version.
        """
        now = timezone.now()
        row = type(self)._default_manager.filter(pk=self.pk, status=Status.PUBLISHED)
        if row.update(reader_modified_at=now, modified_at=now):
            self.reader_modified_at = self.modified_at = now
            self.announce()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row and the copies of its columns that its tags carry.

        A full save claims the version that this object was read with: raises StaleArticle when
        somebody else saved since, whoever it was, and then nothing is written.
        """
        with transaction.atomic():
            if kwargs.get("update_fields") is None:
                self.prepare()
                self._claim_version()
            super().save(*args, **kwargs)
            self.sync_tag_links()

    def _claim_version(self) -> None:
        if not self._state.adding:
            row = type(self)._default_manager.filter(pk=self.pk, version=self.version)
            if row.update(version=self.version + 1) != 1:
                raise StaleArticle
        self.version += 1
