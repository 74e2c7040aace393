"""The uses of a picture: covers of stories, pictures in texts and pages, logos, authors, and cards
of the front page."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from articles.models import Article, Author, FrontEdition, Image, Page, Source
from articles.workflow import SEEN_BY_READERS

# So many uses of each kind are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class PictureUses:
    """The first uses of a picture of each kind, the newest stories first."""

    covers: list[Article]
    texts: list[Article]
    pages: list[Page]
    logos: list[Source]
    authors: list[Author]
    editions: list[FrontEdition]

    def __bool__(self) -> bool:
        stories = self.covers or self.texts or self.editions
        return bool(stories or self.pages or self.logos or self.authors)


def uses_of(picture: Image) -> PictureUses:
    """The first uses of `picture`; at most seven queries.

    Within texts a picture of our own is found by the names of its files, which reads the texts.
    """
    stories = Article.objects.order_by("-pk").only(
        "pk", "title", "status", "published_at", "expires_at", "lang"
    )
    names = [name for name in picture.variants.values_list("file", flat=True) if name]
    return PictureUses(
        list(stories.filter(cover=picture)[:NAMED]),
        list(articles_with_files(stories, names)[:NAMED]) if names else [],
        list(Page.objects.filter(names_files(names))[:NAMED]) if names else [],
        list(Source.objects.filter(logo=picture)[:NAMED]),
        list(Author.objects.filter(picture=picture)[:NAMED]),
        list(picture.front_editions.order_by("-pk")[:NAMED]),
    )


def articles_with_files(stories: QuerySet[Article], names: list[str]) -> QuerySet[Article]:
    """The articles of a queryset whose text shows one of these stored files."""
    beside = Q()
    for name in names:
        beside |= Q(text_pictures__contains=name)
    return stories.filter(names_files(names) | beside)


def is_in_public_text(picture: Image) -> bool:
    """Return whether the text of an article that readers have seen, or a page, shows the picture.

    Three queries, which read the texts; one for a picture without a file of our own.
    """
    names = [name for name in picture.variants.values_list("file", flat=True) if name]
    if not names:
        return False
    seen = Article.objects.filter(status__in=SEEN_BY_READERS).order_by()
    return (
        articles_with_files(seen, names).exists()
        or Page.objects.filter(names_files(names)).exists()
    )


def names_files(names: list[str]) -> Q:
    """Return the condition that the text of an article or page names one of these files itself."""
    condition = Q()
    for name in names:
        condition |= Q(body__contains=name)
    return condition
