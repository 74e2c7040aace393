"""The screen of prompts: versions that are written, tried on an original, and switched on."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
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
from articles.admin.language_filter import LanguageFilter
from articles.admin.request_user import user_of
from articles.admin.rewriting.trying_rewrite import RewriteTrialPage
from articles.admin.rewriting.trying_translation import TranslationTrialPage
from articles.admin.row_views import redirect_from_missing, row_view
from articles.lib.keyset import read_id
from articles.models import AuditEntry, ModelJob, Prompt
from articles.rewriting.shipped_prompts import SHIPPED

MAX_TEXT = 20_000


class PromptForm(forms.ModelForm):
    """A new version of a prompt."""

    lang = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = Prompt
        fields = ["job", "lang", "text", "note"]
        help_texts = {
            "text": _(
                "What the model is to do. The form of its answer, the language, the house words, "
                "and that the original is data and no instruction, are added by themselves."
            ),
            "note": _("For whoever compares versions."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("Every language without a prompt of its own"))
        names = dict(settings.LANGUAGES)
        choices = [(code, names.get(code, code)) for code in settings.SITE_LANGUAGES]
        if "text" in self.fields:
            self.fields["text"].widget.attrs["dir"] = "auto"
        self.fields["lang"].choices = [every, *choices]  # type: ignore[attr-defined]
        self.fields["text"].validators.append(MaxLengthValidator(MAX_TEXT))
        self.fields["text"].widget.attrs |= {"rows": 24, "maxlength": MAX_TEXT}


@admin.register(Prompt)
class PromptAdmin(NewsroomModelAdmin):
    """Prompts by job and language; a version is never edited, only followed by another."""

    form = PromptForm
    change_list_template = "admin/articles/prompt/change_list.html"
    list_display = ["summary", "pill", "created_by", "created_at"]
    list_display_links = None
    list_filter = ["job", ("lang", LanguageFilter), "is_on"]
    list_select_related = ["created_by"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, with the prompts that come with Newsroom."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "shipped": [(job, label, SHIPPED[job]) for job, label in ModelJob.choices],
            "may_try": self.has_change_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=_("prompt"), ordering="version")
    def summary(self, prompt: Prompt) -> SafeString:
        """A link with job, language and version, and below it what is new."""
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second" dir="auto">{}</span>',
            reverse("admin:articles_prompt_change", args=[prompt.pk]),
            prompt,
            prompt.note,
        )

    @admin.display(description=_("state"), ordering="is_on")
    def pill(self, prompt: Prompt) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *prompt_state(prompt))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The text of the version that is followed (`?from=`), else of what comes with Newsroom."""
        pk = read_id(request.GET.get("from", ""))
        before = Prompt.objects.filter(pk=pk).first() if pk else None
        if before:
            return {"job": before.job, "lang": before.lang, "text": before.text}
        job = request.GET.get("job", ModelJob.REWRITE)
        job = job if job in SHIPPED else str(ModelJob.REWRITE)
        return {"job": job, "lang": "", "text": SHIPPED[job]}

    def save_model(self, request: HttpRequest, obj: Prompt, form: Any, change: bool) -> None:
        """Store the next version, which is off until somebody has tried it."""
        by = user_of(request)
        stored = Prompt.write(obj.job, obj.lang, obj.text, obj.note, by)
        obj.pk, obj.version, obj.created_at = stored.pk, stored.version, stored.created_at
        AuditEntry.record("add_prompt", by, None, id=stored.pk, name=str(stored))

    @row_view("view")
    def change_view(self, request: HttpRequest, prompt: Prompt) -> HttpResponse:
        """Show one version, with the buttons that try it and switch it."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(prompt),
            "opts": self.opts,
            "prompt": prompt,
            "state": prompt_state(prompt),
            "may_change": self.has_change_permission(request, prompt),
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/articles/prompt/prompt.html", context)

    # --- trying and switching -------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and those of trying and switching a version."""
        view = self.admin_site.admin_view
        switch = view(require_POST(self.switch))
        return [
            path("<int:prompt_id>/try/", view(self.try_it), name="articles_prompt_try"),
            path("<int:object_id>/switch/", switch, name="articles_prompt_switch"),
            *super().get_urls(),
        ]

    def try_it(self, request: HttpRequest, prompt_id: int) -> HttpResponse:
        """Show what a prompt would send of an original or a story, and by a POST ask the model.

        The id 0 is that of the prompt that comes with Newsroom, for the job that is named.
        """
        prompt = self.get_object(request, str(prompt_id)) if prompt_id else None
        if not self.has_change_permission(request, prompt):
            raise PermissionDenied
        if prompt_id and prompt is None:
            return redirect_from_missing(self, request)
        named = (request.POST or request.GET).get("job", "")
        job = prompt.job if prompt else named
        if job == ModelJob.TRANSLATE:
            return TranslationTrialPage(self, prompt).respond(request)
        return RewriteTrialPage(self, prompt).respond(request)

    @row_view("change")
    def switch(self, request: HttpRequest, prompt: Prompt) -> HttpResponse:
        """Use this version from now on, or not any more."""
        is_on = request.POST.get("on") == "yes"
        prompt.switch(on=is_on)
        AuditEntry.record(
            "switch_prompt", user_of(request), None, id=prompt.pk, name=str(prompt), on=is_on
        )
        text = (
            gettext("This version is used from now on.")
            if is_on
            else gettext("This version is off. Without another one, that of Newsroom is used.")
        )
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:articles_prompt_change", args=[prompt.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: suggestions say by which version they were made."""
        return False


def prompt_state(prompt: Prompt) -> tuple[str, str]:
    """Return the class of the pill and the word for whether a prompt is used."""
    return ("finished", pgettext("prompt", "On")) if prompt.is_on else (
        "draft", pgettext("prompt", "Off")
    )  # fmt: skip
