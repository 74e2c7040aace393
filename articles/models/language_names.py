"""Names of a row in every language of the site, beside the one that it has everywhere."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models.text_fields import LanguageWordsColumn


class LanguageNames(models.Model):
    """A model with a `name` that readers see, and other names for the pages of some languages.

    Files and addresses know the `name` and the key only.
    """

    name: str

    names = LanguageWordsColumn(
        _("names in other languages"),
        word_length=100,
        help_text=_("For readers. Where it is empty they see the name above."),
    )

    class Meta:
        abstract = True

    def name_in(self, lang: str) -> str:
        """The name on a page in a language."""
        return self.names.get(lang) or self.name

    @property
    def shown_name(self) -> str:
        """The name in the language of the page that is being made."""
        return self.name_in(get_language() or "")
