"""Recognises sections in which a machine gives its opinion or a forecast.

They are marked on the page and stay out of summaries and snippets (docs/architecture.md).
"""

import re
from functools import lru_cache

from django.utils.translation import gettext, override

# Headings with which the upstream model closes its articles, in lower case.
_OPINION = re.compile(
    r"""
    (?:from|by)\ (?:the\ )?(?:author|editor)s?
    | (?:the\ )?(?:author|editor)['’]?s?['’]?\ (?:opinion|view|comment|note|take)s?
    | (?:our|expert)\ (?:opinion|view|take)
    | opinion | forecast | outlook
    | (?:potential\ |possible\ )?impacts?\ (?:on|for)\ (?:the\ )?.*markets?
    | від\ (?:автора|редакції) | думка\ (?:автора|редакції) | прогноз
    | (?:можливий\ )?вплив\ на\ (?:крипто)?рин(?:ок|ки)(?:\ .*)?
    | من\ (?:الكاتب|المؤلف|المحرر) | رأي\ (?:الكاتب|المؤلف|المحرر) | توقعات
    | (?:ال)?تأثير\ (?:المحتمل\ )?(?:على|في)\ (?:ال)?(?:سوق|أسواق).*
    """,
    re.VERBOSE,
)


def is_opinion(heading: str) -> bool:
    """Whether a section under this heading is machine-made opinion or forecast."""
    return bool(_OPINION.fullmatch(" ".join(heading.lower().split()).strip(" :.")))


@lru_cache(maxsize=64)
def opinion_note(lang: str) -> str:
    """The notice in the language `lang` at the head of an opinion section."""
    with override(lang):
        return gettext("Opinion or forecast, written by a machine.")
