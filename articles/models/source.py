"""Sources: where articles were taken from."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.lib.public_hosts import is_public_host
from articles.lib.urls import cached_reverse
from articles.models.image import Image


class Trust(models.TextChoices):
    """The state of a new article of a source when its file calls it live."""

    PUBLISH = "publish", pgettext_lazy("trust", "Published by its import")
    REVIEW = "review", pgettext_lazy("trust", "Always reviewed first")


class Source(models.Model):
    """Where articles were taken from.

    `key` is the file's `source.key`, `kind` its `source.type`, kept as is.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=50, help_text=_("RSS, API, TWITTER or another word.")
    )
    url = models.CharField(
        _("home page"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Readers are led here."),
    )

    feed_url = models.CharField(
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
        help_text=_("What an import does with a new story that its file does not call a draft."),
    )
    logo = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(condition=~models.Q(key=""), name="source_key_given"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_given"),
            models.CheckConstraint(
                condition=models.Q(trust__in=["publish", "review"]), name="source_trust_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The source's list in the language of the page that links to it."""
        return cached_reverse("source", get_language(), self.key)

    def clean(self) -> None:
        """Refuse a home page that readers cannot reach, as the import does."""
        try:
            host = urlsplit(self.url).hostname or ""
        except ValueError:
            # The field's own validator has reported it.
            return
        if self.url and not is_public_host(host):
            message = _("Readers cannot reach an address of an internal network: %(url)s")
            raise ValidationError({"url": ValidationError(message, params={"url": self.url})})
