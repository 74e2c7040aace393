"""Tags that somebody should look at: probably twice the same, or on no story."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Tag, TaggedArticle

GROUPS = 50
UNUSED = 100


def alike() -> list[list[Any]]:
    """Groups of tags that are probably one, each with its `stories`, the most used first.

    Two queries; the first walks an index over the tags, never over their stories.
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
    """Tags on no story; a hundred of them."""
    links = TaggedArticle.objects.filter(tag=OuterRef("pk"))
    return list(Tag.objects.filter(~Exists(links)).order_by("name")[:UNUSED])
