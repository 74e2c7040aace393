"""The work that waits for people: the number of each kind, and the list to work it off."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
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
from articles.models import Article, Feed, FrontEdition, Suggestion, UpstreamItem, Webhook
from articles.operations.tasks.health import queue_health
from articles.search.translation_filter import outdated
from articles.workflow import PUBLISH, RETRACT, REVIEW, Status


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A kind of work: how much of it waits, in words, and the list to work it off."""

    name: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """For whom the dashboard is, and what other panels of it found.

    `counts` is `DashboardPanels.counts`; `changes` is None for who may not publish.
    """

    user: User | AnonymousUser
    counts: Mapping[Status, int]
    changes: PendingChanges | None
    problems: ImportProblems
    now: dt.datetime


def waiting_lines(facts: DeskFacts) -> list[WaitingLine]:
    """The work that this person may do, what tasks, imports or a schedule left undone first.

    Empty where nothing waits. The functions of `_KINDS` say how many queries each kind costs.
    """
    return [line for lines_of in _KINDS for line in lines_of(facts) if line]


def _from_tasks(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Tasks that no worker begins, and those that failed, for who may see them: four queries."""
    if not facts.user.has_perm("articles.view_queuedtask"):
        return
    health, url = queue_health(facts.now), reverse("admin:articles_queuedtask_changelist")
    if health.waiting_since:
        since = date_format(localtime(health.waiting_since), "DATETIME_FORMAT")
        text = gettext("Tasks wait since %(since)s, and no worker begins them") % {"since": since}
        yield WaitingLine("no-worker", text, url)
    words = ngettext("%(count)s task failed", "%(count)s tasks failed", health.failed)
    yield _line("failed-tasks", health.failed, words, f"{url}?state=FAILED")


def _from_webhooks(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Webhooks that fail or were given up, for who may mend them: one query."""
    if not facts.user.has_perm("articles.change_webhook"):
        return
    count = Webhook.objects.filter(Webhook.in_trouble()).count()
    words = ngettext(
        "%(count)s webhook does not take its messages",
        "%(count)s webhooks do not take their messages",
        count,
    )
    yield _line("webhooks", count, words, reverse("admin:articles_webhook_changelist"))


def _from_feeds(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Feeds that fail, are silent or ended, for who may mend them: one query."""
    if not facts.user.has_perm("articles.change_feed"):
        return
    count = len(Feed.objects.in_trouble().values_list("pk", flat=True)[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s feed fails, is silent or ended",
        "%(count)s feeds fail, are silent or ended",
        count,
    )
    yield _line("feeds", count, words, f"{reverse('admin:articles_feed_changelist')}?show=trouble")


def _from_sources(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Originals that their sources took back while readers have a story of them, for who decides
    about that: one query."""
    if not (
        facts.user.has_perm(f"articles.{RETRACT}")
        and facts.user.has_perm("articles.view_upstreamitem")
    ):
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


def _from_imports(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """A run that stopped, refused files, and conflicts: no query."""
    problems = facts.problems
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


def _from_suggestions(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Suggestions to decide about, for who may: one query."""
    if not facts.user.has_perm("articles.change_suggestion"):
        return
    count = len(Suggestion.objects.undecided().values_list("pk", flat=True)[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s suggestion of the model waits for a decision",
        "%(count)s suggestions of the model wait for a decision",
        count,
    )
    url = reverse("admin:articles_suggestion_changelist")
    yield _line("suggestions", count, words, f"{url}?state__exact=open")


def _from_pictures(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Pictures whose rights end, and those without a credit, for who may change them: two
    queries."""
    if not facts.user.has_perm("articles.change_image"):
        return
    url = reverse("admin:articles_image_changelist")
    count = _number_of("rights", facts.now)
    words = ngettext(
        "The rights of %(count)s picture end soon or have ended",
        "The rights of %(count)s pictures end soon or have ended",
        count,
    )
    yield _line("picture-rights", count, words, f"{url}?show=rights")
    count = _number_of("uncredited", facts.now)
    words = ngettext(
        "%(count)s picture does not say who made it",
        "%(count)s pictures do not say who made them",
        count,
    )
    yield _line("uncredited", count, words, f"{url}?show=uncredited")


def _from_schedule(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Changes that could not go live at their time, for who may publish: no query."""
    if not facts.changes:
        return
    words = ngettext(
        "%(count)s update could not go live by itself",
        "%(count)s updates could not go live by themselves",
        facts.changes.stopped,
    )
    yield _line("stopped-changes", facts.changes.stopped, words, facts.changes.url)


def _from_front_pages(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Stories that were put on a front page and are not live, for who may change it: one query,
    and one more where any were put there."""
    if not facts.user.has_perm("articles.change_frontedition"):
        return
    editions = FrontEdition.objects.live_in_all(facts.now)
    put = {pick.article for edition in editions for pick in edition.all_picks}
    live = Article.objects.filter(pk__in=put).that_are_live(facts.now)
    count = len(put) - len(live.values_list("pk", flat=True)) if put else 0
    words = ngettext(
        "%(count)s story that was put on the front page is not live",
        "%(count)s stories that were put on the front page are not live",
        count,
    )
    yield _line("front-page", count, words, reverse("admin:articles_frontedition_changelist"))


def _from_review(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Stories in review, for who may publish, and machine texts, for who may review: one query."""
    if facts.user.has_perm(f"articles.{PUBLISH}"):
        count = facts.counts[Status.IN_REVIEW]
        words = ngettext(
            "%(count)s story waits for review", "%(count)s stories wait for review", count
        )
        yield _line("in-review", count, words, f"{_stories()}?state=in_review")
    if facts.user.has_perm(f"articles.{REVIEW}"):
        count = waiting_about(COUNT_LIMIT)
        words = ngettext(
            "%(count)s machine text that nobody has read",
            "%(count)s machine texts that nobody has read",
            count,
        )
        yield _line("unread", count, words, reverse("admin:articles_article_review_queue"))


def _from_changes(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Changes of published stories, for who may publish: no query."""
    if not facts.changes:
        return
    words = ngettext(
        "%(count)s published story has changes that readers do not see",
        "%(count)s published stories have changes that readers do not see",
        facts.changes.total,
    )
    yield _line("changes", facts.changes.total, words, facts.changes.url)


def _from_translations(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Translations that are out of date, for who may change them: one query."""
    if not facts.user.has_perm("articles.change_article"):
        return
    count = len(outdated()[:COUNT_LIMIT])
    words = ngettext(
        "%(count)s translation is out of date", "%(count)s translations are out of date", count
    )
    yield _line("translations", count, words, f"{_stories()}?translation=outdated")


def _from_drafts(facts: DeskFacts) -> Iterator[WaitingLine | None]:
    """Drafts, for everybody: no query."""
    count = facts.counts[Status.DRAFT]
    words = ngettext("%(count)s draft is not finished", "%(count)s drafts are not finished", count)
    yield _line("drafts", count, words, f"{_stories()}?state=draft")


# Each kind of work has a function here; the dashboard shows them in this order.
_KINDS: tuple[Callable[[DeskFacts], Iterator[WaitingLine | None]], ...] = (
    _from_tasks,
    _from_webhooks,
    _from_feeds,
    _from_sources,
    _from_imports,
    _from_suggestions,
    _from_pictures,
    _from_schedule,
    _from_front_pages,
    _from_review,
    _from_changes,
    _from_translations,
    _from_drafts,
)


def _stories() -> str:
    return reverse("admin:articles_article_changelist")


def _number_of(show: str, now: dt.datetime) -> int:
    """The number of pictures that a filter of the library shows, up to COUNT_LIMIT."""
    pictures = pictures_found(PictureFilters(show=show), now)
    return len(pictures.values_list("pk", flat=True)[:COUNT_LIMIT])


def _line(name: str, count: int, words: str, url: str) -> WaitingLine | None:
    """The line of `count` in `words` with a place for it; None for a count of 0."""
    return WaitingLine(name, words % {"count": count_in_words(count)}, url) if count else None
