"""Settings of Newsroom: every value from the environment, secure when unset.

`.env` beside manage.py is read when it exists; a variable of the process wins over it.
`.env.example` names every variable read here, and tests/test_settings.py holds the two together.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

# --- the site -------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SITE_NAME = env.str("SITE_NAME", default="Newsroom")
SITE_URL = env.str(
    "SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "https://localhost"
).rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")

# The first language is the default: files that name none are in it, and `/` leads to it.
SITE_LANGUAGES = env.list("SITE_LANGUAGES", default=["en", "uk", "ar"])
if unknown := [code for code in SITE_LANGUAGES if code not in LANG_INFO]:
    raise ImproperlyConfigured(
        f"SITE_LANGUAGES: unknown language {', '.join(unknown)}. "
        "Use Django's codes, for example: en,uk,ar."
    )

# The WebSub hub (W3C WebSub) that feeds name and that is told of every publication.
WEBSUB_HUB = env.str("WEBSUB_HUB", default="")
# What one client may ask of /api/v1/ in a minute; 0 for as much as it likes.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=300)
# Keys of the sources whose machine text may go into the news sitemap unreviewed.
NEWS_TRUSTED_SOURCES = env.list("NEWS_TRUSTED_SOURCES", default=[])

# --- security -------------------------------------------------------------------------------

# A key of everybody's knowledge is worse than a refusal to start; only DEBUG may do without.
SECRET_KEY = env.str("SECRET_KEY", **({"default": "debug-only-" + "x" * 50} if DEBUG else {}))
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[SITE_HOST, "127.0.0.1", "localhost"] if DEBUG else [SITE_HOST]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
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

# Hosts that pictures may come from, besides our own.
IMAGE_HOSTS = env.list("IMAGE_HOSTS", default=["images.unsplash.com"])
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
OUTBOUND_PRIVATE_HOSTS = env.list("OUTBOUND_PRIVATE_HOSTS", default=[])

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

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
    "articles.apps.ArticlesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.middleware.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.old_url_redirect",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.middleware.site_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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
        # 8 MB of cache per connection: SQLite's caches count as this process's memory. The log
        # may grow to 16 MB before it is folded in, so that an import does not wait for every
        # few hundred files.
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=4000"
        ),
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Opening SQLite's file and reading its schema costs more than a page's questions, too.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
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

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"newsroom@{SITE_HOST or 'localhost'}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "articles": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Addresses that lead nowhere are a matter of every public site, not of its log.
        "django.request": {"level": "ERROR"},
    },
}

# --- uploads in the admin --------------------------------------------------------------------

# The most that one upload may hold; a larger one is refused with the name of the setting.
UPLOAD_LIMITS = {
    "bytes": env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024),
    "files": env.int("UPLOAD_MAX_FILES", default=1000),
    "file_bytes": env.int("UPLOAD_MAX_FILE_BYTES", default=25 * 1024 * 1024),
    "unpacked_bytes": env.int("UPLOAD_MAX_UNPACKED_BYTES", default=200 * 1024 * 1024),
    "ratio": env.int("UPLOAD_MAX_RATIO", default=100),
}
