"""The end of signing in: the second step, for those who have set it up, and the session."""

import time
from typing import Any, cast

from django import forms
from django.contrib.auth import login as start_session
from django.contrib.auth.models import User
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from articles.accounts import second_factor, sessions
from articles.accounts.exceptions import TooManyAttempts
from articles.accounts.known_browsers import remember_browser
from articles.accounts.login_limits import claim_second_step, log_failure, succeeded
from articles.admin.accounts.desk_choice import first_screen
from articles.lib.text_inputs import TextInput

# The backend by which Django looks up, at each request, who is signed in.
_BACKEND = "articles.accounts.backend.DeskBackend"
# In a session: whose password was right, and when.
_WAITS = "second_step"
_SECONDS = 600


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = TextInput(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )


def finish_login(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """Sign `user` in, and know the browser that gets `response` the next time.

    A response that leads to the desk leads to the screen that the person wants first.
    """
    if isinstance(response, HttpResponseRedirect) and response.url == reverse("admin:index"):
        response = HttpResponseRedirect(first_screen(user))
    start_session(request, user, _BACKEND)
    sessions.began(request)
    succeeded(request, user.get_username())
    remember_browser(response, user.get_username())
    return response


def ask_for_code(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Lead who gave the right password to the second step; nobody is signed in yet."""
    request.session[_WAITS] = [user.pk, int(time.time())]
    return HttpResponseRedirect(f"{reverse('admin:second_step')}?{urlencode({'next': then})}")


class SecondStepView(RedirectURLMixin, FormView):
    """Asks for a code, and signs in."""

    form_class = CodeForm
    template_name = "admin/accounts/second_step.html"
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Tell whoever did not give a password lately to do that first."""
        pk, at = request.session.get(_WAITS) or [None, 0]
        user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
        if user is None or time.time() - at > _SECONDS:
            return self.render_to_response({**(self.extra_context or {}), "is_over": True})
        self.user = user
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        """Return the URL of the dashboard, for a request without `next`."""
        return reverse("admin:index")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Sign in with a right code; 429 after too many wrong ones."""
        name = self.user.get_username()
        try:
            claim_second_step(self.request, name)
        except TooManyAttempts as refusal:
            form.add_error("code", refusal.in_words())
            response = self.form_invalid(form)
            response.status_code, response.headers["Retry-After"] = 429, str(refusal.seconds)
            return response
        if not second_factor.is_right(self.user, form.cleaned_data["code"]):
            log_failure(self.request, name, "wrong code")
            form.add_error(
                "code",
                gettext("This code is not right. Codes of the app change every half minute."),
            )
            return self.form_invalid(form)
        del self.request.session[_WAITS]
        response = HttpResponseRedirect(self.get_success_url())
        finish_login(self.request, self.user, response)
        self.request.session[second_factor.PASSED] = True
        return response


def second_step_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The answer to a request for the second step, with `context` for its template."""
    context |= {"title": gettext("Second step"), "has_permission": False}
    return cast(HttpResponse, SecondStepView.as_view(extra_context=context)(request))
