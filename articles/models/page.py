"""Pages that are not articles: about us, the editorial policy."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.lib.urls import cached_reverse
from articles.rendering.markdown import render
from articles.rendering.sanitize import trusted


class Page(models.Model):
    """A page that editors write at `/<lang>/<slug>/`. Its versions in other languages have the
    same slug. `body_html` is made of `body` on every save.
    """

    # Its slug explains how articles are made; AI labels link there.
    POLICY = "editorial-policy"

    lang = models.CharField(_("language"), max_length=12)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        help_text=_("The same in every language: “about” leads to /en/about/ and /uk/about/."),
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    body_html = models.TextField(blank=True, editable=False)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        ordering = ["slug", "lang"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(fields=["lang", "slug"], name="page_address"),
            models.CheckConstraint(condition=~models.Q(title=""), name="page_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="page_slug_given"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.lang})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row after rendering its text."""
        self.prepare()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public path, in the language of the page."""
        return cached_reverse("page", self.lang, self.slug)

    @property
    def html(self) -> SafeString:
        """The text as HTML, sanitised when it was written."""
        return trusted(self.body_html)

    def prepare(self) -> None:
        """Render `body` into `body_html`. Uses no database."""
        rendered = render(self.body, title=self.title, site_host=settings.SITE_HOST, lang=self.lang)
        self.body_html = rendered.html
