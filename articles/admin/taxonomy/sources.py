"""Publishers at the desk: who they are, how far they are trusted, and what they did lately."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.admin.images import thumbnail
from articles.admin.taxonomy.model_admins import IdentityAdmin
from articles.editorial.source_activity import activity
from articles.models import AuditEntry, Source


@admin.register(Source)
class SourceAdmin(IdentityAdmin):
    """Publishers that stories were taken from."""

    filter_name = "source"
    list_display = ["name", "key", "kind", "trust", "lang", "stories"]
    list_filter = ["trust", "kind"]
    search_fields = ["name", "key", "url"]
    autocomplete_fields = ["logo"]
    readonly_fields = ["lately", "picture"]
    fields = [
        "lately",
        "name",
        "key",
        "kind",
        "lang",
        "url",
        "feed_url",
        "trust",
        "logo",
        "picture",
    ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new source did nothing yet."""
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name not in ("lately", "picture")]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), *self.readonly_fields]

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The languages of the site, by their own names; a source may write in another."""
        if db_field.name == "lang":
            names = [(c, get_language_info(c)["name_local"]) for c in settings.SITE_LANGUAGES]
            choices = [("", _("Not said, or another")), *names]
            return forms.ChoiceField(
                choices=choices, label=capfirst(db_field.verbose_name), required=False
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whom the desk trusts is on record."""
        super().save_model(request, obj, form, change)
        if "trust" in form.changed_data:
            AuditEntry.record("trust", request.user, None, source=obj.key, trust=obj.trust)

    @admin.display(description=_("lately"))
    def lately(self, source: Source) -> SafeString:
        """Stories a day as a picture, the last one, and the share of corrected ones."""
        return render_to_string(
            "admin/articles/source/recent_activity.html", {"lately": activity(source)}
        )

    @admin.display(description=_("as it looks"))
    def picture(self, source: Source) -> SafeString | str:
        """The logo."""
        return thumbnail(source.logo)

    class Media:
        css = {"all": ["articles/history.css"]}
