"""Corrections below the story that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import moment_field
from articles.models import Article, Correction
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
