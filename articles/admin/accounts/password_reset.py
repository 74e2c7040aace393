"""The pages by which people choose a password: asking for the link, and what the link opens."""

from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from articles.accounts.login_limits import cool_off
from articles.accounts.password_links import send_reset_links
from articles.lib.client_address import client_network
from articles.models import AuditEntry
from articles.models.attempts import Attempts

# Mails within one cool-off: to one address, and asked for by one network.
_PER_ADDRESS, _PER_NETWORK = 3, 20


class ResetForm(forms.Form):
    """The e-mail address to which the link is sent."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class AskForLinkView(views.PasswordContextMixin, FormView):
    """Sends the link; the answer is the same whether there is such an account or not."""

    form_class = ResetForm
    template_name = "registration/password_reset_form.html"
    success_url = reverse_lazy("admin:password_reset_done")
    title = _("Forgotten password")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Send the link, unless too many were sent; 429 for a network that asks too often."""
        address = form.cleaned_data["email"].casefold()
        network = f"reset-network:{client_network(self.request)}"
        if seconds := Attempts.claim(network, _PER_NETWORK, cool_off()):
            form.add_error(None, _("Too many requests. Try again in some minutes."))
            response = self.form_invalid(form)
            response.status_code, response.headers["Retry-After"] = 429, str(seconds)
            return response
        if not Attempts.claim(f"reset-address:{address}", _PER_ADDRESS, cool_off()):
            send_reset_links.enqueue(address, get_language() or settings.LANGUAGE_CODE)
        return super().form_valid(form)


class ChoosePasswordView(views.PasswordResetConfirmView):
    """Page that a link in a mail opens.

    Whoever chose a password signs in with it, and with the second factor.
    """

    success_url = reverse_lazy("admin:password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password; every session of the person ends by that."""
        response = super().form_valid(form)
        AuditEntry.record("choose_password", form.user, None, name=form.user.get_username())
        return response


def password_reset_urls(each_context: Any) -> list[URLPattern]:
    """The addresses of these pages; `each_context(request)` is the context of the admin's pages."""

    def page(view: type[views.PasswordContextMixin], request: HttpRequest, **kwargs: Any) -> Any:
        context = {**each_context(request), "has_permission": False}
        return cast(Any, view).as_view(extra_context=context)(request, **kwargs)

    return [
        path(route, partial(page, view), name=name)
        for route, view, name in (
            ("password_reset/", AskForLinkView, "password_reset"),
            ("password_reset/done/", views.PasswordResetDoneView, "password_reset_done"),
            ("reset/<uidb64>/<token>/", ChoosePasswordView, "password_reset_confirm"),
            ("reset/done/", views.PasswordResetCompleteView, "password_reset_complete"),
        )
    ]
