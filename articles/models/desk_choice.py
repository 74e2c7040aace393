"""How one person wants the desk."""

import zoneinfo
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeskChoice(models.Model):
    """The language and the time zone in which a person reads the desk, what it opens with, and how
    the form of a story is laid out.

    Without a row, and where `lang` or `zone` is empty, the desk speaks the browser's language and
    tells times in the site's zone. What readers get never depends on it.
    """

    class Start(models.TextChoices):
        """The screens that may stand first after signing in."""

        DESK = "desk", _("The desk: what waits")
        STORIES = "stories", _("All stories")
        IN_REVIEW = "in_review", _("Stories that wait for review")
        MACHINE_TEXT = "machine_text", _("Machine text to review")

    class Preview(models.TextChoices):
        """Where the form of a story shows the text as readers will see it."""

        BESIDE = "beside", _("Beside the text")
        FULL = "full", _("In place of the text")
        OFF = "off", pgettext_lazy("preview", "Off")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="desk_choice",
    )
    lang = models.CharField(max_length=20, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    start = models.CharField(max_length=20, choices=Start.choices, default=Start.DESK)
    preview = models.CharField(max_length=10, choices=Preview.choices, default=Preview.BESIDE)
    has_panel = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.lang} {self.zone} {self.start}".strip()

    @property
    def language(self) -> str:
        """The language, or "" where the site has it no more."""
        return self.lang if self.lang in settings.SITE_LANGUAGES else ""

    @property
    def time_zone(self) -> zoneinfo.ZoneInfo | None:
        """The time zone; None for the site's, also where this machine knows the name no more."""
        return zoneinfo.ZoneInfo(self.zone) if self.zone in zone_names() else None


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones that people name after places, in alphabetical order, and UTC."""
    areas = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
             "Indian", "Pacific")  # fmt: skip
    names = sorted(zoneinfo.available_timezones())
    return (*(name for name in names if name.partition("/")[0] in areas and "/" in name), "UTC")
