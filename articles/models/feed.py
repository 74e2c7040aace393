"""Feeds: addresses of other publications and of news services that are asked for new items."""

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.lib.http import RequestRefused, require_allowed
from articles.models.source import Source
from articles.models.taxonomy import Category
from articles.models.text_fields import LineField, NameField
from articles.rendering.usable_text import UsableText, usable_text

# Names of environment variables that hold tokens. The prefix keeps the form from naming others,
# such as the password of the database, and sending them to an address of somebody's choice.
TOKEN_PREFIX = "FEED_TOKEN_"  # noqa: S105 # nosec B105
# So many failures, one after the other, are more than a bad moment.
ALARM_AFTER = 3
# Minutes between two polls.
LEAST_INTERVAL, MOST_INTERVAL = 5, 7 * 24 * 60


class FeedAddressField(LineField):
    """The address of a feed; also http, which some feeds still are."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what would not be called; no name is looked up."""
        super().validate(value, model_instance)
        try:
            require_allowed(str(value), allow_http=True)
        except RequestRefused as error:
            message = _(
                "Newsroom cannot call this address. Write one that begins with https or http and "
                "is of a public host, or let whoever runs the server name the host in "
                "OUTBOUND_PRIVATE_HOSTS."
            )
            raise ValidationError(message, code="address") from error


