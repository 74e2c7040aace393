"""Values that only files write of an article, and readers see: no field of the form shows them."""

from collections.abc import Mapping

from django.utils.text import capfirst

from articles.admin.imports.conflicts import as_text, field_label
from articles.models import Article, PendingRevision
from articles.models.editable_values import filed

_SHOWN = ("ai", "cta", "aliases")


def filed_values(article: Article, pending: PendingRevision | None = None) -> dict[str, object]:
    """The values of the fields that only files set, as they are with the pending revision.

    No query.
    """
    values = filed(article) | (pending.filed_values(article) if pending else {})
    return {name: values[name] for name in _SHOWN}


def filed_changes(before: object, after: Mapping[str, object]) -> list[tuple[str, str]]:
    """(label, new value as text) of those that differ; `before` may come from a browser."""
    known = before if isinstance(before, dict) else {}
    return [
        (capfirst(field_label(name)), as_text(value) or "–")
        for name, value in after.items()
        if name not in known or known[name] != value
    ]
