"""What keeps the site running: background tasks, webhooks, counts and errors."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import VAR_DIR, env

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

# The token with which Prometheus may ask for /metrics; empty for no counts. Processes share theirs
# in a folder, which should be empty when they start.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(VAR_DIR / "metrics")))
# Errors go to Sentry, and traces to an OpenTelemetry collector, where these name one.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
