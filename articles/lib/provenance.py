"""The part of a machine in a text, as far as the text's provenance says. Pure."""

from collections.abc import Mapping
from typing import Final, Literal

MachinePart = Literal["", "translated", "rewritten"]
TRANSLATED: Final = "translated"
REWRITTEN: Final = "rewritten"


def machine_part(ai: Mapping[str, object] | None) -> MachinePart:
    """Return TRANSLATED, REWRITTEN, or empty where no machine is known to have a part.

    `ai` is the value of that key in a file, as `Article.ai` has it. Everything that tells anybody
    of a machine starts from this rule; a review changes who answers for a text, not its result.
    """
    if not ai:
        return ""
    if ai.get("translatedFrom"):
        return TRANSLATED
    return "" if ai.get("rewritten") is False else REWRITTEN
