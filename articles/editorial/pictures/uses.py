"""Where a picture is used: covers of stories, pictures within texts, and logos of sources."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from articles.models import Article, Image, Source

# So many uses of each kind are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class PictureUses:
    """The first uses of a picture of each kind, the newest stories first."""

    covers: list[Article]
    texts: list[Article]
    logos: list[Source]

    def __bool__(self) -> bool:
        return bool(self.covers or self.texts or self.logos)


def uses_of(picture: Image) -> PictureUses:
    """The first uses of `picture`; at most four queries.

    Within texts a picture of our own is found by the names of its files, which reads the texts.
    """
    stories = Article.objects.order_by("-pk").only("pk", "title", "status", "published_at", "lang")
    names = [name for name in picture.variants.values_list("file", flat=True) if name]
    return PictureUses(
        list(stories.filter(cover=picture)[:NAMED]),
        list(articles_with_files(stories, names)[:NAMED]) if names else [],
        list(Source.objects.filter(logo=picture)[:NAMED]),
    )


def articles_with_files(stories: QuerySet[Article], names: list[str]) -> QuerySet[Article]:
    """The articles of a queryset whose text names one of these stored files."""
    condition = Q()
    for name in names:
        condition |= Q(body__contains=name)
    return stories.filter(condition)
