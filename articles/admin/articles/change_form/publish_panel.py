"""The publish panel: the state of an article in words, and the actions that its editor may take."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from articles.admin.articles.change_form.changes_of_file import filed_changes, filed_values
from articles.admin.articles.change_form.surroundings import live_edition
from articles.admin.articles.rows import shown_state
from articles.admin.front_page.blocks import place_name
from articles.editorial.publishing_checks import Finding
from articles.lib.relative_time import day_and_time, relative_time
from articles.models import Article, PendingRevision
from articles.workflow import PUBLISH, SUBMIT, TRANSITIONS, Status

# A place among the pins is shown up to here.
POSITION_LIMIT = 20


@dataclass(frozen=True, slots=True)
class PanelAction:
    """A button of the panel, or with a `url` a link to a page that asks first.

    `name` is posted as `_step`; `later` is the label while a time ahead is typed, with `{when}`
    for that time, and `at_once` the label while none is.
    """

    name: str
    label: str
    later: str = ""
    url: str = ""
    at_once: str = ""


@dataclass(frozen=True, slots=True)
class PublishPanel:
    """The state of an article, and its actions.

    `state` is the name of the state's colour and `word` its label; `sentence` says the state in
    full, `waiting` what the pending revision is, and `of_file` the (label, value) of what a file
    changes in it and the form does not show. `primary` is the action to take next, `save`
    saves only. `asks` is set after an action that was not taken because of `findings`: unless one
    of them is an error, pressing its button again takes it.
    """

    state: str
    word: str
    sentence: str
    waiting: str
    primary: PanelAction
    save: PanelAction
    others: tuple[PanelAction, ...]
    findings: Sequence[Finding] = ()
    asks: bool = False
    of_file: Sequence[tuple[str, str]] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether an error keeps the article from readers."""
        return any(finding.is_error for finding in self.findings)

    @property
    def confirmed(self) -> str:
        """The codes of the warnings that pressing the button again confirms."""
        return codes(self.findings)


def codes(findings: Sequence[Finding]) -> str:
    """The codes of the warnings in `findings`, sorted, separated by blanks."""
    return " ".join(sorted({f.code for f in findings if not f.is_error}))


def publish_panel(
    article: Article | None,
    pending: PendingRevision | None,
    user: User,
    findings: Sequence[Finding],
    *,
    asks: bool = False,
    time: dt.datetime | None = None,
) -> PublishPanel:
    """The panel of an article as stored; `article` is None for a new one.

    `time` is that of publication as the form has it, for the label of its button.
    """
    primary, save, others = _actions(article, pending, user, time)
    if asks and not any(finding.is_error for finding in findings) and findings:
        primary = _all_the_same(primary)
    state, word = shown_state(article, now()) if article else ("draft", gettext("New"))
    sentence, waiting = _state_sentence(article), _pending_sentence(pending)
    of_file = (
        filed_changes(filed_values(article), filed_values(article, pending)) if article else ()
    )
    return PublishPanel(
        state, word, sentence, waiting, primary, save, others, findings, asks, of_file
    )


def _all_the_same(action: PanelAction) -> PanelAction:
    """`action` with labels that say what is pressed in spite of the warnings, at whatever time."""

    def label(act: str) -> str:
        return gettext("%(act)s all the same") % {"act": act} if act else ""

    return PanelAction(
        action.name, label(action.label), label(action.later), at_once=label(action.at_once)
    )


def _state_sentence(article: Article | None) -> str:
    if article is None:
        return gettext("Nobody sees it before it is published.")
    if article.status == Status.RETRACTED:
        return gettext("Taken back: its page says so, and why.")
    if article.status == Status.IN_REVIEW:
        return gettext("Waits for an editor. Readers cannot see it.")
    time = article.published_at
    if not article.is_published or time is None:
        return gettext("Not visible to readers.")
    if article.is_scheduled:
        return gettext("Goes live %(when)s, %(ahead)s") % {
            "when": day_and_time(time),
            "ahead": relative_time(time, now()),
        }
    if article.has_ended and article.expires_at:
        when = {"when": day_and_time(article.expires_at)}
        return gettext("Ended %(when)s: its page says so.") % when
    parts = [gettext("Since %(when)s") % {"when": day_and_time(time)}]
    if article.expires_at:
        parts.append(gettext("ends %(when)s") % {"when": day_and_time(article.expires_at)})
    return ", ".join([*parts, *_place_among_pins(article), *_place_on_front_page(article)])


def _place_on_front_page(article: Article) -> list[str]:
    """The block into which the live edition puts a live article, in words; else empty. One
    query."""
    live = live_edition(article.lang, now())
    picks = live.all_picks if live else ()
    labels = [place_name(pick, article.lang) for pick in picks if pick.article == article.pk]
    return [gettext("on the front page: %(block)s") % {"block": label} for label in labels]


