"""Tags to tidy up: probably the same twice, or on no article."""

from itertools import islice

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from articles.editorial.taxonomy.abbreviations import abbreviated
from articles.models import Tag, TaggedArticle

GROUPS = 50
UNUSED = 100


def alike() -> list[list[Tag]]:
    """Groups of tags that are probably one, each tag with its count `stories`, the largest first.

    First spellings of one word, then words with what they are short for. Four queries, of which one
    reads the names of all tags; none reads their articles.
    """
    shared = Tag.objects.exclude(alike="").order_by("alike").values("alike")
    keys = shared.annotate(tags=Count("pk")).filter(tags__gt=1).values_list("alike", flat=True)
    rows = _with_stories(Tag.objects.filter(alike__in=list(keys[:GROUPS])))
    groups: dict[str, list[Tag]] = {}
    for tag in rows.order_by("alike", F("stories").desc(), "pk"):
        groups.setdefault(tag.alike, []).append(tag)
    return [*groups.values(), *_abbreviated(GROUPS - len(groups))]


def _abbreviated(limit: int) -> list[list[Tag]]:
    """Groups of two tags of which one is short for the other."""
    names = Tag.objects.order_by("pk").values_list("pk", "name").iterator()
    pairs = list(islice(abbreviated(names), limit))
    rows = _with_stories(Tag.objects.filter(pk__in={pk for pair in pairs for pk in pair}))
    tags = rows.in_bulk()
    groups = [[tags[pk] for pk in pair if pk in tags] for pair in pairs]
    for group in groups:
        group.sort(key=lambda tag: (-tag.stories, -len(tag.name)))
    return [group for group in groups if len(group) == 2]


def _with_stories(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    links = TaggedArticle.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    counted = links.annotate(number=Count("pk")).values("number")
    return tags.annotate(stories=Coalesce(Subquery(counted), Value(0)))


def unused() -> list[Tag]:
    """The first `UNUSED` tags, by name, that no article has."""
    links = TaggedArticle.objects.filter(tag=OuterRef("pk"))
    return list(Tag.objects.filter(~Exists(links)).order_by("name")[:UNUSED])
