"""The screen of house words: what no text may say, and how the house writes it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomModelAdmin
from articles.admin.language_filter import LanguageFilter, language_cell
from articles.editorial.house_words import HouseRule, HouseRules
from articles.models import AuditEntry, HouseWord


class HouseWordForm(forms.ModelForm):
    """A house word; its language is one of the site's."""

    lang = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = HouseWord
        fields = ["lang", "word", "kind", "instead"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {self.instance.lang} - {""}
        codes = dict.fromkeys([*settings.SITE_LANGUAGES, *stored])
        names = dict(settings.LANGUAGES)
        self.fields["lang"].choices = [(code, names.get(code, code)) for code in codes]  # type: ignore[attr-defined]

    def clean_word(self) -> str:
        """A word that can be found in a text."""
        word: str = self.cleaned_data["word"]
        if not HouseRules.of([HouseRule(word, "", True)]).rules:
            message = _("Write one to five words, each with a letter or digit.")
            raise ValidationError(message, code="words")
        return word


@admin.register(HouseWord)
class HouseWordAdmin(NewsroomModelAdmin):
    """House words by language, in the audit log with who changed them."""

    change_list_template = "admin/articles/houseword/change_list.html"
    form = HouseWordForm
    list_display = ["summary", "language", "kind"]
    list_display_links = None
    list_filter = [("lang", LanguageFilter), "kind"]
    search_fields = ["word", "instead"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    @admin.display(description=_("language"), ordering="lang")
    def language(self, word: HouseWord) -> SafeString:
        """The name of the language."""
        return language_cell(word.lang)

    @admin.display(description=_("word"), ordering="word")
    def summary(self, word: HouseWord) -> SafeString:
        """A link with the word, and below it what is written instead."""
        return format_html(
            '<a class="headline" href="{}" dir="auto">{}</a>'
            '<span class="second" dir="auto">{}</span>',
            reverse("admin:articles_houseword_change", args=[word.pk]),
            word.word,
            f"→ {word.instead}" if word.instead else "",
        )

    def log_addition(self, request: HttpRequest, obj: HouseWord, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "add_houseword", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: HouseWord, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "change_houseword", obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[HouseWord]) -> Any:
        """Django's own log entries, and those of the audit log."""
        for word in queryset:
            self._record(request, "delete_houseword", word)
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, action: str, word: HouseWord) -> None:
        detail = {"id": word.pk, "name": str(word), "lang": word.lang, "kind": word.kind}
        AuditEntry.record(action, request.user, None, "", **detail)
