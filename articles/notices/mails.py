"""The mail that tells a person of notices, in plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from articles.lib.background_tasks import background_task
from articles.lib.graphemes import clip
from articles.lib.text_inputs import typed_line
from articles.models import Notice
from articles.models.queued_task import QueuedTask
from articles.models.site_in_use import site_in_use
from articles.notices.recipients import language_of
from articles.notices.screens import absolute, address_of

# Notices of one event that a mail names; of the others it tells the number.
MOST = 20
# Characters of a title in a subject.
_SUBJECT = 80


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line of a mail: one notice, or several that say the same, and the address to go to.

    `title` is the story, the import or the task; `text` says more.
    """

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class MailPart:
    """The notices of one event: a heading, lines, and the number of those without a line."""

    heading: str
    lines: list[MailLine]
    more: int


# One mail server that is away for an hour must not lose the mail.
@background_task(_("Send notices by e-mail"), tries=12, tells_failure=False)
def mail_notices(person_id: int, notice_ids: list[int]) -> None:
    """Send a person one mail about these notices; nothing to whom has no address any more."""
    people = User.objects.filter(pk=person_id, is_active=True, is_staff=True)
    person = people.exclude(email="").first()
    rows = Notice.objects.filter(pk__in=notice_ids).select_related("by").order_by("pk")
    notices = list(rows)
    if person and notices:
        with override(language_of(person)):
            mail_to(person, notices).send()


def mail_to(person: User, notices: Sequence[Notice]) -> EmailMessage:
    """Return the mail about `notices` in the active language."""
    parts = [part for event in Notice.Event if (part := _part(event, notices))]
    site = site_in_use().name
    context = {
        "parts": parts,
        "site": site,
        "account_url": absolute(reverse("admin:account")) + "#notices",
    }
    # RFC 3834: no vacation program answers it.
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(
        f"[{site}] {_subject(parts)}",
        render_to_string("admin/notices/mail.txt", context),
        to=[person.email],
        headers=headers,
    )


def _subject(parts: Sequence[MailPart]) -> str:
    """The heading of the only part, with the title of its only line; otherwise how much it is."""
    if len(parts) > 1:
        count = sum(len(part.lines) + part.more for part in parts)
        return ngettext("%(count)d notice", "%(count)d notices", count) % {"count": count}
    (part,) = parts
    if len(part.lines) > 1 or part.more:
        return part.heading
    return f"{part.heading}: {clip(part.lines[0].title, _SUBJECT)}"


def _part(event: str, notices: Sequence[Notice]) -> MailPart | None:
    own = [notice for notice in notices if notice.event == event]
    if not own:
        return None
    lines = _lines(own)
    return MailPart(_HEADINGS[event](_count(own)), lines[:MOST], max(0, len(lines) - MOST))


def _count(notices: Sequence[Notice]) -> int:
    """The number of notices, or of stories that wait: an import may have brought many, and one may
    have been submitted twice."""
    if notices[0].event != Notice.Event.REVIEW_WAITING:
        return len(notices)
    return sum({one.article_id or one.uid: one.count for one in notices}.values())


def _lines(notices: Sequence[Notice]) -> list[MailLine]:
    """One line for each, and one for those that say the same of the same story, with the address
    of the last."""
    same: dict[tuple[str, str, int | None], list[Notice]] = {}
    for notice in notices:
        key = (_title(notice), _detail(notice), notice.article_id)
        same.setdefault(key, []).append(notice)
    lines = []
    for (title, detail, _article), group in same.items():
        text = typed_line(f"{title}: {detail}" if detail else title)
        times = f" (× {len(group)})" if len(group) > 1 else ""
        lines.append(MailLine(typed_line(title), f"{text}{times}", address_of(group[-1])))
    return lines


def _title(notice: Notice) -> str:
    """The story, the import or the task."""
    if notice.event == Notice.Event.TASK_FAILED:
        return str(QueuedTask(task_path=notice.title).label)
    return notice.title


def _detail(notice: Notice) -> str:
    """Whatever else one has to know: how many, why, or who did it."""
    if notice.event == Notice.Event.REVIEW_WAITING and not notice.article_id:
        words = ngettext("%(count)d story", "%(count)d stories", notice.count)
        return words % {"count": notice.count}
    if notice.event == Notice.Event.IMPORT_FAILED and not notice.reason:
        words = ngettext("%(count)d file was refused", "%(count)d files were refused", notice.count)
        return words % {"count": notice.count}
    if notice.reason or not notice.by:
        return notice.reason
    return notice.by.get_full_name() or notice.by.get_username()


def _review(count: int) -> str:
    words = ngettext("%(count)d story waits for review", "%(count)d stories wait for review", count)
    return words % {"count": count}


def _import(count: int) -> str:
    words = ngettext(
        "%(count)d import failed, or refused files",
        "%(count)d imports failed, or refused files",
        count,
    )
    return words % {"count": count}


def _task(count: int) -> str:
    return ngettext("%(count)d task failed", "%(count)d tasks failed", count) % {"count": count}


def _published(count: int) -> str:
    words = ngettext(
        "%(count)d of your updates was published", "%(count)d of your updates were published", count
    )
    return words % {"count": count}


def _stopped(count: int) -> str:
    words = ngettext(
        "%(count)d update could not be published",
        "%(count)d updates could not be published",
        count,
    )
    return words % {"count": count}


def _failing(count: int) -> str:
    words = ngettext("%(count)d feed fails, or ended", "%(count)d feeds fail, or ended", count)
    return words % {"count": count}


def _silent(count: int) -> str:
    words = ngettext(
        "%(count)d feed is unusually silent", "%(count)d feeds are unusually silent", count
    )
    return words % {"count": count}


_HEADINGS: dict[str, Callable[[int], str]] = {
    Notice.Event.REVIEW_WAITING: _review,
    Notice.Event.IMPORT_FAILED: _import,
    Notice.Event.TASK_FAILED: _task,
    Notice.Event.UPDATE_PUBLISHED: _published,
    Notice.Event.UPDATE_STOPPED: _stopped,
    Notice.Event.FEED_FAILING: _failing,
    Notice.Event.FEED_SILENT: _silent,
}
