"""The bulk action that led to the change list or the dashboard, offered there to be undone."""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import ngettext

from articles.editorial.bulk.undo import act_of, can_be_undone
from articles.lib.keyset import read_id
from articles.models import AuditEntry


def undo_notice(user: User | AnonymousUser, params: Mapping[str, str]) -> dict[str, object]:
    """The context of `undo_notice.html` for the audit entry `?done` of the query `params`.

    Empty unless `user` did that bulk action and it can still be undone.
    """
    pk = read_id(params.get("done", ""))
    entry = AuditEntry.objects.filter(pk=pk, actor=user.pk).first() if pk else None
    if entry is None or not can_be_undone(entry):
        return {}
    count = len(entry.detail["stories"])
    return {
        "undo_entry": entry,
        "undo_action": act_of(entry),
        "undo_count": count,
        "undo_scheduled": scheduled_in_words(entry.detail.get("scheduled", 0)),
    }


def scheduled_in_words(count: int) -> str:
    """Return in words how many articles a bulk action scheduled; empty for none."""
    text = ngettext(
        "%(count)d of them is scheduled, and not live yet.",
        "%(count)d of them are scheduled, and not live yet.",
        count,
    )
    return text % {"count": count} if count else ""
