"""The publish box: where a story stands, in words a person would say, and what can be done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from articles.admin.articles.clock_times import from_now, on_the_clock
from articles.editorial.publishing_checks import Finding
from articles.models import Article, PendingRevision
from articles.workflow import PUBLISH, SUBMIT, TRANSITIONS, Status

# A place further down is nobody's concern.
FAR = 20


@dataclass(frozen=True, slots=True)
class PanelAction:
    """A button: `name` is what it posts as `_step`; `later` is its label for a time ahead, with
    `{when}` for it. With a `url` it is a link to a page that asks first."""

    name: str
    label: str
    later: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PublishPanel:
    """`state` is the name of the pill, `word` what it says; `primary` the one thing to do next.

    `asks` is set after a step that was not taken because of `findings`: its button is named for
    doing it all the same, where no error forbids it.
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
        """Whether an error keeps the story from readers."""
        return any(finding.is_error for finding in self.findings)

    @property
    def confirmed(self) -> str:
        """What pressing the button again says yes to."""
        return codes(self.findings)


def codes(findings: Sequence[Finding]) -> str:
    """Warnings as one word, to know them again."""
    return " ".join(sorted({f.code for f in findings if not f.is_error}))


def publish_box(
    article: Article | None,
    pending: PendingRevision | None,
    user: Any,
    findings: Sequence[Finding],
    *,
    asks: bool = False,
) -> PublishPanel:
    """The box of a story as stored; `article` is None for one that is new."""
    primary, save, others = _acts(article, pending, user)
    if asks and not any(finding.is_error for finding in findings) and findings:
        label = gettext("%(act)s all the same") % {"act": primary.label}
        primary = PanelAction(primary.name, label)
    name, word = _state(article)
    return PublishPanel(
        name, word, _sentence(article), _waiting(pending), primary, save, others, findings, asks
    )


def _state(article: Article | None) -> tuple[str, str]:
    if article is None:
        return "draft", gettext("New")
    if article.is_scheduled:
        return "scheduled", gettext("Scheduled")
    if article.is_live:
        return "live", gettext("Live")
    return article.status, str(article.get_status_display())


def _sentence(article: Article | None) -> str:
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
            "when": on_the_clock(time),
            "ahead": from_now(time),
        }
    return ", ".join([gettext("Since %(when)s") % {"when": on_the_clock(time)}, *_place(article)])


def _place(article: Article) -> list[str]:
    """Its place on the front page, when that is near the top; counts no further."""
    live = Article.objects.in_language(article.lang).live()
    time = article.published_at
    pins = live.pinned()
    if article.is_pinned:
        ahead = Q(sticky_weight__gt=article.sticky_weight)
        ahead |= Q(sticky_weight=article.sticky_weight, published_at__gt=time)
        before = len(pins.filter(ahead).values_list("pk")[:FAR])
    else:
        pinned = [pk for (pk,) in pins.values_list("pk")[:FAR]]
        newer = live.filter(published_at__gt=time).exclude(pk__in=pinned)
        before = len(pinned) + len(newer.newest_first().values_list("pk")[:FAR])
    if before >= FAR:
        return []
    words = [gettext("place %(number)d on the front page") % {"number": before + 1}]
    if article.is_pinned and article.sticky_until:
        until = gettext("until %(when)s") % {"when": on_the_clock(article.sticky_until)}
        words = [f"{words[0]} {until}"]
    return words


def _waiting(pending: PendingRevision | None) -> str:
    if pending is None:
        return ""
    if pending.stopped:
        why = {"why": pending.stopped}
        return gettext("These changes could not go live by themselves: %(why)s") % why
    who = pending.author.get_username() if pending.author else gettext("somebody")
    if pending.due_at:
        return gettext("%(who)s's changes here go live %(when)s. Readers do not see them yet.") % {
            "who": who,
            "when": on_the_clock(pending.due_at),
        }
    return gettext("You are looking at %(who)s's changes. Readers do not see them yet.") % {
        "who": who
    }


def _acts(
    article: Article | None, pending: PendingRevision | None, user: Any
) -> tuple[PanelAction, PanelAction, tuple[PanelAction, ...]]:
    publishes = user.has_perm(f"articles.{PUBLISH}")
    if article is not None and article.is_live:
        others = [PanelAction("discard", gettext("Discard these changes"))] if pending else []
        others += _steps(article, user, "unpublish")
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
            return _named(publish, article), save, (submit,) if submits else ()
        return (submit if submits else save), save, ()
    if article.status == Status.IN_REVIEW:
        back = _steps(article, user, "send_back")
        return (_named(publish, article) if publishes else save), save, tuple(back)
    if article.is_scheduled:
        # Saving it is what there is to do; taking it down or bringing it forward are the others.
        time = article.published_at
        label = gettext("Save, and go live %(when)s") % {"when": on_the_clock(time)} if time else ""
        plain = PanelAction("save", gettext("Save"))
        now_act = [PanelAction("now", gettext("Publish now"))] if publishes else []
        return PanelAction("save", label), plain, (*now_act, *_steps(article, user, "unpublish"))
    restore = _steps(article, user, "restore")
    return (restore[0] if restore else save), save, ()


def _named(publish: PanelAction, article: Article | None) -> PanelAction:
    time: dt.datetime | None = article.published_at if article else None
    if time and time > now():
        return PanelAction(
            publish.name, publish.later.replace("{when}", on_the_clock(time)), publish.later
        )
    return publish


def _steps(article: Article, user: Any, *names: str) -> list[PanelAction]:
    return [
        PanelAction(name, str(TRANSITIONS[name].label))
        for name in names
        if article.may(TRANSITIONS[name], user)
    ]


def zone() -> dict[str, str]:
    """What the times of the form are, so that nobody has to guess; `now` is as a control has it."""
    local = localtime()
    words = gettext("Times are those of %(zone)s, where it is %(now)s now.")
    values = {"zone": str(local.tzinfo), "now": local.strftime("%H:%M")}
    return {"words": words % values, "now": local.strftime("%Y-%m-%dT%H:%M:%S")}
