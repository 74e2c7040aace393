"""The article: its constraints and indexes. Its columns and methods are in the mixins."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article_columns import WEIGHT_MAX, WEIGHT_MIN
from articles.models.deletion import DeletionMixin
from articles.models.image import Image
from articles.models.pictures import has_expired
from articles.models.site_in_use import site_in_use
from articles.models.text_fields import CHOOSE
from articles.querysets import RECORDED, ArticleQuerySet
from articles.workflow import ARTICLE_PERMISSIONS

# The largest finite double; PostgreSQL orders NaN and infinity beyond it.
SCORE_LIMIT = 1.7976931348623157e308


class Article(DeletionMixin):
    """One article in one language.

    Its parts, each built on the one before: `ArticleColumns` (columns that people and imports
    write), `AIProvenanceMixin` (a machine's part in the text), `AuthorshipMixin` (whom it names),
    `DerivedColumnsMixin` (columns that `prepare()` derives), `ReviseMixin` (the one way to change a
    stored article), `WorkflowMixin` (submit, publish, retract and the other transitions) and
    `DeletionMixin`.
    """

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = ARTICLE_PERMISSIONS
        constraints = [
            # The column that is queried alone leads, so that one index serves both queries.
            # Foreign keys without an index of their own lead in one of `indexes`.
            models.UniqueConstraint(
                fields=["slug", "lang"],
                name="article_address",
                violation_error_message=_(
                    "Another story has this address in this language. Write another address."
                ),
            ),
            models.UniqueConstraint(
                fields=["external_id", "source", "lang"],
                name="article_identity",
                violation_error_message=_(
                    "Another story of this source has this external id in this language. Open "
                    "that one, or write another id."
                ),
                condition=~models.Q(external_id=""),
            ),
            # NULL equals nothing in an index: an id without a source needs a constraint of its own.
            models.UniqueConstraint(
                fields=["external_id", "lang"],
                name="article_identity_without_source",
                violation_error_message=_(
                    "Another story without a source has this external id in this language. Open "
                    "that one, or write another id."
                ),
                condition=~models.Q(external_id="") & models.Q(source=None),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="article_title_given",
                violation_error_message=_("Write a title."),
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""),
                name="article_slug_given",
                violation_error_message=_("Write an address."),
            ),
            models.CheckConstraint(
                condition=~models.Q(lang=""),
                name="article_lang_given",
                violation_error_message=_("Choose a language."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "in_review", "published", "retracted"]),
                name="article_status_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=models.Q(sentiment__in=["", "POSITIVE", "NEUTRAL", "NEGATIVE"]),
                name="article_sentiment_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="article_published_has_time",
                violation_error_message=_(
                    "A published story needs the time of its publication. Write it, or take the "
                    "story down first."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at=None)
                | models.Q(published_at=None)
                | models.Q(expires_at__gt=models.F("published_at")),
                name="article_ends_after_publication",
                violation_error_message=_(
                    "The story would end before it is published. Write a later end, or empty it."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(score=None)
                | models.Q(score__gte=-SCORE_LIMIT, score__lte=SCORE_LIMIT),
                name="article_score_finite",
                violation_error_message=_(
                    "The score must be a number, such as 0.35. Write one, or leave it empty."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(sticky_weight__gte=WEIGHT_MIN, sticky_weight__lte=WEIGHT_MAX),
                name="article_weight_in_range",
                violation_error_message=_("Write a sticky weight from -32768 to 32767."),
            ),
        ]
        # `expires_at` stands last in those of lists: so `live()` is decided along the index.
        indexes = [
            models.Index(
                fields=["lang", "status", "-published_at", "-id", "expires_at"],
                name="article_front",
            ),
            models.Index(
                fields=["lang", "status", "-sticky_weight", "-published_at", "-id"],
                condition=models.Q(sticky_weight__gt=0),
                name="article_pins",
            ),
            models.Index(
                fields=["category", "lang", "status", "-published_at", "-id", "expires_at"],
                name="article_by_category",
            ),
            models.Index(
                fields=["source", "lang", "status", "-published_at", "-id", "expires_at"],
                name="article_by_source",
            ),
            models.Index(
                fields=["status", "-published_at", "-id", "expires_at"], name="article_by_status"
            ),
            # The few that changed after publication: the dates of the sitemap.
            models.Index(
                fields=["status", "published_at", "id", "reader_modified_at", "expires_at"],
                condition=models.Q(reader_modified_at__isnull=False),
                name="article_changes",
            ),
            # The few that end.
            models.Index(
                fields=["expires_at", "id"],
                condition=models.Q(expires_at__isnull=False),
                name="article_ends",
            ),
            # The change feed of the API, for programs that keep a copy of the articles.
            models.Index("lang", "status", RECORDED, "id", name="article_recorded"),
            # The review queue.
            models.Index(
                fields=["-risk", "-id", "status"],
                condition=models.Q(risk__gt=0),
                name="article_review",
            ),
        ]

    @property
    def shown_cover(self) -> Image | None:
        """The picture that readers see with the article: its cover, or from the end of its rights
        on the default picture of the site; None where they may see none. No query."""
        image = self.cover
        if image and has_expired(image.rights_until):
            image = site_in_use().picture
        return image if image and image.picture else None
