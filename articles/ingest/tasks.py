"""Background tasks of upstream items."""

from django.utils.translation import gettext_lazy as _

from articles.ingest.retention import prune_items
from articles.lib.background_tasks import background_task


@background_task(_("Delete old originals without a story"), once=True)
def delete_old_items() -> int:
    """`prune_items()`, which begins where an earlier run was stopped."""
    return prune_items()
