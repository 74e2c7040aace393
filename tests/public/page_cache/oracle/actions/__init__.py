"""What people, commands and the clock do. Each action acts on a `Desk`, through the entrances that
people have: forms, editorial functions, commands. It returns what it did, in words; "" where there
was nothing to do it to."""

from tests.public.page_cache.oracle.actions import (
    around_articles,
    articles,
    clock,
    files,
    front_pages,
    labels,
    redis,
    site_settings,
    transactions,
)
from tests.public.page_cache.oracle.actions.registry import ACTIONS

__all__ = [
    "ACTIONS",
    "around_articles",
    "articles",
    "clock",
    "files",
    "front_pages",
    "labels",
    "redis",
    "site_settings",
    "transactions",
]
