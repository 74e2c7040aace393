"""A form field of words in every language of the site."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from articles.lib.input_groups import group_attributes
from articles.lib.text_inputs import LinesInput, NameInput, TextInput


class LanguageWordsWidget(forms.MultiWidget):
    """A line for each language of the site, with the name of the language. `group_label` names all
    of them together."""

    group_label: Any = ""
    # Each line is told its help and its errors.
    use_fieldset = False
    line: type[forms.Widget] = forms.TextInput

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: self.line(_attributes(code)) for code in settings.SITE_LANGUAGES
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
        for widget in context["subwidgets"][1:]:
            widget["attrs"].pop("autofocus", None)
        lines = [
            {"label": language_name(code), "widget": widget}
            for code, widget in zip(settings.SITE_LANGUAGES, context["subwidgets"], strict=True)
        ]
        group_id = context["attrs"].get("id", f"id_{name}")
        context = {
            "lines": lines,
            "group": group_attributes(name, {"id": group_id}, self.group_label),
            "is_long": self.line is forms.Textarea,
        }
        return render_to_string("admin/articles/language_words.html", context)


class LanguageTextsWidget(LanguageWordsWidget):
    """A text of several lines for each language of the site."""

    line = forms.Textarea


class LanguageWordsField(forms.MultiValueField):
    """Names or short lines in every language of the site: a mapping of those that are given, by
    language."""

    widget = LanguageWordsWidget
    word: type[TextInput] = NameInput

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        fields = [
            self.word(required=False, max_length=max_length) for _code in settings.SITE_LANGUAGES
        ]
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)
        self.widget.group_label = self.label

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The words by language."""
        words = zip(settings.SITE_LANGUAGES, data_list, strict=False)
        return {code: word for code, word in words if word}


class LanguageTextsField(LanguageWordsField):
    """Texts of several lines in every language of the site, as `LanguageWordsField` has names."""

    widget = LanguageTextsWidget
    word = LinesInput


def language_name(code: str) -> str:
    """The name of a language in that language."""
    return str(get_language_info(code)["name_local"])


def _attributes(code: str) -> dict[str, str]:
    return {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr"}
