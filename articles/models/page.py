"""Pages that are not articles: about us, the editorial policy."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.urls import cached_reverse
from articles.models.image_use import ImageUse
from articles.models.public_row import PublicRow
from articles.models.site_hosts import site_hosts
from articles.models.text_fields import LineField, LinesField, TitleField
from articles.rendering.markdown import render
from articles.rendering.sanitize import trusted
from articles.rendering.text_pictures import pictured_files


class PageQuerySet(models.QuerySet["Page"]):
    """Chainable queries of pages."""

    def shown(self) -> "PageQuerySet":
        """Pages that readers see: those that are no drafts."""
        return self.filter(is_draft=False)


class Page(PublicRow):
    """A page that editors write at `/<lang>/<slug>/`. Its versions in other languages have the
    same slug. `body_html` is made of `body` on every save. Readers see no draft anywhere.
    """

    SHOWN = ("lang", "slug", "title", "description", "body_html", "position", "is_draft")

    # Its slug explains how articles are made; AI labels link there.
    POLICY = "editorial-policy"

    lang = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        help_text=_("The same in every language: “about” leads to /en/about/ and /uk/about/."),
    )
    title = TitleField(_("title"), max_length=200)
    description = LineField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("A sentence or two for search engines and for links on other sites."),
    )
    body = LinesField(_("text"), blank=True, help_text=_("Markdown."))
    body_html = models.TextField(blank=True, editable=False)
    position = models.PositiveSmallIntegerField(
        _("place among the pages"), default=100, help_text=_("Lower comes first.")
    )
    is_draft = models.BooleanField(
        _("draft"), default=False, help_text=_("Readers do not see it yet.")
    )
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug", "lang"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(
                fields=["lang", "slug"],
                name="page_address",
                violation_error_message=_(
                    "There is a page with this address in this language. Open that one, or write "
                    "another address."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="page_title_given",
                violation_error_message=_("Write a title."),
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""),
                name="page_slug_given",
                violation_error_message=_("Write an address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.lang})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row after rendering its text, and which pictures the text shows."""
        self.prepare()
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            ImageUse.renew("page", {self.pk: pictured_files(self.body_html)})

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The page in all its languages, and the menu of its own, where its name stands; of a draft
        nothing."""
        if self.is_draft:
            return
        yield public_keys.page(self.slug)
        if {"lang", "slug", "title", "position", "is_draft"} & {*changed}:
            yield public_keys.menu(self.lang)

    def get_absolute_url(self) -> str:
        """The public path, in the language of the page."""
        return cached_reverse("page", self.lang, self.slug)

    def clean(self) -> None:
        """Refuse a slug whose address is another page of the site. Raises ValidationError."""
        if not self.lang or not self.slug:
            return
        try:
            match = resolve(self.get_absolute_url())
        except (NoReverseMatch, Resolver404):
            return
        if match.url_name != "page":
            text = _("The site has a page of its own at this address: choose another one.")
            raise ValidationError({"slug": text})

    @property
    def html(self) -> SafeString:
        """The text as HTML, sanitised when it was written."""
        return trusted(self.body_html)

    def prepare(self) -> None:
        """Render `body` into `body_html`. Uses no database."""
        rendered = render(self.body, title=self.title, hosts=site_hosts(), lang=self.lang)
        self.body_html = rendered.html
