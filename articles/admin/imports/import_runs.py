"""The admin of import runs: the run log of each, and the upload of files."""

from typing import IO, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.admin.base import NewsroomModelAdmin
from articles.admin.imports import counts
from articles.admin.imports.notes import notes_context
from articles.admin.request_user import user_of
from articles.admin.row_views import row_view
from articles.import_export import uploads
from articles.import_export.exceptions import ImportBusy, ImportStopped, UploadRefused
from articles.models import ImportNote, ImportRun
from articles.workflow import PUBLISH


class KindFilter(admin.ChoicesFieldListFilter):
    """Runs by the entrance that their files came through, shown as chips."""

    template = "admin/articles/filter_chips.html"


class ManyFilesInput(forms.FileInput):
    """Django's input, which takes as many files as one chooses or drops on it."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A field of one file or more; its cleaned value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files. Raises ValidationError for none."""
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [None]]


class UploadForm(forms.Form):
    """The form of an upload: files, whose content the importer checks."""

    file = ManyFilesField(
        label=_("Markdown files, or a zip"),
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"accept": ".md,.markdown,.txt,.zip"}),
    )


class SizeLimitUploadHandler(FileUploadHandler):
    """An upload handler that stops reading at the size limit, before anything is stored."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.exceeded = False
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on, or stop the upload at the limit, which is of all files together."""
        self.received += len(raw_data)
        if self.received > uploads.upload_limits().bytes:
            self.exceeded = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
        return


def busy_message() -> str:
    """The message for an import that cannot start while another one runs."""
    runs = ImportRun.objects.filter(state=ImportRun.State.RUNNING)
    running = runs.exclude(kind=ImportRun.RunKind.INGEST).first()
    if running is None:
        return gettext("Another import is running. Try again in a moment; nothing was lost.")
    since = date_format(localtime(running.started_at), "TIME_FORMAT")
    text = gettext("An import is running since %(since)s. Try again when it is done.")
    return text % {"since": since}


def stopped_message(error: ImportStopped) -> str:
    """The message for an import that stopped before its end."""
    text = gettext("The import stopped: %(error)s. What was imported stays; import again.")
    return text % {"error": error}


@admin.register(ImportRun)
class ImportRunAdmin(NewsroomModelAdmin):
    """The run logs of imports, read-only; adding one is uploading files."""

    change_list_template = "admin/articles/importrun/change_list.html"
    list_display = ["summary", "state_pill", "bar", "who", "started_at"]
    list_display_links = None
    list_filter = [
        ("state", admin.ChoicesFieldListFilter), ("kind", KindFilter), "started_at",
    ]  # fmt: skip
    list_select_related = ["by"]
    list_per_page = 50
    search_fields = ["origin"]
    search_help_text = _("Folder, or name of the upload")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, whose title does not ask to select anything."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("import"), ordering="origin")
    def summary(self, run: ImportRun) -> SafeString:
        """A link to the run log: the kind and the origin of the run, and its counts."""
        words = ", ".join(count.words for count in counts.run_counts(run)) or counts.NOTHING
        return format_html(
            '<a class="headline" href="{}">{}: <bdi>{}</bdi></a><span class="second">{}</span>',
            reverse("admin:articles_importrun_change", args=[run.pk]),
            run.get_kind_display(),
            run.origin,
            words,
        )

    @admin.display(description=_("state"), ordering="state")
    def state_pill(self, run: ImportRun) -> SafeString:
        """The state, as a colour and words."""
        return format_html('<span class="state state-{}">{}</span>', *counts.run_state(run))

    @admin.display(description=_("files"))
    def bar(self, run: ImportRun) -> SafeString:
        """The counts of the files as a bar in SVG."""
        return counts.count_bar(run)

    @admin.display(description=_("who"), ordering="by")
    def who(self, run: ImportRun) -> str:
        """The person who imported; a dash for a command."""
        return str(run.by or "–")

    # --- one run log ----------------------------------------------------------------------

    @row_view("view")
    def change_view(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        """The run log with a page of its notes."""
        context = {
            **self.admin_site.each_context(request),
            **notes_context(run, request.GET),
            "title": f"{run.get_kind_display()}: {run.origin}",
            "opts": self.opts,
            "run": run,
            "state": counts.run_state(run),
            "counts": counts.run_counts(run),
            "bar": counts.count_bar(run),
            "kinds": ImportNote.NoteKind.choices,
        }
        return TemplateResponse(request, "admin/articles/importrun/run_log.html", context)

    # --- uploading ------------------------------------------------------------------------

    @method_decorator(csrf_exempt)
    def add_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The page that uploads files; a POST imports them.

        Upload handlers have to be set before the body is read, thus before the CSRF check, which
        `_upload()` makes (Django: "Modifying upload handlers on the fly").
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        size_limit = SizeLimitUploadHandler(request)
        request.upload_handlers.insert(0, size_limit)
        return csrf_protect(self._upload)(request, size_limit)

    def _upload(self, request: HttpRequest, size_limit: SizeLimitUploadHandler) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and size_limit.exceeded:
            form.errors["file"] = form.error_class([str(uploads.upload_too_large())])
        elif request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid() and (run := self._take(request, form)):
                url = reverse("admin:articles_importrun_change", args=[run.pk])
                return HttpResponseRedirect(url)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Import files"),
            "opts": self.opts,
            "list_url": reverse("admin:articles_importrun_changelist"),
            "form": form,
            "limits": uploads.upload_limits(),
            "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return TemplateResponse(request, "admin/articles/importrun/upload.html", context)

    def _take(self, request: HttpRequest, form: UploadForm) -> ImportRun | None:
        files: list[UploadedFile] = form.cleaned_data["file"]
        try:
            named = [(file.name or "", cast("IO[bytes]", file)) for file in files]
            run = uploads.import_upload(named, user_of(request))
        except UploadRefused as error:
            form.add_error("file", str(error))
        except ImportBusy:
            form.add_error(None, busy_message())
        except ImportStopped as error:
            form.add_error(None, stopped_message(error))
        else:
            words = ", ".join(count.words for count in counts.run_counts(run)) or counts.NOTHING
            level = messages.WARNING if run.quarantined else messages.SUCCESS
            self.message_user(request, f"{words}.", level)
            return run
        return None

    # --- who may --------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether this person may upload, and publish: what files bring may be live at once."""
        publishes = request.user.has_perm(f"articles.{PUBLISH}")
        return publishes and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: a run log says what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: run logs are deleted by their retention rule alone."""
        return False
