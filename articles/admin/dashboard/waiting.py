"""The work that waits for people: the number of each kind, and the list to work it off."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT, count_in_words
from articles.admin.dashboard.pending_changes import PendingChanges
from articles.admin.dashboard.problems import ImportProblems
from articles.editorial.pictures.library import PictureFilters, pictures_found
from articles.editorial.review.queue import waiting_about
from articles.models import Feed, Suggestion, UpstreamItem, Webhook
from articles.operations.tasks.health import queue_health
from articles.search.translation_filter import outdated
from articles.workflow import PUBLISH, RETRACT, REVIEW, Status


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A kind of work: how much of it waits, in words, and the list to work it off."""

    name: str
    words: str
    url: str


def waiting_lines(
    user: User | AnonymousUser,
    counts: Mapping[Status, int],
    changes: PendingChanges | None,
    problems: ImportProblems,
    now: dt.datetime,
) -> list[WaitingLine]:
    """The work that this person may do, what tasks, imports or a schedule left undone first.

    `counts` is `DashboardPanels.counts`. Empty where nothing waits. One query for who may review.
    """
    in_review, drafts = counts[Status.IN_REVIEW], counts[Status.DRAFT]
    lines = [
        *_from_tasks(user, now),
        *_from_webhooks(user),
        *_from_feeds(user),
        *_from_sources(user),
        *_from_imports(problems),
        *_from_suggestions(user),
        *_from_pictures(user, now),
    ]
    if changes:
        words = ngettext(
            "%(count)s update could not go live by itself",
            "%(count)s updates could not go live by themselves",
            changes.stopped,
        )
        lines.append(_line("stopped-changes", changes.stopped, words, changes.url))
    list_url = reverse("admin:articles_article_changelist")
    if user.has_perm(f"articles.{PUBLISH}"):
        words = ngettext(
            "%(count)s story waits for review", "%(count)s stories wait for review", in_review
        )
        lines.append(_line("in-review", in_review, words, f"{list_url}?state=in_review"))
    if user.has_perm(f"articles.{REVIEW}"):
        unread = waiting_about(COUNT_LIMIT)
        words = ngettext(
            "%(count)s machine text that nobody has read",
            "%(count)s machine texts that nobody has read",
            unread,
        )
        lines.append(_line("unread", unread, words, reverse("admin:articles_article_review_queue")))
    if changes:
        words = ngettext(
            "%(count)s published story has changes that readers do not see",
            "%(count)s published stories have changes that readers do not see",
            changes.total,
        )
        lines.append(_line("changes", changes.total, words, changes.url))
    lines.append(_from_translations(user, list_url))
    words = ngettext("%(count)s draft is not finished", "%(count)s drafts are not finished", drafts)
    lines.append(_line("drafts", drafts, words, f"{list_url}?state=draft"))
    return [line for line in lines if line]


