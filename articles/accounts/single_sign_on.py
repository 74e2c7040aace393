"""Single sign-on by OpenID Connect: whom the claims of the provider mean, and which roles.

A new person has no rights but those that settings.OIDC_ROLES maps. An account that exists is meant
by a verified address only, and never a superuser's: whoever runs the provider is no superuser here.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from articles.lib.characters import without_forbidden
from articles.models import AuditEntry
from articles.models.sign_on_identity import SignOnIdentity

Claims = dict[str, Any]


class SignOnBackend(OIDCAuthenticationBackend):
    """The library's backend, which checks signature, nonce and time; here the rest is checked."""

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> User | None:
        """Return the person of the token, None for who gets no account.

        Raises SuspiciousOperation for a token of another issuer, or for another site (OpenID
        Connect Core 1.0, 3.1.3.7).
        """
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if (
            payload.get("iss") != settings.OIDC_ISSUER
            or settings.OIDC_RP_CLIENT_ID not in audiences
        ):
            raise SuspiciousOperation("The token is of another issuer, or for another site.")
        user: User | None = super().get_or_create_user(access_token, id_token, payload)
        return user

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> Claims:
        """Return the claims of the provider's userinfo endpoint. One request.

        Raises SuspiciousOperation for those of another person than the token's (OpenID Connect Core
        1.0, 5.3.2).
        """
        claims: Claims = super().get_userinfo(access_token, id_token, payload)
        if not claims.get("sub") or claims["sub"] != payload.get("sub"):
            raise SuspiciousOperation("The claims are of somebody else.")
        return claims

    def verify_claims(self, claims: Claims) -> bool:
        """Every person has a `sub`; an address may be missing."""
        return bool(claims.get("sub"))

    def filter_users_by_claims(self, claims: Claims) -> QuerySet[User]:
        """Whoever came as this person before, otherwise who has the verified address."""
        known = User.objects.filter(
            sign_on_identities__issuer=settings.OIDC_ISSUER,
            sign_on_identities__subject=str(claims["sub"])[:255],
        )
        if known.exists() or claims.get("email_verified") is not True or not claims.get("email"):
            return known
        return User.objects.filter(email__iexact=claims["email"], is_superuser=False)

    @transaction.atomic
    def create_user(self, claims: Claims) -> User:
        """A new person, without a password and without rights but those of the claims."""
        wished = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        name = unused_name(without_forbidden(str(wished))[:140])
        verified = claims.get("email_verified") is True
        user = User.objects.create_user(name, email=claims.get("email") if verified else "")
        AuditEntry.record("add_user", None, None, name=name, issuer=settings.OIDC_ISSUER)
        return self.update_user(user, claims)

    @transaction.atomic
    def update_user(self, user: User, claims: Claims) -> User:
        """Remember the identity, and give the roles that the claims name now."""
        SignOnIdentity.objects.get_or_create(
            issuer=settings.OIDC_ISSUER,
            subject=str(claims["sub"])[:255],
            defaults={"user": user},
        )
        if settings.OIDC_ROLES and not user.is_superuser:
            _give_roles(user, claims.get(settings.OIDC_ROLES_CLAIM))
        return user


def unused_name(wished: str) -> str:
    """Return `wished`, or with a number after it where somebody has that name; some queries."""
    name, number = wished, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{wished}-{number}"
    return name


def _give_roles(user: User, claimed: object) -> None:
    """Give the roles of the claim, and take those of settings.OIDC_ROLES that it does not name."""
    names = claimed if isinstance(claimed, list) else [claimed]
    wanted = {role for name, role in settings.OIDC_ROLES.items() if name in names}
    before = set(user.groups.values_list("name", flat=True))
    after = before - set(settings.OIDC_ROLES.values()) | wanted
    if after != before:
        user.groups.set(Group.objects.filter(name__in=after))
        detail = {
            "name": user.get_username(),
            "rights": {"groups": [sorted(before), sorted(after)]},
        }
        AuditEntry.record("change_user", None, None, "", **detail)
    if user.is_staff != bool(after):
        user.is_staff = bool(after)
        user.save(update_fields=["is_staff"])
