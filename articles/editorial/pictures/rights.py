"""Rights to show pictures, which end with a day: what readers saw is told when they do."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import background_task
from articles.lib.site_calendar import site_day
from articles.models import Image, PublicChange


def rights_ended_since(since: dt.datetime) -> QuerySet[Image]:
    """The pictures whose last day ended after `since`, by the site's calendar."""
    first, today = site_day(since), site_day()
    return Image.objects.filter(rights_until__gte=first, rights_until__lt=today)


@background_task(_("Take pictures away whose rights have ended"), once=True)
def tell_of_ended_rights(since: str) -> None:
    """Append what showed these pictures to the public change log.

    Pages do not show them any more from midnight on; copies of pages elsewhere end by this.
    `since` is a time in ISO 8601. Done twice it ends copies that are right.
    """
    for picture in rights_ended_since(dt.datetime.fromisoformat(since)):
        PublicChange.append({timezone.now(): list(picture.public_keys(Image.SHOWN))})
