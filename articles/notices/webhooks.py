"""Sends messages to webhooks, signed, and again while an address does not take them."""

import datetime as dt
import json
import logging
import time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.ascii_urls import ascii_url
from articles.lib.background_tasks import OUTBOUND, background_task
from articles.lib.http import RequestRefused, send
from articles.lib.webhook_signatures import signed_headers
from articles.models import AuditEntry, Webhook
from articles.models.webhook import GONE
from articles.notices.exceptions import WebhookFailed, WebhookGone
from articles.notices.messages import Message

logger = logging.getLogger(__name__)

# Seconds for one request.
TIMEOUT = 10.0


# The last try is about twelve hours after the first (`queue.delay()`: of each delay three quarters,
# on average).
@background_task(_("Send a message to a webhook"), tries=42, queue=OUTBOUND, tells_failure=False)
def deliver(webhook_id: int, message: Message) -> None:
    """Send a message, unless the webhook is gone or switched off; whoever gets it twice knows it
    by its id.

    Raises WebhookFailed, and WebhookGone for 410, which switches the webhook off.
    """
    hook = Webhook.objects.filter(pk=webhook_id).first()
    if hook is None or not hook.is_ready:
        return
    if hook.rests(timezone.now()):
        # Hundreds of messages must not each wait for an address that does not answer.
        raise WebhookFailed(f"{hook.name} did not take another message a moment ago")
    try:
        hook.note_success(attempt(hook, message))
    except WebhookFailed as error:
        hook.note_failure(error.status, str(error))
        _give_up(hook, timezone.now() - dt.timedelta(days=settings.WEBHOOK_DAYS))
        raise
    except WebhookGone as error:
        hook.note_failure(GONE, str(error))
        _give_up(hook)
        raise


@background_task(_("Send a test to a webhook"), tries=1, queue=OUTBOUND, tells_failure=False)
def deliver_test(webhook_id: int, message: Message) -> None:
    """Send a message once, also where the webhook is off, and note how it was answered."""
    hook = Webhook.objects.filter(pk=webhook_id).first()
    if hook is None or not hook.secret:
        return
    try:
        hook.note_success(attempt(hook, message))
    except WebhookFailed as error:
        hook.note_answer(error.status, str(error))
    except WebhookGone as error:
        hook.note_answer(GONE, str(error))


def attempt(hook: Webhook, message: Message) -> int:
    """Send a message once and return the status, which is of 200 to 299.

    Redirects are not followed. Raises WebhookFailed and WebhookGone.
    """
    content = {name: value for name, value in message.items() if name != "id"}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(hook.secret, str(message["id"]), int(time.time()), body)
    headers["Content-Type"] = "application/json"
    try:
        answer = send("POST", ascii_url(hook.url), body, headers, timeout=TIMEOUT)
    except RequestRefused as error:
        raise WebhookFailed(str(error)) from error
    if answer.status == GONE:
        raise WebhookGone(f"{hook.name} answered 410: it wants no messages any more")
    if not 200 <= answer.status < 300:
        raise WebhookFailed(f"{hook.name} answered {answer.status}", answer.status)
    return answer.status


def _give_up(hook: Webhook, since: dt.datetime | None = None) -> None:
    if hook.give_up(since):
        logger.error("The webhook %s is switched off: %s", hook.name, hook.url_without_query)
        AuditEntry.record("give_up_webhook", None, None, id=hook.pk, name=hook.name)
