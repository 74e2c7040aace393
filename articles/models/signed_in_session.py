"""Sessions in which people are signed in to the admin."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignedInSession(models.Model):
    """Description of a session for its owner; the row is deleted with the session.

    `network` is an IPv4 address or an IPv6 /64, `browser` a few words such as “Firefox, Windows”.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signed_in_sessions"
    )
    began_at = models.DateTimeField(_("signed in"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last used"))
    network = models.CharField(_("network"), max_length=64)
    browser = models.CharField(_("browser"), max_length=80)
    # In which the admin was last shown.
    lang = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.browser} {self.network}"
