"""Background tasks of feeds: one for each poll, and one that looks which are due."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.ingest.feeds import polling
from articles.lib.background_tasks import OUTBOUND, background_task
from articles.models import Feed

# Feeds that one look enqueues; the next look comes in seconds.
_MOST = 500


@background_task(_("Poll a feed"), once=True, queue=OUTBOUND)
def poll_feed(feed_id: int) -> None:
    """Poll a feed, if it is still due and nobody else does."""
    polling.poll_feed(feed_id)


@background_task(_("Look for feeds that are due"), once=True)
def poll_due_feeds() -> int:
    """Enqueue the polls that are due; return their number."""
    due = Feed.objects.due(timezone.now()).order_by("next_poll_at")
    ids = list(due.values_list("pk", flat=True)[:_MOST])
    for pk in ids:
        poll_feed.enqueue(pk)
    return len(ids)
