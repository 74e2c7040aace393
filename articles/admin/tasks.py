"""The admin of background tasks: what waits, runs, failed and is done."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_tasks_db.compat import TaskResultStatus

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.admin.row_views import row_view
from articles.lib.relative_time import relative_time
from articles.models import AuditEntry, QueuedTask
from articles.operations.tasks import queue
from articles.operations.tasks.health import queue_health

Rows = QuerySet[QueuedTask]
_LIST = "admin:articles_queuedtask_changelist"

# The class of the pill, and the word, of each state.
STATES: dict[str, tuple[str, str | Promise]] = {
    TaskResultStatus.FAILED: ("stopped", pgettext_lazy("task", "Failed")),
    TaskResultStatus.RUNNING: ("running", pgettext_lazy("task", "Running")),
    TaskResultStatus.READY: ("open", pgettext_lazy("task", "Waiting")),
    TaskResultStatus.SUCCESSFUL: ("finished", pgettext_lazy("task", "Done")),
}


class StateFilter(admin.SimpleListFilter):
    """Tasks of one state, as chips with their numbers."""

    title = _("state")
    parameter_name = "state"
    template = "admin/articles/filter_chips.html"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The states that tasks are in, with the number of tasks. One query."""
        rows = QueuedTask.objects.order_by().values_list("status").annotate(Count("pk"))
        counts = dict(rows)
        return [
            (str(state), f"{word} ({counts[state]})")
            for state, (_pill, word) in STATES.items()
            if counts.get(state)
        ]

    def has_output(self) -> bool:
        """Whether there is a task of any state, so that the filter shows."""
        return len(self.lookup_choices) > 0

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """The tasks of the chosen state; all for none."""
        return queryset.filter(status=self.value()) if self.value() in STATES else queryset


class LabelFilter(admin.SimpleListFilter):
    """Calls of one task, by its name."""

    title = pgettext_lazy("filter", "task")
    parameter_name = "task"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The tasks that were called. One query."""
        paths = QueuedTask.objects.order_by("task_path").values_list("task_path", flat=True)
        return [(name, str(QueuedTask(task_path=name).label)) for name in paths.distinct()]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """The calls of the chosen task; all for none."""
        return queryset.filter(task_path=self.value()) if self.value() else queryset


@admin.register(QueuedTask)
class QueuedTaskAdmin(NewsroomModelAdmin):
    """Background tasks by state; one that failed can be tried again."""

    change_list_template = "admin/articles/queuedtask/change_list.html"
    list_display = ["summary", "state_pill", "tries", "asked_for"]
    list_display_links = None
    list_filter = [StateFilter, LabelFilter]
    list_per_page = 50
    # A task has a page of its own, and nothing of it is edited.
    fieldsets = [(None, {"fields": ()})]
    ordering = ["-enqueued_at"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, which says first whether tasks are done."""
        health = queue_health(timezone.now())
        failed = ngettext("%(count)d task failed", "%(count)d tasks failed", health.failed)
        context = {
            "title": failed % {"count": health.failed} if health.failed else gettext("Tasks"),
            "health": health,
            "can_try": bool(health.failed) and self.has_change_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=pgettext_lazy("column", "task"), ordering="task_path")
    def summary(self, task: QueuedTask) -> SafeString:
        """A link with the name of the task, and below it why it failed or waits."""
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second">{}</span>',
            reverse("admin:articles_queuedtask_change", args=[task.pk]),
            task.label,
            "; ".join(_remarks(task)),
        )

    @admin.display(description=_("state"), ordering="status")
    def state_pill(self, task: QueuedTask) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *STATES[task.status])

    @admin.display(description=_("tries"))
    def tries(self, task: QueuedTask) -> str:
        """Return how many times the task was begun, in words: a narrow screen has no headings."""
        words = ngettext("%(count)d try", "%(count)d tries", task.attempts)
        return words % {"count": task.attempts}

    @admin.display(description=_("asked for"), ordering="enqueued_at")
    def asked_for(self, task: QueuedTask) -> dt.datetime:
        """The time at which the task was enqueued."""
        return task.enqueued_at

    # --- one task -------------------------------------------------------------------------

    @row_view("view")
    def change_view(self, request: HttpRequest, task: QueuedTask) -> HttpResponse:
        """Show everything that is known of one task."""
        is_failed = task.status == TaskResultStatus.FAILED
        context = {
            **self.admin_site.each_context(request),
            "title": task.label,
            "opts": self.opts,
            "task": task,
            "state": STATES[task.status],
            "arguments": [*task.args_kwargs["args"], *task.args_kwargs["kwargs"].items()],
            "can_try": is_failed and self.has_change_permission(request, task),
        }
        return TemplateResponse(request, "admin/articles/queuedtask/task.html", context)

    # --- trying again ---------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and those that try failed tasks again."""
        view = self.admin_site.admin_view
        return [
            path("try-all/", view(require_POST(self.try_all)), name="articles_queuedtask_try_all"),
            path(
                "<path:object_id>/try-again/",
                view(require_POST(self.try_one)),
                name="articles_queuedtask_try",
            ),
            *super().get_urls(),
        ]

    def try_all(self, request: HttpRequest) -> HttpResponse:
        """Let all failed tasks wait again."""
        return self._try(request, QueuedTask.objects.failed())

    def try_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let one failed task wait again."""
        task = self.get_object(request, unquote(object_id))
        return self._try(request, [task] if task else [])

    def _try(self, request: HttpRequest, tasks: Sequence[QueuedTask] | Rows) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        count = sum(queue.try_again(task) for task in tasks)
        if count:
            AuditEntry.record("retry_tasks", user_of(request), None, count=count)
            text = ngettext(
                "%(count)d task will be tried again in a moment.",
                "%(count)d tasks will be tried again in a moment.",
                count,
            )
            self.message_user(request, text % {"count": count}, messages.SUCCESS)
        else:
            text = gettext("Nothing to try again: somebody was quicker, or it is done by now.")
            self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse(_LIST))

    # --- who may --------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: tasks are enqueued by what they follow from."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: tasks that are done are deleted after a while."""
        return False


def _remarks(task: QueuedTask) -> Iterator[str]:
    """The reason why the last try failed, and the time of the next."""
    if task.reason:
        yield task.reason
    if task.next_try_at:
        yield gettext("Next try %(when)s") % {
            "when": relative_time(task.next_try_at, timezone.now())
        }
