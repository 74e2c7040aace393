"""Sanitises HTML by one allow-list; the only module that declares text safe for templates."""

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from nh3 import Cleaner

# Exactly the elements and attributes that `articles.rendering.markdown` writes.
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "class", "role", "id", "aria-label"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "del": set(),
    "div": {"class", "role", "tabindex", "aria-label"},
    "em": set(),
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "hr": set(),
    "img": {"src", "alt", "title", "loading", "decoding"},
    "li": {"id"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"dir", "tabindex"},
    "section": {"class", "role", "aria-label", "data-nosnippet"},
    "strong": set(),
    "sup": set(),
    "table": set(),
    "tbody": set(),
    "td": {"class"},
    "th": {"class", "scope"},
    "thead": set(),
    "tr": set(),
    "ul": set(),
}
_SCHEMES = {"http", "https", "mailto"}
# A link or an image without a scheme, in HTML as it is written here and by templates.
_RELATIVE = re.compile(r'(?:href|src)="(?![A-Za-z][A-Za-z0-9+.-]*:)')
# Characters that could end a script element or, in old browsers, a line of it.
_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def sanitize_html(html: str) -> str:
    """Return `html` reduced to the allow-list. Idempotent."""
    return _cleaner("").clean(html)


def with_absolute_links(html: str, base: str) -> str:
    """Return sanitised `html` with all links and images absolute; `base` is an absolute URL.

    Most texts have no relative ones: to look is ten times as quick as to write the text anew.
    """
    return _cleaner(base).clean(html) if _RELATIVE.search(html) else html


@lru_cache(64)
def _cleaner(base: str) -> "Cleaner":
    # 4 ms to import, and only writing and feeds need it. Cached, since making a cleaner takes as
    # long as cleaning an article.
    from nh3 import Cleaner

    return Cleaner(
        tags=set(_ATTRIBUTES),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        url_relative=("rewrite_with_base", base) if base else None,
    )


def json_block(data: object) -> SafeString:
    """Return `data` as JSON for `<script type="application/ld+json">`.

    Browsers resolve no entities inside a script element (HTML 13.1.2.1), so `<`, `>` and `&` are
    written as JSON escapes. Parsing the result gives `data` again.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, spelling in _IN_SCRIPT.items():
        text = text.replace(sign, spelling)
    return trusted(text)


def trusted(html: str) -> SafeString:
    """Declare stored HTML safe for templates. Only for what `sanitize_html()` returned."""
    # What reaches it has passed the allow-list above, or is JSON without characters of HTML.
    return mark_safe(html)  # noqa: S308 # nosec B308 B703
