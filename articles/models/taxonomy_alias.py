"""Names and slugs that categories and tags once had, which files and readers still use."""

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Alias(models.Model):
    """Another word for a category or tag, or a slug that it had; either may be empty.

    `folded` is `taxonomy_key()` of the word: a file with that word gets the target.
    """

    word = models.CharField(_("word"), max_length=100, blank=True)
    folded = models.CharField(max_length=200, blank=True, editable=False)
    slug = models.SlugField(_("old address"), max_length=100, blank=True)

    class Meta:
        abstract = True
        ordering = ["word", "slug", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"], condition=~models.Q(folded=""), name="%(class)s_word_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="%(class)s_address_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(folded="") | ~models.Q(slug=""),
                name="%(class)s_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.word or self.slug


class TagAlias(Alias):
    """Another word for a tag, or a slug that it had."""

    target = models.ForeignKey("articles.Tag", on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other word of a tag")
        verbose_name_plural = _("other words of tags")

    @classmethod
    def targets(cls, keys: list[str]) -> dict[str, Any]:
        """The tags of the aliases with these keys, by key; one query per 10,000 keys."""
        targets: dict[str, Any] = {}
        # Databases bound the parameters of one query (SQLite: 32,766).
        for start in range(0, len(keys), 10_000):
            rows = cls.objects.filter(folded__in=keys[start : start + 10_000])
            targets |= {alias.folded: alias.target for alias in rows.select_related("target")}
        return targets


class CategoryAlias(Alias):
    """Another key for a category, or a slug that it had."""

    target = models.ForeignKey(
        "articles.Category", on_delete=models.CASCADE, related_name="aliases"
    )

    class Meta(Alias.Meta):
        verbose_name = _("other key of a section")
        verbose_name_plural = _("other keys of sections")


_LABEL_PATH = re.compile(r"/([A-Za-z-]{2,20})/(tag|category)/([-\w]{1,100})/(.{0,40})")


def moved_label(path: str) -> str:
    """Where the list, or the feed of a list, that once was at `path` is now; empty for none."""
    match = _LABEL_PATH.fullmatch(path)
    if not match or match[1] not in settings.SITE_LANGUAGES:
        return ""
    lang, kind, slug, rest = match.groups()
    model = TagAlias if kind == "tag" else CategoryAlias
    alias = model._default_manager.select_related("target").filter(slug=slug).first()
    return reverse(kind, args=[lang, alias.target.slug]) + rest if alias else ""
