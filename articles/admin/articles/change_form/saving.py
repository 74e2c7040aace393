"""Saving the change form of an article, and the action of the publish panel that was pressed.

Everything happens in the transaction of the request, which holds the rows locked: see
`lock_article()`. The changes of a live article are kept as its PendingRevision until the action
“update”.
"""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles.admin.articles.change_form.address_field import address_remark
from articles.admin.articles.change_form.concurrent_edits import StoredState
from articles.admin.articles.change_form.forms import ArticleForm
from articles.admin.articles.change_form.publish_panel import codes
from articles.admin.request_user import user_of
from articles.editorial.article_checks import findings, new_findings
from articles.editorial.publishing_checks import Finding
from articles.lib.keyset import read_id
from articles.lib.relative_time import time_and_zone
from articles.lib.text_inputs import typed_line
from articles.models import Article, Autosave, PendingRevision
from articles.models.editable_values import edited
from articles.models.exceptions import CannotPublish, WrongState
from articles.models.revise import Changes
from articles.workflow import PUBLISH, TRANSITIONS, Status

# Actions that bring a text to readers, after the publishing checks.
_CHECKED = ("publish", "update")


def lock_article(object_id: str) -> None:
    """Lock an article and its pending revision until the end of the transaction.

    A form that is read afterwards is merged with what is stored and saved before anybody else can
    save. The article is locked first, as in `PendingRevision.publish()`, so that no two
    transactions wait for each other. On SQLite a transaction has the database to itself from its
    beginning.
    """
    pk = read_id(unquote(object_id)) or 0
    list(Article.objects.select_for_update().filter(pk=pk).values_list("pk"))
    list(PendingRevision.objects.select_for_update().filter(article=pk).values_list("pk"))


def save_changes(request: HttpRequest, obj: Article, form: ArticleForm) -> None:
    """Save a valid `form` of a stored article; `obj` has the typed values."""
    if form.edits_live_article or (form.pending and request.POST.get("_step") == "discard"):
        _save_pending(request, form)
    else:
        _save_article(request, obj, form)


def _save_article(request: HttpRequest, obj: Article, form: ArticleForm) -> None:
    if request.POST.get("_step") == "now":
        if not user_of(request).has_perm(f"articles.{PUBLISH}"):
            raise PermissionDenied
        # The form may have been opened before the end of the story, which publishes nothing.
        if obj.is_published and not obj.has_ended:
            obj.published_at = timezone.now()
    # The form of a stored article has a state.
    values, before = form.edited_values(), cast(StoredState, form.stored_state).article_values
    changed = {name: value for name, value in values.items() if value != before[name]}
    if form.pending:
        changed |= form.pending.filed_values(obj)
    if changed:
        # `obj` has the typed values, and a revision needs those of before.
        stored = obj.locked()
        reason = form.cleaned_data["reason"]
        stored.revise(Changes.from_values(changed), user_of(request), reason)
        obj.version, obj.modified_at = stored.version, stored.modified_at
    if form.pending:
        # The form was opened with its changes, and the article is not live any more.
        form.pending.absorb(values, user_of(request))


def _save_pending(request: HttpRequest, form: ArticleForm) -> None:
    values, pending = form.edited_values(), form.pending
    state = cast(StoredState, form.stored_state)
    is_update = request.POST.get("_step") == "update"
    due_at = None if is_update else form.cleaned_data.get("update_at")
    if pending is None:
        is_new = values != state.article_values
    else:
        was = (pending.edited_values, pending.base_version, pending.due_at)
        is_new = was != (values, state.article_version, due_at)
    if not is_new:
        return
    stored = Article.objects.get(pk=form.instance.pk)
    PendingRevision.hold(
        stored,
        values,
        request.user,
        seen=state.pending_version,
        due_at=due_at,
        reason=form.cleaned_data["reason"],
    )


def respond_to_save(request: HttpRequest, obj: Article) -> HttpResponseRedirect:
    """Take the action that was pressed, and redirect to the form of the saved article.

    Nothing is published while the publishing checks find something that was not confirmed.
    """
    form_name = request.POST.get("form_name", "")
    Autosave.forget(request.user, form_name)
    name = request.POST.get("_step", "save")
    # `obj` has the typed values; actions start from the stored ones.
    article = Article.objects.select_related("category", "source", "cover").get(pk=obj.pk)
    pending = PendingRevision.objects.filter(article=article).first()
    query = {"saved": form_name} if form_name else {}
    if name in _CHECKED and not request.user.has_perm(f"articles.{PUBLISH}"):
        raise PermissionDenied
    if name in _CHECKED and _needs_confirmation(request, article, pending):
        query["ask"] = name
    else:
        _take_action(request, name, article, pending)
    if remark := address_remark(request.POST.get("slug", "")):
        messages.info(request, remark)
    url = reverse("admin:articles_article_change", args=[article.pk])
    return HttpResponseRedirect(f"{url}?{urlencode(query)}" if query else url)


def check(article: Article, pending: PendingRevision | None) -> list[Finding]:
    """The findings of the publishing checks for a stored article.

    For a live one, those that its pending revision would add.
    """
    if not article.is_live:
        return findings(article, edited(article))
    stored = edited(article)
    return new_findings(article, pending.merged_with(article).values, stored) if pending else []


def _needs_confirmation(
    request: HttpRequest, article: Article, pending: PendingRevision | None
) -> bool:
    """Whether the checks find an error, or a warning that was not confirmed; adds a message."""
    issues = check(article, pending)
    if any(finding.is_error for finding in issues):
        text = gettext("Saved, but readers cannot have it like this: see below.")
        messages.error(request, text)
        return True
    if not set(codes(issues).split()) <= set(request.POST.get("_confirmed", "").split()):
        text = gettext("Saved. Please look at the notes beside the text, and press again.")
        messages.warning(request, text)
        return True
    return False


def _take_action(
    request: HttpRequest, name: str, article: Article, pending: PendingRevision | None
) -> None:
    # The form found it valid before it was saved.
    by, reason = user_of(request), typed_line(request.POST.get("reason", ""))
    try:
        # Transitions that need a reason have a page of their own.
        if name in TRANSITIONS and not TRANSITIONS[name].needs_reason:
            if name == "publish" and article.status == Status.DRAFT:
                article.submit(by, reason)
            getattr(article, name)(by, reason)
            text = scheduled_for(article) or str(TRANSITIONS[name].done)
        elif pending and name == "update":
            pending.publish(by, reason)
            text = gettext("Readers see it now")
        elif pending and name == "discard":
            pending.discard(by, reason)
            text = gettext("Discarded; the history keeps them")
        else:
            text = _saved_message(name, article, pending)
    except WrongState:
        text = gettext("Somebody was quicker: the story is in another state now.")
        messages.error(request, text)
    except CannotPublish as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{text}.")


def _saved_message(name: str, article: Article, pending: PendingRevision | None) -> str:
    if name == "now" and article.is_live:
        return gettext("Readers see it now")
    if article.is_live and pending:
        if pending.due_at:
            when = {"when": time_and_zone(pending.due_at)}
            return gettext("Saved; readers see it from %(when)s on") % when
        return gettext("Saved; readers do not see it yet")
    return scheduled_for(article) or gettext("Saved")


def scheduled_for(article: Article) -> str:
    """The message of a scheduled article, with the time; empty for any other."""
    if not article.is_scheduled or article.published_at is None:
        return ""
    return gettext("Scheduled for %(when)s") % {"when": time_and_zone(article.published_at)}
