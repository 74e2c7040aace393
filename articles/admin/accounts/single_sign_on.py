"""The two addresses of single sign-on: the way to the provider, and back from it."""

import logging

import jwt
import requests
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from articles.accounts.second_factor import PASSED
from articles.admin.accounts.second_step import finish_login

logger = logging.getLogger(__name__)


class ComeBackView(OIDCAuthenticationCallbackView):
    """Signs in whom the provider names; the provider looks after a second factor."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The library's answer; what the provider sent wrong, or not at all, is no traceback."""
        try:
            response: HttpResponse = super().get(request)
        except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError) as error:
            logger.warning("Single sign-on failed: %s: %s", type(error).__name__, error)
            return self.login_failure()
        return response

    def login_success(self) -> HttpResponse:
        """Sign in who has access to the desk, and tell everybody else that access is missing."""
        if not self.user.is_staff:
            text = gettext(
                "You are known now, but have no access to the desk yet. Ask an administrator of "
                "the newsroom to give you one of the roles."
            )
            messages.warning(self.request, text)
            return HttpResponseRedirect(reverse("admin:login"))
        then = self.request.session.get("oidc_login_next") or reverse("admin:index")
        response = finish_login(self.request, self.user, HttpResponseRedirect(then))
        self.request.session[PASSED] = True
        return response

    def login_failure(self) -> HttpResponse:
        """The log-in page, which says that it did not work."""
        text = gettext("Signing in with the other account did not work. Try again, or ask an "
                       "administrator of the newsroom.")  # fmt: skip
        messages.error(self.request, text)
        return HttpResponseRedirect(reverse("admin:login"))


# Below the address `sso/` of the admin.
urlpatterns = [
    path("", OIDCAuthenticationRequestView.as_view(), name="sso"),
    path("callback/", ComeBackView.as_view(), name="sso_callback"),
]
