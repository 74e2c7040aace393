"""The buttons of an event and of the list of events; each answers in words."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.request_user import user_of
from articles.admin.taxonomy.topics import topic_form_url
from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.editorial.bulk.run import run
from articles.ingest.clusters import editing, undoing
from articles.ingest.exceptions import ClusterChanged, ClusterTooLarge
from articles.lib.graphemes import shorten
from articles.lib.keyset import read_id
from articles.lib.text_inputs import NameInput
from articles.models import Article, AuditEntry, Cluster, Tag, UpstreamItem
from articles.models.upstream_item import articles_of


class TopicTagForm(forms.Form):
    """The tag that makes a topic of an event."""

    tag = NameInput(label=_("tag"), max_length=100)


# The answer to a button: a sentence, and the level of its message.
Answer = tuple[str, int]
# Originals that are put together at once.
MOST = 20
_FIRST_WORDS = 80


def split(request: HttpRequest) -> Answer:
    """Take the posted item out of its event."""
    return _changed(
        lambda: editing.split_off(_posted_item(request), user_of(request)),
        gettext("Taken out: “%(title)s”. It stays apart from the others, also when more come."),
    )


def lead(request: HttpRequest) -> Answer:
    """Let the posted item lead its event."""
    return _changed(
        lambda: editing.choose_lead(_posted_item(request), user_of(request)),
        gettext("“%(title)s” leads the event now."),
    )


def together(request: HttpRequest, item_ids: Sequence[int]) -> Answer:
    """Put the originals with these ids, and all of their events, together; returns the answer."""
    if not 2 <= len(item_ids) <= MOST:
        return gettext("Choose from two to %(most)d.") % {"most": MOST}, messages.WARNING
    return _changed(
        lambda: editing.put_together(item_ids, user_of(request)),
        gettext("Put together: the event of “%(title)s”."),
    )


def put_named_together(request: HttpRequest) -> Answer:
    """Put the two items together that are named by external id or address."""
    items = [_named_item(request.POST.get(name, "")) for name in ("one", "other")]
    for name, item in zip(("one", "other"), items, strict=True):
        if item is None:
            typed = shorten(request.POST.get(name, "").strip(), _FIRST_WORDS)
            text = gettext("No original has this external id or address: “%(typed)s”.")
            return text % {"typed": typed}, messages.ERROR
    return together(request, [item.pk for item in items if item])


def undo_last(request: HttpRequest) -> Answer:
    """Undo the last thing that this person did with events, if it is the one that was shown."""
    entry = undoing.last_of(request.user)
    if entry is None or str(entry.pk) != request.POST.get("entry"):
        return _too_late(), messages.WARNING

    def take_back() -> AuditEntry:
        undoing.undo(entry, user_of(request))
        return entry

    return _changed(take_back, gettext("Undone."))


def tag(request: HttpRequest) -> Answer:
    """Add the posted tag to all articles made of the event, as far as this person may; in one step,
    since an event holds a hundred originals at most, and the page lists the articles."""
    form = TopicTagForm(request.POST)
    if not form.is_valid():
        return " ".join(map(str, form.errors["tag"])), messages.ERROR
    typed = form.cleaned_data["tag"]
    cluster = Cluster.objects.filter(pk=_posted(request, "cluster")).first()
    stories = stories_of(cluster) if cluster else []
    action = BULK_ACTIONS["add_tag"]
    if not stories or not request.user.has_perm(f"articles.{action.permission}"):
        return gettext("Nothing was done: there is no story that you may tag."), messages.WARNING
    seen = {story.pk: story.version for story in stories}
    outcome = run(action, [typed], seen, user_of(request))
    said = [f"“{shorten(title, 60)}”: {why}" for title, why in outcome.skipped]
    if outcome.done:
        said.insert(0, gettext("The stories of this event have the tag “%s”.") % typed)
    return " ".join(said), messages.SUCCESS if outcome.done else messages.WARNING


def stories_of(cluster: Cluster) -> list[Article]:
    """The articles made of the items of a cluster; two queries."""
    items = cluster.members.values_list("item__source_id", "item__external_id")
    rows = articles_of(Article.objects.order_by("lang", "pk"), items)
    return list(
        rows.only("title", "lang", "status", "published_at", "expires_at", "slug", "version")
    )


def in_words(entry: AuditEntry) -> str:
    """The words for an audit entry, which stand beside the button that undoes it."""
    texts = {
        editing.SPLIT: gettext("You took “%(title)s” out of its event."),
        editing.JOIN: gettext("You put originals together: “%(title)s”."),
        editing.LEAD: gettext("You let “%(title)s” lead its event."),
    }
    title = shorten(str(entry.detail.get("title", "")), _FIRST_WORDS)
    return texts.get(entry.action, "%(title)s") % {"title": title}


def address_after(request: HttpRequest, back: str, level: int) -> str:
    """The address to go to after an answer of this level: the form of the topic that was made,
    `back`, or the list where that is of an event that is gone."""
    form = TopicTagForm(request.POST)
    if request.POST.get("act") == "tag" and level == messages.SUCCESS and form.is_valid():
        (made,) = Tag.for_words([form.cleaned_data["tag"]]).values()
        return topic_form_url(made, request.user) or back
    pk = _posted(request, "cluster")
    if pk and not Cluster.objects.filter(pk=pk).exists():
        return reverse("admin:articles_cluster_changelist")
    return back


def _changed(change: Callable[[], AuditEntry], text: str) -> Answer:
    try:
        entry = change()
    except ClusterChanged:
        return _too_late(), messages.WARNING
    except ClusterTooLarge:
        return gettext("Nothing was done: an event holds 100 originals at most."), messages.WARNING
    title = shorten(str(entry.detail.get("title", "")), _FIRST_WORDS)
    return text % {"title": title}, messages.SUCCESS


def _too_late() -> str:
    return gettext("Nothing was done: somebody changed this event meanwhile.")


def _posted(request: HttpRequest, name: str) -> int:
    return read_id(request.POST.get(name, "")) or 0


def _posted_item(request: HttpRequest) -> int:
    return _posted(request, "item")


def _named_item(typed: str) -> UpstreamItem | None:
    """The newest item with this external id or address."""
    typed = typed.strip()
    if not typed or len(typed) > 500 or "\0" in typed:
        return None
    items = UpstreamItem.objects.only("pk").order_by("-pk")
    return items.filter(external_id=typed).first() or items.filter(url=typed).first()


ACTS: dict[str, Callable[[HttpRequest], Answer]] = {"split": split, "lead": lead, "tag": tag}
