"""The addresses at which the site itself answers, which no redirect may have."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

# Routes of objects: the model, and the columns that the arguments of the route are compared with.
# Every other route is the site's own, whatever its arguments.
_OBJECT_ROUTES = {
    "article": ("Article", ("lang", "slug")),
    "markdown": ("Article", ("lang", "slug")),
    "category": ("Category", ("slug",)),
    "tag": ("Tag", ("slug",)),
    "author": ("Author", ("slug",)),
    "source": ("Source", ("key",)),
    "page": ("Page", ("lang", "slug")),
}


class Occupant(NamedTuple):
    """The object at an address: the id of its article, and its name.

    Both are empty for an address that is neither an article's nor another object's, such as that
    of the search.
    """

    article_id: int | None = None
    name: str = ""


class Route(NamedTuple):
    """A route of the site: its name in the URLconf, empty for one without, and its arguments."""

    name: str
    arguments: dict[str, Any]


def route_of(key: str) -> Route | None:
    """Return the route that a `path_key()` belongs to, whether or not an object is there."""
    path = unquote(key)
    # The key has no slash at its end, and most routes have one.
    for candidate in (path, f"{path}/"):
        try:
            match = resolve(candidate)
        except Resolver404:
            continue
        return Route(match.url_name or "", match.kwargs)
    return Route("", {}) if path.startswith(settings.STATIC_URL) else None


def occupants(keys: Iterable[str]) -> dict[str, Occupant]:
    """Return those of these `path_key()`s that are taken, by an object in any state or by the site.

    One query for each kind of object that a key may belong to, however many keys there are.
    """
    taken: dict[str, Occupant] = {}
    # By model: the key by the values of its columns.
    wanted: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[str]]] = {}
    for key in keys:
        if (route := route_of(key)) is None:
            continue
        if kind := _OBJECT_ROUTES.get(route.name):
            values = tuple(route.arguments[column] for column in kind[1])
            wanted.setdefault(kind, {}).setdefault(values, []).append(key)
        else:
            taken[key] = Occupant()
    for (model, columns), by_values in wanted.items():
        rows: Any = apps.get_model("articles", model)._default_manager
        found = rows.filter(**{f"{columns[-1]}__in": {values[-1] for values in by_values}})
        name = "title" if hasattr(rows.model, "title") else "name"
        for pk, shown, *values in found.values_list("pk", name, *columns):
            article_id = pk if model == "Article" else None
            for key in by_values.get(tuple(values), ()):
                taken[key] = Occupant(article_id, shown)
    return taken
