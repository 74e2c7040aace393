"""The publishers that stories were taken from."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.lib.addresses import address


class Source(models.Model):
    """A publisher; `key` is the file's `source.key`, `kind` its `source.type`, kept as is."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=50, help_text=_("RSS, API, TWITTER or another word.")
    )
    url = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_("Readers are led here."),
    )

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(condition=~models.Q(key=""), name="source_key_given"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_given"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The source's list in the language of the page that links to it."""
        return address("source", get_language(), self.key)
