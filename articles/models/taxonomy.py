"""Categories and tags: one category per article, many tags."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, Expression, OuterRef
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.lib import public_keys
from articles.lib.text import similarity_key, slugify, taxonomy_key
from articles.lib.urls import cached_reverse
from articles.models.language_names import LanguageNames
from articles.models.list_link import ListLink, ListLinkQuerySet
from articles.models.public_row import PublicRow
from articles.models.reader_words import ReaderWords
from articles.models.tag_name import TagName
from articles.models.taxonomy_alias import CategoryAlias, TagAlias
from articles.models.text_fields import NameField
from articles.querysets import ArticleQuerySet, Moment
from articles.workflow import SEEN_BY_READERS


def slug_for(name: str, max_length: int = 100) -> str:
    """A slug for a name in any script; never empty, also for `!!!` or an emoji."""
    return slugify(name, max_length) or hashlib.sha256(name.encode()).hexdigest()[:12]


def refuse_second_spelling(row: Any, folded: str, field: str) -> None:
    """Raise a ValidationError of `field` where another row, or another word of one, folds to
    `folded`. Two queries."""
    rows: Any = type(row)._default_manager
    other = rows.filter(folded=folded).exclude(pk=row.pk).first()
    if other:
        message = gettext("“%(name)s” is the same, written otherwise. Use that one.")
        raise ValidationError({field: message % {"name": other}})
    aliases = row.aliases.model
    alias = aliases.objects.filter(folded=folded).exclude(target=row.pk).first()
    if alias:
        message = gettext("This word means “%(name)s” since the two were merged.")
        raise ValidationError({field: message % {"name": alias.target}})


class CategoryQuerySet(models.QuerySet["Category"]):
    """Chainable queries of categories, for the menu."""

    def with_live_articles(self, lang: str | Expression, now: Moment | None = None) -> Self:
        """Categories with live articles in `lang`, in the order of the menu."""
        live = ArticleQuerySet(self.model._meta.apps.get_model("articles", "Article")).live(now)
        return self.filter(Exists(live.in_language(lang).filter(category=OuterRef("pk"))))


class Category(LanguageNames, ReaderWords, PublicRow):
    """One category. `key` is the word that files use, compared folded; readers see `name`."""

    key = NameField(_("key"), max_length=100, unique=True, help_text=_("The word that files use."))
    folded = models.CharField(max_length=200, unique=True, editable=False)
    name = NameField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(
        _("place in the menu"), default=100, help_text=_("Lower comes first.")
    )

    objects = CategoryQuerySet.as_manager()

    SHOWN = ("key", "name", "names", "slug", "position", "shown_words")

    class Meta:
        ordering = ["position", "name", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(key=""),
                name="category_key_given",
                violation_error_message=_("Write the word that files use."),
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""),
                name="category_slug_given",
                violation_error_message=_("Write an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with its folded key, by which files find the category."""
        self.folded = taxonomy_key(self.key)
        super().save(*args, **kwargs)

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The category, where readers have articles in it, and the menus in which it stands. One
        query, and one for each language of the site."""
        if not self.articles.filter(status__in=SEEN_BY_READERS).exists():
            return
        yield public_keys.category(self.pk)
        for lang in settings.SITE_LANGUAGES:
            if self.articles.live().in_language(lang).exists():
                yield public_keys.menu(lang)

    def get_absolute_url(self) -> str:
        """The category's list in the language of the page that links to it."""
        return cached_reverse("category", get_language(), self.slug)

    def clean(self) -> None:
        """Refuse another spelling of a key that exists, in forms."""
        super().clean()
        refuse_second_spelling(self, taxonomy_key(self.key), "key")

    @classmethod
    def from_key(cls, key: str) -> "Category":
        """The category that files call `key`, in any case; created when it is new."""
        category = cls.objects.filter(folded=taxonomy_key(key)).first()
        if category:
            return category
        alias = (
            CategoryAlias.objects.select_related("target").filter(folded=taxonomy_key(key)).first()
        )
        if alias:
            return alias.target
        slug = slug_for(key)
        if cls.objects.filter(slug=slug).exists():
            slug = f"{slug[:90]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        # Feeds shout their sections; a word in capitals reads as a name on the page.
        name = key.capitalize() if key.isupper() and len(key) > 4 else key
        return cls.objects.create(key=key, name=name, slug=slug)


