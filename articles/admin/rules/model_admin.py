"""The screen of the rules for originals: versions, the next one, its test, and the switch."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.admin.row_views import redirect_from_missing, row_view
from articles.admin.rules.history_page import history_context
from articles.admin.rules.rules_form import FIELDSETS, IngestRulesForm, initial_of
from articles.ingest.exceptions import RulesUnreadable
from articles.ingest.rules.document import RuleDocument, read_rules
from articles.ingest.rules_history import TESTED, run_history_test
from articles.ingest.rules_in_use import read_version, rules_on
from articles.lib.keyset import read_id
from articles.models import AuditEntry, IngestRules


@admin.register(IngestRules)
class IngestRulesAdmin(NewsroomModelAdmin):
    """Versions of the rules, which are read; saving the form makes the next one."""

    form = IngestRulesForm
    fieldsets = FIELDSETS
    change_list_template = "admin/articles/ingestrules/change_list.html"
    add_form_template = "admin/articles/ingestrules/form.html"
    list_display = ["summary", "state_pill", "created_by", "created_at"]
    list_display_links = None
    list_select_related = ["created_by"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, whose title does not ask to select anything."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("version"), ordering="id")
    def summary(self, version: IngestRules) -> SafeString:
        """A link to the version, and below it what is new."""
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second" dir="auto">{}</span>',
            _page(version),
            version,
            version.note,
        )

    @admin.display(description=_("state"), ordering="is_on")
    def state_pill(self, version: IngestRules) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *state_of(version))

    # --- the next version -----------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form of the next version."""
        context = {"title": gettext("The next version of the rules"), **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """The rules of the version that is to be changed, by default of the one that is on."""
        version = _base(request)
        document = read_rules(version.document)[0] if version else None
        return initial_of(document or RuleDocument())

    def save_model(self, request: HttpRequest, obj: IngestRules, form: Any, change: bool) -> None:
        """Save the form as the next version of the rules, which is not on, and note it."""
        obj.document, obj.based_on, obj.created_by = form.document, _base(request), user_of(request)
        super().save_model(request, obj, form, change)
        AuditEntry.record("add_rules", request.user, version=obj.pk, note=obj.note)

    def response_add(
        self, request: HttpRequest, obj: IngestRules, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the test, from which it is switched on."""
        text = gettext("%(version)s is saved, and not on yet. See what it would change.")
        messages.success(request, text % {"version": obj})
        return HttpResponseRedirect(reverse("admin:articles_ingestrules_test", args=[obj.pk]))

    # --- one version ----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and those of the test and the switch."""
        test = self.admin_site.admin_view(self.history_test)
        switch = self.admin_site.admin_view(require_POST(self.switch))
        return [
            path("<int:object_id>/test/", test, name="articles_ingestrules_test"),
            path("<int:version_id>/switch/", switch, name="articles_ingestrules_switch"),
            *super().get_urls(),
        ]

    @row_view("view")
    def change_view(self, request: HttpRequest, version: IngestRules) -> HttpResponse:
        """The page of one version of the rules, in words."""
        document, problems = read_rules(version.document)
        context = self._context(request, version) | {
            "groups": _in_words(document) if document else [],
            "problems": problems,
            "json": json.dumps(version.document, ensure_ascii=False, indent=2),
        }
        return TemplateResponse(request, "admin/articles/ingestrules/version.html", context)

    @row_view("view")
    def history_test(self, request: HttpRequest, version: IngestRules) -> HttpResponse:
        """Show what a version would decide otherwise about the newest originals; change none."""
        try:
            before = None if version.is_on else rules_on()
            test = run_history_test(read_version(version), before)
        except RulesUnreadable as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(_page(version))
        context = self._context(request, version) | history_context(
            test, against_rules=before is not None
        )
        context |= {"title": gettext("Test of %s") % version, "most": TESTED}
        return TemplateResponse(request, "admin/articles/ingestrules/test.html", context)

    def switch(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Switch a version on, or off with `act=off`."""
        version = self.get_object(request, str(version_id))
        if not super().has_change_permission(request, version):
            raise PermissionDenied
        if version is None:
            return redirect_from_missing(self, request)
        if request.POST.get("act") == "off":
            version.switch_off(user_of(request))
            text = gettext("The rules are off: new originals are kept, and wait.")
            messages.success(request, text)
        else:
            _switch_on(request, version)
        return HttpResponseRedirect(_page(version))

    def _context(self, request: HttpRequest, version: IngestRules) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "version": version,
            "state": state_of(version),
            "may_add": self.has_add_permission(request),
            "may_switch": super().has_change_permission(request, version),
        }

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: a version stays as it is, and the next one is made of it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: decisions name the version by which they were made."""
        return False


def state_of(version: IngestRules) -> tuple[str, str]:
    """Return the class of the pill and the word for the state of a version."""
    if version.is_on:
        return "finished", pgettext("rules", "On")
    if version.switched_on_at:
        return "draft", pgettext("rules", "Was on")
    return "open", pgettext("rules", "Draft")


def _page(version: IngestRules) -> str:
    return reverse("admin:articles_ingestrules_change", args=[version.pk])


def _base(request: HttpRequest) -> IngestRules | None:
    """The version that `from` in the address names, or else the one that is on."""
    asked = read_id(request.GET.get("from", ""))
    version = IngestRules.objects.filter(pk=asked).first() if asked else None
    return version or IngestRules.on()


def _in_words(document: RuleDocument) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """The rules by group of the form: each label with its value, of those that say something."""
    values = initial_of(document)
    fields = IngestRulesForm.base_fields
    groups = [
        (
            name,
            [
                (fields[field].label, values[field])
                for field in options["fields"]
                if values.get(field) not in ("", None)
            ],
        )
        for name, options in FIELDSETS
    ]
    return [(name, rows) for name, rows in groups if rows]


def _switch_on(request: HttpRequest, version: IngestRules) -> None:
    """Switch a version on, unless it cannot be read, and tell the person."""
    try:
        read_version(version)
    except RulesUnreadable as error:
        messages.error(request, str(error))
        return
    version.switch_on(user_of(request))
    text = gettext("%(version)s is on: new originals are decided by it.")
    messages.success(request, text % {"version": version})
