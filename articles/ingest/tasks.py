"""Background tasks of upstream items."""

from django.utils.translation import gettext_lazy as _

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
    """`prune_items()`, which begins where an earlier run was stopped, and `prune_polls()`."""
    prune_polls()
    return prune_items()


@background_task(_("Make drafts of new originals"), once=True, queue=LONG)
def filter_new_items() -> dict[str, int]:
    """Decide about new items and make drafts of those that were chosen, as far as rules are on; the
    number of each verdict. It begins where an earlier run was stopped."""
    rules = rules_on()
    if rules is None:
        return {}
    counts = decide_new_items(rules, _MOST)
    return {**counts, **make_drafts(rules, _MOST)}
