"""Words and addresses that labels once had: files still use the ones, readers the others."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Alias(models.Model):
    """Another word of a label, and the address that it had. An empty half is none.

    `folded` is `label_key()` of the word: an import that finds it means the label.
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
    """Another word of a tag."""

    target = models.ForeignKey("articles.Tag", on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other word of a tag")
        verbose_name_plural = _("other words of tags")


class CategoryAlias(Alias):
    """Another key of a category."""

    target = models.ForeignKey(
        "articles.Category", on_delete=models.CASCADE, related_name="aliases"
    )

    class Meta(Alias.Meta):
        verbose_name = _("other key of a category")
        verbose_name_plural = _("other keys of categories")
