"""Every action that the program writes into the audit log has words of its own."""

import ast

from articles.admin.audit_words import action_in_words
from articles.models import Revision
from articles.workflow import TRANSITIONS
from tests.test_architecture import MODULES

# Actions whose names are put together, or come from the table of bulk actions.
_MADE = {
    *("rename_tag", "rename_category", "merge_tag", "merge_category", "remove_correction"),
    *(
        f"{verb}_{model}"
        for verb in ("add", "change", "delete")
        for model in ("tag", "user", "page")
    ),
    *("add_tag", "remove_tag", "category", "pin", "unpin", "weights", "language", "bulk", "export"),
}


def written_actions() -> set[str]:
    """The first arguments of `AuditEntry.record()`, the arguments `audit_action` of `revise()`, and
    the actions of files that are tried again."""
    found: set[str] = set()
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            arguments = [one.value for one in node.keywords if one.arg == "audit_action"]
            if node.func.attr in ("record", "_note", "_audit", "_record"):
                arguments += node.args[:2]
            found |= {
                argument.value
                for argument in arguments
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            }
    return found


def test_every_action_of_the_audit_log_has_words():
    actions = written_actions()
    assert {"trust", "set_password", "discard_update", "release_file", "prune_history"} <= actions
    actions |= _MADE | set(TRANSITIONS) | {str(one) for one in Revision.Action} - {"import"}
    # A log of models: the verbs alone.
    actions -= {"add", "change", "delete", ""} | {"repaired", "conflict"}
    nameless = {one for one in actions if action_in_words(one) == one.replace("_", " ")}
    # One word that is the same in the interface.
    assert nameless <= {"update"}
