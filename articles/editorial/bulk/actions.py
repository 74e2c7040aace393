"""What can be done to many stories at once, and who may: data, no ORM."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.workflow import PIN, TRANSITIONS, Transition

# More stories are not taken at once: the transaction keeps other writers waiting.
MOST = 500
# For how many days an act can be undone from the audit log.
UNDO_DAYS = 7


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`name` is also what the audit log calls the act on each story; `asks` is the field of the
    form that it needs, empty for none; `step` the transition that it takes, if it is one."""

    name: str
    label: str | Promise
    permission: str
    asks: str = ""
    step: Transition | None = None


def _step(name: str) -> BulkAction:
    step = TRANSITIONS[name]
    return BulkAction(name, step.label, step.permission, step=step)


EXPORT = "export"
# By number in the list, by drag on the desk; not an act that is chosen.
WEIGHTS = BulkAction("weights", _("Set sticky weights"), PIN)
ACTS: dict[str, BulkAction] = {
    act.name: act
    for act in (
        _step("submit"),
        _step("publish"),
        _step("unpublish"),
        BulkAction("category", _("Set section"), "change_article", "category"),
        BulkAction("add_tag", _("Add tags"), "change_article", "tags"),
        BulkAction("remove_tag", _("Remove tags"), "change_article", "tags"),
        BulkAction("pin", _("Pin"), PIN, "weight"),
        BulkAction("unpin", _("Unpin"), PIN),
        BulkAction("language", _("Change language"), "change_article", "lang"),
        BulkAction(EXPORT, _("Export as files"), "view_article"),
    )
}


def act_named(name: str) -> BulkAction | None:
    """Also an act that only the audit log knows."""
    return WEIGHTS if name == WEIGHTS.name else ACTS.get(name)
