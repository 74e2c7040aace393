"""Background tasks of upstream items."""

from django.utils.translation import gettext_lazy as _

from articles.ingest.clusters.joining import cluster_waiting, prune_fingerprints
from articles.ingest.deciding import decide_new_items
from articles.ingest.drafts import make_drafts
from articles.ingest.feeds.retention import prune_polls
from articles.ingest.retention import prune_items
from articles.ingest.rules_in_use import rules_on
from articles.lib.background_tasks import LONG, background_task

# Items that one task decides about, and drafts that it makes.
_MOST = 1000


@background_task(_("Delete old originals without a story"), once=True)
def delete_old_items() -> int:
    """Delete old originals of which there is no story, and the log of old polls of feeds; returns
    how many originals. A run that was stopped is taken up by the next."""
    prune_polls()
    return prune_items()


@background_task(_("Make drafts of new originals"), once=True, queue=LONG)
def filter_new_items() -> dict[str, int]:
    """Decide about new items and make drafts of those that were chosen, as far as rules are on; the
    number of each verdict. It begins where an earlier run was stopped."""
    rules = rules_on()
    if rules is None:
        return {}
    # Of several originals about one event one becomes a draft.
    cluster_waiting()
    counts = decide_new_items(rules, _MOST)
    return {**counts, **make_drafts(rules, _MOST)}


@background_task(_("Find originals that tell the same event"), once=True, queue=LONG)
def cluster_items() -> int:
    """Put new originals that tell one event together; returns how many were looked at. A run that
    was stopped is taken up by the next."""
    return cluster_waiting()


@background_task(_("Delete what old originals were compared by"), once=True)
def delete_old_fingerprints() -> int:
    """Delete the fingerprints of originals that are too old to be compared; returns their number. A
    run that was stopped is taken up by the next."""
    return prune_fingerprints()
