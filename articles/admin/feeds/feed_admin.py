"""The screen of feeds: how each goes, a form with a preview, and the log of polls."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.feeds.forms import FeedForm
from articles.admin.feeds.rows import PILLS, chart_of, remark_on
from articles.admin.row_views import row_view
from articles.ingest.feeds.preview import FeedPreview, preview_of
from articles.ingest.feeds.tasks import poll_feed
from articles.models import AuditEntry, Feed, Source

# Polls that the page of a feed shows.
_POLLS = 50
# Changes after which the next poll reads everything, at once.
_NEW_START = {"url", "source", "lang", "token_name", "token_place", "token_parameter", "is_on"}


class TroubleFilter(admin.SimpleListFilter):
    """Feeds that somebody has to look at."""

    title = _("state")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states to choose from: in trouble, or paused."""
        return [("trouble", _("Fails, is silent or ended")), ("paused", _("Paused"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Feed]:
        """The feeds that are in the chosen trouble, or paused; all where nothing is chosen."""
        if self.value() == "trouble":
            return queryset.in_trouble()
        if self.value() == "paused":
            return queryset.filter(is_on=False, gone_at=None)
        return queryset


@admin.register(Feed)
class FeedAdmin(NewsroomModelAdmin):
    """Feeds, in the audit log with who changed them."""

    form = FeedForm
    change_form_template = "admin/articles/feed/change_form.html"
    change_list_template = "admin/articles/feed/change_list.html"
    list_display = ["summary", "state_pill", "last_success", "two_weeks"]
    list_display_links = None
    list_filter = [TroubleFilter]
    list_select_related = ["source"]
    list_per_page = 100
    search_fields = ["name", "url"]
    autocomplete_fields = ["source", "category"]
    readonly_fields = ["trust_of_source"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "url", "source", "trust_of_source", "terms"]}),
        (_("What comes"), {"fields": ["lang", "category", "lists_everything"]}),
        (_("When"), {"fields": ["interval", "is_on"]}),
        (_("Token"), {"fields": ["token_name", "token_place", "token_parameter"]}),
    ]

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, whose title does not ask to select anything."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("feed"), ordering="name")
    def summary(self, feed: Feed) -> SafeString:
        """A link with the name, its source and address, and how it goes."""
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second"><bdi>{}</bdi> · '
            '<bdi dir="ltr">{}</bdi></span><span class="second">{}</span>',
            reverse("admin:articles_feed_change", args=[feed.pk]),
            feed.name,
            feed.source.name,
            feed.url_without_query,
            remark_on(feed),
        )

    @admin.display(description=_("state"))
    def state_pill(self, feed: Feed) -> SafeString:
        """The state, as a colour and a word."""
        pill = '<span class="state state-{}">{}</span>'
        return format_html(pill, PILLS[feed.state], feed.state.label)

    @admin.display(description=_("last success"), ordering="last_success_at", empty_value="–")
    def last_success(self, feed: Feed) -> Any:
        """The time of the last poll that succeeded."""
        return feed.last_success_at

    @admin.display(description=_("14 days"))
    def two_weeks(self, feed: Feed) -> SafeString:
        """New items a day as a small chart, and their number."""
        return render_to_string("admin/articles/feed/chart.html", {"chart": chart_of(feed)})

    @admin.display(description=_("trust"))
    def trust_of_source(self, feed: Feed) -> SafeString:
        """The trust that the source of the feed has, and where it is changed."""
        source = Source.objects.filter(pk=feed.source_id).first() if feed.source_id else None
        if source is None:
            return format_html(
                "{}", gettext("That of its source: choose one, and preview or save.")
            )
        return format_html(
            '<strong>{}</strong> <a href="{}">{}</a>',
            source.get_trust_display(),
            reverse("admin:articles_source_change", args=[source.pk]),
            gettext("That of its source: change it there"),
        )

    # --- the form and its preview ---------------------------------------------------------

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form of a feed; for a preview one that is never valid, so that nothing is stored."""
        form = super().get_form(request, *args, **kwargs)
        if request.method != "POST" or "_preview" not in request.POST:
            return form

        class PreviewedForm(form):  # type: ignore[valid-type, misc]
            """The form of a feed that is previewed: checked, and not stored."""

            def is_valid(self) -> bool:
                """False, after the fields were checked: what is previewed is not stored."""
                super().is_valid()
                return False

        return PreviewedForm

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's page of a form, with what would come if that was asked for, and the polls."""
        form, feed = context["adminform"].form, context.get("original")
        if "_preview" in request.POST and not form.errors:
            context["preview"] = self._preview(form.feed)
        if feed is not None:
            stored = Feed.objects.select_related("source").get(pk=feed.pk)
            context |= {
                "stored": stored,
                "pill": PILLS[stored.state],
                "remark": remark_on(stored),
                "chart": chart_of(stored),
                "polls": stored.polls.all()[:_POLLS],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _preview(self, feed: Feed) -> FeedPreview:
        return preview_of(feed)

    # --- storing --------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """Save what was typed, and nothing that a poll may be writing. A feed that is new, moved or
        on again is polled at once."""
        is_new_start = not change or bool(_NEW_START.intersection(form.changed_data))
        columns = list(form.changed_data)
        if is_new_start:
            obj.begin_anew()
            obj.next_poll_at = timezone.now()
            columns += [
                "etag", "last_modified", "content_sha256", "failures", "failing_since", "gone_at",
                "last_code", "last_status", "last_reason", "silence_told_at", "next_poll_at",
                "lease", "leased_until",
            ]  # fmt: skip
        if not change:
            obj.save()
        elif columns:
            obj.save(update_fields=columns)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Return what Django's page of deletion lists; for a feed whose terms of use keep something
        back from the originals that came by it, what to do instead, since these would lose them.
        One query for such a feed."""
        feeds = list(objs)
        bound = [
            gettext("“%(feed)s”: its terms of use bind the originals that came by it. Pause it.")
            % {"feed": feed}
            for feed in feeds
            if feed.terms != Feed.Terms.FULL and feed.items.exists()
        ]
        if bound:
            return [], {}, set(), bound
        return super().get_deleted_objects(feeds, request)

    def log_addition(self, request: HttpRequest, obj: Feed, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "add_feed", obj, url=obj.url_without_query)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Feed, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "change_feed", obj, url=obj.url_without_query, on=obj.is_on)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Feed]) -> Any:
        """Django's own log entries, and those of the audit log."""
        for feed in queryset:
            self._record(request, "delete_feed", feed)
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, action: str, feed: Feed, **detail: object) -> None:
        AuditEntry.record(action, request.user, None, "", id=feed.pk, name=feed.name, **detail)

    # --- polling now ----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and the one that lets a feed be polled."""
        view = self.admin_site.admin_view(require_POST(self.poll_now))
        return [
            path("<int:object_id>/poll/", view, name="articles_feed_poll"),
            *super().get_urls(),
        ]

    @row_view("change")
    def poll_now(self, request: HttpRequest, feed: Feed) -> HttpResponse:
        """Let the worker poll a feed now."""
        now = timezone.now()
        if Feed.objects.free(now).filter(pk=feed.pk).update(next_poll_at=now):
            poll_feed.enqueue(feed.pk)
            self._record(request, "poll_feed", feed)
            text = gettext("It is being polled. Load this page again to see what came.")
            messages.success(request, text)
        elif feed.is_on:
            text = gettext("Somebody polls it at this moment. Load this page again soon.")
            messages.info(request, text)
        else:
            messages.warning(request, gettext("It is off. Switch it on and save; that polls it."))
        return HttpResponseRedirect(reverse("admin:articles_feed_change", args=[feed.pk]))
