"""The secret key, hosts, cookies, headers, and the hosts that this program calls."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_host, ascii_url
from newsroom.settings.environment import DEBUG, env
from newsroom.settings.files import IMAGE_HOSTS
from newsroom.settings.site import HTTPS, SITE_HOST, SITE_URL

# A key of everybody's knowledge is worse than a refusal to start; only DEBUG may do without.
SECRET_KEY = env.str("SECRET_KEY", **({"default": "debug-only-" + "x" * 50} if DEBUG else {}))
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is empty. .env.example says how to make one.")
OWN_HOSTS = [SITE_HOST, "127.0.0.1", "localhost"] if DEBUG else [SITE_HOST]
ALLOWED_HOSTS = [ascii_host(host) for host in env.list("ALLOWED_HOSTS", default=OWN_HOSTS)]
CSRF_TRUSTED_ORIGINS = [
    ascii_url(origin) for origin in env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
]

SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
if env.bool("TRUST_PROXY_HEADERS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand before this program, each of which adds the address of whoever
# asked it to X-Forwarded-For. What stands there further left anybody may write.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
# One site cannot answer for the other names of its domain: these two are the operator's word.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *(f"https://{host}" for host in IMAGE_HOSTS)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Newsroom calls public hosts by https only, and besides them these, also by http.
OUTBOUND_PRIVATE_HOSTS = [
    ascii_host(host) for host in env.list("OUTBOUND_PRIVATE_HOSTS", default=[])
]
