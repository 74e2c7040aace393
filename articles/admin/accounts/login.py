"""The page that signs people in to the admin."""

from typing import Any, cast

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import AllowAllUsersModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from articles.accounts.exceptions import TooManyAttempts
from articles.accounts.login_limits import claim_attempt, log_failure
from articles.accounts.second_factor import has_factor
from articles.admin.accounts.second_step import ask_for_code, finish_login


class LoginForm(AdminAuthenticationForm):
    """Django's log-in form, which tells people without access to the admin that they have none.

    Only the right password tells. Everybody else gets the one sentence for a wrong name or
    password, after the same work: nobody learns which accounts exist. `refusal` is set where the
    password was not looked at.
    """

    refusal: TooManyAttempts | None = None

    def clean(self) -> dict[str, Any]:
        """Check the password, once, within the limits of `articles.accounts.login_limits`."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password:
            return self.cleaned_data
        request = cast(HttpRequest, self.request)
        try:
            claim_attempt(request, name)
        except TooManyAttempts as refusal:
            self.refusal = refusal
            raise ValidationError(refusal.in_words(), code="refused") from refusal
        # The backend that also gives inactive accounts: only the right password tells.
        backend = AllowAllUsersModelBackend()
        user = backend.authenticate(request, username=name, password=password)
        if not isinstance(user, User):
            log_failure(request, name, "wrong name or password")
            raise self.get_invalid_login_error()
        try:
            self.confirm_login_allowed(user)
        except ValidationError as error:
            log_failure(request, name, str(error.code))
            raise
        self.user_cache: User | None = user
        return self.cleaned_data

    def confirm_login_allowed(self, user: Any) -> None:
        """Raise ValidationError for an account that is switched off, or not of the newsroom."""
        if not user.is_active:
            raise ValidationError(
                gettext("This account is switched off. Ask an administrator of the newsroom."),
                code="inactive",
            )
        if not user.is_staff:
            raise ValidationError(
                gettext(
                    "The password is right, but this account has no access to the desk. Ask an "
                    "administrator of the newsroom to give it one of the roles."
                ),
                code="no_access",
            )


class DeskLoginView(LoginView):
    """Django's view, with an honest status for what was refused without looking at it."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign the person in, or ask for the second factor."""
        user = form.get_user()
        then = self.get_success_url()
        if has_factor(user):
            return ask_for_code(self.request, user, then)
        return finish_login(self.request, user, HttpResponseRedirect(then))

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again; 429 after too many attempts."""
        response = super().form_invalid(form)
        if isinstance(form, LoginForm) and form.refusal:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.refusal.seconds)
        return response


def login_page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The answer to a request for the login page, with `context` for its template."""
    view = DeskLoginView.as_view(
        authentication_form=LoginForm, template_name="admin/login.html", extra_context=context
    )
    return cast(HttpResponse, view(request))
