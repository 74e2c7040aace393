"""The screen of the site settings: the form of the next version, and the versions so far."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.audited import AuditedModelAdmin
from articles.admin.request_user import user_of
from articles.admin.row_views import redirect_from_missing
from articles.admin.site_settings.calls import call_in_words
from articles.admin.site_settings.entries import typed_rows
from articles.admin.site_settings.form import SiteSettingsForm, fixed_fields, initial_of
from articles.lib.keyset import read_id
from articles.lib.language_words import language_name
from articles.models import AuditEntry, SiteSettings
from articles.models.call_to_action import CallToAction
from articles.models.menu_entry import KIND_LABELS, EntryKind
from articles.models.public_row import PublicRow

_VERSIONS = 10


@admin.register(SiteSettings)
class SiteSettingsAdmin(AuditedModelAdmin):
    """Versions of the site settings, which are read; saving the form makes the next one, which
    readers see at once."""

    form = SiteSettingsForm
    seen_at_once = True
    add_form_template = "admin/articles/sitesettings/form.html"
    change_form_template = "admin/articles/sitesettings/version.html"
    list_display = ["version", "changes", "created_by", "created_at"]
    list_display_links = ["version"]
    list_select_related = ["created_by"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    autocomplete_fields = ["logo", "picture"]

    # --- the next version -----------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form of the next version, and the newest versions below it."""
        newest = self.get_queryset(request).select_related("created_by")[:_VERSIONS]
        versions = [(version, self.changes(version)) for version in newest]
        # What was just saved can be taken back where that is told.
        is_told = bool(versions) and read_id(request.GET.get("done", "")) == versions[0][0].pk
        context = {
            "title": capfirst(str(self.opts.verbose_name)),
            "versions": versions,
            "before": versions[1][0] if is_told and len(versions) > 1 else None,
            **(extra_context or {}),
        }
        return super().add_view(request, form_url, context)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """Return what the version says that counts, as the initial values of the form."""
        return initial_of(SiteSettings.newest())

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The form in groups; of a stored version what it says, in words."""
        if obj:
            names = ["title", "taglines_in_words", "logo", "picture", "menu_in_words"]
            names += ["footer_in_words", "calls_in_words", "links_in_words", "contact"]
            names.append("languages_in_words")
            return [(None, {"fields": [*names, "created_by", "created_at"]})]
        fixed = fixed_fields()
        title, contact = (
            f"fixed_{name}" if name in fixed else name for name in ("title", "contact")
        )
        return [
            (_("Name"), {"fields": [title, "taglines", "logo", "based_on"]}),
            (_("Menu"), {"fields": ["menu"]}),
            (_("Footer"), {"fields": ["footer", "links", contact]}),
            (_("Calls to action"), {"fields": ["calls"]}),
            (_("For other sites"), {"fields": ["picture"]}),
            (_("Languages"), {"fields": ["languages"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Return the fields that environment variables fix; of a stored version all fields."""
        if obj:
            words = ["taglines_in_words", "menu_in_words", "footer_in_words", "links_in_words"]
            return [*words, "calls_in_words", "languages_in_words", "created_by", "created_at"]
        return [f"fixed_{name}" for name in fixed_fields()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the next version."""
        obj.created_by = user_of(request)
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: PublicRow, message: Any) -> LogEntry:
        """Log entries of a change of the site, with the names of what changed."""
        version = SiteSettings.objects.get(pk=obj.pk)
        with override(None):
            names = _changed(version, _before(version))
        self._record(request, "change", obj, changes=[{"changed": {"fields": names}}])
        return super(AuditedModelAdmin, self).log_addition(request, obj, message)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Redirect to the form of the next version, where the change can be taken back."""
        form = reverse("admin:articles_sitesettings_add")
        if SiteSettings.objects.filter(pk__lt=obj.pk).exists():
            return HttpResponseRedirect(f"{form}?{urlencode({'done': obj.pk})}")
        messages.success(request, gettext("Saved, and readers see it."))
        return HttpResponseRedirect(form)

    # --- earlier versions -----------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and that by which an earlier version counts again."""
        restore = self.admin_site.admin_view(require_POST(self.restore))
        name = "articles_sitesettings_restore"
        return [path("<int:version_id>/restore/", restore, name=name), *super().get_urls()]

    def restore(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Let an earlier version count again: the next one says the same."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        version = self.get_object(request, str(version_id))
        if version is None:
            return redirect_from_missing(self, request)
        form = reverse("admin:articles_sitesettings_add")
        if version.says_the_same_as(SiteSettings.newest()):
            messages.info(request, gettext("The site is as %s says. Nothing changed.") % version)
            return HttpResponseRedirect(form)
        again = version.copy()
        again.created_by = user_of(request)
        again.save()
        AuditEntry.record(
            "restore_sitesettings", request.user, None, id=again.pk, name=str(again), of=version.pk
        )
        text = gettext("The site is as %s says again, and readers see it.")
        messages.success(request, text % version)
        return HttpResponseRedirect(form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one version."""
        context = {"may_restore": self.has_add_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def has_change_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Nobody: a version stays as it is, and the next one is made of it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Nobody: what the site said once can be read again."""
        return False

    # --- in words -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[SiteSettings]:
        """All versions, the newest first."""
        return SiteSettings.objects.order_by("-pk")

    @admin.display(description=_("version"), ordering="id")
    def version(self, version: SiteSettings) -> str:
        """The number of the version."""
        return str(version)

    @admin.display(description=_("what is new"))
    def changes(self, version: SiteSettings) -> str:
        """The names of what the version before says otherwise; one query."""
        return ", ".join(_changed(version, _before(version)))

    @admin.display(description=_("name of the site"))
    def fixed_title(self, _version: SiteSettings) -> SafeString:
        """The name that SITE_NAME fixes."""
        return _fixed("title")

    @admin.display(description=_("contact"))
    def fixed_contact(self, _version: SiteSettings) -> SafeString:
        """The address that CONTACT_EMAIL fixes."""
        return _fixed("contact")

    @admin.display(description=_("tagline"), empty_value="–")
    def taglines_in_words(self, version: SiteSettings) -> str:
        """The line in each language."""
        lines = version.taglines.items()
        return "; ".join(f"{language_name(code)}: {line}" for code, line in lines)

    @admin.display(description=_("menu"), empty_value="–")
    def menu_in_words(self, version: SiteSettings) -> str:
        """The entries of the menu that lead somewhere."""
        return _entries_in_words(version.menu)

    @admin.display(description=_("footer"), empty_value="–")
    def footer_in_words(self, version: SiteSettings) -> str:
        """The entries of the footer that lead somewhere."""
        return _entries_in_words(version.footer)

    @admin.display(description=_("elsewhere"), empty_value="–")
    def links_in_words(self, version: SiteSettings) -> str:
        """The addresses of the site elsewhere."""
        return ", ".join(f"{link['label']} {link['url']}" for link in version.links)

    @admin.display(description=_("calls to action"), empty_value="–")
    def calls_in_words(self, version: SiteSettings) -> SafeString:
        """What each call to action says, and where."""
        calls = [(call_in_words(CallToAction.from_json(row)),) for row in version.calls]
        return format_html_join("", '<div dir="auto">{}</div>', calls)

    @admin.display(description=_("languages shown"))
    def languages_in_words(self, version: SiteSettings) -> str:
        """The names of the languages that readers are offered."""
        return ", ".join(map(language_name, version.shown_languages))


def _before(version: SiteSettings) -> SiteSettings:
    """The version before; an empty one before the first."""
    earlier = SiteSettings.objects.filter(pk__lt=version.pk).order_by("-pk")
    return earlier.first() or SiteSettings()


def _changed(version: SiteSettings, before: SiteSettings) -> list[str]:
    """The labels of what the two say otherwise."""
    return [
        capfirst(str(label_for_field(name.removesuffix("_id"), SiteSettings)))
        for name in version.SHOWN
        if getattr(version, name) != getattr(before, name)
    ]


def _entries_in_words(rows: list[dict[str, Any]]) -> str:
    return " · ".join(
        f"{KIND_LABELS[EntryKind(row['kind'])]} {row['what']}" for row in typed_rows(rows)
    )


def _fixed(name: str) -> SafeString:
    variable = fixed_fields()[name]
    site = SiteSettings.newest()
    value = site.name if name == "title" else site.contact_email
    help_text = gettext(
        "The environment variable %(variable)s says so. To change it here, whoever runs the site "
        "takes the variable away."
    )
    return format_html(
        '<bdi>{}</bdi> <span class="help">{}</span>', value, help_text % {"variable": variable}
    )
