"""Topics: tags about which editors wrote."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.models.image import Image
from articles.models.public_row import PublicRow
from articles.models.reader_words import ReaderWords
from articles.models.taxonomy import Tag, TaggedArticle

# More stories at the head of a topic leave nothing to its timeline.
MOST_PINNED = 12


class TopicQuerySet(models.QuerySet["Topic"]):
    """Chainable queries of topics."""

    def shown(self) -> "TopicQuerySet":
        """Topics that are on, with their tags."""
        return self.filter(is_on=True).select_related("tag")

    def with_live_articles(self, lang: str) -> "TopicQuerySet":
        """Topics that readers see in `lang`, with their tags."""
        links = TaggedArticle.objects.filter(tag=OuterRef("tag_id")).in_language(lang).live()
        return self.shown().filter(Exists(links))


class Topic(ReaderWords, PublicRow):
    """A tag with words, a picture, and stories that lead its page.

    Readers see it at the address of the tag while it is on, and the tag has live articles.
    `pinned` are ids of articles, the first one first: of those that are not live, or have not the
    tag any more, readers see nothing.
    """

    tag = models.OneToOneField(
        Tag, on_delete=models.PROTECT, related_name="topic", verbose_name=_("tag")
    )
    is_on = models.BooleanField(
        _("readers see it"),
        default=True,
        help_text=_("Switched off, the page of the tag is a plain list of stories."),
    )
    picture = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
        verbose_name=_("picture"),
    )
    pinned = models.JSONField(_("stories that lead"), default=list, blank=True)

    objects = TopicQuerySet.as_manager()

    SHOWN = ("tag_id", "is_on", "picture_id", "pinned", "shown_words")

    class Meta:
        ordering = ["tag__name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.tag.name

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The tag and its lists, where readers have articles with it, and the lists of topics; one
        query. Also of a topic that is off: whoever may switch it on decides what readers see."""
        keys = [*self.tag.public_keys(changed)]
        yield from keys
        if keys:
            yield public_keys.TOPICS

    def get_absolute_url(self) -> str:
        """The page of the tag in the language of the page that links to it."""
        return self.tag.get_absolute_url()

    def clean(self) -> None:
        """Refuse what is no list of ids, and too many of them, in forms."""
        super().clean()
        ids: Any = self.pinned
        if not isinstance(ids, list) or not all(isinstance(pk, int) for pk in ids):
            raise ValidationError({"pinned": _("Write whole numbers as the places.")})
        if len(ids) > MOST_PINNED:
            message = _("Let at most %(most)d stories lead.")
            raise ValidationError({"pinned": message % {"most": MOST_PINNED}})

    def take_in(self, other: "Topic") -> None:
        """Take over what editors made of `other`, whose tag is merged into this one's, and delete
        it. Words stand one below the other. Readers see the topic if they saw both: words that
        nobody was to see yet do not become public by a merge."""
        self.add_words(other)
        self.picture = self.picture or other.picture
        self.pinned = list(dict.fromkeys([*self.pinned, *other.pinned]))[:MOST_PINNED]
        self.is_on = self.is_on and other.is_on
        other.delete()
        self.save()


def topic_of(tag: Tag) -> Topic | None:
    """The topic that a tag is, whether it is on or not; None for a plain tag. One query, none where
    it is loaded with the tag."""
    return getattr(tag, "topic", None)


def shown_topic(tag: Tag) -> Topic | None:
    """The topic that readers see at the page of a tag; None for a plain tag. One query, none where
    it is loaded with the tag."""
    topic = topic_of(tag)
    return topic if topic and topic.is_on else None
