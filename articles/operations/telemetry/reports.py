"""Sends errors to Sentry and traces to OpenTelemetry, where the environment names a receiver.

Both are extras (requirements-extras.txt) and imported only then. They read their other settings
from their own variables of the environment, such as SENTRY_ENVIRONMENT and OTEL_SERVICE_NAME.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from articles.operations.logs.redaction import HIDDEN, redact

# What a request brought along: names, passwords, tokens of links.
_PRIVATE = ("cookies", "data", "query_string", "env")


def start_reports() -> None:
    """Start what the settings name, once in a process. Raises ImproperlyConfigured for a receiver
    whose package is not installed."""
    if settings.SENTRY_DSN:
        _start_sentry()
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        _start_tracing()


def _start_sentry() -> None:
    try:
        import sentry_sdk
    except ImportError as error:
        raise _not_installed("SENTRY_DSN") from error
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        before_send=without_secrets,
    )


def without_secrets(event: Any, hint: Any) -> Any:
    """Return an event for Sentry without what a request brought along, and without secrets in its
    texts."""
    request = event.get("request", {})
    for name in _PRIVATE:
        request.pop(name, None)
    request.pop("headers", None)
    return _redacted(event)


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redacted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_redacted(one) for one in value]
    return value


def _start_tracing() -> None:
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise _not_installed("OTEL_EXPORTER_OTLP_ENDPOINT") from error
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(response_hook=_hide_path)


def _hide_path(span: Any, request: Any, response: Any) -> None:
    """Overwrite what the library noted of the address, which may hold a token or a query."""
    path = redact(request.path)
    for name in ("http.target", "url.path"):
        span.set_attribute(name, path)
    span.set_attribute("http.url", path)
    span.set_attribute("url.query", HIDDEN if request.META.get("QUERY_STRING") else "")


def _not_installed(setting: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"{setting}: install what it needs: "
        "pip install -r requirements-extras.txt -c constraints.txt"
    )
