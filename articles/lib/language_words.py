"""A form field of words in every language of the site."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from articles.lib.text_inputs import NameInput


class LanguageWordsWidget(forms.MultiWidget):
    """A line for each language of the site, with the name of the language. `group_label` names all
    of them together."""

    group_label: Any = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput(_attributes(code)) for code in settings.SITE_LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: object) -> list[str]:
        """The words in the order of the site's languages; none of anything but a mapping, such as
        the text that Django takes from the address of the page."""
        words = value if isinstance(value, Mapping) else {}
        return [words.get(code, "") for code in settings.SITE_LANGUAGES]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The lines; each has a label of its own."""
        context = self.get_context(name, value, attrs)["widget"]
        lines = [
            {"label": language_name(code), "widget": widget}
            for code, widget in zip(settings.SITE_LANGUAGES, context["subwidgets"], strict=True)
        ]
        return render_to_string(
            "admin/articles/language_words.html", {"lines": lines, "label": self.group_label}
        )


class LanguageWordsField(forms.MultiValueField):
    """Names or short lines in every language of the site: a mapping of those that are given, by
    language."""

    widget = LanguageWordsWidget

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        fields = [
            NameInput(required=False, max_length=max_length) for _code in settings.SITE_LANGUAGES
        ]
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)
        self.widget.group_label = self.label

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The words by language."""
        words = zip(settings.SITE_LANGUAGES, data_list, strict=False)
        return {code: word for code, word in words if word}


def language_name(code: str) -> str:
    """The name of a language in that language."""
    return str(get_language_info(code)["name_local"])


def _attributes(code: str) -> dict[str, str]:
    return {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr"}
