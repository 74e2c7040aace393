"""The uses of a picture: covers, texts, pages, logos, authors, topics, cards, and the site."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import (
    Article,
    Author,
    FrontEdition,
    Image,
    ImageUse,
    ImageVariant,
    Page,
    PendingRevision,
    SiteSettings,
    Source,
    Topic,
)

# So many uses of each kind are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class PictureUses:
    """The first uses of a picture of each kind, the newest stories first.

    `waiting` are the stories whose changes, which readers do not see yet, have it as the cover or
    in the text. `is_of_site` is whether it is the logo of the site or its default picture.
    """

    covers: list[Article]
    texts: list[Article]
    waiting: list[Article]
    pages: list[Page]
    logos: list[Source]
    authors: list[Author]
    topics: list[Topic]
    editions: list[FrontEdition]
    is_of_site: bool

    def __bool__(self) -> bool:
        stories = self.covers or self.texts or self.waiting or self.editions
        others = self.pages or self.logos or self.authors or self.topics
        return bool(stories or others or self.is_of_site)


def uses_of(picture: Image) -> PictureUses:
    """The first uses of `picture`; nine queries."""
    stories = Article.objects.order_by("-pk").only(
        "pk", "title", "status", "published_at", "expires_at", "lang"
    )
    texts = texts_with(picture.stored_files)
    covers_waiting = PendingRevision.objects.filter(values__cover=picture.pk).order_by()
    waiting = Q(pk__in=texts.filter(pending__isnull=False).values("pending__article"))
    waiting |= Q(pk__in=covers_waiting.values("article"))
    shown = Q(pk__in=texts.filter(article__isnull=False).values("article"))
    pages = texts.filter(page__isnull=False).values("page")
    return PictureUses(
        list(stories.filter(cover=picture)[:NAMED]),
        list(stories.filter(shown)[:NAMED]),
        list(stories.filter(waiting)[:NAMED]),
        list(Page.objects.filter(pk__in=pages)[:NAMED]),
        list(Source.objects.filter(logo=picture)[:NAMED]),
        list(Author.objects.filter(picture=picture)[:NAMED]),
        list(Topic.objects.filter(picture=picture).select_related("tag")[:NAMED]),
        list(picture.front_editions.order_by("-pk")[:NAMED]),
        picture.pk in _of_site(),
    )


def texts_with(files: list[str]) -> QuerySet[ImageUse]:
    """The texts that show one of these stored files."""
    return ImageUse.objects.filter(file__in=files).order_by()


def unused(pictures: QuerySet[Image]) -> QuerySet[Image]:
    """Those of `pictures` that nothing uses, no draft either and no changes that wait; two queries
    here.

    Earlier versions of texts, which may come back, do not count.
    """
    waiting = PendingRevision.objects.order_by().values_list("values__cover", flat=True)
    taken = {cover for cover in waiting if cover} | _of_site()
    return pictures.filter(
        ~Exists(Article.objects.filter(cover=OuterRef("pk"))),
        ~Exists(in_texts()),
        ~Exists(Source.objects.filter(logo=OuterRef("pk"))),
        ~Exists(Author.objects.filter(picture=OuterRef("pk"))),
        ~Exists(Topic.objects.filter(picture=OuterRef("pk"))),
        ~Exists(FrontEdition.objects.filter(pictures=OuterRef("pk"))),
    ).exclude(pk__in=taken)


def in_texts() -> QuerySet[ImageUse]:
    """The texts that show the picture of an outer query."""
    files = ImageVariant.objects.filter(image=OuterRef(OuterRef("pk"))).values("file")
    return ImageUse.objects.filter(file__in=files).order_by()


def _of_site() -> set[int]:
    """The pictures of the site settings that count; one query."""
    newest = SiteSettings.objects.order_by("-pk").values_list("logo", "picture").first()
    return {pk for pk in newest or () if pk}