class FeedQuerySet(models.QuerySet["Feed"]):
    """Finds feeds by what is to be done about them."""

    def due(self, now: dt.datetime) -> Self:
        """Feeds whose time has come, and that nobody polls at the moment."""
        return self.free(now).filter(next_poll_at__lte=now)

    def free(self, now: dt.datetime) -> Self:
        """Feeds that are on, and that nobody polls at the moment."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now), is_on=True)

    def in_trouble(self) -> Self:
        """Feeds that fail, are unusually silent, or ended and were not switched on since."""
        bad = Q(failures__gte=ALARM_AFTER) | Q(silence_told_at__isnull=False)
        return self.filter((Q(is_on=True) & bad) | Q(is_on=False, gone_at__isnull=False))


class Feed(models.Model):
    """A subscription to a feed, and how its polling goes.

    The columns from `kind` on are written by polls (`articles.ingest.feeds`), which hold the lease
    while they do.
    """

    class FeedKind(models.TextChoices):
        """The kinds that are read; `articles.ingest.feeds.reading` tells them by the bytes."""

        JSON_API = "json_api", _("JSON of a news API")
        RSS = "rss", "RSS"
        RDF = "rdf", "RDF (RSS 1.0)"
        ATOM = "atom", "Atom"
        JSON_FEED = "json_feed", "JSON Feed"

    class Terms(models.TextChoices):
        """The use that whoever publishes the feed allows of its texts."""

        FULL = UsableText.FULL.value, pgettext_lazy("terms of use", "The full text")
        EXCERPT = UsableText.EXCERPT.value, pgettext_lazy("terms of use", "An excerpt")
        LINK = UsableText.LINK.value, pgettext_lazy("terms of use", "Title and link only")

    class TokenPlace(models.TextChoices):
        """The part of a request that a token is sent in."""

        HEADER = "header", _("In the header Authorization: Bearer")
        QUERY = "query", _("In a parameter of the address")

    class FeedState(models.TextChoices):
        """The states of a feed, computed."""

        ON = "on", pgettext_lazy("feed", "On")
        FAILING = "failing", pgettext_lazy("feed", "Failing")
        SILENT = "silent", pgettext_lazy("feed", "Silent")
        PAUSED = "paused", pgettext_lazy("feed", "Paused")
        GONE = "gone", pgettext_lazy("feed", "Ended")

    name = NameField(_("name"), max_length=100, unique=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="feeds", verbose_name=_("source")
    )
    url = FeedAddressField(_("address"), max_length=1000)
    is_on = models.BooleanField(_("on"), default=True)
    interval = models.PositiveSmallIntegerField(
        _("minutes between polls"),
        default=30,
        validators=[MinValueValidator(LEAST_INTERVAL), MaxValueValidator(MOST_INTERVAL)],
    )
    terms = models.CharField(_("terms of use"), max_length=10, choices=Terms.choices)
    lang = models.CharField(_("language"), max_length=12, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
    )
    token_name = LineField(
        _("token"),
        max_length=100,
        blank=True,
        validators=[
            RegexValidator(
                rf"\A{TOKEN_PREFIX}[A-Z0-9_]+\Z",
                _(
                    "Write the name of an environment variable that begins with FEED_TOKEN_, such "
                    "as FEED_TOKEN_HARBOUR, not the token itself."
                ),
            )
        ],
    )
    token_place = models.CharField(
        _("place of the token"),
        max_length=10,
        choices=TokenPlace.choices,
        default=TokenPlace.HEADER,
    )
    token_parameter = LineField(
        _("parameter of the token"),
        max_length=50,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9_.\-]+\Z", _("Write one word of letters, digits, - . and _.")
            )
        ],
    )
    lists_everything = models.BooleanField(_("lists everything that it has"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    kind = models.CharField(
        _("kind"), max_length=10, choices=FeedKind.choices, blank=True, editable=False
    )
    # What a server needs to answer that nothing changed (RFC 9110, section 13), and the hash of
    # the last body, for servers that do not.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    next_poll_at = models.DateTimeField(_("next poll"), null=True, editable=False)
    # Who polls it now, and until when nobody else does.
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    last_polled_at = models.DateTimeField(_("last poll"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_item_at = models.DateTimeField(_("last new item"), null=True, editable=False)
    # Since the last success; the reason is that of the last failure.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_code = models.CharField(max_length=30, blank=True, editable=False)
    last_status = models.PositiveSmallIntegerField(null=True, editable=False)
    last_reason = models.CharField(max_length=300, blank=True, editable=False)
    # When its server said that it is gone for good.
    gone_at = models.DateTimeField(null=True, editable=False)
    # New items by day in ISO 8601, for some weeks; those of the first poll are no news.
    new_by_day = models.JSONField(default=dict, editable=False)
    # When people were told that nothing comes; empty again when something does.
    silence_told_at = models.DateTimeField(null=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a token in a parameter without a name."""
        is_in_query = self.token_name and self.token_place == self.TokenPlace.QUERY
        if is_in_query and not self.token_parameter:
            message = _("Write the name of the parameter, such as api_key.")
            raise ValidationError({"token_parameter": message})

    @property
    def state(self) -> "Feed.FeedState":
        """The state, as people see it."""
        if not self.is_on:
            return self.FeedState.GONE if self.gone_at else self.FeedState.PAUSED
        if self.failures >= ALARM_AFTER:
            return self.FeedState.FAILING
        return self.FeedState.SILENT if self.silence_told_at else self.FeedState.ON

    @property
    def url_without_query(self) -> str:
        """The address without what may be a token."""
        return self.url.partition("?")[0]

    def begin_anew(self) -> None:
        """Forget failures and what was fetched, so that the next poll, which is due now, reads all.
        A poll that goes on loses its lease: its answer is that of before. Nothing is saved."""
        self.lease = self.leased_until = None
        self.etag = self.last_modified = self.content_sha256 = ""
        self.failures, self.failing_since, self.gone_at = 0, None, None
        self.last_code, self.last_status, self.last_reason = "", None, ""
        self.silence_told_at = None

    def allowed_text(self, body: str) -> str:
        """Return as much of an item's text as the terms of use allow to be used."""
        return usable_text(body, UsableText(self.terms))


class FeedPoll(models.Model):
    """One poll of a feed: when, how it ended, and what came."""

    class Outcome(models.TextChoices):
        """The end of a poll."""

        RUNNING = "running", pgettext_lazy("poll", "Running")
        READ = "read", pgettext_lazy("poll", "Read")
        NOT_MODIFIED = "not_modified", pgettext_lazy("poll", "Nothing changed")
        FAILED = "failed", pgettext_lazy("poll", "Failed")
        GONE = "gone", pgettext_lazy("poll", "Ended by its server")
        LOST = "lost", pgettext_lazy("poll", "Stopped in between")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="polls", db_index=False)
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default=Outcome.RUNNING)
    status = models.PositiveSmallIntegerField(null=True)
    # Why it failed: a word for programs, and the words of whatever failed.
    code = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # The first problems, as `Problem.as_json()` has them.
    problems = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["feed", "-id"], name="polls_of_feed"),
            models.Index(fields=["started_at"], name="polls_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
