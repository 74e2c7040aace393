"""Names and slugs that categories, tags and authors once had, which files and readers still use."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.models.public_row import PublicRow
from articles.models.text_fields import NameField


class Alias(PublicRow):
    """Another word for a category, tag or author, or a slug that it had; either may be empty.

    `folded` is `taxonomy_key()` of the word: a file with that word gets the target.
    """

    word = NameField(_("word"), max_length=100, blank=True)
    folded = models.CharField(max_length=200, blank=True, editable=False)
    slug = models.SlugField(_("old address"), max_length=100, blank=True)

    SHOWN = ("slug", "target_id")

    class Meta:
        abstract = True
        ordering = ["word", "slug", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                condition=~models.Q(folded=""),
                name="%(class)s_word_once",
                violation_error_message=_("This word is used already. Write another one."),
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=~models.Q(slug=""),
                name="%(class)s_address_once",
                violation_error_message=_("This address is used already. Write another one."),
            ),
            models.CheckConstraint(
                condition=~models.Q(folded="") | ~models.Q(slug=""),
                name="%(class)s_says_something",
                violation_error_message=_("Write a word, or an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.word or self.slug

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The key of old addresses, where the alias has one: readers get another answer there."""
        if self.slug:
            yield public_keys.ANY

    @classmethod
    def targets(cls, keys: list[str]) -> dict[str, Any]:
        """The targets of the aliases with these keys, by key; one query per 10,000 keys."""
        targets: dict[str, Any] = {}
        # Databases bound the parameters of one query (SQLite: 32,766).
        for start in range(0, len(keys), 10_000):
            rows: Any = cls._default_manager.filter(folded__in=keys[start : start + 10_000])
            targets |= {alias.folded: alias.target for alias in rows.select_related("target")}
        return targets


class TagAlias(Alias):
    """Another word for a tag, or a slug that it had."""

    target = models.ForeignKey("articles.Tag", on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other word of a tag")
        verbose_name_plural = _("other words of tags")


class CategoryAlias(Alias):
    """Another key for a category, or a slug that it had."""

    target = models.ForeignKey(
        "articles.Category", on_delete=models.CASCADE, related_name="aliases"
    )

    class Meta(Alias.Meta):
        verbose_name = _("other key of a section")
        verbose_name_plural = _("other keys of sections")


class AuthorAlias(Alias):
    """Another name of an author, or a slug that they had."""

    word = NameField(_("word"), max_length=200, blank=True)
    target = models.ForeignKey("articles.Author", on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name of an author")
        verbose_name_plural = _("other names of authors")
