"""Deletion of old rows of the log of polls."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from articles.models import Feed, FeedPoll

# Polls of one feed that are kept, whatever their age: a week of the shortest interval.
MOST_POLLS = 2000


def prune_polls() -> int:
    """Delete polls older than settings.FEED_POLL_DAYS, and the oldest of a feed that has too many;
    return how many."""
    limit = timezone.now() - dt.timedelta(days=settings.FEED_POLL_DAYS)
    count, _tables = FeedPoll.objects.filter(started_at__lt=limit).delete()
    for pk in Feed.objects.values_list("pk", flat=True):
        polls = FeedPoll.objects.filter(feed=pk).order_by("-pk").values_list("pk", flat=True)
        last = next(iter(polls[MOST_POLLS : MOST_POLLS + 1]), None)
        if last is not None:
            count += FeedPoll.objects.filter(feed=pk, pk__lte=last).delete()[0]
    return count
