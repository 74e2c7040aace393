"""The screen of webhooks: addresses, events, how the sending goes, a test, and the secret."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import NewsroomModelAdmin
from articles.admin.row_views import redirect_from_missing
from articles.models import AuditEntry, Notice, Webhook
from articles.notices.messages import message_to_try
from articles.notices.webhooks import deliver_test


class WebhookForm(forms.ModelForm):
    """A webhook, with its events as checkboxes."""

    events = forms.MultipleChoiceField(
        label=_("Send a message when"),
        choices=Notice.Event.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "is_on"]
        help_texts = {
            "url": _("Messages are sent there by POST, as JSON; docs/notices.md describes them."),
            "is_on": _("Without a secret nothing is sent."),
        }


@admin.register(Webhook)
class WebhookAdmin(NewsroomModelAdmin):
    """Webhooks, in the audit log with who changed them; their secrets are shown once."""

    form = WebhookForm
    change_form_template = "admin/notices/webhook_form.html"
    list_display = ["summary", "state_pill", "last_request"]
    list_display_links = None
    show_full_result_count = False
    # Each has a page of its own, and a site has few.
    actions = None

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """The fields of the form; for a stored webhook also how the last request went."""
        fields = ["name", "url", "events", "is_on"]
        return [*fields, "last_request"] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """Return the fields that say how deliveries go, which nobody edits."""
        return ["last_request"]

    # --- the list -------------------------------------------------------------------------

    @admin.display(description=_("webhook"), ordering="name")
    def summary(self, hook: Webhook) -> SafeString:
        """A link with the name, and below it the address, without what may be a token, and the
        events in words."""
        labels = dict(Notice.Event.choices)
        events = "; ".join(str(labels[event]) for event in hook.events if event in labels)
        return format_html(
            '<a class="headline" href="{}">{}</a><span class="second">{}</span>'
            '<span class="second">{}</span>',
            reverse("admin:articles_webhook_change", args=[hook.pk]),
            hook.name,
            hook.url_without_query,
            events,
        )

    @admin.display(description=_("state"), ordering="is_on")
    def state_pill(self, hook: Webhook) -> SafeString:
        """The state, as a colour and a word."""
        return format_html('<span class="state state-{}">{}</span>', *state_of(hook))

    @admin.display(description=_("last message"), ordering="last_at")
    def last_request(self, hook: Webhook) -> str:
        """Return in words the time of the last message and its answer."""
        if hook.last_at is None:
            return gettext("Nothing was sent yet.")
        when = date_format(localtime(hook.last_at), "DATETIME_FORMAT")
        return f"{when}: {answer_in_words(hook)}"

    # --- storing --------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        """Save the webhook; switched on, or at a new address, it begins without failures."""
        if obj.is_on and {"is_on", "url"}.intersection(form.changed_data):
            obj.failures, obj.failing_since, obj.given_up_at = 0, None, None
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the page that makes the secret, without which nothing is sent."""
        return HttpResponseRedirect(reverse("admin:articles_webhook_secret", args=[obj.pk]))

    def log_addition(self, request: HttpRequest, obj: Webhook, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "add_webhook", obj, url=obj.url_without_query, events=obj.events)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Webhook, message: Any) -> LogEntry:
        """Django's own log entry, and one of the audit log."""
        self._record(request, "change_webhook", obj, url=obj.url_without_query, on=obj.is_on)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> Any:
        """Django's own log entries, and those of the audit log."""
        for hook in queryset:
            self._record(request, "delete_webhook", hook)
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, action: str, hook: Webhook, **detail: object) -> None:
        AuditEntry.record(action, request.user, None, "", id=hook.pk, name=hook.name, **detail)

    # --- the secret, and a test -----------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and those of the secret and of a test."""
        secret = self.admin_site.admin_view(self.secret)
        test = self.admin_site.admin_view(require_POST(self.send_test))
        return [
            path("<int:hook_id>/secret/", secret, name="articles_webhook_secret"),
            path("<int:hook_id>/test/", test, name="articles_webhook_test"),
            *super().get_urls(),
        ]

    def secret(self, request: HttpRequest, hook_id: int) -> HttpResponse:
        """The page that asks for a new secret; a POST makes it, and its answer alone shows it."""
        hook = self._changeable(request, hook_id)
        if hook is None:
            return redirect_from_missing(self, request)
        made = hook.new_secret() if request.method == "POST" else None
        if made:
            self._record(request, "webhook_secret", hook)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Secret of %s") % hook.name,
            "opts": self.opts,
            "hook": hook,
            "secret": made,
        }
        # The views of the admin are kept by no cache.
        return TemplateResponse(request, "admin/notices/secret.html", context)

    def send_test(self, request: HttpRequest, hook_id: int) -> HttpResponse:
        """Let the worker send a test message."""
        hook = self._changeable(request, hook_id)
        if hook is None:
            return redirect_from_missing(self, request)
        if hook.secret:
            deliver_test.enqueue(hook.pk, message_to_try())
            text = gettext("A test is on its way. Load this page again to see the answer.")
            messages.success(request, text)
        else:
            text = gettext("Make a secret first: without one nothing is sent.")
            messages.warning(request, text)
        return HttpResponseRedirect(reverse("admin:articles_webhook_change", args=[hook.pk]))

    def _changeable(self, request: HttpRequest, hook_id: int) -> Webhook | None:
        hook = self.get_object(request, str(hook_id))
        if not self.has_change_permission(request, hook):
            raise PermissionDenied
        return hook


def state_of(hook: Webhook) -> tuple[str, str]:
    """Return the class of the pill and the word for the state of a webhook."""
    if hook.given_up_at and not hook.is_on:
        return "stopped", pgettext("webhook", "Given up")
    if not hook.is_on:
        return "draft", pgettext("webhook", "Off")
    if not hook.secret:
        return "open", pgettext("webhook", "No secret")
    if hook.failures:
        return "some_refused", pgettext("webhook", "Failing")
    return "finished", pgettext("webhook", "On")


def answer_in_words(hook: Webhook) -> str:
    """Return how the last message of a webhook was answered, and what to do about it."""
    status = hook.last_status
    if status is None:
        return gettext("There was no answer (%(reason)s).") % {"reason": hook.last_error}
    if not hook.last_error:
        return gettext("Taken (%(status)d).") % {"status": status}
    if status == HTTPStatus.GONE:
        return gettext("The address wants no messages any more (410).")
    if 300 <= status < 400:
        return gettext(
            "The address leads elsewhere (%(status)d), and nothing was sent there. Write the "
            "address at which it ends."
        ) % {"status": status}
    return gettext("Not taken: the answer was %(status)d.") % {"status": status}
