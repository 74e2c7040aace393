"""What is derived from an article's text, stored when it is written and shown as it is stored."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.claims.risk import risk_of
from articles.rendering.derived import SEARCHED, Derived, derive
from articles.rendering.sanitize import trusted
from articles.workflow import Status

_TEXTS = ("title", "description", "body", "lang")
_AS_DERIVED = ("word_count", "reading_minutes", "summary", *SEARCHED)


class DerivedColumnsMixin(models.Model):
    """The half of `Article` that nobody writes: `prepare()` makes it of the other one."""

    summary = models.TextField(blank=True, editable=False)
    body_html = models.TextField(blank=True, editable=False)
    outline = models.JSONField(default=list, editable=False)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=0, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    # Of title, description and body: what a reviewer approves.
    text_hash = models.CharField(max_length=64, default="", editable=False)
    # How many claims of each kind the body makes that title and description do not make, and how
    # urgently somebody should read it: 0 when there is nothing to review.
    claims = models.JSONField(default=dict, editable=False)
    risk = models.PositiveSmallIntegerField(default=0, editable=False)
    # For search: folded words, which the database's triggers copy into its index, and the
    # paragraphs (one a line, none of an opinion) that snippets are taken from.
    words_title = models.TextField(default="", editable=False)
    words_lead = models.TextField(default="", editable=False)
    words_body = models.TextField(default="", editable=False)
    passages = models.TextField(default="", editable=False)
    reader_modified_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Columns of Article.
    status: str
    title: str
    description: str
    body: str
    cover: Any
    sentiment: str
    ai_label: str

    class Meta:
        abstract = True

    @property
    def html(self) -> SafeString:
        """The body for a page; sanitised when it was written."""
        return trusted(self.body_html)

    def prepare(self, derived: Derived | None = None) -> None:
        """Fill the derived columns from the editorial ones. No database, no network.

        `derived` is what `derive()` makes of this article, where another process made it.
        """
        texts = {name: getattr(self, name) for name in _TEXTS}
        derived = derived or derive(**texts, site_host=settings.SITE_HOST)
        self.body_html = derived.html
        self.outline = [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in derived.outline
        ]
        for name in _AS_DERIVED:
            setattr(self, name, getattr(derived, name))
        cover = self.cover.signature if self.cover else ""
        seen = "\0".join((self.title, self.description, self.body))
        self.text_hash = hashlib.sha256(seen.encode()).hexdigest()
        content_hash = hashlib.sha256(f"{seen}\0{cover}".encode()).hexdigest()
        published = self.status == Status.PUBLISHED
        if self.content_hash and self.content_hash != content_hash and published:
            self.reader_modified_at = timezone.now()
        self.content_hash = content_hash
        self.claims = dict(derived.claims)
        self.risk = risk_of(derived.claims, self.sentiment) if self.ai_label else 0
