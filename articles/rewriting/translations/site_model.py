"""The translator of this site: its language model, where one is configured."""

from articles.rewriting.translations.translator import Translator


def site_translator() -> Translator | None:
    """The translator that the settings name; None where none is configured."""
    return None
