"""Corrections below the story that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import moment_field
from articles.models import Correction
from articles.workflow import PUBLISH


class CorrectionForm(forms.ModelForm):
    """One note; a retraction is written by retracting."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[(kind.value, kind.label) for kind in Correction.WRITTEN]
    )

    date = moment_field("date", Correction, required=True)

    class Meta:
        model = Correction
        fields = ["kind", "date", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}


class CorrectionInline(admin.StackedInline):
    """What readers are told was put right. Editors write it; others read it."""

    model = Correction
    form = CorrectionForm
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
