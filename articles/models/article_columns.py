"""The columns of an article that people and imports write, and values computed from them."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    URLValidator,
)
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.lib import public_keys
from articles.lib.text import MAX_SLUG, SLUG_PATTERN
from articles.lib.urls import cached_reverse
from articles.models.author import Author
from articles.models.image import Image
from articles.models.moment_column import MomentColumn
from articles.models.ordered_tags import OrderedTags
from articles.models.source import Source
from articles.models.taxonomy import Category, Tag, TaggedArticle
from articles.models.text_fields import LineField, LinesField, TitleField, WebAddressField
from articles.workflow import STATUS_LABELS, ShownStatus, Status, is_pinned, shown_status

WEIGHT_MIN, WEIGHT_MAX = -32768, 32767

# The namespace of the names of articles in feeds.
GUIDS = uuid.UUID("0b6c1f2e-53d2-4d0c-9d5c-6a4d1d0f7c11")


class Sentiment(models.TextChoices):
    """An opinion of the upstream feed; editors may override it."""

    POSITIVE = "POSITIVE", pgettext_lazy("sentiment", "Positive")
    NEUTRAL = "NEUTRAL", pgettext_lazy("sentiment", "Neutral")
    NEGATIVE = "NEGATIVE", pgettext_lazy("sentiment", "Negative")


class ArticleColumns(models.Model):
    """The stored columns of `Article` but those that `DerivedColumnsMixin` derives from them.

    Names and meanings are those of the file contract (docs/architecture.md).
    """

    title = TitleField(_("title"), max_length=300)
    description = LinesField(
        _("description"),
        blank=True,
        help_text=_("One or two sentences for lists and search engines."),
    )
    body = LinesField(_("text"), blank=True, help_text=_("Markdown."))
    lang = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(
        _("address"),
        max_length=MAX_SLUG,
        db_index=False,
        validators=[
            RegexValidator(
                rf"^{SLUG_PATTERN}\Z",
                _("Small letters a–z, digits, and single hyphens between them."),
            )
        ],
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="articles",
        verbose_name=_("source"),
    )
    external_id = LineField(
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
        verbose_name=_("section"),
    )
    tags = TaggableManager(through=TaggedArticle, blank=True, manager=OrderedTags)
    # A picture leaves an article by a revision of it, and then it can be deleted.
    cover = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("cover picture"),
    )
    sentiment = models.CharField(
        _("sentiment"), max_length=10, choices=Sentiment.choices, blank=True
    )
    score = models.FloatField(_("score"), null=True, blank=True)
    canonical_url = WebAddressField(
        _("original address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Where the story was first published, when that is not here."),
    )
    # The names that the file gives in `author`, in their order. The links to authors follow them:
    # a name may be one that an author had before.
    author_names = models.JSONField(_("authors"), default=list, blank=True)
    cta = models.JSONField(default=list, blank=True, editable=False)
    aliases = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)
    # The pictures that came beside the file, as JSON: {path in the text: name in the storage}. A
    # text column, because it is searched for names; empty for most articles. A path stays when the
    # text has it no more: an earlier version of the text may come back.
    text_pictures = models.TextField(blank=True, default="", editable=False)

    status = models.CharField(
        _("state"),
        max_length=12,
        choices=list(STATUS_LABELS.items()),
        default=Status.DRAFT,
        editable=False,
    )
    published_at = MomentColumn(
        _("published"),
        null=True,
        blank=True,
        help_text=_("A time ahead schedules the story. Empty: the moment you publish."),
    )
    expires_at = MomentColumn(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("Readers see the story until then. Empty: it does not end."),
    )
    sticky_weight = models.SmallIntegerField(
        _("sticky weight"),
        default=0,
        validators=[MinValueValidator(WEIGHT_MIN), MaxValueValidator(WEIGHT_MAX)],
        help_text=_("Above 0 pins the story to the top; a higher weight comes first."),
    )
    sticky_until = MomentColumn(
        _("pinned until"), null=True, blank=True, help_text=_("Empty: until unpinned.")
    )
    # Its file calls it live, but its source is not trusted to publish. Until a person decides
    # about its state, an export writes what the file said.
    held = models.BooleanField(default=False, editable=False)

    updated_at = MomentColumn(_("updated upstream"), null=True, blank=True)
    created_at = MomentColumn(_("created"), auto_now_add=True)
    modified_at = MomentColumn(_("last saved"), auto_now=True)
    # Grows with every write; a write of what was read at an older version is refused.
    version = models.PositiveIntegerField(default=0, editable=False)

    # The tags, where a caller that lists articles has read them with a query of its own.
    known_tags: list[Tag] | None = None
    # The same of the authors.
    known_authors: list[Author] | None = None
    # Words above the headline of a copy that stands on one card (`articles.public.front_cards`).
    kicker = ""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public path, also while the article is not live."""
        return cached_reverse("article", self.lang, self.slug)

    @property
    def files_of_text(self) -> dict[str, str]:
        """The names in the storage of the pictures that came beside the file, by path in the
        text."""
        return dict(json.loads(self.text_pictures)) if self.text_pictures else {}

    @property
    def guid(self) -> str:
        """The permanent name in feeds: a URN of a UUID (RFC 9562, version 5).

        Address, title and domain may change. This is made of two columns that never do.
        """
        made = f"{self.created_at.astimezone(dt.UTC).isoformat()} {self.pk}"
        return uuid.uuid5(GUIDS, made).urn

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the HTML attribute `dir`."""
        return "rtl" if get_language_info(self.lang)["bidi"] else "ltr"

    @property
    def tag_list(self) -> list[Tag]:
        """The tags in the order of the file; one query, none where they are loaded already."""
        if self.known_tags is not None:
            return self.known_tags
        links = self.tag_links.all()  # type: ignore[attr-defined]
        if "tag_links" not in getattr(self, "_prefetched_objects_cache", {}):
            links = links.select_related("tag")
        return [link.tag for link in links]

    @property
    def author_list(self) -> list[Author]:
        """The people whom the article names, in their order; one query, none where it names nobody
        or they are loaded already."""
        if self.known_authors is not None:
            return self.known_authors
        if not self.author_names or not self.pk:
            return []
        links = self.author_links.all()  # type: ignore[attr-defined]
        if "author_links" not in getattr(self, "_prefetched_objects_cache", {}):
            links = links.select_related("author")
        return [link.author for link in links]

    @property
    def is_published(self) -> bool:
        """The editorial decision; whether readers see the article yet is `is_live`."""
        return self.status == Status.PUBLISHED

    @property
    def is_live(self) -> bool:
        """The rule of `ArticleQuerySet.live()` for one loaded article."""
        return self.shown_status() == ShownStatus.LIVE

    @property
    def is_scheduled(self) -> bool:
        """Whether the article is published with a time that is still ahead."""
        return self.shown_status() == ShownStatus.SCHEDULED

    @property
    def has_ended(self) -> bool:
        """Whether readers saw the article until its end, which has come."""
        return self.shown_status() == ShownStatus.ENDED

    def shown_status(self, now: dt.datetime | None = None) -> ShownStatus:
        """The status as people are shown it at `now`, the present by default."""
        return shown_status(self.status, self.published_at, self.expires_at, now or timezone.now())

    @property
    def is_pinned(self) -> bool:
        """The rule of `ArticleQuerySet.pinned()` for one loaded article."""
        return is_pinned(self.sticky_weight, self.sticky_until, timezone.now())

    @property
    def pin_end(self) -> dt.datetime | None:
        """The time at which the pin of the article ends by itself; None where it is not pinned,
        or until somebody unpins it."""
        return self.sticky_until if self.is_pinned else None

    @property
    def next_end(self) -> dt.datetime | None:
        """The time at which the clock changes how readers see a live article: the end of its pin,
        or its own; None where neither has one."""
        return min(filter(None, (self.pin_end, self.expires_at)), default=None)

    def shown_keys(self, tags: Iterable[Tag] = (), authors: Iterable[Author] = ()) -> list[str]:
        """The keys of everything that a response shows of the article: those of itself, of its
        category and source, of `tags` and of `authors`. See `articles.lib.public_keys`."""
        keys = [public_keys.article(self.pk), *(public_keys.tag(tag.pk) for tag in tags)]
        keys += [public_keys.author(author.pk) for author in authors]
        if self.category_id:
            keys.append(public_keys.category(self.category_id))
        if self.source_id:
            keys.append(public_keys.source(self.source_id))
        return keys

    @property
    def recorded_at(self) -> dt.datetime:
        """The value of `articles.querysets.RECORDED` for one loaded article."""
        return max(self.modified_at, self.published_at or self.modified_at)
