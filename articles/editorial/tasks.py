"""Background tasks of editing: scheduled changes, claims to review, old revisions."""

from django.utils.translation import gettext_lazy as _

from articles.editorial.retention import prune_history
from articles.editorial.review import finding
from articles.lib.background_tasks import LONG, background_task
from articles.models.pending_revision import publish_due


@background_task(_("Publish the scheduled updates that are due"), once=True)
def publish_due_changes() -> list[int]:
    """`publish_due()`: each update is published once, however often this runs."""
    return list(publish_due())


@background_task(_("Delete old versions"), once=True)
def delete_old_history() -> int:
    """`prune_history()`, which begins where an earlier run was stopped."""
    return prune_history()


@background_task(_("Find the claims of texts to review"), once=True, queue=LONG)
def find_claims() -> int:
    """`find_missing()`, which begins where an earlier run was stopped."""
    return finding.find_missing()


@background_task(_("Look again at texts whose claims could not be found"), once=True)
def look_again_at_failed() -> int:
    """Mark texts whose claims could not be found as not looked at; the task that finds claims is
    due then. Returns their number."""
    return finding.look_again_at_failed()
