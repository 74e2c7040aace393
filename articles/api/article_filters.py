"""The filters of a request for articles."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """The filters of a request; empty or None does not filter. Category, tag and author by slug,
    source by key."""

    lang: str = ""
    category: str = ""
    tag: str = ""
    author: str = ""
    source: str = ""
    sentiment: str = ""
    pinned: bool | None = None
    published_after: dt.datetime | None = None
    modified_after: dt.datetime | None = None
    q: str = ""

    @property
    def languages(self) -> list[str]:
        """The languages to walk, each by itself: all indexes begin with the language."""
        return [self.lang] if self.lang else settings.SITE_LANGUAGES

    def given(self, *names: str) -> list[str]:
        """Return those of the fields `names` that the request filters by."""
        return [name for name in names if getattr(self, name) not in ("", None)]
