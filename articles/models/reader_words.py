"""Words of editors about a topic or a section, in some of the site's languages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models.site_hosts import site_hosts
from articles.models.text_fields import LanguageTextsColumn
from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.excerpt import make_summary
from articles.rendering.markdown import render_blocks
from articles.rendering.sanitize import trusted

MOST_CHARACTERS = 4000


class ReaderWords(models.Model):
    """A model with a text for readers, `words`: Markdown by language.

    `shown_words` is made of it on every save: by language the HTML, and a plain description.
    """

    words = LanguageTextsColumn(
        _("words for readers"),
        word_length=MOST_CHARACTERS,
        help_text=_("Markdown. They stand at the head of the page in their language."),
    )
    shown_words = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row after rendering its words."""
        self.shown_words = {lang: _rendered(text, lang) for lang, text in self.words.items()}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse pictures within the words, in forms: the page has one of its own."""
        super().clean()
        for lang, text in self.words.items() if isinstance(self.words, dict) else ():
            if "<img" in _rendered(str(text), lang)["html"]:
                message = _("Take the picture out of the words: they are shown without pictures.")
                raise ValidationError({"words": message})

    def words_in(self, lang: str) -> SafeString:
        """The words on a page in a language as HTML, sanitised when they were written; empty
        without words in that language."""
        return trusted(self.shown_words.get(lang, {}).get("html", ""))

    def description_in(self, lang: str) -> str:
        """The beginning of the words in a language as plain text; empty without words."""
        description: str = self.shown_words.get(lang, {}).get("description", "")
        return description

    def add_words(self, other: "ReaderWords") -> None:
        """Put the words of `other` below these, without saving: those of each language that are
        not the same."""
        for lang, text in other.words.items():
            own = self.words.get(lang, "")
            if text not in own:
                self.words = self.words | {lang: f"{own}\n\n{text}".strip()}


def _rendered(text: str, lang: str) -> dict[str, str]:
    blocks = parse_blocks(text, site_hosts())
    html = render_blocks(blocks, site_host=site_hosts().site, lang=lang).html
    return {"html": html, "description": make_summary("", ordinary_paragraphs(blocks, ""))}