class Tag(LanguageNames, PublicRow, TagBase):  # type: ignore[django-manager-missing]
    """One tag. `folded` is the same for its name in any case and spelling of letters.

    taggit's own case-insensitive lookup is the database's, and SQLite's knows ASCII only.
    """

    # taggit's own, with the rules of names.
    name = NameField(TagBase._meta.get_field("name").verbose_name, unique=True, max_length=100)
    folded = models.CharField(max_length=200, unique=True, editable=False)
    # Shared by tags that are probably one (`US`, `U.S.`); see `likeness()`.
    alike = models.CharField(max_length=200, default="", editable=False, db_index=True)

    SHOWN = ("name", "names", "slug")

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def save(self, *args: object, **kwargs: object) -> None:
        """Save the row with its folded names, and the key that probable duplicates share."""
        self.folded, self.alike = taxonomy_key(self.name), similarity_key(self.name)
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            TagName.renew(self.pk, self.names.values())

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The tag and its lists, where readers have articles with it; one query."""
        if self.article_links.filter(status__in=SEEN_BY_READERS).exists():
            yield public_keys.tag(self.pk)
            for lang in settings.SITE_LANGUAGES:
                yield public_keys.articles_of(lang, "tag", self.pk)

    def get_absolute_url(self) -> str:
        """The tag's list in the language of the page that links to it."""
        return cached_reverse("tag", get_language(), self.slug)

    def clean(self) -> None:
        """Refuse another spelling of a tag that exists, in forms."""
        refuse_second_spelling(self, taxonomy_key(self.name), "name")

    @classmethod
    def for_words(cls, words: Iterable[str]) -> dict[str, "Tag"]:
        """The tags of `words`, by `taxonomy_key()`; created where they are new. A word that once
        was another tag's means the tag that it was merged into.

        A few queries for thousands of words. Of several spellings the first is kept.
        """
        spelt: dict[str, str] = {}
        for word in words:
            spelt.setdefault(taxonomy_key(word), word)
        tags = {tag.folded: tag for tag in cls._among("folded", list(spelt))}
        missing = [key for key in spelt if key not in tags]
        tags |= TagAlias.targets(missing)
        fresh = [
            cls(name=spelt[key], folded=key, alike=similarity_key(spelt[key]))
            for key in missing
            if key not in tags
        ]
        if fresh:
            cls._give_slugs(fresh)
            tags |= {tag.folded: tag for tag in cls.objects.bulk_create(fresh)}
        return tags

    @classmethod
    def _among(cls, field: str, values: list[str]) -> "Iterator[Tag]":
        # Databases bound the parameters of one query (SQLite: 32,766).
        for start in range(0, len(values), 10_000):
            yield from cls.objects.filter(**{f"{field}__in": values[start : start + 10_000]})

    @classmethod
    def _give_slugs(cls, tags: "list[Tag]") -> None:
        slugs = [slug_for(tag.name, 90) for tag in tags]
        taken = {tag.slug for tag in cls._among("slug", slugs)}
        for tag, slug in zip(tags, slugs, strict=True):
            # `C` and `C++` are spelt alike; what tells them apart is known by its hash.
            own = hashlib.sha256(tag.folded.encode()).hexdigest()[:8]
            tag.slug = slug if slug not in taken else f"{slug}-{own}"
            taken.add(tag.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """An ASCII slug, numbered when another tag has it (a hook of taggit)."""
        slug = slug_for(tag, 90)
        return slug if i is None else f"{slug}-{i + 1}"


class TaggedArticle(ItemBase, ListLink):
    """The link between an article and a tag."""

    # Both lead in an index below.
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="tag_links", db_index=False
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="article_links", db_index=False
    )

    objects = ListLinkQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ListLink.Meta):
        verbose_name = _("tag of a story")
        verbose_name_plural = _("tags of stories")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"],
                name="tagged_once",
                violation_error_message=_("The story has this tag already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "tag",
                    "lang",
                    "status",
                    "-published_at",
                    "-content_object",
                    "expires_at",
                ],
                name="tag_list",
            ),
            models.Index(
                fields=[
                    "tag",
                    "lang",
                    "status",
                    "-sticky_weight",
                    "-published_at",
                    "-content_object",
                ],
                condition=models.Q(sticky_weight__gt=0),
                name="tag_pins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.tag}"
