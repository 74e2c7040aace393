"""The filter of lists by language, with the languages' own names."""

from collections.abc import Iterator
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.lib.language_words import language_name


class LanguageFilter(admin.AllValuesFieldListFilter):
    """The languages that some row has; a code that is none of Django's languages stays a code."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django's choices, with names in place of codes."""
        for choice in super().choices(changelist):
            code = str(choice["display"])
            yield {**choice, "display": language_name(code) if code in LANG_INFO else code}


def language_cell(code: str) -> SafeString:
    """The name of a language in a list, in that language."""
    if code not in LANG_INFO:
        return format_html("{}", code)
    return format_html('<bdi lang="{}">{}</bdi>', code, language_name(code))
