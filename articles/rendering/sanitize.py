"""The safety of HTML: the one allow-list, and the only place that declares text safe."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from nh3 import Cleaner

# All that `articles.rendering.markdown` writes, and nothing else.
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
# What could end the script element or, to an old browser, a line of it. JSON has other spellings.
_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def sanitize_html(html: str, base: str = "") -> str:
    """`html` reduced to the allow-list. Idempotent.

    With `base`, an absolute address, relative links and pictures are made absolute.
    """
    return _cleaner(base).clean(html)


@lru_cache(64)
def _cleaner(base: str) -> "Cleaner":
    # 4 ms to import, and only writing and feeds need it. Kept, since to make one takes as long
    # as to clean a story.
    from nh3 import Cleaner

    return Cleaner(
        tags=set(_ATTRIBUTES),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        url_relative=("rewrite_with_base", base) if base else None,
    )


def json_block(data: Any) -> SafeString:
    """`data` as the content of `<script type="application/ld+json">`: JSON, not HTML, escaped.

    Inside a script element browsers resolve no entities (HTML 13.1.2.1), so `&lt;` would be
    data. Parsed back it is `data` again.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, spelling in _IN_SCRIPT.items():
        text = text.replace(sign, spelling)
    return trusted(text)


def trusted(html: str) -> SafeString:
    """Declare stored HTML safe for templates. Only for what `sanitize_html()` returned."""
    # The one place that may: what reaches it has passed the allow-list above, or is JSON without
    # a sign that HTML knows.
    return mark_safe(html)  # noqa: S308 # nosec B308 B703
