"""The publish panel: the state of an article in words, and the actions that its editor may take."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from articles.admin.articles.rows import shown_state
from articles.editorial.publishing_checks import Finding
from articles.lib.relative_time import day_and_time, relative_time
from articles.models import Article, PendingRevision
from articles.workflow import PUBLISH, SUBMIT, TRANSITIONS, Status

# A position on the front page is shown up to here.
POSITION_LIMIT = 20


@dataclass(frozen=True, slots=True)
class PanelAction:
    """A button of the panel, or with a `url` a link to a page that asks first.

    `name` is posted as `_step`; `later` is the label while a time ahead is typed, with `{when}`
    for that time.
    """

    name: str
    label: str
    later: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PublishPanel:
    """The state of an article, and its actions.

    `state` is the name of the state's colour and `word` its label; `sentence` says the state in
    full, and `waiting` what the pending revision is. `primary` is the action to take next, `save`
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
) -> PublishPanel:
    """The panel of an article as stored; `article` is None for a new one."""
    primary, save, others = _actions(article, pending, user)
    if asks and not any(finding.is_error for finding in findings) and findings:
        label = gettext("%(act)s all the same") % {"act": primary.label}
        primary = PanelAction(primary.name, label)
    state, word = shown_state(article, now()) if article else ("draft", gettext("New"))
    sentence, waiting = _state_sentence(article), _pending_sentence(pending)
    return PublishPanel(state, word, sentence, waiting, primary, save, others, findings, asks)


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
    return ", ".join(
        [gettext("Since %(when)s") % {"when": day_and_time(time)}, *_front_page_position(article)]
    )


def _front_page_position(article: Article) -> list[str]:
    """The position of a live article on the front page in words; empty below the limit."""
    live = Article.objects.in_language(article.lang).live()
    time = article.published_at
    pins = live.pinned()
    if article.is_pinned:
        ahead = Q(sticky_weight__gt=article.sticky_weight)
        ahead |= Q(sticky_weight=article.sticky_weight, published_at__gt=time)
        before = len(pins.filter(ahead).values_list("pk")[:POSITION_LIMIT])
    else:
        pinned = [pk for (pk,) in pins.values_list("pk")[:POSITION_LIMIT]]
        newer = live.filter(published_at__gt=time).exclude(pk__in=pinned)
        before = len(pinned) + len(newer.newest_first().values_list("pk")[:POSITION_LIMIT])
    if before >= POSITION_LIMIT:
        return []
    position = gettext("place %(number)d on the front page") % {"number": before + 1}
    if article.is_pinned and article.sticky_until:
        until = gettext("until %(when)s") % {"when": day_and_time(article.sticky_until)}
        position = f"{position} {until}"
    return [position]


def _pending_sentence(pending: PendingRevision | None) -> str:
    if pending is None:
        return ""
    if pending.stopped:
        why = {"why": pending.stopped}
        return gettext("These changes could not go live by themselves: %(why)s") % why
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
    article: Article | None, pending: PendingRevision | None, user: User
) -> tuple[PanelAction, PanelAction, tuple[PanelAction, ...]]:
    """(primary, save, others) for `user`."""
    publishes = user.has_perm(f"articles.{PUBLISH}")
    if article is not None and article.is_live:
        others = [PanelAction("discard", gettext("Discard these changes"))] if pending else []
        others += _transitions(article, user, "unpublish")
        retract = TRANSITIONS["retract"]
        if article.may(retract, user):
            url = reverse("admin:articles_article_retract", args=[article.pk])
            others.append(PanelAction(retract.name, gettext("Retract…"), url=url))
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
            return _with_time(publish, article), save, (submit,) if submits else ()
        return (submit if submits else save), save, ()
    if article.status == Status.IN_REVIEW:
        back = _transitions(article, user, "send_back")
        return (_with_time(publish, article) if publishes else save), save, tuple(back)
    if article.is_scheduled:
        # It is published already: what is left is to save it, to take it down or to publish it now.
        time = article.published_at
        label = gettext("Save, and go live %(when)s") % {"when": day_and_time(time)} if time else ""
        plain = PanelAction("save", gettext("Save"))
        publish_now = [PanelAction("now", gettext("Publish now"))] if publishes else []
        return (
            PanelAction("save", label),
            plain,
            (*publish_now, *_transitions(article, user, "unpublish")),
        )
    restore = _transitions(article, user, "restore")
    return (restore[0] if restore else save), save, ()


def _with_time(publish: PanelAction, article: Article | None) -> PanelAction:
    time: dt.datetime | None = article.published_at if article else None
    if time and time > now():
        return PanelAction(
            publish.name, publish.later.replace("{when}", day_and_time(time)), publish.later
        )
    return publish


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
