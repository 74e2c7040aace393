"""Sources: where articles were taken from."""

from collections.abc import Collection, Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.source_keys import folded_source_key
from articles.lib.urls import cached_reverse
from articles.models.image import Image
from articles.models.language_names import LanguageNames
from articles.models.public_row import PublicRow
from articles.models.text_fields import (
    CHOOSE,
    LineField,
    NameField,
    SourceKeyField,
    WebAddressField,
)
from articles.workflow import SEEN_BY_READERS


class Trust(models.TextChoices):
    """Whether files of a source bring texts to readers by themselves, or wait for a person."""

    PUBLISH = "publish", pgettext_lazy("trust", "Published by its import")
    REVIEW = "review", pgettext_lazy("trust", "Always reviewed first")


class SourceQuerySet(models.QuerySet["Source"]):
    """Finds sources by the keys that files, addresses and settings use, in any spelling.

    A source whose key has the very spelling counts before one whose key folds to the same.
    """

    def called(self, key: str) -> Self:
        """The source that `key` means: a queryset of one row or none, also for a subquery."""
        rows = Source.objects.order_by().values("pk")
        spelt, alike = rows.filter(key=key), rows.filter(folded=folded_source_key(key))
        return self.filter(pk=Coalesce(Subquery(spelt), Subquery(alike)))

    def by_keys(self, keys: Collection[str]) -> dict[str, "Source"]:
        """The sources that `keys` mean, by key as it is given; one query."""
        if not keys:
            return {}
        folds = {key: folded_source_key(key) for key in keys}
        rows = list(self.filter(Q(key__in=keys) | Q(folded__in=set(folds.values()))))
        spelt = {source.key: source for source in rows}
        alike = {source.folded: source for source in rows}
        sources = {key: spelt.get(key) or alike.get(folded) for key, folded in folds.items()}
        return {key: source for key, source in sources.items() if source}


class Source(LanguageNames, PublicRow):
    """A publication or feed that articles were taken from.

    `key` is the file's `source.key`, compared folded; `kind` is its `source.type`, kept as is.
    """

    key = SourceKeyField(_("key"), max_length=200, unique=True)
    # `folded_source_key()` of the key. In a second spelling of one key, which is older than this
    # rule, a word that begins with a blank, as no such key does: only its very spelling means it.
    folded = models.CharField(max_length=200, unique=True, editable=False)
    name = NameField(_("name"), max_length=200)
    kind = NameField(_("kind"), max_length=50, help_text=_("RSS, API, TWITTER or another word."))
    url = WebAddressField(
        _("home page"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Readers are led here."),
    )

    feed_url = LineField(
        _("feed address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Where its stories come from, for the desk."),
    )
    lang = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("The one that it writes in.")
    )
    trust = models.CharField(
        _("trust"),
        max_length=10,
        choices=Trust.choices,
        default=Trust.PUBLISH,
        help_text=_(
            "What an import does with a new story that its file does not call a draft, and with "
            "changes of one that readers see."
        ),
    )
    logo = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    objects = SourceQuerySet.as_manager()

    # Of a trusted one readers see titles and addresses of originals.
    SHOWN = ("key", "name", "names", "kind", "url", "trust")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(key=""),
                name="source_key_given",
                violation_error_message=_("Write a key: the word that files use."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="source_name_given",
                violation_error_message=_("Write the name of the source."),
            ),
            models.CheckConstraint(
                condition=models.Q(trust__in=["publish", "review"]),
                name="source_trust_known",
                violation_error_message=CHOOSE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with its folded key, by which files find it in any spelling."""
        if not self._is_second_spelling:
            self.folded = folded_source_key(self.key)
        super().save(*args, **kwargs)

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The source, where readers have articles of it, or may have its name beside others since
        it gave items; two queries at most. Settings name, by their keys, the sources whose articles
        are news without a review."""
        if self.articles.filter(status__in=SEEN_BY_READERS).exists():
            yield public_keys.source(self.pk)
            if "key" in changed:
                yield public_keys.NEWS
        elif self.upstream_items.exists():
            yield public_keys.source(self.pk)

    def get_absolute_url(self) -> str:
        """The source's list in the language of the page that links to it."""
        return cached_reverse("source", get_language(), self.key)

    def clean(self) -> None:
        """Refuse another spelling of a key that exists, in forms."""
        other = Source.objects.exclude(pk=self.pk).called(self.key).first()
        # The very spelling is refused by the rule of the column.
        if other and other.key != self.key and not self._is_second_spelling:
            message = gettext("“%(key)s” of “%(name)s” is the same, written otherwise.")
            raise ValidationError({"key": message % {"key": other.key, "name": other}})

    @property
    def _is_second_spelling(self) -> bool:
        """Whether the row is older than the rule that its key breaks."""
        return self.folded.startswith(" ")
