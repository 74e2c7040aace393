"""The uses of a picture in words, with links to where it can be taken away."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext

from articles.editorial.pictures.uses import PictureUses
from articles.models import Article
from articles.workflow import SHOWN_STATUS_LABELS, ShownStatus


class NamedUse(NamedTuple):
    """One use: the address of its form, what has the picture, and as what it has it."""

    url: str
    name: str
    kind: str


def named_uses(uses: PictureUses) -> Iterator[NamedUse]:
    """The uses with their names, covers first; none for a picture that nothing uses."""
    in_text = gettext("within the text")
    for story in uses.covers:
        yield _use("article", story.pk, story.title, _of_story(story, gettext("cover")))
    for story in uses.texts:
        yield _use("article", story.pk, story.title, _of_story(story, in_text))
    for story in uses.waiting:
        yield _use("article", story.pk, story.title, gettext("in changes that wait"))
    for page in uses.pages:
        yield _use("page", page.pk, str(page), in_text)
    for source in uses.logos:
        yield _use("source", source.pk, source.name, gettext("logo"))
    for author in uses.authors:
        yield _use("author", author.pk, author.name, gettext("picture of an author"))
    for topic in uses.topics:
        yield _use("topic", topic.pk, str(topic), gettext("picture of a topic"))
    for edition in uses.editions:
        yield _use("frontedition", edition.pk, str(edition), gettext("a card of the front page"))
    if uses.is_of_site:
        url = reverse("admin:articles_sitesettings_changelist")
        yield NamedUse(url, gettext("Site settings"), gettext("picture of the site"))


def _use(table: str, pk: int, name: str, kind: str) -> NamedUse:
    return NamedUse(reverse(f"admin:articles_{table}_change", args=[pk]), name, kind)


def _of_story(story: Article, kind: str) -> str:
    """How a story has the picture, and its state where readers do not see it."""
    status = story.shown_status()
    return kind if status == ShownStatus.LIVE else f"{kind} · {SHOWN_STATUS_LABELS[status]}"
