"""The bulk actions and their permissions: data, no ORM."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.workflow import PIN, TRANSITIONS, Transition

# No more articles are changed at once: the transaction keeps other writers waiting.
MOST = 500
# Days for which a bulk action can be undone from the audit log.
UNDO_DAYS = 7


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One action on many articles.

    `name` is also the action of its audit entries, `asks` the field of the form that it needs, or
    an empty string, and `step` the transition that it takes, if it is one.
    """

    name: str
    label: str | Promise
    permission: str
    asks: str = ""
    step: Transition | None = None


def _step(name: str) -> BulkAction:
    step = TRANSITIONS[name]
    return BulkAction(name, step.label, step.permission, step=step)


EXPORT = "export"
# Typed in the change list, or dragged on the dashboard; not offered as a choice.
WEIGHTS = BulkAction("weights", _("Set sticky weights"), PIN)
BULK_ACTIONS: dict[str, BulkAction] = {
    action.name: action
    for action in (
        _step("submit"),
        _step("publish"),
        _step("unpublish"),
        BulkAction("category", _("Set section"), "change_article", "category"),
        BulkAction("add_tag", _("Add tags"), "change_article", "tags"),
        BulkAction("remove_tag", _("Remove tags"), "change_article", "tags"),
        BulkAction("authors", _("Set authors"), "change_article", "authors"),
        BulkAction("pin", _("Pin"), PIN, "weight"),
        BulkAction("unpin", _("Unpin"), PIN),
        BulkAction("language", _("Change language"), "change_article", "lang"),
        BulkAction(EXPORT, _("Export as files"), "view_article"),
    )
}


def action_named(name: str) -> BulkAction | None:
    """The bulk action of an audit entry, also one that is not offered; None for an unknown name."""
    return WEIGHTS if name == WEIGHTS.name else BULK_ACTIONS.get(name)
