"""Reverses URLs of this site once for many."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def cached_reverse(name: str, *args: object) -> str:
    """Return `reverse(name, args=args)` from a cache.

    A list page has some seventy links, and `reverse()` takes about 25 microseconds for each.
    """
    return reverse(name, args=args)


@lru_cache(maxsize=256)
def path_around(name: str, *args: object) -> tuple[str, str]:
    """Return what stands before and after a last argument, a slug, in the path of a route.

    For documents with thousands of paths that differ in the slug only, and would drive all others
    out of the cache above.
    """
    before, _, after = reverse(name, args=[*args, "slug"]).rpartition("slug")
    return before, after
