"""The part of a text that others may use, as its publisher allows. Pure."""

from enum import StrEnum

from articles.lib.text import collapse
from articles.rendering.excerpt import make_summary

# Characters of an excerpt: by words it would have no end in scripts without blanks between them.
EXCERPT = 300
# No beginning of so many characters lies behind more of a text.
_LOOKED_AT = 10_000


class UsableText(StrEnum):
    """The terms of use of a text; also the values of a column."""

    FULL = "full"
    EXCERPT = "excerpt"
    LINK = "link"


def usable_text(text: str, terms: UsableText) -> str:
    """Return the whole text, its beginning of at most EXCERPT characters, or nothing."""
    if terms == UsableText.FULL:
        return text
    if terms == UsableText.LINK:
        return ""
    return make_summary("", [collapse(text[:_LOOKED_AT])], EXCERPT)
