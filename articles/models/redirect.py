"""Old addresses that lead to where a story is now."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class PastAddress(models.Model):
    """A path of this site that an article once had, or that its file lists under `aliases`."""

    path = models.CharField(_("old path"), max_length=500, unique=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="past_addresses"
    )

    class Meta:
        ordering = ["path"]
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"), name="past_address_is_a_path"
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def lookup(cls, path: str) -> str:
        """Where the live story that once was at `path` is now; empty when there is none."""
        past = cls.objects.filter(path=path).select_related("article").first()
        return past.article.get_absolute_url() if past and past.article.is_live else ""

    @classmethod
    def moved(cls, article: Any, old_path: str) -> None:
        """Remember that `article` was at `old_path`; its present address is past no more."""
        cls.objects.filter(path=article.get_absolute_url()).delete()
        if old_path != article.get_absolute_url():
            cls.objects.update_or_create(path=old_path, defaults={"article": article})
