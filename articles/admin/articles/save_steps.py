"""Saving a story, and the step whose button was pressed with it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles.admin.articles.corrections import record_corrections
from articles.admin.articles.publish_panel import codes
from articles.admin.request_user import user_of
from articles.editorial.article_checks import findings, new_findings
from articles.editorial.publishing_checks import Finding
from articles.models import Article, AuditEntry, Autosave, PendingRevision
from articles.models.editable_values import edited
from articles.models.exceptions import CannotPublish, StaleArticle, WrongState
from articles.models.revise import Changes
from articles.workflow import PUBLISH, TRANSITIONS, Status

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin

# Steps that bring a text to readers, so that the checks come first.
_CHECKED = ("publish", "update")


class Steps(Admin):
    """The half of `ArticleAdmin` that writes, all of a request in one transaction.

    What is saved of a live story waits beside it (PendingRevision) until the step “update”.
    """

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Keep what was, claim the version that the form was opened on, and save."""
        if not change:
            super().save_model(request, obj, form, change)
            AuditEntry.record("create", request.user, obj)
        elif form.is_for_live:
            self._hold(request, form)
        else:
            self._rewrite(request, obj, form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The tags of a live story wait with its text; corrections are told at once."""
        if not (change and form.is_for_live):
            super().save_related(request, form, formsets, change)
            return
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the corrections, each with a line in the audit log."""
        super().save_formset(request, form, formset, change)
        record_corrections(formset, user_of(request))

    def _rewrite(self, request: HttpRequest, obj: Article, form: Any) -> None:
        if request.POST.get("_step") == "now":
            obj.published_at = timezone.now()
        values, before = form.desk_values(), form.standing.stored
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            # `obj` holds the typed values, and a revision needs those of before.
            stored = obj.locked()
            if stored.version != form.standing.article:
                raise StaleArticle
            reason = form.cleaned_data["reason"]
            stored.revise(Changes.from_values(changed), user_of(request), reason)
            obj.version, obj.modified_at = stored.version, stored.modified_at
        if form.pending:
            # Its text came into this form when the article was not live any more.
            form.pending.absorb(values, request.user)

    def _hold(self, request: HttpRequest, form: Any) -> None:
        values, pending, stood = form.desk_values(), form.pending, form.standing
        is_update = request.POST.get("_step") == "update"
        due_at = None if is_update else form.cleaned_data.get("update_at")
        if pending is None:
            is_new = values != stood.stored
        else:
            was = (pending.values, pending.base_version, pending.due_at)
            is_new = was != (values, stood.article, due_at)
        if not is_new:
            return
        stored = Article.objects.get(pk=form.instance.pk)
        if stored.version != stood.article:
            raise StaleArticle
        PendingRevision.hold(
            stored,
            values,
            request.user,
            seen=stood.pending,
            due_at=due_at,
            reason=form.cleaned_data["reason"],
        )

    # --- afterwards -----------------------------------------------------------------------

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: Any = None
    ) -> Any:
        """As for a change."""
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._take_step(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> Any:
        """After the save, take the step whose button was pressed."""
        return self._take_step(request, obj)

    def _take_step(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        form = request.POST.get("form_name", "")
        Autosave.forget(request.user, form)
        name = request.POST.get("_step", "save")
        # As stored: `obj` holds what was typed.
        article = Article.objects.select_related("category", "source", "cover").get(pk=obj.pk)
        pending = PendingRevision.objects.filter(article=article).first()
        asked = {"saved": form} if form else {}
        if name in _CHECKED and not request.user.has_perm(f"articles.{PUBLISH}"):
            raise PermissionDenied
        if name in _CHECKED and self._asks(request, article, pending):
            asked["ask"] = name
        else:
            self._take(request, name, article, pending)
        back = reverse("admin:articles_article_change", args=[article.pk])
        return HttpResponseRedirect(f"{back}?{urlencode(asked)}" if asked else back)

    def _asks(
        self, request: HttpRequest, article: Article, pending: PendingRevision | None
    ) -> bool:
        """Whether there is something to look at first; says so."""
        found = self.findings(article, pending)
        if any(finding.is_error for finding in found):
            text = gettext("Saved, but readers cannot have it like this: see below.")
            self.message_user(request, text, messages.ERROR)
            return True
        if not set(codes(found).split()) <= set(request.POST.get("_confirmed", "").split()):
            text = gettext("Saved. Please look at the notes beside the text, and press again.")
            self.message_user(request, text, messages.WARNING)
            return True
        return False

    def findings(self, article: Article, pending: PendingRevision | None) -> list[Finding]:
        """What the checks say of a story as stored, and of changes that wait beside a live one."""
        if not article.is_live:
            return findings(article, edited(article))
        stored = edited(article)
        return new_findings(article, pending.merged_with(article).values, stored) if pending else []

    def _take(
        self, request: HttpRequest, name: str, article: Article, pending: PendingRevision | None
    ) -> None:
        by, reason = user_of(request), request.POST.get("reason", "")
        try:
            # What needs a reason has a page of its own, which asks for it.
            if name in TRANSITIONS and not TRANSITIONS[name].needs_reason:
                if name == "publish" and article.status == Status.DRAFT:
                    article.submit(by, reason)
                getattr(article, name)(by, reason)
                done = str(TRANSITIONS[name].done)
            elif pending and name == "update":
                pending.publish(by, reason)
                done = gettext("Readers see it now")
            elif pending and name == "discard":
                pending.discard(by, reason)
                done = gettext("Discarded; the history keeps them")
            else:
                done = _saved(name, article, pending)
        except WrongState:
            text = gettext("Somebody was quicker: the story is in another state now.")
            self.message_user(request, text, messages.ERROR)
        except CannotPublish as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, f"{done}.", messages.SUCCESS)


def _saved(name: str, article: Article, pending: PendingRevision | None) -> str:
    if name == "now":
        return gettext("Readers see it now")
    if article.is_live and pending:
        return gettext("Saved; readers do not see it yet")
    return gettext("Saved")
