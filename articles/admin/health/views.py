"""The page of site health, for administrators: what is wrong and what to do, sizes, versions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from articles.operations.health.checks import site_health
from articles.operations.health.facts import facts

# Administrators have it, and nobody below them.
PERMISSION = "auth.change_user"


def health_page(request: HttpRequest, context: dict[str, object]) -> TemplateResponse:
    """Show the problems first; `context` is that of all pages of the admin.

    Raises PermissionDenied for everybody but administrators.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    context = {
        **context,
        "title": gettext("Site health"),
        "messages_of_checks": site_health(),
        "facts": facts(),
    }
    return TemplateResponse(request, "admin/health/page.html", context)
