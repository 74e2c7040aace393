"""Webhooks: addresses of other programs that are told what happens."""

import base64
import datetime as dt
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.graphemes import clip
from articles.lib.http import RequestRefused, require_allowed
from articles.models.text_fields import LineField, NameField

# The prefix of a secret, and its length (Standard Webhooks: 24 to 64 bytes).
SECRET_PREFIX = "whsec_"  # noqa: S105 # nosec B105
SECRET_BYTES = 32
# An address that just failed is left alone for so long.
REST = dt.timedelta(minutes=1)
# So many failures without a success between them, at least, before an address is given up.
LEAST_FAILURES = 10
# The status of an address that wants no messages any more (RFC 9110, section 15.5.11).
GONE = 410


class OutboundAddressField(LineField):
    """The address of a server that Newsroom may call (`articles.lib.http`)."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what would not be called; no name is looked up."""
        super().validate(value, model_instance)
        try:
            require_allowed(str(value))
        except RequestRefused as error:
            message = _(
                "Newsroom cannot call this address. Write one that begins with https and is of a "
                "public host, or let whoever runs the server name the host in "
                "OUTBOUND_PRIVATE_HOSTS."
            )
            raise ValidationError(message, code="address") from error


class Webhook(models.Model):
    """An address that gets a signed message for each of its events.

    Without a `secret` nothing is sent. The last columns tell how the sending goes.
    """

    name = NameField(_("name"), max_length=100, unique=True)
    url = OutboundAddressField(_("address"), max_length=1000)
    # Values of Notice.Event.
    events = models.JSONField(_("events"), default=list)
    is_on = models.BooleanField(_("on"), default=True)
    secret = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The last request: when, and the status of its answer.
    last_at = models.DateTimeField(_("last sent"), null=True, editable=False)
    # None: there was no answer. `last_error` says why a message was not taken.
    last_status = models.PositiveSmallIntegerField(null=True, editable=False)
    last_error = models.CharField(max_length=300, blank=True, editable=False)
    # Since the last success.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    # When it was switched off because it failed for too long, or answered GONE.
    given_up_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether messages are sent to the address."""
        return self.is_on and bool(self.secret)

    def new_secret(self) -> str:
        """Store a new secret and return it; the one before ends at once."""
        key = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        self.secret = f"{SECRET_PREFIX}{key}"
        self.save(update_fields=["secret"])
        return self.secret

    def rests(self, now: dt.datetime) -> bool:
        """Whether the last request failed a moment ago, so that it is too early for another."""
        return bool(self.failures and self.last_at and self.last_at > now - REST)

    @property
    def is_gone(self) -> bool:
        """Whether the last answer was that the address wants no messages any more."""
        return self.last_status == GONE

    @property
    def url_without_query(self) -> str:
        """The address without what may be a token."""
        return self.url.partition("?")[0]

    def note_success(self, status: int) -> None:
        """Write that a message was taken, and forget the failures before it."""
        self.note_answer(status, "", failures=0, failing_since=None)

    def note_failure(self, status: int | None, error: str) -> None:
        """Write that a message was not taken, and why."""
        self._rows().filter(failing_since=None).update(failing_since=timezone.now())
        self.note_answer(status, error, failures=F("failures") + 1)

    def note_answer(self, status: int | None, error: str, **columns: object) -> None:
        """Write how the last request ended, and `columns`."""
        self._rows().update(
            last_at=timezone.now(), last_status=status, last_error=clip(error, 300), **columns
        )

    def give_up(self, since: dt.datetime | None = None) -> bool:
        """Switch the webhook off if it has failed `since` then, or at all events for None.

        Returns whether this call did it: of many processes one does.
        """
        rows = self._rows().filter(is_on=True)
        if since is not None:
            rows = rows.filter(failing_since__lte=since, failures__gte=LEAST_FAILURES)
        return rows.update(is_on=False, given_up_at=timezone.now()) == 1

    @classmethod
    def in_trouble(cls) -> Q:
        """The condition of webhooks that fail, or were given up and not switched on since."""
        return Q(is_on=True, failures__gte=LEAST_FAILURES) | Q(
            is_on=False, given_up_at__isnull=False
        )

    def _rows(self) -> Any:
        return type(self)._default_manager.filter(pk=self.pk)
