"""What the desk says of the block "in focus": what could stand there, and why it does not."""

import datetime as dt

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from articles.models import FrontEdition, Tag, TaggedArticle
from articles.public.front_page import days_ago
from articles.public.front_pool import load_front_page

# A tag with so many live stories of the last days is proposed.
_DAYS, _LEAST = 3, 4


def proposed_focus(edition: FrontEdition, now: dt.datetime) -> tuple[Tag, str] | None:
    """The tag with most live stories of the last days in the language of the edition, and the
    reason; None where the edition says what is in focus, and where nothing is told that often.
    Two queries at most."""
    if edition.focus_tag_id or edition.focus_title:
        return None
    recent = TaggedArticle.objects.in_language(edition.lang).live(now)
    recent = recent.filter(published_at__gte=days_ago(now, _DAYS), sticky_weight__gte=0)
    counted = recent.order_by().values("tag").annotate(number=Count("pk"))
    most = counted.filter(number__gte=_LEAST).order_by("-number", "tag").first()
    if most is None:
        return None
    reason = ngettext(
        "%(number)d story since %(days)d days ago",
        "%(number)d stories in %(days)d days",
        most["number"],
    )
    return Tag.objects.get(pk=most["tag"]), reason % {"number": most["number"], "days": _DAYS}


def warn_of_focus(request: HttpRequest, edition: FrontEdition) -> None:
    """Tell who scheduled an edition that what it has in focus would not stand on the page. The
    pages of live ones tell it themselves."""
    if edition.focus_until is None:
        return
    problem = load_front_page(request, edition.lang, edition).page.focus_problem
    if problem:
        ending = gettext("It comes by itself when there are enough.")
        messages.warning(request, f"{problem} {ending}")
