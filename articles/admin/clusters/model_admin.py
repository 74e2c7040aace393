"""The admin of clusters, “Same story”: which originals tell the same event."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomModelAdmin
from articles.admin.clusters import acts
from articles.admin.clusters.page import cluster_page
from articles.admin.row_views import redirect_from_missing
from articles.ingest.clusters.undoing import last_of
from articles.lib.graphemes import shorten
from articles.models import Cluster, ClusterMember
from articles.workflow import PUBLISH

# Originals of an event that the list names.
_NAMED = 4
_LIST = "admin:articles_cluster_changelist"


@admin.register(Cluster)
class ClusterAdmin(NewsroomModelAdmin):
    """Originals that tell the same event, the newest events first."""

    change_list_template = "admin/articles/cluster/change_list.html"
    list_display = ["event", "others", "last_at"]
    list_display_links = None
    list_per_page = 50
    ordering = ["-last_at", "-id"]
    fieldsets = [(None, {"fields": ()})]
    search_fields = ["lead__title", "=lead__external_id"]
    search_help_text = _("Title or external id of the lead")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["put_chosen_together"]

    # --- the list -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        """All clusters with their items and sources, without texts."""
        members = ClusterMember.objects.in_order().defer("item__body", "item__keywords")
        rows = super().get_queryset(request).select_related("lead__source")
        return rows.defer("lead__body").prefetch_related(Prefetch("members", members))

    @admin.display(description=_("lead"), ordering="lead__title")
    def event(self, cluster: Cluster) -> SafeString:
        """A link to the event by the title of its lead, and the source of that."""
        return format_html(
            '<a class="headline" href="{}" dir="auto">{}</a>'
            '<span class="second"><bdi>{}</bdi></span>',
            reverse("admin:articles_cluster_change", args=[cluster.pk]),
            shorten(str(cluster.lead), 160),
            cluster.lead.source.name,
        )

    @admin.display(description=_("also reported by"))
    def others(self, cluster: Cluster) -> SafeString:
        """The sources and titles of the other items, the first of them."""
        items = [one.item for one in cluster.members.all() if one.item_id != cluster.lead_id]
        named = format_html_join(
            "",
            '<span class="other"><bdi>{}</bdi>: <span dir="auto">{}</span></span>',
            ((item.source.name, shorten(str(item), 100)) for item in items[:_NAMED]),
        )
        rest = len(items) - _NAMED
        if rest <= 0:
            return named
        more = ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest}
        return format_html('{}<span class="quiet">{}</span>', named, more)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list; a POST of its own forms undoes the last thing, or puts two originals
        together."""
        if request.method == "POST" and request.POST.get("act") in ("undo", "together"):
            self._require_change(request)
            act = acts.undo_last if request.POST["act"] == "undo" else acts.put_named_together
            return self._acted(request, act, reverse(_LIST))
        may_change = self.has_change_permission(request)
        last = last_of(request.user) if may_change else None
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "may_change": may_change,
            "last_entry": last,
            "last_words": acts.in_words(last) if last else "",
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.action(description=_("Put together: they are one story"), permissions=["change"])
    def put_chosen_together(self, request: HttpRequest, rows: QuerySet[Cluster]) -> None:
        """Make one event of the chosen events; the earliest leads it."""
        chosen = rows.order_by("first_at", "pk").values_list("lead_id", flat=True)
        text, level = acts.together(request, list(chosen[: acts.MOST + 1]))
        self.message_user(request, text, level)

    # --- one event ------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, *args: object, **kwargs: object
    ) -> HttpResponse:
        """The originals of an event beside each other; a POST acts on one of them."""
        cluster = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, cluster):
            raise PermissionDenied
        if request.method == "POST":
            self._require_change(request)
            act = acts.ACTS.get(request.POST.get("act", ""))
            if act is None or cluster is None:
                text = gettext("Nothing was done: somebody changed this event meanwhile.")
                self.message_user(request, text, messages.WARNING)
                return HttpResponseRedirect(reverse(_LIST))
            return self._acted(request, act, request.path)
        if cluster is None:
            return redirect_from_missing(self, request)
        return cluster_page(request, self, cluster)

    def _acted(
        self, request: HttpRequest, act: Callable[[HttpRequest], acts.Answer], back: str
    ) -> HttpResponse:
        """Do it, say what happened, and go back: to the list where the event is gone."""
        text, level = act(request)
        self.message_user(request, text, level)
        return HttpResponseRedirect(acts.address_after(request, back, level))

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def has_change_permission(self, request: HttpRequest, obj: Cluster | None = None) -> bool:
        """Whether this person may change events, and publish: readers see who else reports."""
        publishes = request.user.has_perm(f"articles.{PUBLISH}")
        return publishes and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds an empty event: originals are put together."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: an event that holds a single original goes by itself."""
        return False

    def log_change(self, request: HttpRequest, obj: Cluster, message: Any) -> Any:
        """No entry of Django's: the audit log has what was done."""
