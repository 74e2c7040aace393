"""The admin of runs of the chain: what each stage did, and a button that runs it once more."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.admin.row_views import row_view
from articles.models import PipelineRun, StageResult
from articles.pipeline.rewrites import rewriting_off
from articles.pipeline.tasks import run_chain
from articles.pipeline.translations import translating_off

_STAGES: dict[str, str | Promise] = {
    "poll": pgettext_lazy("stage", "Poll feeds"),
    "filter": pgettext_lazy("stage", "Decide about new originals"),
    "draft": pgettext_lazy("stage", "Make drafts"),
    "rewrite": pgettext_lazy("stage", "Have drafts rewritten"),
    "translate": pgettext_lazy("stage", "Have stories translated"),
    "cover": pgettext_lazy("stage", "Choose covers"),
}
_COUNTS: dict[str, Any] = {
    "polled": ngettext_lazy("%(n)d feed polled", "%(n)d feeds polled", "n"),
    "created": ngettext_lazy("%(n)d new original", "%(n)d new originals", "n"),
    "updated": ngettext_lazy("%(n)d changed", "%(n)d changed", "n"),
    "chosen": ngettext_lazy("%(n)d becomes a draft", "%(n)d become drafts", "n"),
    "dropped": ngettext_lazy("%(n)d dropped", "%(n)d dropped", "n"),
    "old": ngettext_lazy("%(n)d too old", "%(n)d too old", "n"),
    "covered": ngettext_lazy("%(n)d has a story", "%(n)d have a story", "n"),
    "repeat": ngettext_lazy("%(n)d told by another", "%(n)d told by another", "n"),
    "made": ngettext_lazy("%(n)d draft made", "%(n)d drafts made", "n"),
    "failed": ngettext_lazy("%(n)d failed", "%(n)d failed", "n"),
    "asked": ngettext_lazy("%(n)d rewrite asked for", "%(n)d rewrites asked for", "n"),
    "translations": ngettext_lazy(
        "%(n)d translation asked for", "%(n)d translations asked for", "n"
    ),
    "covers": ngettext_lazy("%(n)d cover", "%(n)d covers", "n"),
    "without": ngettext_lazy("no cover found for %(n)d", "no cover found for %(n)d", "n"),
}
# The class of the pill and its word, by the state of a stage.
_STATES: dict[str, tuple[str, str | Promise]] = {
    "done": ("finished", pgettext_lazy("stage", "Done")),
    "off": ("draft", pgettext_lazy("stage", "Off")),
    "failed": ("stopped", pgettext_lazy("stage", "Failed")),
}


@admin.register(PipelineRun)
class PipelineRunAdmin(NewsroomModelAdmin):
    """Runs of the chain, read-only; who may, starts another one."""

    change_list_template = "admin/articles/pipelinerun/change_list.html"
    list_display = ["summary", "state_pill", "who", "started_at"]
    list_display_links = None
    list_filter = [("state", admin.ChoicesFieldListFilter)]
    list_select_related = ["by"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [(None, {"fields": ()})]
    actions = None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, whose title does not ask to select anything."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "off": [why for why in (rewriting_off(), translating_off()) if why],
            "may_run": super().has_add_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=_("run"), ordering="id")
    def summary(self, run: PipelineRun) -> SafeString:
        """A link to the run, with what came of it."""
        counts = [words for result in run.results for words in _counts(result)]
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second">{}</span>',
            reverse("admin:articles_pipelinerun_change", args=[run.pk]),
            gettext("Run %(number)d") % {"number": run.pk},
            ", ".join(counts) or gettext("Nothing was to be done."),
        )

    @admin.display(description=_("state"), ordering="state")
    def state_pill(self, run: PipelineRun) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *state_of(run))

    @admin.display(description=_("who"), ordering="by")
    def who(self, run: PipelineRun) -> str:
        """The person who started the run; a dash for a command and the clock."""
        return str(run.by or "–")

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and that of the button."""
        start = self.admin_site.admin_view(require_POST(self.start))
        return [path("start/", start, name="articles_pipelinerun_start"), *super().get_urls()]

    def start(self, request: HttpRequest) -> HttpResponse:
        """Let the worker run the chain once."""
        if not super().has_add_permission(request):
            raise PermissionDenied
        run_chain.enqueue(user_of(request).pk)
        text = gettext("The worker runs the chain. Load this page again to see how far it is.")
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:articles_pipelinerun_changelist"))

    @row_view("view")
    def change_view(self, request: HttpRequest, run: PipelineRun) -> HttpResponse:
        """Show one run stage by stage."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Run %(number)d") % {"number": run.pk},
            "opts": self.opts,
            "run": run,
            "state": state_of(run),
            "stages": [_row(result) for result in run.results],
        }
        return TemplateResponse(request, "admin/articles/pipelinerun/run.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a run is started by the button, and makes its own row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: a run says what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: the oldest runs are deleted by themselves."""
        return False


def state_of(run: PipelineRun) -> tuple[str, str]:
    """Return the class of the pill and the word for the state of a run."""
    failed = any(result.state == "failed" for result in run.results)
    if run.state == PipelineRun.RunState.FINISHED and failed:
        return "some_refused", gettext("A stage failed")
    return run.state, str(run.get_state_display())


def _row(result: StageResult) -> tuple[Any, Any, list[str], list[str]]:
    """A stage for the page: name, class and word of the pill, counts, and what else it says."""
    name = _STAGES.get(result.stage, result.stage)
    return name, _STATES[result.state], _counts(result), result.words


def _counts(result: StageResult) -> list[str]:
    """The counts of a stage in words; those of nothing are left out."""
    return [
        str(_COUNTS[name] % {"n": count}) if name in _COUNTS else f"{name}: {count}"
        for name, count in result.counts.items()
        if count
    ]
