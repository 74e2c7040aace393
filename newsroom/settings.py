"""Settings of Newsroom: every value from the environment, secure when unset.

`.env` beside manage.py is read when it exists; a variable of the process wins over it.
`.env.example` names every variable read here, and tests/test_settings.py holds the two together.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import django
from csp.constants import NONE, SELF
from django.conf import global_settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_host, ascii_url
from articles.lib.object_storage import bucket_of
from newsroom.cluster_settings import window_days
from newsroom.environment import NamedEnv
from newsroom.feed_settings import feed_tokens, is_feed_token
from newsroom.pipeline_settings import cover_choice, minutes
from newsroom.rewriting_settings import amount, between, completions_url
from newsroom.site_file_settings import day, mail_address, security_contacts, verification_files

BASE_DIR = Path(__file__).resolve().parent.parent

env = NamedEnv()
ENV_FILE = env.str("ENV_FILE", default=str(BASE_DIR / ".env"))
env.read_env(ENV_FILE)

# --- the site -------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# Empty: the site settings of the admin say.
SITE_NAME = env.str("SITE_NAME", default="")
# In ASCII wherever it is used: headers, feeds and mail know no other form.
SITE_URL = ascii_url(
    env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "https://localhost")
).rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")

# The first language is the default: files that name none are in it, and `/` leads to it.
SITE_LANGUAGES = env.list("SITE_LANGUAGES", default=["en", "uk", "ar"])
# Codes without a name only lead to another one: zh to zh-hans.
if unknown := [code for code in SITE_LANGUAGES if "name" not in LANG_INFO.get(code, {})]:
    raise ImproperlyConfigured(
        f"SITE_LANGUAGES: unknown language {', '.join(unknown)}. "
        "Use Django's codes, for example: en,uk,ar,zh-hans."
    )

# Where readers may write to: an address of mail, in the footer of every page.
CONTACT_EMAIL = mail_address("CONTACT_EMAIL", env.str("CONTACT_EMAIL", default=""))
# What /.well-known/security.txt says (RFC 9116), and the day until which it holds.
SECURITY_CONTACT = security_contacts(env.list("SECURITY_CONTACT", default=[]))
SECURITY_EXPIRES = day("SECURITY_EXPIRES", env.str("SECURITY_EXPIRES", default=""))
if SECURITY_CONTACT and SECURITY_EXPIRES is None:
    raise ImproperlyConfigured(
        "SECURITY_CONTACT needs SECURITY_EXPIRES, a day within a year, such as 2027-06-30."
    )
# Files at the root by which search engines know whose site this is: name=text.
VERIFICATION_FILES = verification_files(env.list("VERIFICATION_FILES", default=[]))

# The WebSub hub (W3C WebSub) that feeds name and that is told of every publication.
WEBSUB_HUB = ascii_url(env.str("WEBSUB_HUB", default=""))
# What one client may ask of /api/v1/ in a minute; 0 for as much as it likes.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=300)
# Keys of the sources whose machine text may go into the news sitemap unreviewed.
NEWS_TRUSTED_SOURCES = env.list("NEWS_TRUSTED_SOURCES", default=[])

# --- security -------------------------------------------------------------------------------

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

# Where browsers find covers, if not at /media/ on this site.
PICTURES_URL = ascii_url(env.str("PICTURES_URL", default=""))
if PICTURES_URL and not (PICTURES_URL.startswith("https://") and PICTURES_URL.endswith("/")):
    raise ImproperlyConfigured("PICTURES_URL: write it as https://media.example.org/, with the /.")
# Hosts that pictures may come from, besides our own.
IMAGE_HOSTS = [
    ascii_host(host) for host in env.list("IMAGE_HOSTS", default=["images.unsplash.com"])
]
if PICTURES_URL:
    IMAGE_HOSTS.append(str(urlsplit(PICTURES_URL).hostname))
# Editors are told where a cover stands on two stories of one language within so many days.
COVER_REPEAT_DAYS = env.int("COVER_REPEAT_DAYS", default=7)
# Whether readers see no cover that does not say who made it.
HIDE_UNCREDITED_COVERS = env.bool("HIDE_UNCREDITED_COVERS", default=False)
# The key of the API of Unsplash; without one nobody searches there. Links say that they come from
# the application of this name, which is the one that the key was made for.
UNSPLASH_ACCESS_KEY = env.str("UNSPLASH_ACCESS_KEY", default="")
UNSPLASH_APP = env.str("UNSPLASH_APP", default="newsroom")
UNSPLASH_API = env.str("UNSPLASH_API", default="https://api.unsplash.com")
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

# Where the desk is. A path of one's own keeps robots away that try `/admin/` everywhere.
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"
if not re.fullmatch(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*/)+", ADMIN_PATH) or (
    # Addresses of the public site, which the desk would hide.
    ADMIN_PATH.split("/")[0] in {"api", "media", "preview", "static", *SITE_LANGUAGES}
):
    raise ImproperlyConfigured(
        "ADMIN_PATH: choose letters, digits and hyphens that no public address begins with: desk/"
    )

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
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
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

# --- the program ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "articles.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Before staticfiles: `runserver` then serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "taggit",
    # Django has the framework of tasks from version 6 on.
    *(["django_tasks"] if django.VERSION < (6,) else []),
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "articles.apps.ArticlesConfig",
]

MIDDLEWARE = [
    "articles.operations.health.probes.probes",
    "articles.operations.logs.request_log.request_log",
    "articles.operations.dear_requests.dear_requests_take_turns",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.middleware.permissions_policy",
    "articles.middleware.no_nul_characters",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.old_url_redirect",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.middleware.site_language",
    "articles.middleware.one_login_at_a_time",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.middleware.sessions_seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context_processors.site",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------

# What the running program writes lives in one git-ignored place unless told otherwise.
VAR_DIR = BASE_DIR / "var"
DATABASE_URL = env.str("DATABASE_URL", default="")
if not DATABASE_URL:
    VAR_DIR.mkdir(exist_ok=True)
    DATABASE_URL = f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # IMMEDIATE: a transaction that will write takes the lock at its start and waits its
        # turn, instead of failing half-way with "database is locked".
        transaction_mode="IMMEDIATE",
        timeout=20,
        # 2 MB of cache per connection: each thread of each process has one. The log may grow to
        # 16 MB before it is folded in, so that an import does not wait for every few hundred files.
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-2048; PRAGMA wal_autocheckpoint=4000"
        ),
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A host that does not answer is given up after seconds; libpq would wait for minutes.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 15_000,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
# Seconds that a statement of a web process may take on PostgreSQL, or wait for a lock.
DATABASE_STATEMENT_SECONDS = env.int("DATABASE_STATEMENT_SECONDS", default=30)
# Opening SQLite's file and reading its schema costs more than a page's questions, too.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)

# PostgreSQL only: connections that the threads of a process share; 0 for one of each thread's own.
DATABASE_POOL = env.int("DATABASE_POOL", default=0)
if DATABASE_POOL and DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A thread that waits longer for one gets an error, and its reader a 503.
    pool = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}
    DATABASES["default"]["OPTIONS"]["pool"] = pool
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# Between here and PostgreSQL stands a pooler that gives each transaction another connection.
if env.bool("DATABASE_POOLER", default=False):
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "newsroom.redis_cache.ForgivingRedisCache"

# Bytes of finished pages in the memory of each process; 0 for no page cache. While pages are being
# worked on, they are rendered each time.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=0 if DEBUG else 12 * 1024 * 1024)
# Bytes of finished pages in a file that the processes share, where CACHE_URL names no Redis.
PAGE_CACHE_FILE_BYTES = env.int("PAGE_CACHE_FILE_BYTES", default=256 * 1024 * 1024)
PAGE_CACHE_DIR = Path(env.str("PAGE_CACHE_DIR", default=str(VAR_DIR)))
# Seconds that a CDN may show a page without asking, and for which it may go on while it asks.
CDN_SECONDS = env.int("CDN_SECONDS", default=60)
CDN_STALE_SECONDS = env.int("CDN_STALE_SECONDS", default=30)
# The CDN that is told what changed, and whose address, name for this site and secret it takes.
CDN = env.str("CDN", default="")
CDN_ID = env.str("CDN_ID", default="")
CDN_TOKEN = env.str("CDN_TOKEN", default="")
CDN_PURGE_URL = ascii_url(env.str("CDN_PURGE_URL", default=""))
_CDN_NEEDS = {
    "": {},
    "cloudflare": {"CDN_ID": CDN_ID, "CDN_TOKEN": CDN_TOKEN},
    "fastly": {"CDN_ID": CDN_ID, "CDN_TOKEN": CDN_TOKEN},
    "purge": {"CDN_PURGE_URL": CDN_PURGE_URL},
}
if CDN not in _CDN_NEEDS:
    raise ImproperlyConfigured(f"CDN: {CDN} is none of cloudflare, fastly, purge.")
if missing := [name for name, value in _CDN_NEEDS[CDN].items() if not value]:
    raise ImproperlyConfigured(f"CDN={CDN} needs {' and '.join(missing)}.")
if not CDN and CDN_SECONDS + CDN_STALE_SECONDS > 90:
    raise ImproperlyConfigured(
        "CDN_SECONDS and CDN_STALE_SECONDS: more than 90 seconds together need a CDN that is told "
        "of changes. For so long it may show a text that was taken down."
    )

# What is done outside of requests, by `manage.py run_worker`.
TASKS = {
    "default": {
        "BACKEND": "articles.operations.tasks.backend.NewsroomTaskBackend",
        "QUEUES": ["default", "long", "outbound"],
    }
}
# Days after which tasks that are done are deleted.
TASKS_DAYS = env.int("TASKS_DAYS", default=14)
if TASKS_DAYS < 1:
    raise ImproperlyConfigured("TASKS_DAYS: choose one day or more.")

# Days of failures after which a webhook is switched off.
WEBHOOK_DAYS = env.int("WEBHOOK_DAYS", default=5)
if WEBHOOK_DAYS < 1:
    raise ImproperlyConfigured("WEBHOOK_DAYS: choose one day or more.")

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# The path on this site at which texts have their pictures, wherever those are kept.
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_URL = "/static/"
# The files that imported pictures came as; nobody fetches them, and an export gives them back.
ORIGINALS_ROOT = Path(env.str("ORIGINALS_ROOT", default=str(VAR_DIR / "originals")))
if ORIGINALS_ROOT.resolve().is_relative_to(MEDIA_ROOT.resolve()):
    raise ImproperlyConfigured("ORIGINALS_ROOT: choose a folder outside of MEDIA_ROOT.")
# s3://bucket/prefix, instead of the two folders.
MEDIA_STORAGE = env.str("MEDIA_STORAGE", default="")
ORIGINALS_STORAGE = env.str("ORIGINALS_STORAGE", default="")
if MEDIA_STORAGE and f"{ORIGINALS_STORAGE}/".startswith(f"{MEDIA_STORAGE.rstrip('/')}/"):
    raise ImproperlyConfigured("ORIGINALS_STORAGE: choose a place outside of MEDIA_STORAGE.")
if bool(MEDIA_STORAGE) != bool(ORIGINALS_STORAGE):
    raise ImproperlyConfigured("MEDIA_STORAGE and ORIGINALS_STORAGE: set both, or none.")
# Empty values are found where all programs for S3 look: in the environment, or from the machine.
S3_OPTIONS = {
    "endpoint_url": env.str("S3_ENDPOINT_URL", default=""),
    "region_name": env.str("S3_REGION", default=""),
    "access_key": env.str("S3_ACCESS_KEY_ID", default=""),
    "secret_key": env.str("S3_SECRET_ACCESS_KEY", default=""),
}


def _file_storage(url: str, **options: object) -> dict[str, object]:
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    bucket_of(url)
    names = ("base_url", "cache_control")
    kept = {name: options[name] for name in names if name in options}
    return {
        "BACKEND": "articles.lib.object_storage.ObjectStorage",
        "OPTIONS": {"url": url, **kept, **S3_OPTIONS},
    }


_PICTURES = {"base_url": PICTURES_URL or MEDIA_URL}
if MEDIA_STORAGE:
    # Names hold hashes, so caches keep a picture for good.
    _PICTURES["cache_control"] = "public, max-age=31536000, immutable"
STORAGES = {
    "default": _file_storage(MEDIA_STORAGE, **_PICTURES),
    "originals": _file_storage(ORIGINALS_STORAGE, location=ORIGINALS_ROOT),
    "staticfiles": {"BACKEND": "newsroom.static_files.HashedStaticFiles"},
}
# True: this program answers /media/ itself. Switch it off where a front server or CDN does.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)

# Tags that differ only in case are one tag.
TAGGIT_CASE_INSENSITIVE = True

# --- import ---------------------------------------------------------------------------------

# The most that one article may hold; a longer one is refused with the name of the setting.
IMPORT_LIMITS = {
    "bytes": env.int("IMPORT_MAX_BYTES", default=10 * 1024 * 1024),
    "values": env.int("IMPORT_MAX_VALUES", default=20_000),
    "depth": env.int("IMPORT_MAX_DEPTH", default=20),
    "body": env.int("IMPORT_MAX_BODY", default=2_000_000),
    "description": env.int("IMPORT_MAX_DESCRIPTION", default=5_000),
    "tags": env.int("IMPORT_MAX_TAGS", default=200),
    "aliases": env.int("IMPORT_MAX_ALIASES", default=100),
    "cta": env.int("IMPORT_MAX_CTA", default=20),
}
if not 1 <= IMPORT_LIMITS["depth"] <= 100:
    raise ImproperlyConfigured("IMPORT_MAX_DEPTH: choose a depth from 1 to 100.")

# --- history --------------------------------------------------------------------------------

# `prune_history` deletes revisions older than so many days; 0 keeps them. First, last and published
# ones always stay.
HISTORY_DAYS = env.int("HISTORY_DAYS", default=0)
# Rows of the public change log are deleted so many days after their changes showed.
PUBLIC_CHANGES_DAYS = env.int("PUBLIC_CHANGES_DAYS", default=3)
if PUBLIC_CHANGES_DAYS < 1:
    raise ImproperlyConfigured("PUBLIC_CHANGES_DAYS: choose one day or more.")
# The change form of an article has its text twice: as it is, and as it was when the form was
# opened. In UTF-8 a letter has up to three bytes, and the rest of the form needs some room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * IMPORT_LIMITS["body"] + 2**20

# --- time and language ----------------------------------------------------------------------

TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = SITE_LANGUAGES[0]
LANGUAGES = [(code, LANG_INFO[code]["name"]) for code in SITE_LANGUAGES]
# The words of templates/ are kept with those of the code.
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
FORMAT_MODULE_PATH = "articles.formats"

# --- mail and logs --------------------------------------------------------------------------

# Seconds that a mail server may take to answer.
EMAIL_TIMEOUT = 10
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"newsroom@{SITE_HOST or 'localhost'}")

# text for people, json for programs that collect logs.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
# Requests that have a line in the log: none, those that Django answers, or kept pages, too.
LOG_REQUESTS = env.str("LOG_REQUESTS", default="django")
for name, value, words in (
    ("LOG_FORMAT", LOG_FORMAT, ("text", "json")),
    ("LOG_REQUESTS", LOG_REQUESTS, ("none", "django", "all")),
):
    if value not in words:
        raise ImproperlyConfigured(f"{name}: {value} is none of {', '.join(words)}.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "articles.operations.logs.formatters.TextLines"},
        "json": {"()": "articles.operations.logs.formatters.JsonLines"},
    },
    "filters": {"outages": {"()": "articles.operations.logs.filters.OneLineForOutages"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["outages"],
        }
    },
    "loggers": {
        "articles": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Our worker tells what became of a task itself.
        "django_tasks": {"level": "CRITICAL"},
        "django.tasks": {"level": "CRITICAL"},
        # Addresses that lead nowhere are a matter of every public site, not of its log.
        "django.request": {"level": "ERROR"},
    },
}

# --- originals ---------------------------------------------------------------------------------

# The most that one file of `ingest_items` may hold.
INGEST_MAX_BYTES = env.int("INGEST_MAX_BYTES", default=64 * 1024 * 1024)
# What readers are told of who approved a machine's text.
REVIEWER_SHOWN = env.str("REVIEWER_SHOWN", default="role")
if REVIEWER_SHOWN not in ("role", "name"):
    raise ImproperlyConfigured("REVIEWER_SHOWN: choose role or name.")
# Days after which an original is deleted of which nobody made a story; 0 keeps all.
UPSTREAM_DAYS = env.int("UPSTREAM_DAYS", default=0)
# Days within which originals can tell the same event; 0 compares none.
CLUSTER_DAYS = window_days(env.int("CLUSTER_DAYS", default=14))

# --- the chain from originals to drafts --------------------------------------------------------

# Minutes between two runs by the clock; 0: it runs by command and button alone.
PIPELINE_MINUTES = minutes("PIPELINE_MINUTES", env.int("PIPELINE_MINUTES", default=0))
# Who chooses covers for its drafts: a person, or chance, of Unsplash's photos.
PIPELINE_COVERS = cover_choice("PIPELINE_COVERS", env.str("PIPELINE_COVERS", default="person"))
# --- the language model ----------------------------------------------------------------------

# An endpoint of chat completions as OpenAI's API has it; without it nothing is asked.
REWRITE_URL = completions_url(env.str("REWRITE_URL", default=""))
REWRITE_KEY = env.str("REWRITE_KEY", default="")
REWRITE_MODEL = env.str("REWRITE_MODEL", default="")
# Prices of a million tokens that the model reads and writes, and what may be spent of them on a day
# and on one original or story. All are of one currency.
REWRITE_PRICE_IN = amount("REWRITE_PRICE_IN", env.str("REWRITE_PRICE_IN", default="0"))
REWRITE_PRICE_OUT = amount("REWRITE_PRICE_OUT", env.str("REWRITE_PRICE_OUT", default="0"))
REWRITE_CURRENCY = env.str("REWRITE_CURRENCY", default="USD")
REWRITE_DAILY_BUDGET = amount("REWRITE_DAILY_BUDGET", env.str("REWRITE_DAILY_BUDGET", default="5"))
REWRITE_ARTICLE_BUDGET = amount(
    "REWRITE_ARTICLE_BUDGET", env.str("REWRITE_ARTICLE_BUDGET", default="0.50")
)
# Seconds that an answer may take, and the tokens that it may have.
REWRITE_SECONDS = between("REWRITE_SECONDS", env.int("REWRITE_SECONDS", default=120), 1, 900)
REWRITE_MAX_TOKENS = between(
    "REWRITE_MAX_TOKENS", env.int("REWRITE_MAX_TOKENS", default=4000), 100, 200_000
)
# --- feeds -------------------------------------------------------------------------------------

# Tokens of feeds by the names of their variables, FEED_TOKEN_….
FEED_TOKENS = feed_tokens()
# Seconds that a feed may take to answer, all redirects included, and the most that it may send.
FEED_TIMEOUT = env.int("FEED_TIMEOUT", default=30)
FEED_MAX_BYTES = env.int("FEED_MAX_BYTES", default=10 * 1024 * 1024)
# Days after which the log forgets a poll.
FEED_POLL_DAYS = env.int("FEED_POLL_DAYS", default=30)

# --- uploads in the admin -------------------------------------------------------------------

# The most that one upload may hold; a larger one is refused with the name of the setting.
UPLOAD_LIMITS = {
    "bytes": env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024),
    "files": env.int("UPLOAD_MAX_FILES", default=1000),
    "file_bytes": env.int("UPLOAD_MAX_FILE_BYTES", default=25 * 1024 * 1024),
    "unpacked_bytes": env.int("UPLOAD_MAX_UNPACKED_BYTES", default=200 * 1024 * 1024),
    "ratio": env.int("UPLOAD_MAX_RATIO", default=100),
}

# --- operation ------------------------------------------------------------------------------

# The token with which Prometheus may ask for /metrics; empty for no counts. Processes share theirs
# in a folder, which should be empty when they start.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(VAR_DIR / "metrics")))
# Errors go to Sentry, and traces to an OpenTelemetry collector, where these name one.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")

# What the settings file may hold, and what it holds besides.
KNOWN_SETTINGS = sorted(env.names)
UNKNOWN_SETTINGS = [name for name in env.unknown_names(ENV_FILE) if not is_feed_token(name)]
