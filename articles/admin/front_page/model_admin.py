"""The admin of the front page: what readers have in each language, drafts, and the editions."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from articles.admin.audited import AuditedModelAdmin
from articles.admin.front_page.editor import edit_draft, keep_edition
from articles.admin.front_page.form import EditionForm
from articles.admin.front_page.overview import edition_page, language_asked, overview
from articles.admin.front_page.put import put_page
from articles.admin.request_user import user_of
from articles.admin.row_views import redirect_from_missing, row_view
from articles.models import FrontEdition
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.public_row import PublicRow
from articles.public.views import front_page_response
from articles.workflow import PUBLISH


@admin.register(FrontEdition)
class FrontEditionAdmin(AuditedModelAdmin):
    """Editions of the front page. A draft is edited and launched; what readers had stays as it
    was, and is launched again."""

    form = EditionForm
    fields = [*EditionForm.Meta.fields]
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and those of what is done with an edition."""

        def route(address: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(address, wrapped, name=f"articles_frontedition_{name}")

        return [
            route("itself/", require_POST(self.fill_itself), "itself"),
            route("put/", self.put, "put"),
            route("<int:object_id>/launch/", require_POST(self.launch_again), "launch"),
            route("<int:object_id>/call-back/", require_POST(self.call_back), "call_back"),
            route("<int:object_id>/preview/", require_safe(self.preview), "preview"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FrontEdition]:
        """Editions of the languages that the site has."""
        return super().get_queryset(request).filter(lang__in=settings.SITE_LANGUAGES)

    # --- pages ----------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """What readers have in one language, and its drafts and editions."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return overview(request, self)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Begin a draft with what readers have now; a GET leads to the page with its button."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        lang = language_asked(request)
        if request.method != "POST":
            return self._overview(lang)
        live = FrontEdition.objects.live(lang, timezone.now()) or FrontEdition(lang=lang)
        draft = live.copy(user_of(request))
        return HttpResponseRedirect(reverse("admin:articles_frontedition_change", args=[draft.pk]))

    # The page has a frame with the preview.
    @method_decorator(csp_update({"frame-src": [SELF]}))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A draft to edit; one that was launched to read."""
        edition = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        if edition is None:
            is_typed = request.method == "POST" and self.has_add_permission(request)
            return keep_edition(request, self) if is_typed else redirect_from_missing(self, request)
        # What is typed into a draft that somebody launched meanwhile is refused there, and kept.
        if self.has_change_permission(request) and (edition.is_draft or request.method == "POST"):
            return edit_draft(request, self, edition)
        if request.method == "POST":
            raise PermissionDenied
        return edition_page(request, self, edition)

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    @row_view("view")
    def preview(self, request: HttpRequest, edition: FrontEdition) -> HttpResponse:
        """The front page as readers would have it by this edition, for the frame of the desk."""
        # Readers see the site's times, whatever zone the desk of this person has.
        with translation.override(edition.lang), timezone.override(None):
            response = front_page_response(request, edition.lang, edition)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Content-Language"] = edition.lang
        return response

    def put(self, request: HttpRequest) -> HttpResponse:
        """Choose the place of a story, which goes into a draft."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return put_page(request, self)

    # --- acts -----------------------------------------------------------------------------

    def fill_itself(self, request: HttpRequest) -> HttpResponse:
        """Launch an edition that says nothing, so that the page fills itself."""
        lang = language_asked(request)
        self._require_publish(request)
        FrontEdition(lang=lang).relaunch(user_of(request))
        messages.success(request, gettext("The front page fills itself now."))
        return self._overview(lang)

    @row_view("view")
    def launch_again(self, request: HttpRequest, edition: FrontEdition) -> HttpResponse:
        """Let readers have again what an edition says."""
        self._require_publish(request)
        if edition.is_draft or edition.is_scheduled(timezone.now()):
            return self._too_late(request, edition)
        try:
            edition.relaunch(user_of(request))
        except CannotLaunch as error:
            messages.warning(request, str(error))
            return self._overview(edition.lang)
        text = gettext("Readers have %(edition)s again.") % {"edition": edition}
        messages.success(request, text)
        return self._overview(edition.lang)

    @row_view("view")
    def call_back(self, request: HttpRequest, edition: FrontEdition) -> HttpResponse:
        """Make a draft of a scheduled edition again."""
        self._require_publish(request)
        try:
            edition.call_back(user_of(request))
        except StaleEdition:
            return self._too_late(request, edition)
        messages.success(request, gettext("%s is a draft again.") % edition)
        return HttpResponseRedirect(
            reverse("admin:articles_frontedition_change", args=[edition.pk])
        )

    def _too_late(self, request: HttpRequest, edition: FrontEdition) -> HttpResponse:
        text = gettext("Nothing was done: somebody launched or called back %s meanwhile.")
        messages.warning(request, text % edition)
        return self._overview(edition.lang)

    def _overview(self, lang: str) -> HttpResponse:
        url = reverse("admin:articles_frontedition_changelist")
        return HttpResponseRedirect(f"{url}?{urlencode({'lang': lang})}")

    # --- who may --------------------------------------------------------------------------

    def _require_publish(self, request: HttpRequest) -> None:
        if not (
            request.user.has_perm(f"articles.{PUBLISH}") and super().has_change_permission(request)
        ):
            raise PermissionDenied

    def has_change_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Whether this person may edit drafts, or this edition: a launched one stays as it is."""
        is_launched = isinstance(obj, FrontEdition) and not obj.is_draft
        return not is_launched and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Whether this person may delete drafts, or this edition: a launched one stays."""
        is_launched = isinstance(obj, FrontEdition) and not obj.is_draft
        return not is_launched and super().has_delete_permission(request, obj)
