"""The admin of pages beside the stories, such as “About”: drafts, an order, a preview."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.accounts.desk import layout_of
from articles.admin.articles.change_form.script_messages import script_messages
from articles.admin.audited import AuditedModelAdmin
from articles.admin.language_filter import LanguageFilter, language_cell
from articles.admin.made_address import MadeAddressForm
from articles.admin.request_user import user_of
from articles.editorial.article_checks import text_findings
from articles.editorial.publishing_checks import Finding
from articles.lib.language_words import language_name
from articles.models import Page, Redirect
from articles.public.page_versions import page_context
from articles.workflow import PUBLISH

# The values of `is_draft` in addresses, with the words of lists.
_STATES = (("0", pgettext_lazy("page", "Live")), ("1", pgettext_lazy("page", "Draft")))


def _languages() -> list[tuple[str, str]]:
    """The languages of the site as choices, by their own names."""
    return [(code, language_name(code)) for code in settings.SITE_LANGUAGES]


class PageForm(MadeAddressForm):
    """The form of a page, with the names by which the editor of texts finds its fields.

    A link that leads nowhere stops a page that readers are to see, as it stops a story.
    """

    named_by = "title"
    lang = forms.ChoiceField(label=_("Language"), choices=_languages)

    findings: Sequence[Finding] = ()

    class Meta:
        model = Page
        fields = ["title", "description", "body", "lang", "slug", "position", "is_draft"]
        widgets = {
            "title": forms.Textarea(attrs={"class": "story-title", "rows": 1, "dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "body": forms.Textarea(attrs={"class": "story-body", "rows": 20, "dir": "auto"}),
        }

    def clean(self) -> dict[str, Any]:
        """Look at the links and pictures of the text; who may not publish writes drafts."""
        cleaned = super().clean() or {}
        self.findings = text_findings(cleaned.get("body", ""))
        if not cleaned.get("is_draft", True):
            for finding in self.findings:
                if finding.is_error:
                    self.add_error("body", finding.message)
        return cleaned


class DraftFilter(admin.SimpleListFilter):
    """Pages that readers see, and drafts."""

    title = _("state")
    parameter_name = "is_draft"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the values of the filter with their words: live pages and drafts."""
        return list(_STATES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """Return the pages of the chosen state; all of them for none, and for another value."""
        if self.value() not in dict(_STATES):
            return queryset
        return queryset.filter(is_draft=self.value() == "1")


@admin.register(Page)
class PageAdmin(AuditedModelAdmin):
    """Pages that every public page links in its foot, one per language and slug.

    Who may not publish writes drafts: `is_draft` is no field of theirs, and stays as it is.
    """

    form = PageForm
    change_form_template = "admin/articles/page/change_form.html"
    list_display = ["title", "language", "slug", "position", "state", "modified_at"]
    list_filter = [("lang", LanguageFilter), DraftFilter, "slug"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title", "body"]
    show_full_result_count = False

    @admin.display(description=_("language"), ordering="lang")
    def language(self, page: Page) -> SafeString:
        """The name of the language."""
        return language_cell(page.lang)

    @admin.display(description=_("state"), ordering="is_draft")
    def state(self, page: Page) -> SafeString:
        """Whether readers see the page, as a colour and a word."""
        name = "draft" if page.is_draft else "live"
        return format_html(
            '<span class="state state-{}">{}</span>', name, dict(_STATES)[str(int(page.is_draft))]
        )

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """The text, and what stands beside it."""
        beside = ["lang", "slug", "position"]
        if _publishes(request):
            beside.append("is_draft")
        texts = ["title", "description", "body"]
        return [(None, {"fields": texts}), (None, {"classes": ["aside"], "fields": beside})]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page of the form; its button “Preview” answers with the page as readers would
        have it, and stores nothing."""
        if request.method == "POST" and "_preview" in request.POST:
            page = self.get_object(request, object_id) if object_id else None
            may = self.has_change_permission(request, page) if page else None
            if may or (not object_id and self.has_add_permission(request)):
                form = self.get_form(request, page)(request.POST, instance=page)
                if form.is_valid():
                    return _preview(request, form.instance)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's page of the form, with what the editor of texts needs."""
        context |= {
            "writable": "body" in context["adminform"].form.fields,
            "script_messages": script_messages(),
            "layout": layout_of(user_of(request)),
            "may_upload": request.user.has_perm("articles.add_image"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Page, form: PageForm, change: bool) -> None:
        """Save, and tell what was found in the text; the old address of a page that readers saw
        leads to the new one."""
        before = Page.objects.get(pk=obj.pk) if change else obj
        if not change and not _publishes(request):
            obj.is_draft = True
        super().save_model(request, obj, form, change)
        if not before.is_draft and not obj.is_draft:
            Redirect.leave_page(obj, before.get_absolute_url())
        for finding in form.findings:
            self.message_user(request, finding.message, messages.WARNING)
        if obj.is_draft and not _publishes(request):
            text = _("It is a draft. Somebody who may publish shows it to readers.")
            self.message_user(request, text)


def _publishes(request: HttpRequest) -> bool:
    return user_of(request).has_perm(f"articles.{PUBLISH}")


def _preview(request: HttpRequest, page: Page) -> HttpResponse:
    """The page through the template of readers. Asks the database for the menu and pictures."""
    page.prepare()
    with translation.override(page.lang), timezone.override(None):
        context = page_context(page, {page.lang: page.get_absolute_url()})
        response = render(request, "admin/articles/page/preview.html", context)
    response.headers["Content-Language"] = page.lang
    return response
