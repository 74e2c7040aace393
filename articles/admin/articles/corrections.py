"""Corrections below the story that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.forms import moment_field
from articles.models import Article, AuditEntry, Correction
from articles.workflow import PUBLISH


class CorrectionForm(forms.ModelForm):
    """One note; a retraction is written by retracting."""

    kind = forms.ChoiceField(
        label=capfirst(_("kind")), choices=[(kind.value, kind.label) for kind in Correction.WRITTEN]
    )

    date = moment_field("date", Correction, required=True)

    class Meta:
        model = Correction
        fields = ["kind", "date", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page says what it was opened on: what is as it was then is nobody's change.
        for name, field in self.fields.items():
            field.show_hidden_initial = not self.is_bound or self._opened_on(name) is not None

    def clean(self) -> dict[str, Any] | None:
        """Nobody's words are written over unseen."""
        cleaned = super().clean()
        if self.instance.pk and self.has_changed() and any(map(self._is_other, self.Meta.fields)):
            why = capfirst(gettext("somebody changed it meanwhile"))
            self.add_error("text", f"{why}: “{self.initial['text']}”")
        return cleaned

    def _is_other(self, name: str) -> bool:
        """Whether something else stands there than when the page was opened."""
        now, was = self[name].initial, self._opened_on(name)
        # A form is sent with ends of lines of its own.
        now, was = (v.replace("\r\n", "\n") if isinstance(v, str) else v for v in (now, was))
        return was is not None and self.fields[name].has_changed(now, was)

    def _opened_on(self, name: str) -> str | None:
        found: str | None = self.data.get(self.add_initial_prefix(name))
        return found


class CorrectionFormSet(BaseInlineFormSet):
    """Readers are told of a correction as soon as it is saved, so not together with changes that
    wait beside the live story."""

    def clean(self) -> None:
        """Only the step that brings changes to readers brings these."""
        super().clean()
        is_live = self.instance.pk and Article.objects.live().filter(pk=self.instance.pk).exists()
        if is_live and self.has_changed() and self.data.get("_step") != "update":
            raise ValidationError(
                gettext(
                    "Readers are told of a correction at once: press “Update live story”, or "
                    "take it out to save the rest for later."
                )
            )


def record_corrections(formset: BaseInlineFormSet, by: User) -> None:
    """Write an audit entry for each correction that a saved `formset` wrote or removed."""
    written = [*formset.new_objects, *(note for note, _names in formset.changed_objects)]
    for action, notes in (("correct", written), ("remove_correction", formset.deleted_objects)):
        for note in notes:
            AuditEntry.record(action, by, note.article, kind=note.kind, text=note.text)


class CorrectionInline(admin.StackedInline):
    """What readers are told was put right. Editors write it; others read it."""

    model = Correction
    form = CorrectionForm
    formset = CorrectionFormSet
    fields = ["kind", "date", "text"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        """What editors wrote."""
        rows: QuerySet[Correction] = super().get_queryset(request)
        return rows.filter(kind__in=Correction.WRITTEN)

    # Who may change what readers see may tell them of it.
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article")