def _place_among_pins(article: Article) -> list[str]:
    """The place of a live, pinned article among the pins of its language, in words; else empty.

    Where another article stands is decided by what the whole front page holds.
    """
    if not article.is_pinned:
        return []
    pins = Article.objects.in_language(article.lang).live().pinned()
    ahead = Q(sticky_weight__gt=article.sticky_weight)
    ahead |= Q(sticky_weight=article.sticky_weight, published_at__gt=article.published_at)
    before = len(pins.filter(ahead).values_list("pk")[:POSITION_LIMIT])
    if before >= POSITION_LIMIT:
        return []
    position = gettext("pin %(number)d of the front page") % {"number": before + 1}
    if article.sticky_until:
        until = gettext("until %(when)s") % {"when": day_and_time(article.sticky_until)}
        position = f"{position} {until}"
    return [position]


def _pending_sentence(pending: PendingRevision | None) -> str:
    if pending is None:
        return ""
    if pending.stopped:
        why = {"why": pending.stopped}
        return gettext("These changes could not go live by themselves: %(why)s") % why
    if pending.by_import:
        return gettext(
            "You are looking at changes of the file, which an import brought. They wait for "
            "somebody who may publish them; readers do not see them yet."
        )
    who = pending.author.get_username() if pending.author else gettext("somebody")
    if pending.due_at:
        return gettext("%(who)s's changes here go live %(when)s. Readers do not see them yet.") % {
            "who": who,
            "when": day_and_time(pending.due_at),
        }
    return gettext("You are looking at %(who)s's changes. Readers do not see them yet.") % {
        "who": who
    }


def _actions(
    article: Article | None,
    pending: PendingRevision | None,
    user: User,
    time: dt.datetime | None,
) -> tuple[PanelAction, PanelAction, tuple[PanelAction, ...]]:
    """(primary, save, others) for `user`."""
    publishes = user.has_perm(f"articles.{PUBLISH}")
    discard = [PanelAction("discard", gettext("Discard these changes"))] if pending else []
    if article is not None and article.is_live:
        others = discard + _takedowns(article, user)
        later = gettext("Schedule the update for {when}")
        save = PanelAction("save", gettext("Save for later"), later)
        return PanelAction("update", gettext("Update live story")), save, tuple(others)
    save = PanelAction("save", gettext("Save"))
    publish = PanelAction("publish", gettext("Publish now"), gettext("Schedule for {when}"))
    if article is None or article.status == Status.DRAFT:
        save = PanelAction("save", gettext("Save draft"))
        submit = PanelAction("submit", gettext("Submit for review"))
        submits = user.has_perm(f"articles.{SUBMIT}")
        if publishes:
            return _with_time(publish, time), save, (*([submit] if submits else []), *discard)
        return (submit if submits else save), save, tuple(discard)
    if article.status == Status.IN_REVIEW:
        back = _transitions(article, user, "send_back")
        return (_with_time(publish, time) if publishes else save), save, (*back, *discard)
    if article.is_scheduled:
        # It is published already: what is left is to save it, to take it down or to publish it now.
        later, at_once = gettext("Save, and go live {when}"), gettext("Save, and go live now")
        plain = PanelAction("save", gettext("Save"))
        publish_now = [PanelAction("now", gettext("Publish now"))] if publishes else []
        return (
            _with_time(PanelAction("save", at_once, later), time),
            plain,
            (*publish_now, *_transitions(article, user, "unpublish"), *discard),
        )
    if article.has_ended:
        return save, save, (*discard, *_takedowns(article, user))
    restore = _transitions(article, user, "restore")
    return (restore[0] if restore else save), save, tuple(discard)


def _takedowns(article: Article, user: User) -> list[PanelAction]:
    """The actions that take an article down that readers see or saw."""
    actions = _transitions(article, user, "unpublish")
    retract = TRANSITIONS["retract"]
    if article.may(retract, user):
        url = reverse("admin:articles_article_retract", args=[article.pk])
        actions.append(PanelAction(retract.name, gettext("Retract…"), url=url))
    return actions


def _with_time(action: PanelAction, time: dt.datetime | None) -> PanelAction:
    """`action`, which says what will happen at once, with the label for `time` if that is ahead."""
    label = action.label
    if time and time > now():
        label = action.later.replace("{when}", day_and_time(time))
    return PanelAction(action.name, label, action.later, at_once=action.label)


def _transitions(article: Article, user: User, *names: str) -> list[PanelAction]:
    return [
        PanelAction(name, str(TRANSITIONS[name].label))
        for name in names
        if article.may(TRANSITIONS[name], user)
    ]


def time_zone_note() -> dict[str, str]:
    """The time zone of the form's times in `words`, and `now` as a datetime control has it."""
    local = localtime()
    words = gettext("Times are those of %(zone)s, where it is %(now)s now.")
    values = {"zone": str(local.tzinfo), "now": local.strftime("%H:%M")}
    return {"words": words % values, "now": local.strftime("%Y-%m-%dT%H:%M:%S")}
