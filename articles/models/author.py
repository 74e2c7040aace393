"""Authors: the people whom articles name, as whoever wrote them or whose reporting they tell."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.text import taxonomy_key
from articles.lib.urls import cached_reverse
from articles.models.image import Image
from articles.models.list_link import ListLink
from articles.models.public_row import PublicRow
from articles.models.taxonomy import refuse_second_spelling, slug_for
from articles.models.taxonomy_alias import AuthorAlias
from articles.models.text_fields import LineField, LinesField, NameField, require_web_address
from articles.workflow import SEEN_BY_READERS

# Databases bound the parameters of one query (SQLite: 32,766).
_AT_ONCE = 10_000
# More links are no list that anybody reads.
MAX_LINKS = 12


def check_links(links: object) -> None:
    """Raise a ValidationError unless `links` is a list of mappings of `label` and an https `url`,
    at most MAX_LINKS of them."""
    if not isinstance(links, list) or len(links) > MAX_LINKS:
        message = _("Write at most %(most)d links, one on each line.")
        raise ValidationError(message, code="links", params={"most": MAX_LINKS})
    for link in links:
        if not (isinstance(link, dict) and set(link) == {"label", "url"} and link["label"]):
            raise ValidationError(_("Write a word and an address on each line."), code="links")
        require_web_address(str(link["url"]), "https")


class Author(PublicRow):
    """One person, as readers know them. Articles name authors by words (`Article.author_names`),
    which are compared folded: a renamed author is still found by the name of before."""

    name = NameField(_("name"), max_length=200, unique=True)
    folded = models.CharField(max_length=200, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    role = LineField(
        _("role"), max_length=150, blank=True, help_text=_("Such as: energy correspondent.")
    )
    bio = LinesField(
        _("about the author"),
        blank=True,
        max_length=4000,
        help_text=_("A few sentences for readers. An empty line begins a new paragraph."),
    )
    picture = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="authors",
        verbose_name=_("picture"),
    )
    links = models.JSONField(_("links"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("The person's account at this desk, if they have one. Readers do not see it."),
    )

    SHOWN = ("name", "slug", "role", "bio", "picture_id", "links", "languages", "account_id")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="author_name_given",
                violation_error_message=_("Write the name of the author."),
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""),
                name="author_slug_given",
                violation_error_message=_("Write an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with its folded name, by which files find the author."""
        self.folded = taxonomy_key(self.name)
        super().save(*args, **kwargs)

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The author and their lists, where readers have articles that name them; one query. All
        pages where an account comes or goes: an approval may be a link to the author then."""
        if self.account_id and "account_id" in changed and settings.REVIEWER_SHOWN == "name":
            yield public_keys.SITE
        if self.article_links.filter(status__in=SEEN_BY_READERS).exists():
            yield public_keys.author(self.pk)
            for lang in settings.SITE_LANGUAGES:
                yield public_keys.articles_of(lang, "author", self.pk)

    def get_absolute_url(self) -> str:
        """The author's page in the language of the page that links to it."""
        return cached_reverse("author", get_language(), self.slug)

    def clean(self) -> None:
        """Refuse another spelling of an author who exists, and links that no reader can open, in
        forms."""
        check_links(self.links)
        refuse_second_spelling(self, taxonomy_key(self.name), "name")

    def name_in(self, lang: str) -> str:
        """The name on a page in a language: people have one."""
        return self.name

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the text about the author, as plain text."""
        return [text.strip() for text in self.bio.split("\n\n") if text.strip()]

    @property
    def shown_languages(self) -> list[dict[str, str]]:
        """The languages in which the author writes, each with `code` and `name_local`."""
        return [{"code": code} | get_language_info(code) for code in self.languages]

    @classmethod
    def for_names(cls, names: Iterable[str]) -> dict[str, "Author"]:
        """The authors of `names`, by `taxonomy_key()`; created where they are new. A name that once
        was another author's means the author into whom that one was merged.

        A few queries for thousands of names. Of several spellings the first is kept.
        """
        spelt: dict[str, str] = {}
        for name in names:
            spelt.setdefault(taxonomy_key(name), name)
        authors = {author.folded: author for author in cls._among("folded", list(spelt))}
        missing = [key for key in spelt if key not in authors]
        authors |= AuthorAlias.targets(missing)
        fresh = [cls(name=spelt[key], folded=key) for key in missing if key not in authors]
        if fresh:
            cls._give_slugs(fresh)
            Author.objects.bulk_create(fresh, ignore_conflicts=True)
            # Read again: another process may have been quicker.
            made = [author.folded for author in fresh]
            authors |= {author.folded: author for author in cls._among("folded", made)}
        return authors

    @classmethod
    def _among(cls, field: str, values: list[str]) -> Iterator["Author"]:
        for start in range(0, len(values), _AT_ONCE):
            yield from cls.objects.filter(**{f"{field}__in": values[start : start + _AT_ONCE]})

    @classmethod
    def _give_slugs(cls, authors: "list[Author]") -> None:
        slugs = [slug_for(author.name, 90) for author in authors]
        taken = {author.slug for author in cls._among("slug", slugs)}
        for author, slug in zip(authors, slugs, strict=True):
            # Two names may be alike in Latin letters; the hash tells them apart.
            own = hashlib.sha256(author.folded.encode()).hexdigest()[:8]
            author.slug = slug if slug not in taken else f"{slug}-{own}"
            taken.add(author.slug)


class ArticleAuthor(ListLink):
    """The link between an article and an author whom it names; `position` is the order of names."""

    # Both lead in an index below.
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="author_links", db_index=False
    )
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="article_links", db_index=False
    )

    class Meta(ListLink.Meta):
        verbose_name = _("author of a story")
        verbose_name_plural = _("authors of stories")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "author"],
                name="author_once",
                violation_error_message=_("The story has this author already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "author",
                    "lang",
                    "status",
                    "-published_at",
                    "-content_object",
                    "expires_at",
                ],
                name="author_list",
            ),
            models.Index(
                fields=[
                    "author",
                    "lang",
                    "status",
                    "-sticky_weight",
                    "-published_at",
                    "-content_object",
                ],
                condition=models.Q(sticky_weight__gt=0),
                name="author_pins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.author}"
