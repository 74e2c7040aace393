"""Purges what changed since the last time: after each commit, and by `manage.py purge_cdn`."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.background_tasks import background_task
from articles.lib.http import RequestRefused, send
from articles.models import CdnPosition, PublicChange
from articles.public.cdn.exceptions import PurgeFailed
from articles.public.cdn.networks import ContentNetwork, network

# Seconds for one request to the network.
TIMEOUT = 10.0
# A position is moved on after so long, also where nothing changed.
_LONGEST_STAY = dt.timedelta(hours=1)
# More tags than these are purged together with all other pages.
_MOST_TAGS = 250


def purge_changes() -> int:
    """Purge the pages of all changes that show since the last purge; return the number of tags.

    Two queries, and a third one that moves the position on, after the network has taken all. Two
    processes that do this at once purge the same, which does no harm. Raises PurgeFailed.
    """
    cdn = network()
    if cdn is None:
        return 0
    now, head = timezone.now(), PublicChange.objects.head()
    position, is_new = CdnPosition.objects.get_or_create(
        pk=1, defaults={"sequence": head, "moment": now}
    )
    if is_new:
        # Before there was a network, it kept nothing.
        return 0
    tags = _tags_since(position, head, now)
    if tags:
        _purge(cdn, sorted({*tags, public_keys.ANY}))
    moved = CdnPosition.objects.filter(sequence=position.sequence, moment=position.moment)
    moved.update(sequence=head, moment=now)
    return len(tags)


def purge_all() -> None:
    """Purge all pages of the site, whatever changed. Raises PurgeFailed."""
    if cdn := network():
        _purge(cdn, [public_keys.SITE])


def has_changes() -> bool:
    """Whether the CDN was not told yet of a change that readers see. Three queries at most, which
    only read."""
    now, head = timezone.now(), PublicChange.objects.head()
    position = CdnPosition.objects.filter(pk=1).first()
    # A position that stayed where it is for days would be one whose rows may be gone.
    if position is None or position.moment < now - _LONGEST_STAY:
        return True
    return bool(_tags_since(position, head, now))


def purge_soon(**kwargs: object) -> None:
    """Receive the signal `changes_committed`: enqueue the purge of what changed.

    Commits that follow before it begins are purged with it.
    """
    purge_cdn.enqueue()


@background_task(_("Tell the CDN what changed"), once=True, urgent=True)
def purge_cdn() -> int:
    """Have the CDN forget the pages that changed since it was told last; to do so twice does no
    harm. Returns the number of tags of pages."""
    return purge_changes()


def _purge(cdn: ContentNetwork, tags: Sequence[str]) -> None:
    for request in cdn.purge_requests(tags):
        try:
            answer = send(
                request.method, request.url, request.body, request.headers, timeout=TIMEOUT
            )
        except RequestRefused as error:
            raise PurgeFailed(str(error)) from error
        if not 200 <= answer.status < 300:
            said = answer.body[:200].decode(errors="replace")
            raise PurgeFailed(f"the network answered {answer.status}: {said}")


def _tags_since(position: CdnPosition, head: int, now: dt.datetime) -> set[str]:
    pruned = now - dt.timedelta(days=settings.PUBLIC_CHANGES_DAYS)
    if position.moment < pruned or position.sequence > head:
        # Rows may be missing, or it is another log.
        return {public_keys.SITE}
    since = Q(pk__gt=position.sequence, pk__lte=head) | Q(moment__gt=position.moment)
    rows = PublicChange.objects.filter(since, moment__lte=now)
    keys = set(rows.values_list("key", flat=True).distinct()[: _MOST_TAGS + 1])
    return keys if len(keys) <= _MOST_TAGS else {public_keys.SITE}
