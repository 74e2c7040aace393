"""Background tasks of editing: scheduled changes, claims to review, old revisions."""

from django.utils.translation import gettext_lazy as _

from articles.editorial.retention import prune_history
from articles.editorial.review import finding
from articles.lib.background_tasks import LONG, background_task
from articles.models.pending_revision import publish_due


@background_task(_("Publish the scheduled updates that are due"), once=True)
def publish_due_changes() -> list[int]:
    """Publish the updates whose time has come, each once, however often this runs; returns how many
    were published, and how many stopped."""
    return list(publish_due())


@background_task(_("Delete old versions"), once=True)
def delete_old_history() -> int:
    """Delete old versions and old rows of the public change log; returns how many versions. A run
    that was stopped is taken up by the next."""
    return prune_history()


@background_task(_("Find the claims of texts to review"), once=True, queue=LONG)
def find_claims() -> int:
    """Find the claims of machine texts that were not looked at; returns how many texts. A run that
    was stopped is taken up by the next."""
    return finding.find_missing()


@background_task(_("Look again at texts whose claims could not be found"), once=True)
def look_again_at_failed() -> int:
    """Mark texts whose claims could not be found as not looked at; the task that finds claims is
    due then. Returns their number."""
    return finding.look_again_at_failed()
