"""Help for somebody who cannot sign in: a link, an open account, a lost factor, ended sessions."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext

from articles.accounts import login_limits, second_factor, sessions
from articles.accounts.password_links import send_set_up_link
from articles.models import AuditEntry


def help_with_login(
    model_admin: admin.ModelAdmin, request: HttpRequest, person_id: int
) -> HttpResponse:
    """The page with what may be done for a person, and what was chosen of it.

    403 for who may not change the account, 404 for none.
    """
    person = User.objects.filter(pk=person_id).first()
    if not model_admin.has_change_permission(request, person):
        raise PermissionDenied
    if person is None:
        raise Http404("no such person")
    if request.method == "POST":
        act = str(request.POST.get("act", ""))
        if act in ("link", "unlock", "factor", "sign_out"):
            messages.success(request, _do(act, person))
            AuditEntry.record(f"help_{act}", request.user, None, name=person.get_username())
        return HttpResponseRedirect(request.path)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": gettext("Help %s to sign in") % person.get_username(),
        "person": person,
        "has_factor": second_factor.has_factor(person),
        "sessions": sessions.sessions_of(person),
        "change_url": reverse("admin:auth_user_change", args=[person.pk]),
    }
    return TemplateResponse(request, "admin/people/help.html", context)


def _do(act: str, person: User) -> str:
    """Do it, and return what happened in words."""
    if act == "link":
        if not person.email or not person.is_active:
            return gettext(
                "Nothing was sent: the account has no e-mail address, or is switched off."
            )
        send_set_up_link.enqueue(person.pk, get_language() or settings.LANGUAGE_CODE)
        return gettext("A link to choose a password is on its way to %s.") % person.email
    if act == "unlock":
        login_limits.unlock(person.get_username())
        return gettext("Failed attempts are forgotten: signing in may be tried again at once.")
    if act == "factor":
        second_factor.remove(person)
        sessions.sign_out(person)
        return gettext("The second factor is removed, and all sessions of the account are ended.")
    sessions.sign_out(person)
    return gettext("All sessions of the account are ended.")
