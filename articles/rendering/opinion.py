"""Recognises sections in which a machine gives its opinion or a forecast.

They are marked on the page and stay out of summaries and snippets (docs/architecture.md). A
person's forecast, say of the weather, is a section like any other.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext, override

from articles.lib.provenance import TRANSLATED, MachinePart

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


def is_opinion(heading: str, machine_part: MachinePart) -> bool:
    """Whether a section under this heading is a machine's opinion or forecast.

    Never where no machine is known to have a part in the text.
    """
    if not machine_part:
        return False
    return bool(_OPINION.fullmatch(" ".join(heading.lower().split()).strip(" :.")))


@lru_cache(maxsize=64)
def opinion_note(machine_part: MachinePart, lang: str) -> str:
    """The notice in the language `lang` at the head of an opinion section.

    What a machine translated may be a person's opinion.
    """
    with override(lang):
        if machine_part == TRANSLATED:
            return gettext("Opinion or forecast, translated by a machine.")
        return gettext("Opinion or forecast, written by a machine.")
