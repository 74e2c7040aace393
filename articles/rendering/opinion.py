"""Sections in which a machine gives its opinion or a forecast."""

import re
from functools import lru_cache

from django.utils.translation import gettext, override

# Headings that the upstream model closes its stories with, folded to lower case.
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
    """What readers of `lang` are told at the head of such a section."""
    with override(lang):
        return gettext("Opinion or forecast, written by a machine.")
