"""The first stage of the chain: feeds that are due are polled."""

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from articles.ingest.feeds.polling import poll_feed
from articles.ingest.feeds.words import cause
from articles.models import Feed, FeedPoll, StageResult

# Feeds that one run polls; the worker polls them, too.
_MOST = 50


def poll_stage(limit: int, *, dry_run: bool) -> StageResult:
    """Poll the feeds that are due, one after the other. What failed is told in words, and tried
    again later."""
    if not Feed.objects.exists():
        text = gettext("No feed is subscribed to. Add one under Feeds.")
        return StageResult("poll", "off", words=[text])
    due = Feed.objects.due(timezone.now()).order_by("next_poll_at")
    ids = list(due.values_list("pk", flat=True)[: min(limit, _MOST)])
    if dry_run:
        return StageResult("poll", counts={"waiting": len(ids)})
    last = FeedPoll.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for pk in ids:
        poll_feed(pk)
    polls = FeedPoll.objects.filter(pk__gt=last, feed__in=ids)
    counts = polls.aggregate(created=Sum("created"), updated=Sum("updated"))
    failed = polls.filter(outcome=FeedPoll.Outcome.FAILED).select_related("feed").order_by("pk")
    words = [f"{one.feed}: {cause(one.code, one.status, one.reason)}." for one in failed]
    return StageResult(
        "poll",
        counts={"polled": len(ids), **{name: count or 0 for name, count in counts.items()}},
        words=words,
    )
