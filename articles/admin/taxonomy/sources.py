"""The admin of sources: their identity, how far they are trusted, and their recent articles."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.admin.images.thumbnails import thumbnail
from articles.admin.taxonomy.model_admins import IdentityAdmin
from articles.editorial.source_activity import activity
from articles.models import AuditEntry, Source, UpstreamItem


@admin.register(Source)
class SourceAdmin(IdentityAdmin):
    """The sources that articles are taken from."""

    filter_name = "source"
    # By `save_model()`.
    told_apart = frozenset({"trust"})
    before_deletion = _(
        "These stories name it as their source, so it stays as long as they do. First give each "
        "of them another source, or delete the story."
    )
    list_display = ["name", "key", "kind", "trust", "lang", "articles"]
    list_filter = ["trust", "kind"]
    search_fields = ["name", "key", "url"]
    autocomplete_fields = ["logo"]
    readonly_fields = ["recent_activity", "logo_preview"]
    fields = [
        "recent_activity",
        "name",
        "names",
        "key",
        "kind",
        "lang",
        "url",
        "feed_url",
        "trust",
        "logo",
        "logo_preview",
    ]

    def get_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """The fields; a new source has no activity and no logo to show."""
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name not in self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The key of a stored source, and what is only shown."""
        return [*super().get_readonly_fields(request, obj), *self.readonly_fields]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """The languages of the site as choices, by their own names, and one for any other."""
        if db_field.name == "lang":
            names = [(c, get_language_info(c)["name_local"]) for c in settings.SITE_LANGUAGES]
            choices = [("", _("Not said, or another")), *names]
            return forms.ChoiceField(
                choices=choices, label=capfirst(db_field.verbose_name), required=False
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Any:
        """Return what the pages of deletion list; a source that has originals stays,
        as one that has articles. One query more for each source."""
        objs = list(objs)
        sources = [row for row in objs if UpstreamItem.objects.filter(source_id=row.pk).exists()]
        if sources:
            return [], {}, set(), [self._with_originals(source) for source in sources]
        return super().get_deleted_objects(objs, request)

    def _with_originals(self, source: Model) -> SafeString:
        address = reverse("admin:articles_upstreamitem_changelist")
        url = f"{address}?source__id__exact={source.pk}"
        words = _("Its originals are kept as evidence, so it stays.")
        return format_html('“{}”: <a href="{}">{}</a>. {}', source, url, _("originals"), words)

    def save_model(
        self, request: HttpRequest, obj: Source, form: forms.ModelForm, change: bool
    ) -> None:
        """Save; a changed trust is noted in the audit log."""
        super().save_model(request, obj, form, change)
        if change and "trust" in form.changed_data:
            AuditEntry.record("trust", request.user, None, source=obj.key, trust=obj.trust)

    @admin.display(description=_("lately"))
    def recent_activity(self, source: Source) -> SafeString:
        """Articles a day as a chart, the last article, and the share of corrected ones."""
        context = {"activity": activity(source)}
        return render_to_string("admin/articles/source/recent_activity.html", context)

    @admin.display(description=_("as it looks"))
    def logo_preview(self, source: Source) -> SafeString | str:
        """A thumbnail of the logo; a dash without one."""
        return thumbnail(source.logo)
