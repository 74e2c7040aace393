"""Mail, and the lines of the log."""

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import env
from newsroom.settings.site import SITE_HOST

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
