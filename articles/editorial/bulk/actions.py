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
class Act:
    """`name` is also what the audit log calls the act on each story; `asks` is the field of the
    form that it needs, empty for none; `step` the transition that it takes, if it is one."""

    name: str
    label: str | Promise
    permission: str
    asks: str = ""
    step: Transition | None = None


def _step(name: str) -> Act:
    step = TRANSITIONS[name]
    return Act(name, step.label, step.permission, step=step)


EXPORT = "export"
# By number in the list, by drag on the desk; not an act that is chosen.
WEIGHTS = Act("weights", _("Set sticky weights"), PIN)
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        _step("submit"),
        _step("publish"),
        _step("unpublish"),
        Act("category", _("Set section"), "change_article", "category"),
        Act("add_tag", _("Add tags"), "change_article", "tags"),
        Act("remove_tag", _("Remove tags"), "change_article", "tags"),
        Act("pin", _("Pin"), PIN, "weight"),
        Act("unpin", _("Unpin"), PIN),
        Act("language", _("Change language"), "change_article", "lang"),
        Act(EXPORT, _("Export as files"), "view_article"),
    )
}


def act_named(name: str) -> Act | None:
    """Also an act that only the audit log knows."""
    return WEIGHTS if name == WEIGHTS.name else ACTS.get(name)
