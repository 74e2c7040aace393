"""Addresses of our own pages."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(name: str, *args: object) -> str:
    """`reverse()`, remembered: a page has dozens of links, and the same ones return."""
    return reverse(name, args=args)
