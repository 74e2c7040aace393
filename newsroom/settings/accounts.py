"""People who sign in: the desk's path, passwords, attempts, second factor, single sign-on."""

import re

from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import env
from newsroom.settings.site import SITE_HOST, SITE_LANGUAGES, SITE_NAME

# Where the desk is. A path of one's own keeps robots away that try `/admin/` everywhere.
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"
if not re.fullmatch(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*/)+", ADMIN_PATH) or (
    # Addresses of the public site, which the desk would hide.
    ADMIN_PATH.split("/")[0] in {"api", "media", "preview", "static", *SITE_LANGUAGES}
):
    raise ImproperlyConfigured(
        "ADMIN_PATH: choose letters, digits and hyphens that no public address begins with: desk/"
    )

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Django's own hash first, which new passwords get; its others stay readable.
PASSWORD_HASHERS = [
    "articles.accounts.quiet_hasher.QuietPasswordHasher",
    *global_settings.PASSWORD_HASHERS[1:],
]

# Failed log-ins of one account, and of one network, within the cool-off: more are refused until it
# is over.
LOGIN_FAILURES_PER_ACCOUNT = env.int("LOGIN_FAILURES_PER_ACCOUNT", default=10)
LOGIN_FAILURES_PER_NETWORK = env.int("LOGIN_FAILURES_PER_NETWORK", default=50)
LOGIN_COOL_OFF_MINUTES = env.int("LOGIN_COOL_OFF_MINUTES", default=15)
if min(LOGIN_FAILURES_PER_ACCOUNT, LOGIN_FAILURES_PER_NETWORK, LOGIN_COOL_OFF_MINUTES) < 1:
    raise ImproperlyConfigured(
        "LOGIN_FAILURES_PER_ACCOUNT, LOGIN_FAILURES_PER_NETWORK, LOGIN_COOL_OFF_MINUTES: "
        "choose one or more."
    )

LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
# Groups whose people must have a second factor; superusers belong to all of them.
SECOND_FACTOR_GROUPS = env.list("SECOND_FACTOR_GROUPS", default=[])
OTP_TOTP_ISSUER = SITE_NAME or SITE_HOST
# Single sign-on by OpenID Connect (requirements-sso.txt): the provider as its tokens name it, and
# its addresses.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_NAME = env.str("OIDC_NAME", default="single sign-on")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_AUTHORIZATION_URL", default="")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_TOKEN_URL", default="")
OIDC_OP_USER_ENDPOINT = env.str("OIDC_USERINFO_URL", default="")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_KEYS_URL", default="")
OIDC_RP_SIGN_ALGO = env.str("OIDC_ALGORITHM", default="RS256")
OIDC_RP_SCOPES = env.str("OIDC_SCOPES", default="openid email profile")
# The claim that names groups of the provider, and the role that each of them has here.
OIDC_ROLES_CLAIM = env.str("OIDC_ROLES_CLAIM", default="groups")
OIDC_ROLES = env.dict("OIDC_ROLES", default={})
OIDC_AUTHENTICATION_CALLBACK_URL = "admin:sso_callback"
OIDC_USE_PKCE, OIDC_TIMEOUT = True, 10
AUTHENTICATION_BACKENDS = ["articles.accounts.backend.DeskBackend"]
if OIDC_ISSUER:
    AUTHENTICATION_BACKENDS.append("articles.accounts.single_sign_on.SignOnBackend")
    if missing := [
        name
        for name, value in {
            "OIDC_CLIENT_ID": OIDC_RP_CLIENT_ID,
            "OIDC_CLIENT_SECRET": OIDC_RP_CLIENT_SECRET,
            "OIDC_AUTHORIZATION_URL": OIDC_OP_AUTHORIZATION_ENDPOINT,
            "OIDC_TOKEN_URL": OIDC_OP_TOKEN_ENDPOINT,
            "OIDC_USERINFO_URL": OIDC_OP_USER_ENDPOINT,
            "OIDC_KEYS_URL": OIDC_OP_JWKS_ENDPOINT,
        }.items()
        if not value
    ]:
        raise ImproperlyConfigured(f"OIDC_ISSUER needs {', '.join(missing)}, too.")
# Attempts are counted by articles.accounts.login_limits, where nobody is locked out for ever.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
