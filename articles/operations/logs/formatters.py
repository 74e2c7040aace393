"""Formats of log lines: LOG_FORMAT=text for people, LOG_FORMAT=json for programs.

Loaded with the settings, before there are models.
"""

import datetime as dt
import json
import logging
from typing import Any

from articles.lib.log_lines import LineFormatter
from articles.operations.logs.redaction import redact
from articles.operations.logs.request_id import current_id


class TextLines(LineFormatter):
    """One line for each record, and the traceback of an exception below it, without secrets."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(of_request)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line; line ends in a message would be lines of their own."""
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        request_id = current_id.get()
        record.of_request = f" [{request_id}]" if request_id else ""
        return redact(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object in one line for each record, without secrets.

    `time` (ISO 8601, UTC), `level`, `logger`, `message`; `request_id` within a request; what the
    record's `fields` hold; `exception` is a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if request_id := current_id.get():
            line["request_id"] = request_id
        fields: dict[str, Any] = getattr(record, "fields", {})
        line |= {
            name: redact(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
