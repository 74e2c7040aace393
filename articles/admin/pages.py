"""The admin of static pages, such as “About”."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import get_language_info

from articles.admin.audited import AuditedModelAdmin
from articles.models import Page, Redirect


@admin.register(Page)
class PageAdmin(AuditedModelAdmin):
    """Pages that every public page links in its foot, one per language and slug."""

    seen_at_once = True
    list_display = ["title", "lang", "slug", "modified_at"]
    list_filter = ["lang", "slug"]
    search_fields = ["title", "body"]
    fields = ["title", "body", "lang", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    show_full_result_count = False

    def save_model(
        self, request: HttpRequest, obj: Page, form: forms.ModelForm, change: bool
    ) -> None:
        """Save; the old address of a page that moved leads to the new one."""
        before = Page.objects.get(pk=obj.pk) if change else obj
        super().save_model(request, obj, form, change)
        Redirect.leave_page(obj, before.get_absolute_url())

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """The languages of the site as choices, by their own names."""
        if db_field.name == "lang":
            names = [(c, get_language_info(c)["name_local"]) for c in settings.SITE_LANGUAGES]
            return forms.ChoiceField(choices=names, label=db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
