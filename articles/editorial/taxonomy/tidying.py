"""Tags to tidy up: probably the same twice, or on no article."""

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Tag, TaggedArticle

GROUPS = 50
UNUSED = 100


def alike() -> list[list[Tag]]:
    """Groups of tags that are probably one, each tag with its count `stories`, the largest first.

    Two queries; the first walks an index of the tags, never of their articles.
    """
    shared = Tag.objects.exclude(alike="").order_by("alike").values("alike")
    keys = shared.annotate(tags=Count("pk")).filter(tags__gt=1).values_list("alike", flat=True)
    links = TaggedArticle.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    counted = links.annotate(number=Count("pk")).values("number")
    rows = Tag.objects.filter(alike__in=list(keys[:GROUPS]))
    groups: dict[str, list[Tag]] = {}
    for tag in rows.annotate(stories=Coalesce(Subquery(counted), Value(0))).order_by(
        "alike", F("stories").desc(), "pk"
    ):
        groups.setdefault(tag.alike, []).append(tag)
    return list(groups.values())


def unused() -> list[Tag]:
    """The first `UNUSED` tags, by name, that no article has."""
    links = TaggedArticle.objects.filter(tag=OuterRef("pk"))
    return list(Tag.objects.filter(~Exists(links)).order_by("name")[:UNUSED])
