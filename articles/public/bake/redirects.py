"""The former addresses of the site, for the rules of static hosts."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from articles.lib.path_keys import path_key
from articles.models import AuthorAlias, CategoryAlias, Redirect, TagAlias
from articles.models.site_addresses import route_of
from articles.public.old_addresses import (
    gone_at,
    list_once_at,
    location_of,
    was_of_another_article,
)


def former_addresses() -> Iterator[tuple[str, str, bool]]:
    """Yield (former path, present path, whether the article there is gone) of each address
    that leads on, as the running site answers it.

    Not among them are spellings: a path in capitals, or in letters of another script. Queries: one
    for each redirect from an article's address, a few for each alias and language.
    """
    for redirect in Redirect.objects.select_related("article", "page").iterator(2000):
        if was_of_another_article(redirect.path):
            continue
        for path, is_file in _paths(redirect):
            if article := gone_at(redirect):
                route = "markdown" if is_file else "article"
                yield path, reverse(route, args=[article.lang, article.slug]), True
            elif url := location_of(redirect, is_file=is_file):
                yield path, url, False
    kinds = (("tag", TagAlias), ("category", CategoryAlias), ("author", AuthorAlias))
    for kind, aliases in kinds:
        for slug in aliases._default_manager.exclude(slug="").values_list("slug", flat=True):
            for lang in settings.SITE_LANGUAGES:
                path = reverse(kind, args=[lang, slug])
                if url := list_once_at(path_key(path)):
                    yield path, url, False


def _paths(redirect: Redirect) -> Iterator[tuple[str, bool]]:
    yield redirect.path, redirect.path.endswith(".md")
    route = route_of(redirect.path)
    if route and route.name == "article":
        yield f"{redirect.path}.md", True
