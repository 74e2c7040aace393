"""Links by which people choose a password: for a new account, and for a forgotten password.

A link is good for settings.PASSWORD_RESET_TIMEOUT, and until the password is changed or its owner
signs in (Django's token). It is made when the mail is sent, so the queue of tasks holds none.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from articles.lib.background_tasks import background_task
from articles.models.site_in_use import site_in_use


@background_task(_("Send a link to choose a password"), tries=5, urgent=True)
def send_set_up_link(person_id: int, lang: str) -> None:
    """Mail a person the link by which to choose a password, in the language `lang`."""
    person = User.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person:
        with override(lang):
            _send(person, gettext("Your account at %(site)s"), "admin/accounts/set_up_mail.txt")


@background_task(_("Send a link for a forgotten password"), tries=5, urgent=True)
def send_reset_links(address: str, lang: str) -> None:
    """Mail the link to every person of the newsroom who has a password and exactly this address.

    The mail goes to the stored address: one that was typed may only look the same.
    """
    people = User.objects.filter(email__iexact=address, is_active=True, is_staff=True)
    with override(lang):
        for person in people:
            if person.has_usable_password():
                subject = gettext("A new password at %(site)s")
                _send(person, subject, "admin/accounts/reset_mail.txt")


def _send(person: User, subject: str, template: str) -> None:
    token = default_token_generator.make_token(person)
    key = urlsafe_base64_encode(force_bytes(person.pk))
    # Not the host of a request, which anybody may choose.
    url = settings.SITE_URL + reverse("admin:password_reset_confirm", args=[key, token])
    site = site_in_use().name
    context = {
        "site": site,
        "name": person.get_username(),
        "url": url,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    body = render_to_string(template, context)
    EmailMessage(subject % {"site": site}, body, to=[person.email]).send()
