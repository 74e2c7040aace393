"""The corrections of an article, as an inline of its change form."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.moment_field import MomentField
from articles.models import Article, AuditEntry, Correction
from articles.workflow import PUBLISH


class CorrectionForm(forms.ModelForm):
    """A correction of a live article; retractions are written by retracting."""

    kind = forms.ChoiceField(
        label=capfirst(_("kind")), choices=[(kind.value, kind.label) for kind in Correction.WRITTEN]
    )

    date = MomentField(label=capfirst(_("when")), required=False, help_text=_("Empty: now."))

    class Meta:
        model = Correction
        fields = ["kind", "date", "text"]
        help_texts = {
            "text": _(
                "What was wrong, and what is right. Plain text without Markdown: readers see "
                "exactly this."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["date"] = None
        # Hidden initial values say what the form was opened on: fields that still have them
        # were not changed by its editor.
        for name, field in self.fields.items():
            field.show_hidden_initial = not self.is_bound or self._opened_on(name) is not None

    def clean_date(self) -> dt.datetime:
        """The typed time; for an empty field the stored one, or of a new correction the present."""
        stored = self.instance.date if self.instance.pk else timezone.now()
        return self.cleaned_data["date"] or stored

    def clean(self) -> dict[str, object] | None:
        """Refuse to overwrite a correction that somebody else changed meanwhile."""
        cleaned = super().clean()
        if self.instance.pk and self.has_changed() and any(map(self._is_stale, self.Meta.fields)):
            why = capfirst(gettext("somebody changed it meanwhile"))
            self.add_error("text", f"{why}: “{self.initial['text']}”")
        return cleaned

    def _is_stale(self, name: str) -> bool:
        """Whether the stored value differs from the one that the form was opened on."""
        stored, opened = self[name].initial, self._opened_on(name)
        # Browsers post CRLF.
        stored, opened = (
            value.replace("\r\n", "\n") if isinstance(value, str) else value
            for value in (stored, opened)
        )
        if name == "date" and not opened:
            # It was empty, which is no time that somebody else could have changed.
            return False
        return opened is not None and self.fields[name].has_changed(stored, opened)

    def _opened_on(self, name: str) -> str | None:
        value: str | None = self.data.get(self.add_initial_prefix(name))
        return value


class CorrectionFormSet(BaseInlineFormSet):
    """The corrections of one article.

    Readers see a correction as soon as it is saved, so it is refused together with changes of a
    live article that are kept as its pending revision.
    """

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        """Django's form of one more correction, for which a page asks five times."""
        return super().empty_form

    def clean(self) -> None:
        """Accept changed corrections of a live article only with “Update live story”."""
        super().clean()
        is_live = self.instance.pk and Article.objects.live().filter(pk=self.instance.pk).exists()
        if is_live and self.has_changed() and self.data.get("_step") != "update":
            raise ValidationError(
                gettext(
                    "Readers are told of a correction at once: press “Update live story”, or "
                    "take it out to save the rest for later."
                )
            )


def save_corrections(formset: BaseInlineFormSet, by: User) -> None:
    """Save the corrections of a `formset`: `by` is who wrote those that changed. Writes an audit
    entry for each that was written or removed."""
    for form in formset.forms:
        if form.has_changed():
            form.instance.sign(by)
    formset.save()
    written = [*formset.new_objects, *(note for note, _names in formset.changed_objects)]
    for action, notes in (("correct", written), ("remove_correction", formset.deleted_objects)):
        for note in notes:
            AuditEntry.record(action, by, note.article, kind=note.kind, text=note.text)


class CorrectionInline(admin.StackedInline):
    """Corrections below the text. Editors write them; others read them."""

    model = Correction
    form = CorrectionForm
    formset = CorrectionFormSet
    template = "admin/articles/article/corrections_inline.html"
    fields = ["kind", "date", "text"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        """Corrections without retractions, which have a screen of their own."""
        rows: QuerySet[Correction] = super().get_queryset(request)
        return rows.filter(kind__in=Correction.WRITTEN)

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this person may publish articles."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this person may publish articles."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this person may publish articles."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this person may view articles."""
        return request.user.has_perm("articles.view_article")
