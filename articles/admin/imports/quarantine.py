"""Files that could not be read: mended in place, tried again, or discarded."""

from typing import Any

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

from articles.admin.imports import counts
from articles.admin.imports.import_runs import busy_message, not_here, stopped_message
from articles.admin.imports.quarantine_sheet import QuarantineSheet, sheet_of, typed_bytes
from articles.admin.request_user import user_of
from articles.import_export import quarantine
from articles.import_export.exceptions import ImportBusy, ImportStopped, QuarantineChanged
from articles.import_export.importer import ImportedFile
from articles.import_export.quarantine import RetryResult, can_be_tried
from articles.models import ImportRun, OriginalFile, QuarantinedFile

Rows = QuerySet[QuarantinedFile]
_LIST = "admin:articles_quarantinedfile_changelist"


@admin.register(QuarantinedFile)
class QuarantinedFileAdmin(admin.ModelAdmin):
    """What an import refused, until somebody mends it."""

    change_list_template = "admin/articles/quarantinedfile/change_list.html"
    delete_confirmation_template = "admin/articles/quarantinedfile/delete_confirmation.html"
    list_display = ["file", "what", "first_at", "last_at"]
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
        """The list needs no bytes."""
        rows: Rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.view_name == _LIST:
            rows = rows.defer("data")
        return rows

    @admin.display(description=_("file"), ordering="path")
    def file(self, held: QuarantinedFile) -> SafeString:
        """Its path, and the folder that it was imported from."""
        return format_html(
            '<a class="headline path" href="{}"><bdi>{}</bdi></a><span class="second">{}</span>',
            reverse("admin:articles_quarantinedfile_change", args=[held.pk]),
            held.path,
            held.root or gettext("Upload"),
        )

    @admin.display(description=_("what is wrong"))
    def what(self, held: QuarantinedFile) -> SafeString | str:
        """The first problem, and how many more."""
        problems = held.shown_problems
        if not problems:
            return gettext("Mended, and not tried yet")
        first, rest = problems[0], len(problems) - 1
        key = f"{first['key']}: " if first.get("key") else ""
        more = ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest}
        said = f"{key}{first['message']}"
        return format_html("{} <span class='quiet'>{}</span>", said, more if rest else "")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The title says how much there is to do."""
        count = QuarantinedFile.objects.count()
        title = ngettext(
            "%(count)d file could not be read", "%(count)d files could not be read", count
        )
        nothing = gettext("Every file could be read")
        context = {
            "title": title % {"count": count} if count else nothing,
            "can_try": count and self.has_change_permission(request),
            "most": quarantine.MOST,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.action(description=_("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        """The chosen files, as they came or as they were mended so far."""
        return self._try_many(request, rows)

    def get_urls(self) -> list[URLPattern]:
        """Two more addresses: all again, and the bytes."""
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
        """The button above the list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows: Rows = QuarantinedFile.objects.all()
        return self._try_many(request, rows) or HttpResponseRedirect(reverse(_LIST))

    def _try_many(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        left = rows.exclude(can_be_tried()).count()
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
            self._tell_counts(request, run)
        return None

    def _tell_counts(self, request: HttpRequest, run: ImportRun) -> None:
        words = ", ".join(count.words for count in counts.in_words(run))
        text = format_html(
            '{}. <a href="{}">{}</a>', words or counts.NOTHING, _receipt(run), gettext("Receipt")
        )
        self.message_user(request, text, messages.WARNING if run.quarantined else messages.SUCCESS)

    # --- one file -------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The text with its problems; a save tries it again.

        Outside of a transaction of its own: the import has its own, and its lock comes first.
        """
        held = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, held):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request, held):
                raise PermissionDenied
            return self._save(request, held) if held else self._gone(request)
        if held is None:
            return not_here(self, request)
        return self._page(request, held, sheet_of(held, fresh="fresh" in request.GET))

    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The bytes as they came."""
        held = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, held):
            raise PermissionDenied
        if held is None or held.data is None:
            raise Http404
        name = held.path.rpartition("/")[2]
        headers = {"Content-Type": "application/octet-stream"}
        response = HttpResponse(bytes(held.data), headers=headers)
        ascii_name = name.encode("ascii", "replace").decode().replace('"', "_")
        response["Content-Disposition"] = f'attachment; filename="{ascii_name}"'
        return response

    def _save(self, request: HttpRequest, held: QuarantinedFile) -> HttpResponse:
        edition = request.POST.get("edition", "")
        document = typed_bytes(held, request.POST)
        try:
            if "_keep" in request.POST and document is not None:
                quarantine.keep(held, edition, document, user_of(request))
                self.message_user(request, gettext("Kept. Try it when it is ready."))
                return HttpResponseRedirect(request.path)
            tried = quarantine.retry(held, edition, document, user_of(request))
        except QuarantineChanged:
            return self._changed(request, held)
        except (ImportBusy, ImportStopped) as error:
            said = busy_message() if isinstance(error, ImportBusy) else stopped_message(error)
            return self._not_now(request, held, document, said)
        return self._after(request, held, tried)

    def _after(
        self, request: HttpRequest, held: QuarantinedFile, tried: RetryResult
    ) -> HttpResponse:
        if QuarantinedFile.objects.filter(pk=held.pk).exists():
            text = gettext("It still cannot be read. What you typed is kept.")
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        article = tried.told.stored.article if isinstance(tried.told, ImportedFile) else None
        link: SafeString | str = held.path
        self.log_change(request, held, gettext("Mended and imported"))
        if article:
            link = format_html(
                '<a href="{}" dir="auto">{}</a>',
                reverse("admin:articles_article_change", args=[article.pk]),
                article.title,
            )
        text = format_html(
            '{}: {}. <a href="{}">{}</a>',
            gettext("Imported"),
            link,
            _receipt(tried.run),
            gettext("Receipt"),
        )
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse(_LIST))

    def _not_now(
        self, request: HttpRequest, held: QuarantinedFile, document: bytes | None, said: str
    ) -> HttpResponse:
        """The importer has no time: what was typed stays in the form, and is kept."""
        if document is not None:
            try:
                quarantine.keep(held, request.POST.get("edition", ""), document, user_of(request))
            except QuarantineChanged:
                return self._changed(request, held)
        self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(request.path)

    def _changed(self, request: HttpRequest, held: QuarantinedFile) -> HttpResponse:
        """Somebody was quicker: both texts are shown, and saving again is a decision."""
        now = QuarantinedFile.objects.filter(pk=held.pk).first()
        if now is None or now.data is None:
            return self._gone(request)
        sheet = sheet_of(now, typed=request.POST.get("text"))
        said = gettext(
            "The file changed while you were mending it. Your text is still here, the other one "
            "is shown below it. Take over what you need and try again."
        )
        return self._page(request, now, sheet, said=said, other=sheet_of(now))

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """Released or discarded meanwhile; what was typed can still be copied."""
        root, name = request.POST.get("root", ""), request.POST.get("path", "")
        original = OriginalFile.objects.filter(root=root, path=name).select_related("article")
        found = original.defer("data").first()
        context = {
            **self._context(request),
            "title": name or gettext("A file that is not here any more"),
            "typed": request.POST.get("text", ""),
            "article": found.article if found else None,
        }
        template = "admin/articles/quarantinedfile/gone.html"
        return TemplateResponse(request, template, context, status=409)

    def _page(
        self, request: HttpRequest, held: QuarantinedFile, sheet: QuarantineSheet, **more: Any
    ) -> HttpResponse:
        context = {
            **self._context(request),
            "title": held.path,
            "held": held,
            "sheet": sheet,
            "can_mend": self.has_change_permission(request, held),
            "can_discard": self.has_delete_permission(request, held),
            **more,
        }
        return TemplateResponse(request, "admin/articles/quarantinedfile/edit.html", context)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def delete_model(self, request: HttpRequest, obj: QuarantinedFile) -> None:
        """Discard one file, with an entry in the audit log."""
        quarantine.discard([obj], user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: Rows) -> None:
        """Discard the chosen files, with an entry in the audit log for each."""
        quarantine.discard(queryset.defer("data", "attempt"), user_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def _receipt(run: ImportRun) -> str:
    return reverse("admin:articles_importrun_change", args=[run.pk])
