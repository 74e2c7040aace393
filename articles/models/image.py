"""Images with alternative text, caption and credit, and the sizes of each."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.picture_credits import CreditLink, credit_link
from articles.lib.rendition_set import Point, parse_renditions
from articles.lib.srcset import ImageSources
from articles.models.image_use import ImageUse
from articles.models.pictures import (
    Crop,
    SizeRow,
    crops_of,
    is_withheld,
    picture_of,
    style_classes,
    widest,
)
from articles.models.public_row import PublicRow
from articles.models.text_fields import LineField, WebAddressField
from articles.workflow import SEEN_BY_READERS

# In the order of the file contract.
VARIANT_NAMES = ("raw", "full", "regular", "small", "thumb", "small_s3")

# A change of an image that more articles show is told as one of all pages.
_MANY = 100
# The columns that `describe()` sets, and those that are of one file of our own.
_DESCRIBED = ("signature", "sizes", "words", "origin", "width", "height")
_OF_ONE_FILE = ("renditions", "colour", "perceptual_hash", "content_hash")
# A share of the width or of the height, from the left and from the top.
_SHARE = (MinValueValidator(0), MaxValueValidator(1))


class Image(PublicRow):
    """One image. Its sizes are `ImageVariant` rows, its texts in further languages `ImageText`.

    A remote image is shown from another server. Of a local one readers get our own files: the
    sizes, and the renditions that a task makes of the largest.
    """

    class Origin(models.TextChoices):
        """The place of the files of an image."""

        REMOTE = "remote", _("on another server")
        LOCAL = "local", _("uploaded")

    alt = LineField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    caption = LineField(_("caption"), max_length=500, blank=True)
    credit = LineField(
        _("credit"), max_length=300, blank=True, help_text=_("Who made the picture.")
    )
    credit_url = WebAddressField(
        _("link of the credit"),
        max_length=500,
        blank=True,
        help_text=_("The page of who made it, such as a profile on Unsplash."),
    )
    licence = LineField(
        _("licence"), max_length=200, blank=True, help_text=_("Under which terms it may be shown.")
    )
    rights_until = models.DateField(
        _("may be shown until"),
        null=True,
        blank=True,
        help_text=_("The last day on which readers see it. Empty: for good."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not say: screen readers leave it out."),
    )
    # The point that every crop keeps; see `articles.lib.picture_sizes`.
    focal_x = models.FloatField(_("focal point across"), default=0.5, validators=_SHARE)
    focal_y = models.FloatField(_("focal point down"), default=0.5, validators=_SHARE)
    origin = models.CharField(
        _("origin"), max_length=6, choices=Origin, default=Origin.REMOTE, editable=False
    )
    # Pixels of the widest size, where they are known: always those of a local image.
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    # The mean colour as `#rrggbb`, shown until the picture is there; empty while not known.
    colour = models.CharField(max_length=7, blank=True, editable=False)
    # SHA-256 of the file that a local image came as; and 16 hexadecimal digits, of which pictures
    # that look alike have most bits in common (`articles.images.likeness`).
    content_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    perceptual_hash = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    # The files made of a local image, as JSON (`articles.lib.rendition_set`); empty until the task
    # has run.
    renditions = models.TextField(blank=True, default="", editable=False)
    # The texts in further languages as JSON, {lang: [alt, caption]}, for the reason of `sizes`.
    words = models.TextField(default="{}", editable=False)
    # When Unsplash was last asked who made it.
    credit_asked_at = models.DateTimeField(null=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)
    # Changes with everything a reader sees of the image; part of each article's content hash.
    signature = models.CharField(max_length=64, blank=True, editable=False)
    # The sizes as JSON, so that a page needs no other rows. A text column, because lists compare
    # it without parsing; with names of files, because the storage decides their URLs.
    sizes = models.TextField(default="[]", editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    SHOWN = (
        "alt", "caption", "credit", "credit_url", "rights_until", "decorative", "focal_x",
        "focal_y", "colour", "renditions", "words", "sizes",
    )  # fmt: skip

    class Meta:
        ordering = ["-id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            # The dashboard counts these two.
            models.Index(fields=["-id"], name="image_uncredited", condition=models.Q(credit="")),
            models.Index(
                fields=["rights_until"],
                name="image_rights_until",
                condition=models.Q(rights_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="focal_point_in_image",
                violation_error_message=_("Choose a point within the picture."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt or str(_("Picture %(number)s") % {"number": self.pk})

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The articles with this cover, the parts of the sitemap that name it, the articles and
        pages whose text shows it, and the authors and topics whose picture it is; the front pages
        where a card has it, and all pages where it is a picture of the site. Five queries, and one
        for a picture of our own."""
        articles = self.articles.filter(status__in=SEEN_BY_READERS).order_by()
        ids = list(articles.values_list("pk", flat=True)[: _MANY + 1])
        texts = list(self._public_texts()[: _MANY + 1]) if self.stored_files else []
        if max(len(ids), len(texts)) > _MANY:
            yield public_keys.SITE
            return
        for pk in ids:
            yield public_keys.article(pk)
            yield public_keys.sitemap_part_with(pk)
        for pk, slug in texts:
            yield public_keys.article(pk) if pk else public_keys.page(slug)
        for pk in self.authors.order_by("pk").values_list("pk", flat=True):
            yield public_keys.author(pk)
        for pk in self.topics.order_by("pk").values_list("tag_id", flat=True):
            yield public_keys.tag(pk)
        editions = self.front_editions.exclude(starts_at=None).order_by("lang")
        for lang in editions.values_list("lang", flat=True).distinct():
            yield public_keys.front(lang)
        versions = self.logo_of.model._default_manager
        if versions.filter(models.Q(logo=self.pk) | models.Q(picture=self.pk)).exists():
            yield public_keys.SITE

    def _public_texts(self) -> models.QuerySet[ImageUse, tuple[int | None, str]]:
        of_articles = models.Q(article__status__in=SEEN_BY_READERS)
        uses = ImageUse.objects.filter(file__in=self.stored_files).order_by()
        public = uses.filter(of_articles | models.Q(page__is_draft=False))
        return public.values_list("article", "page__slug")

    @property
    def picture(self) -> ImageSources | None:
        """The sources of an `<img>`, or None when no size can or may be shown. No query."""
        return None if self.is_withheld else picture_of(self.sizes, self.renditions)

    @property
    def is_withheld(self) -> bool:
        """Whether readers may not see the image: its rights have ended, or nobody is named, and the
        site shows no such covers (HIDE_UNCREDITED_COVERS)."""
        return is_withheld(self.rights_until, self.credit)

    @property
    def crops(self) -> Mapping[str, Crop]:
        """The crops around the focal point for other sites, by ratio. No query."""
        if self.is_withheld:
            return {}
        return crops_of(self.sizes, self.renditions, self.focal_point)

    @property
    def focal_point(self) -> Point:
        """The shares of width and height at which the point is that every crop keeps."""
        return self.focal_x, self.focal_y

    @property
    def style_classes(self) -> str:
        """The classes of its `<img>`: what a crop keeps, and the colour until it is loaded."""
        return style_classes(self.focal_point, self.colour)

    @property
    def stored_files(self) -> list[str]:
        """The names in the storage of its sizes; empty for a remote image. No query."""
        return [row[2] for row in json.loads(self.sizes) if row[2]]

    @property
    def source_file(self) -> str:
        """The stored file that renditions are made of, the widest; empty for a remote image."""
        return widest(json.loads(self.sizes))[0] if self.origin == Image.Origin.LOCAL else ""

    @property
    def credit_link(self) -> CreditLink:
        """The maker of the image with a link, in the form that the agency asks for."""
        return credit_link(self.credit, self.credit_url, settings.UNSPLASH_APP)

    def alt_in(self, lang: str) -> str:
        """The alternative text for a page in a language; empty for what is decorative."""
        return "" if self.decorative else self._words_in(lang)[0] or self.alt

    def caption_in(self, lang: str) -> str:
        """The caption for a page in a language."""
        return self._words_in(lang)[1] or self.caption

    def _words_in(self, lang: str) -> tuple[str, str]:
        alt, caption = json.loads(self.words).get(lang, ("", ""))
        return alt, caption

    def describe(
        self,
        sizes: Iterable[SizeRow],
        texts: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """Set the derived columns, without saving them.

        `sizes` has the name, URL, stored file, width and height in pixels of each, `texts` the
        language, alternative text and caption of each further language.
        """
        rows, words = list(sizes), sorted(texts)
        # What is shown of another server's sizes is not all in our hands.
        is_local = any(row[2] for row in rows) and not any(
            row[1].startswith("https://") and not row[2] for row in rows
        )
        self.origin = Image.Origin.LOCAL if is_local else Image.Origin.REMOTE
        source, self.width, self.height = widest(rows)
        made = parse_renditions(self.renditions)
        if made and made.of != source:
            for name in _OF_ONE_FILE:
                setattr(self, name, "")
        self.sizes = json.dumps(rows)
        self.words = json.dumps({lang: [alt, caption] for lang, alt, caption in words})
        visible = chain(
            (self.alt, self.caption, self.credit), *sorted(row[:3] for row in rows), *words
        )
        # Only where they are set: the signatures of other images stay.
        more = {"credit_url": self.credit_url, "decorative": "yes" if self.decorative else ""}
        visible = chain(visible, *((name, value) for name, value in more.items() if value))
        self.signature = hashlib.sha256("\0".join(visible).encode()).hexdigest()

    def sign(self) -> None:
        """Save the derived columns; call it after the variants or the texts changed."""
        before = self.renditions
        self.describe(
            self.variants.values_list("name", "url", "file", "width", "height"),
            self.texts.values_list("lang", "alt", "caption"),
        )
        # A task may have written the others meanwhile.
        is_new = self.renditions != before
        self.save(update_fields=[*_DESCRIBED, *(_OF_ONE_FILE if is_new else ())])
