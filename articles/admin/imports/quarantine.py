"""The admin of quarantined files: edited in place, imported again, or discarded."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.imports import counts
from articles.admin.imports.import_runs import busy_message, stopped_message
from articles.admin.imports.quarantine_sheet import (
    QuarantineSheet,
    next_file_url,
    sheet_of,
    typed_bytes,
)
from articles.admin.request_user import user_of
from articles.admin.row_views import redirect_from_missing
from articles.import_export import quarantine
from articles.import_export.exceptions import ImportBusy, ImportStopped, QuarantineChanged
from articles.import_export.file_writer import ImportedFile
from articles.import_export.quarantine import RetryResult, retryable
from articles.lib.attachments import attachment
from articles.models import ImportRun, OriginalFile, QuarantinedFile
from articles.workflow import PUBLISH

Rows = QuerySet[QuarantinedFile]
_LIST = "admin:articles_quarantinedfile_changelist"
_RUN = "admin:articles_importrun_change"


@admin.register(QuarantinedFile)
class QuarantinedFileAdmin(NewsroomModelAdmin):
    """Files that an import refused, until somebody repairs or discards them."""

    change_list_template = "admin/articles/quarantinedfile/change_list.html"
    delete_confirmation_template = "admin/articles/quarantinedfile/delete_confirmation.html"
    list_display = ["file", "first_problem", "first_at", "last_at"]
    list_display_links = None
    list_filter = ["root", "first_at"]
    list_per_page = 50
    search_fields = ["path"]
    search_help_text = _("File")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["try_again"]

    # --- the list -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> Rows:
        """All quarantined files; for the change list without their bytes."""
        rows: Rows = super().get_queryset(request)
        match = request.resolver_match
        return rows.defer("data") if match and match.view_name == _LIST else rows

    @admin.display(description=_("file"), ordering="path")
    def file(self, file: QuarantinedFile) -> SafeString:
        """The path, as a link, and the folder that the file was imported from."""
        return format_html(
            '<a class="headline path" href="{}"><bdi>{}</bdi></a><span class="second">{}</span>',
            reverse("admin:articles_quarantinedfile_change", args=[file.pk]),
            file.path,
            file.root or gettext("Upload"),
        )

    @admin.display(description=_("what is wrong"))
    def first_problem(self, file: QuarantinedFile) -> SafeString | str:
        """The first problem, and the number of others."""
        problems = file.current_problems
        if not problems:
            return gettext("Mended, and not tried yet")
        first, rest = problems[0], len(problems) - 1
        key = f"{first['key']}: " if first.get("key") else ""
        more = ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest}
        text = f"{key}{first['message']}"
        return format_html("{} <span class='quiet'>{}</span>", text, more if rest else "")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, with the number of files as its title."""
        count = QuarantinedFile.objects.count()
        title = ngettext("%(count)d file was refused", "%(count)d files were refused", count)
        nothing = gettext("No file was refused")
        context = {
            "title": title % {"count": count} if count else nothing,
            "can_try": count and self.has_change_permission(request),
            "most": quarantine.MAX_RETRIED,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.action(description=_("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        """Import the chosen files again, with their edited texts where there are some."""
        return self._try_many(request, rows)

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, importing all again, and the download."""
        site = self.admin_site
        return [
            path(
                "try-all/",
                site.admin_view(require_POST(self.try_all)),
                name="articles_quarantinedfile_try_all",
            ),
            path(
                "<path:object_id>/file/",
                site.admin_view(self.download),
                name="articles_quarantinedfile_file",
            ),
            *super().get_urls(),
        ]

    def try_all(self, request: HttpRequest) -> HttpResponse:
        """Import all files again, for the button above the change list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows: Rows = QuarantinedFile.objects.all()
        return self._try_many(request, rows) or HttpResponseRedirect(reverse(_LIST))

    def _try_many(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        left = rows.exclude(retryable()).count()
        try:
            run = quarantine.retry_many(rows, user_of(request))
        except ImportBusy:
            self.message_user(request, busy_message(), messages.WARNING)
            return None
        except ImportStopped as error:
            self.message_user(request, stopped_message(error), messages.ERROR)
            return None
        if left:
            text = ngettext(
                "%(count)d was left: its bytes are not kept. Upload it again.",
                "%(count)d were left: their bytes are not kept. Upload them again.",
                left,
            )
            self.message_user(request, text % {"count": left}, messages.WARNING)
        if run is not None:
            self._add_counts_message(request, run)
        return None

    def _add_counts_message(self, request: HttpRequest, run: ImportRun) -> None:
        words = ", ".join(count.words for count in counts.run_counts(run))
        url, label = reverse(_RUN, args=[run.pk]), gettext("Run log")
        text = format_html('{}. <a href="{}">{}</a>', words or counts.NOTHING, url, label)
        self.message_user(request, text, messages.WARNING if run.quarantined else messages.SUCCESS)

    # --- one file -------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def change_view(
        self, request: HttpRequest, object_id: str, *args: object, **kwargs: object
    ) -> HttpResponse:
        """The text with its problems; a POST keeps it or imports it again.

        Without a transaction around it: the import opens its own, after it took its lock.
        """
        file = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, file):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request, file):
                raise PermissionDenied
            return self._save(request, file) if file else self._gone(request)
        if file is None:
            return redirect_from_missing(self, request)
        return self._page(request, file, sheet_of(file, fresh="fresh" in request.GET))

    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The bytes of the file as they came, as an attachment."""
        file = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, file):
            raise PermissionDenied
        if file is None or file.data is None:
            raise Http404
        name = file.path.rpartition("/")[2]
        return attachment(bytes(file.data), name, "application/octet-stream")

    def _save(self, request: HttpRequest, file: QuarantinedFile) -> HttpResponse:
        edition = request.POST.get("edition", "")
        document = typed_bytes(file, request.POST)
        try:
            if "_keep" in request.POST and document is not None:
                quarantine.save_attempt(file, edition, document, user_of(request))
                self.message_user(request, gettext("Kept. Try it when it is ready."))
                return HttpResponseRedirect(request.path)
            result = quarantine.retry(file, edition, document, user_of(request))
        except QuarantineChanged:
            return self._changed(request, file)
        except (ImportBusy, ImportStopped) as error:
            text = busy_message() if isinstance(error, ImportBusy) else stopped_message(error)
            return self._keep_for_later(request, file, document, text)
        return self._redirect_after(request, file, result)

    def _redirect_after(
        self, request: HttpRequest, file: QuarantinedFile, result: RetryResult
    ) -> HttpResponse:
        if QuarantinedFile.objects.filter(pk=file.pk).exists():
            text = gettext("It is still refused. What you typed is kept.")
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        article = result.result.stored.article if isinstance(result.result, ImportedFile) else None
        link: SafeString | str = file.path
        self.log_change(request, file, gettext("Mended and imported"))
        if article:
            change_url = reverse("admin:articles_article_change", args=[article.pk])
            link = format_html('<a href="{}" dir="auto">{}</a>', change_url, article.title)
        url, label = reverse(_RUN, args=[result.run.pk]), gettext("Run log")
        text = format_html('{}: {}. <a href="{}">{}</a>', gettext("Imported"), link, url, label)
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(next_file_url(file) or reverse(_LIST))

    def _keep_for_later(
        self, request: HttpRequest, file: QuarantinedFile, document: bytes | None, message: str
    ) -> HttpResponse:
        """Keep the edited text while the importer is busy, and say so with `message`."""
        if document is not None:
            try:
                quarantine.save_attempt(
                    file, request.POST.get("edition", ""), document, user_of(request)
                )
            except QuarantineChanged:
                return self._changed(request, file)
        self.message_user(request, message, messages.WARNING)
        return HttpResponseRedirect(request.path)

    def _changed(self, request: HttpRequest, file: QuarantinedFile) -> HttpResponse:
        """The page with both texts, after somebody else changed the file; saving again decides."""
        stored = QuarantinedFile.objects.filter(pk=file.pk).first()
        if stored is None or stored.data is None:
            return self._gone(request)
        sheet = sheet_of(stored, typed=request.POST.get("text"))
        error = gettext(
            "The file changed while you were mending it. Your text is still here, the other one "
            "is shown below it. Take over what you need and try again."
        )
        return self._page(request, stored, sheet, error=error, stored_sheet=sheet_of(stored))

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """A page with the typed text to copy, after the file was imported or discarded (409)."""
        root, name = request.POST.get("root", ""), request.POST.get("path", "")
        original = OriginalFile.objects.filter(root=root, path=name).select_related("article")
        imported = original.defer("data").first()
        context = {
            **self._context(request),
            "title": name or gettext("A file that is not here any more"),
            "typed": request.POST.get("text", ""),
            "article": imported.article if imported else None,
        }
        template = "admin/articles/quarantinedfile/gone.html"
        return TemplateResponse(request, template, context, status=409)

    def _page(
        self, request: HttpRequest, file: QuarantinedFile, sheet: QuarantineSheet, **more: object
    ) -> HttpResponse:
        context = {
            **self._context(request),
            "title": file.path,
            "file": file,
            "sheet": sheet,
            "can_edit": self.has_change_permission(request, file),
            "can_discard": self.has_delete_permission(request, file),
            **more,
        }
        return TemplateResponse(request, "admin/articles/quarantinedfile/edit.html", context)

    def _context(self, request: HttpRequest) -> dict[str, object]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def delete_model(self, request: HttpRequest, obj: QuarantinedFile) -> None:
        """Discard one file, with an entry in the audit log."""
        quarantine.discard([obj], user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: Rows) -> None:
        """Discard the chosen files, with an entry in the audit log for each."""
        quarantine.discard(queryset.defer("data", "attempt"), user_of(request))

    def has_change_permission(
        self, request: HttpRequest, obj: QuarantinedFile | None = None
    ) -> bool:
        """Whether this person may import files again, and publish: they may be live at once."""
        publishes = request.user.has_perm(f"articles.{PUBLISH}")
        return publishes and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: files are quarantined by imports."""
        return False
