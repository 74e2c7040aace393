"""Receipts of imports, and the door for uploads."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
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

from articles.admin.imports import counts
from articles.admin.imports.notes import page_of_notes
from articles.import_export import uploads
from articles.import_export.exceptions import ImportBusy, ImportStopped, UploadRefused
from articles.models import ImportNote, ImportRun


class KindFilter(admin.ChoicesFieldListFilter):
    """Runs by the entrance that their files came through, shown as chips."""

    template = "admin/articles/filter_chips.html"


class UploadForm(forms.Form):
    """One file; what is in it is the importer's to judge."""

    file = forms.FileField(
        label=_("Markdown file, or zip"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.zip"}),
    )


class Bounded(FileUploadHandler):
    """Reads no further than an upload may be long, before it is kept anywhere."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.exceeded = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > uploads.limits().bytes:
            self.exceeded = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def busy_message() -> str:
    """For people who wanted to import while somebody else does."""
    running = ImportRun.objects.filter(state=ImportRun.State.RUNNING).first()
    if running is None:
        return gettext("Another import is running. Try again in a moment; nothing was lost.")
    since = date_format(localtime(running.started_at), "TIME_FORMAT")
    text = gettext("An import is running since %(since)s. Try again when it is done.")
    return text % {"since": since}


def stopped_message(error: ImportStopped) -> str:
    """For people whose import came to an early end."""
    text = gettext("The import stopped: %(error)s. What was imported stays; import again.")
    return text % {"error": error}


def not_here(desk: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """An address of what was discarded or decided away: said kindly, at the list."""
    text = gettext("What you were looking for is not here any more.")
    desk.message_user(request, text, messages.WARNING)
    name = desk.opts.model_name
    return HttpResponseRedirect(reverse(f"admin:articles_{name}_changelist"))


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
    """What each import did. To read; the one thing to do here is to import more."""

    change_list_template = "admin/articles/importrun/change_list.html"
    list_display = ["receipt", "shown_state", "picture", "who", "started_at"]
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

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is nothing to select."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("import"), ordering="origin")
    def receipt(self, run: ImportRun) -> SafeString:
        """From where, and what came of it."""
        words = ", ".join(count.words for count in counts.in_words(run)) or counts.NOTHING
        return format_html(
            '<a class="headline" href="{}">{}: <bdi>{}</bdi></a><span class="second">{}</span>',
            reverse("admin:articles_importrun_change", args=[run.pk]),
            run.get_kind_display(),
            run.origin,
            words,
        )

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, run: ImportRun) -> SafeString:
        """Colour and word."""
        return format_html(
            '<span class="state state-{}">{}</span>', run.state, run.get_state_display()
        )

    @admin.display(description=_("files"))
    def picture(self, run: ImportRun) -> SafeString:
        """The counts as a bar."""
        return counts.picture(run)

    @admin.display(description=_("who"), ordering="by")
    def who(self, run: ImportRun) -> str:
        """A person, or the machine."""
        return str(run.by or "–")

    # --- one receipt ----------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The receipt with its notes."""
        run = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        if run is None:
            return not_here(self, request)
        context = {
            **self.admin_site.each_context(request),
            **page_of_notes(run, request.GET),
            "title": f"{run.get_kind_display()}: {run.origin}",
            "opts": self.opts,
            "run": run,
            "counts": counts.in_words(run),
            "picture": counts.picture(run),
            "kinds": ImportNote.Kind.choices,
        }
        return TemplateResponse(request, "admin/articles/importrun/run_log.html", context)

    # --- uploading ------------------------------------------------------------------------

    @method_decorator(csrf_exempt)
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The handlers of an upload are set before its body is read, so before the check of its
        token, which `_upload` makes (Django: "Modifying upload handlers on the fly")."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        bounded = Bounded(request)
        request.upload_handlers.insert(0, bounded)
        return csrf_protect(self._upload)(request, bounded)

    def _upload(self, request: HttpRequest, bounded: Bounded) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and bounded.exceeded:
            form.errors["file"] = form.error_class([str(uploads.too_large())])
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
            "limits": uploads.limits(),
        }
        return TemplateResponse(request, "admin/articles/importrun/upload.html", context)

    def _take(self, request: HttpRequest, form: UploadForm) -> ImportRun | None:
        file: UploadedFile = form.cleaned_data["file"]
        try:
            run = uploads.take(file.name or "", cast(Any, file), request.user)
        except UploadRefused as error:
            form.add_error("file", str(error))
        except ImportBusy:
            form.add_error(None, busy_message())
        except ImportStopped as error:
            form.add_error(None, stopped_message(error))
        else:
            words = ", ".join(count.words for count in counts.in_words(run)) or counts.NOTHING
            level = messages.WARNING if run.quarantined else messages.SUCCESS
            self.message_user(request, f"{words}.", level)
            return run
        return None

    # --- who may --------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
