"""Stores what people decide about the blocks of a translation that are out of date.

A translation that readers see keeps its text: what was decided waits beside it, like every other
change of a live story, and so does the base that goes with it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from articles.models import AuditEntry, PendingRevision, TranslationBase
from articles.models.editable_values import edited
from articles.models.exceptions import StaleArticle
from articles.models.revise import Changes
from articles.rendering.source_blocks import Texts
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.exceptions import DecisionsRefused
from articles.rewriting.translations.outdated import Decision, decided, outdated_blocks
from articles.rewriting.translations.state import TranslationState, columns_of, state_to_write
from articles.workflow import edit_permission

_MAX_TITLE = 300
TRANSLATED, CHECKED = "translate_blocks", "check_translation"


@transaction.atomic
def accept(
    article_id: int, decisions: Mapping[str, Decision], by: User, reason: str = "", *, seen: str
) -> TranslationState:
    """Store `decisions` by the keys of outdated blocks; returns the state after it.

    `seen` is `seen_version()` of what `by` looked at. Raises PermissionDenied, StaleArticle when
    the text of the translation is another one by now, and DecisionsRefused; then nothing is stored.
    Decisions about blocks that the original does not have like that any more are left out.
    """
    state = state_to_write(article_id)
    if not by.has_perm(f"articles.{edit_permission(state.article.status)}"):
        raise PermissionDenied
    if state.base is None or state.original is None:
        raise DecisionsRefused(gettext("Nobody knows any more what the story was translated from."))
    if seen != seen_version(state):
        raise StaleArticle
    texts, base = decided(state.base, state.original_blocks, state.texts, decisions)
    uses_machine = any(one.text and one.machine for one in decisions.values())
    _store(state, texts, base, by, reason, uses_machine=uses_machine)
    _forget_answers(state, texts, base)
    return state


@transaction.atomic
def start_from_now(article_id: int, by: User) -> None:
    """Let the present text be a translation of the original of now: a person says that it is.

    All words count as the person's from then on. Raises PermissionDenied, and DecisionsRefused
    without an original.
    """
    state = state_to_write(article_id)
    if not by.has_perm(f"articles.{edit_permission(state.article.status)}"):
        raise PermissionDenied
    if state.original is None:
        raise DecisionsRefused(gettext("The story has no original to compare it with."))
    base = Base.by_shape(state.original_blocks, state.texts.blocks, is_owned=True)
    _keep_base(state, base, is_waiting=False)
    AuditEntry.record(CHECKED, by, state.article)


def seen_version(state: TranslationState) -> str:
    """A name of the translation's text as it is stored, which changes with it."""
    pending = state.pending.version if state.pending else 0
    return f"{state.article.version}-{pending}"


def _store(
    state: TranslationState, texts: Texts, base: Base, by: User, reason: str, *, uses_machine: bool
) -> None:
    """Write the changed texts and the base that goes with them."""
    article = state.article
    new = {
        name: text for name, text in texts._asdict().items() if text != getattr(state.texts, name)
    }
    _require_writable(texts)
    needs_label = uses_machine and article.machine_part != "translated"
    if new and article.is_published:
        if needs_label:
            raise DecisionsRefused(
                gettext(
                    "Readers see this story as written by people. Take it down first, or write "
                    "the change yourself: a machine's words need their label."
                )
            )
        _hold(state, new, by, reason)
        AuditEntry.record(TRANSLATED, by, article, reason, changed=sorted(new), waits=True)
    elif new:
        ai = {"ai": _label(state)} if needs_label else {}
        detail = {"changed": sorted(new)}
        changes = Changes({**new, **ai})
        article.revise(changes, by, reason, audit_action=TRANSLATED, detail=detail)
    else:
        AuditEntry.record(CHECKED, by, article, reason)
    waits = article.is_published and bool(new or (state.pending and state.row.waiting))
    _keep_base(state, base, is_waiting=waits)


def _hold(state: TranslationState, new: dict[str, str], by: User, reason: str) -> None:
    """Let the changed texts wait beside a published translation, on top of what waits there."""
    article, pending = state.article, state.pending
    values: dict[str, Any] = edited(article)
    if pending:
        merged = pending.merged_with(article)
        if merged.overlaps:
            raise DecisionsRefused(
                gettext(
                    "The live story was changed meanwhile, in the same places as the changes that "
                    "wait beside it. Open the story first, and choose."
                )
            )
        values |= {name: value for name, value in merged.values.items() if name in values}
    seen = pending.version if pending else 0
    PendingRevision.hold(article, values | new, by, seen=seen, reason=reason)


def _label(state: TranslationState) -> dict[str, object]:
    return {**(state.article.ai or {}), "translatedFrom": state.article.external_id}


def _require_writable(texts: Texts) -> None:
    if not texts.title.strip():
        raise DecisionsRefused(gettext("The story would have no title. Write one."))
    if len(texts.title) > _MAX_TITLE:
        text = gettext("The title has more than %(count)d characters. Shorten it.")
        raise DecisionsRefused(text % {"count": _MAX_TITLE})


def _keep_base(state: TranslationState, base: Base, *, is_waiting: bool) -> None:
    row, columns = state.row, columns_of(base)
    if is_waiting:
        row.waiting = columns
    else:
        for name, value in columns.items():
            setattr(row, name, value)
        row.outdated = row.count_outdated(state.original_blocks)
        row.is_of_desk = True
    row.original = state.original
    row.failure = ""
    row.save()


def _forget_answers(state: TranslationState, texts: Texts, base: Base) -> None:
    """Delete the machine's answers that nothing asks for any more."""
    left = outdated_blocks(base, state.original_blocks, texts)
    keys = {one.answer_key for one in left if one.needs_machine}
    answers = {key: text for key, text in state.row.answers.items() if key in keys}
    if answers != state.row.answers:
        TranslationBase.objects.filter(pk=state.row.pk).update(answers=answers)