def _from_translations(user: User | AnonymousUser, list_url: str) -> WaitingLine | None:
    """Translations that are out of date, for who may change them: one query."""
    if not user.has_perm("articles.change_article"):
        return None
    count = len(outdated()[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s translation is out of date", "%(count)s translations are out of date", count
    )
    return _line("translations", count, words, f"{list_url}?translation=outdated")


def _from_tasks(user: User | AnonymousUser, now: dt.datetime) -> Iterator[WaitingLine | None]:
    """Tasks that no worker begins, and those that failed, for who may see them: four queries."""
    if not user.has_perm("articles.view_queuedtask"):
        return
    health, url = queue_health(now), reverse("admin:articles_queuedtask_changelist")
    if health.waiting_since:
        since = date_format(localtime(health.waiting_since), "DATETIME_FORMAT")
        text = gettext("Tasks wait since %(since)s, and no worker begins them") % {"since": since}
        yield WaitingLine("no-worker", text, url)
    words = ngettext("%(count)s task failed", "%(count)s tasks failed", health.failed)
    yield _line("failed-tasks", health.failed, words, f"{url}?state=FAILED")


def _from_webhooks(user: User | AnonymousUser) -> Iterator[WaitingLine | None]:
    """Webhooks that fail or were given up, for who may mend them: one query."""
    if not user.has_perm("articles.change_webhook"):
        return
    count = Webhook.objects.filter(Webhook.in_trouble()).count()
    words = ngettext(
        "%(count)s webhook does not take its messages",
        "%(count)s webhooks do not take their messages",
        count,
    )
    yield _line("webhooks", count, words, reverse("admin:articles_webhook_changelist"))


def _from_feeds(user: User | AnonymousUser) -> Iterator[WaitingLine | None]:
    """Feeds that fail, are silent or ended, for who may mend them: one query."""
    if not user.has_perm("articles.change_feed"):
        return
    count = len(Feed.objects.in_trouble().values_list("pk", flat=True)[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s feed fails, is silent or ended",
        "%(count)s feeds fail, are silent or ended",
        count,
    )
    yield _line("feeds", count, words, f"{reverse('admin:articles_feed_changelist')}?show=trouble")


def _from_sources(user: User | AnonymousUser) -> Iterator[WaitingLine | None]:
    """Originals that their sources took back while readers have a story of them, for who decides
    about that: one query."""
    if not (user.has_perm(f"articles.{RETRACT}") and user.has_perm("articles.view_upstreamitem")):
        return
    items = UpstreamItem.objects.proposing_retraction()
    count = len(items.values_list("pk", flat=True)[:COUNT_LIMIT])
    words = ngettext(
        "A source took %(count)s original of a published story back",
        "Sources took %(count)s originals of published stories back",
        count,
    )
    url = f"{reverse('admin:articles_upstreamitem_changelist')}?taken_back=open"
    yield _line("taken-back", count, words, url)


def _from_imports(problems: ImportProblems) -> Iterator[WaitingLine | None]:
    """A run that stopped, refused files, and conflicts."""
    if problems.stopped_run:
        text = gettext("The last import stopped before its end.")
        yield WaitingLine("stopped-import", text, problems.stopped_run)
    words = ngettext(
        "%(count)s file was refused by an import",
        "%(count)s files were refused by imports",
        problems.quarantined,
    )
    url = reverse("admin:articles_quarantinedfile_changelist")
    yield _line("quarantined", problems.quarantined, words, url)
    words = ngettext(
        "%(count)s change of a file waits for a decision",
        "%(count)s changes of files wait for a decision",
        problems.conflicts,
    )
    url = reverse("admin:articles_importconflict_changelist")
    yield _line("conflicts", problems.conflicts, words, url)


def _from_suggestions(user: User | AnonymousUser) -> Iterator[WaitingLine | None]:
    """Suggestions to decide about, for who may: one query."""
    if not user.has_perm("articles.change_suggestion"):
        return
    count = len(Suggestion.objects.undecided().values_list("pk", flat=True)[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s suggestion of the model waits for a decision",
        "%(count)s suggestions of the model wait for a decision",
        count,
    )
    url = reverse("admin:articles_suggestion_changelist")
    yield _line("suggestions", count, words, f"{url}?state__exact=open")


def _from_pictures(user: User | AnonymousUser, now: dt.datetime) -> Iterator[WaitingLine | None]:
    """Pictures whose rights end, and those without a credit, for who may change them: two
    queries."""
    if not user.has_perm("articles.change_image"):
        return
    url = reverse("admin:articles_image_changelist")
    count = _number_of("rights", now)
    words = ngettext(
        "The rights of %(count)s picture end soon or have ended",
        "The rights of %(count)s pictures end soon or have ended",
        count,
    )
    yield _line("picture-rights", count, words, f"{url}?show=rights")
    count = _number_of("uncredited", now)
    words = ngettext(
        "%(count)s picture does not say who made it",
        "%(count)s pictures do not say who made them",
        count,
    )
    yield _line("uncredited", count, words, f"{url}?show=uncredited")


def _number_of(show: str, now: dt.datetime) -> int:
    """The number of pictures that a filter of the library shows, up to COUNT_LIMIT."""
    pictures = pictures_found(PictureFilters(show=show), now)
    return len(pictures.values_list("pk", flat=True)[:COUNT_LIMIT])


def _line(name: str, count: int, words: str, url: str) -> WaitingLine | None:
    """The line of `count` in `words` with a place for it; None for a count of 0."""
    return WaitingLine(name, words % {"count": count_in_words(count)}, url) if count else None
