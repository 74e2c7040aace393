"""Whom a provider of single sign-on means."""

from django.conf import settings
from django.db import models


class SignOnIdentity(models.Model):
    """A person of the provider `issuer`, by the name that never changes there (`sub`), and here."""

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_on_identities"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_user_per_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.issuer})"
