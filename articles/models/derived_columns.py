"""Columns derived from an article's text: stored when it is written, shown as they are stored."""

import datetime as dt
import hashlib

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.claims.extraction import count_by_kind
from articles.claims.risk import UNKNOWN, risk_score
from articles.claims.support import Support
from articles.models.ai_provenance import text_hash_of
from articles.models.authorship import AuthorshipMixin
from articles.models.moment_column import MomentColumn
from articles.models.site_hosts import site_hosts
from articles.rendering.derived import SEARCHED, Derived, derive
from articles.rendering.sanitize import trusted

_TEXTS = ("title", "description", "body", "lang")
_FROM_DERIVE = ("word_count", "reading_minutes", "summary", *SEARCHED)
# The columns that `prepare()` reads, by attribute name, and those that it writes.
DERIVED_FROM = frozenset(
    {*_TEXTS, "cover_id", "sentiment", "ai", "source_id", "external_id", "text_pictures"}
)
DERIVED = frozenset(
    {
        "body_html", "outline", "text_hash", "content_hash", "reader_modified_at", "claims",
        "support", "risk", *_FROM_DERIVE,
    }
)  # fmt: skip


class DerivedColumnsMixin(AuthorshipMixin):
    """The columns of `Article` that nobody types: `prepare()` derives them from the others."""

    summary = models.TextField(blank=True, editable=False)
    body_html = models.TextField(blank=True, editable=False)
    outline = models.JSONField(default=list, editable=False)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=0, editable=False)
    # SHA-256 of title, description, body and pictures: whether readers see something new.
    content_hash = models.CharField(max_length=64, editable=False)
    # How many claims of each kind the body makes that its original does not, what else was found
    # when it was compared with that (`keep_support()`), None until then, and how urgently somebody
    # should read it: 0 when there is nothing to review.
    claims = models.JSONField(default=dict, editable=False)
    support = models.JSONField(null=True, editable=False)
    risk = models.PositiveSmallIntegerField(default=0, editable=False)
    # For search: folded words, which the database's triggers copy into its index, and the
    # paragraphs (one a line, none of an opinion) that snippets are taken from.
    words_title = models.TextField(default="", editable=False)
    words_lead = models.TextField(default="", editable=False)
    words_body = models.TextField(default="", editable=False)
    passages = models.TextField(default="", editable=False)
    # When something that readers see last changed while the article was published.
    reader_modified_at = MomentColumn(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def html(self) -> SafeString:
        """The body as HTML for a page, sanitised when it was written."""
        return trusted(self.body_html)

    @property
    def updated_for_readers(self) -> dt.datetime | None:
        """The time of the last change that readers see; None if never after publication."""
        changed = self.reader_modified_at
        if changed and self.published_at and changed > self.published_at:
            return changed
        return None

    @property
    def changed_at(self) -> dt.datetime | None:
        """The time of the last change or of publication: `dateModified` on every surface."""
        return self.updated_for_readers or self.published_at

    def prepare(self, derived: Derived | None = None) -> None:
        """Fill the derived columns from the others. Uses no database and no network.

        `derived` is the result of `derive()` for this article, where another process has it.
        """
        texts = {name: getattr(self, name) for name in _TEXTS}
        hosts = site_hosts()._replace(files=self.files_of_text)
        derived = derived or derive(**texts, hosts=hosts, machine_part=self.machine_part)
        self.body_html = derived.html
        self.outline = [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in derived.outline
        ]
        for name in _FROM_DERIVE:
            setattr(self, name, getattr(derived, name))
        # Empty for most: then nothing is added, so that hashes stay as they were.
        pictures = f"\0{self.text_pictures}" if self.text_pictures else ""
        cover = self.cover.signature if self.cover else ""
        document = "\0".join((self.title, self.description, self.body))
        self.text_hash = text_hash_of(self.title, self.description, self.body)
        content_hash = hashlib.sha256(f"{document}\0{cover}{pictures}".encode()).hexdigest()
        if self.content_hash and self.content_hash != content_hash and self.is_published:
            self.reader_modified_at = timezone.now()
        self.content_hash = content_hash
        if (self.support or {}).get("of") != self.support_key:
            self.claims, self.support = {}, None
        self.risk = self.risk_now()

    @property
    def support_key(self) -> str:
        """A hash of what claims are found for: the text, and the identity of its original."""
        identity = f"{self.source_id or 0} {self.external_id}"
        return hashlib.sha256(f"{self.text_hash} {identity}".encode()).hexdigest()[:32]

    def keep_support(self, found: Support) -> None:
        """Set the columns that say what the original supports of the present text."""
        self.claims = dict(count_by_kind(found.unsupported))
        self.support = {
            "of": self.support_key,
            "has_original": found.has_original,
            "original_words": found.original_words,
            "original_sentences": found.original_sentences,
            "words": self.word_count,
            "supported": len({claim.key for claim, _passage in found.supported}),
            "paragraphs": len(found.paragraphs),
            "unsupported_paragraphs": found.unsupported_paragraphs,
        }
        self.risk = self.risk_now()

    def risk_now(self) -> int:
        """The risk by what is known: 0 for nothing to review, UNKNOWN until claims are found."""
        if not self.ai_label:
            return 0
        if self.support is None:
            return UNKNOWN
        original_words = self.support["original_words"]
        growth = self.support["words"] / original_words if original_words else None
        unsupported = self.support["unsupported_paragraphs"]
        return risk_score(self.claims.items(), self.sentiment, growth, unsupported)
