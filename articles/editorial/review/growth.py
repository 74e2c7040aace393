"""Says in words how much longer a text is than its original."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

# A text this many times as long says more than its original can support.
SEVERAL = 3


def made_from(support: Mapping[str, Any]) -> str:
    """“made from a headline and one sentence: 34 words became 440”, for an article that is several
    times as long as its original; empty for any other. `support` is that of `Article.support`."""
    words, original_words = support["words"], support["original_words"]
    if not original_words or words < SEVERAL * original_words:
        return ""
    sentences = support["original_sentences"]
    if not sentences:
        source = gettext("made from a headline alone")
    elif sentences == 1:
        source = gettext("made from a headline and one sentence")
    else:
        source = ngettext(
            "made from a headline and %(count)d sentence",
            "made from a headline and %(count)d sentences",
            sentences,
        ) % {"count": sentences}
    text = gettext("%(source)s: %(before)d words became %(after)d")
    return text % {"source": source, "before": original_words, "after": words}
