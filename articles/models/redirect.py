"""Old paths of this site that lead to where an article or a page is now."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.path_keys import MAX_LENGTH, is_site_path, path_key
from articles.models.article_columns import ArticleColumns
from articles.models.page import Page
from articles.models.public_row import PublicRow
from articles.models.revision import Revision
from articles.models.site_addresses import occupants
from articles.models.text_fields import LineField


class Redirect(PublicRow):
    """A path that an article or a page once had, or that an article's file lists under `aliases`.

    `path` is a `path_key()`: every spelling of the old address is found.
    """

    path = LineField(
        _("old path"),
        max_length=MAX_LENGTH,
        unique=True,
        help_text=_("From the root, without the name of the site: /old/address/"),
    )
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
        verbose_name=_("story"),
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
        verbose_name=_("page"),
    )

    SHOWN = ("path", "article_id", "page_id")

    class Meta:
        ordering = ["path"]
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"),
                name="redirect_from_a_path",
                violation_error_message=_("A path begins with /, such as /en/old-story/"),
            ),
            models.CheckConstraint(
                condition=models.Q(article=None, page__isnull=False)
                | models.Q(article__isnull=False, page=None),
                name="redirect_to_one_place",
                violation_error_message=_("Choose the story or the page to which readers are led."),
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with the key of its path."""
        self.path = path_key(self.path)
        super().save(*args, **kwargs)

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The answers at old addresses, which one with a draft behind it keeps back."""
        yield public_keys.ANY

    def clean(self) -> None:
        """Refuse a path that never would redirect, in forms. At most three queries."""
        path = self.path.strip()
        if not is_site_path(path):
            text = gettext("Write the path only, from the root: /old/address/")
            raise ValidationError({"path": text})
        self.path = path_key(path)
        if occupant := occupants([self.path]).get(self.path):
            if not occupant.name:
                text = gettext("The site itself answers at this address.")
            elif occupant.article_id and occupant.article_id == self.article_id:
                text = gettext("This is where the story is now.")
            else:
                text = gettext("“%(name)s” is at this address.") % {"name": occupant.name}
            raise ValidationError({"path": text})
        others = Redirect.objects.filter(path=self.path).exclude(pk=self.pk)
        if other := others.select_related("article", "page").first():
            text = gettext("This address leads to “%(name)s” already.")
            raise ValidationError({"path": text % {"name": other.article or other.page}})

    @classmethod
    def leave(cls, article: ArticleColumns, old_path: str) -> None:
        """Let `old_path` lead to `article`, and remove the redirect from its present path.

        An article that readers never saw takes no address away from another one.
        """
        old, present = path_key(old_path), path_key(article.get_absolute_url())
        from_present = cls.objects.filter(path=present)
        if not article.is_live:
            from_present = from_present.filter(article_id=article.pk)
        from_present.delete()
        if old == present:
            return
        redirect, made = cls.objects.get_or_create(path=old, defaults={"article_id": article.pk})
        if not made and redirect.article_id != article.pk and was_public(article):
            redirect.article_id, redirect.page = article.pk, None
            redirect.save()

    @classmethod
    def leave_page(cls, page: Page, old_path: str) -> None:
        """Let `old_path`, at which readers saw `page`, lead to it, and remove the redirect from its
        path."""
        old, present = path_key(old_path), path_key(page.get_absolute_url())
        cls.objects.filter(path=present).delete()
        if old != present:
            cls.objects.update_or_create(path=old, defaults={"article": None, "page": page})


def was_public(article: ArticleColumns) -> bool:
    """Whether the article is live or ended, or was published earlier; at most one query."""
    if article.is_live or article.has_ended:
        return True
    return Revision.objects.of_published().filter(article_id=article.pk).exists()
