"""The act that led to a page of the desk, offered there to be undone."""

from collections.abc import Mapping
from typing import Any

from articles.editorial.bulk.undo import act_of, can_be_undone
from articles.lib.keyset import read_id
from articles.models import AuditEntry


def done(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """For a template; empty unless the address names an act that `user` did and can undo."""
    pk = read_id(asked.get("done", ""))
    entry = AuditEntry.objects.filter(pk=pk, actor=user.pk).first() if pk else None
    if entry is None or not can_be_undone(entry):
        return {}
    return {"done": entry, "done_act": act_of(entry), "done_count": len(entry.detail["stories"])}
