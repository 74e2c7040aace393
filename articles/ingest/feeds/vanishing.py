"""Items that a feed that lists everything no longer lists: upstream took them back."""

from django.db import transaction
from django.utils import timezone

from articles.front_matter.problems import Problem
from articles.ingest.feeds.outcomes import OpenPoll, renew
from articles.ingest.feeds.reading import FeedDocument
from articles.models import PublicChange, UpstreamItem
from articles.models.upstream_item import IDENTITY, keys_of_articles

# Items of a feed that are compared with its list, the newest.
_MOST = 20_000
# More than this many, and more than half of all, vanish by a mistake of a server.
_FEW = 3


def note_vanished(poll: OpenPoll, document: FeedDocument) -> list[Problem]:
    """Write which items of the feed its list has no more; a problem where so many are gone that the
    list is not believed. A few queries, none for a feed that does not list all.

    A list with problems proves nothing, nor does an empty one.
    """
    if not (poll.feed.lists_everything and document.is_whole and document.items):
        return []
    listed = {item.record.external_id for item in document.items if item.record}
    rows = UpstreamItem.objects.filter(feed=poll.feed, taken_back_at=None).order_by("-pk")
    known = list(rows.values_list("pk", "external_id")[:_MOST])
    gone = [pk for pk, external_id in known if external_id not in listed]
    if len(gone) > max(_FEW, len(known) // 2):
        message = f"{len(gone)} of {len(known)} items vanished at once; no story is questioned"
        return [Problem("vanished", message, hint="Look whether it still lists everything.")]
    if gone:
        with transaction.atomic():
            renew(poll)
            for first in range(0, len(gone), 500):
                ids = gone[first : first + 500]
                some = UpstreamItem.objects.filter(pk__in=ids)
                some.update(taken_back_at=timezone.now(), kept_at=None)
                # Readers are told no more that their sources report the event.
                told_with = UpstreamItem.objects.told_with(ids).values_list(*IDENTITY)
                PublicChange.append({timezone.now(): list(keys_of_articles(told_with))})
    return []
