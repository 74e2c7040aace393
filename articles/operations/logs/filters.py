"""Shortens what one outage would write again and again."""

import logging

from articles.db.outages import is_outage


class OneLineForOutages(logging.Filter):
    """Leaves the traceback out where the error says that something is away: no code is wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True; the record of an outage gets its reason as words."""
        error = record.exc_info[1] if record.exc_info else None
        if is_outage(error):
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            record.msg, record.args = f"{record.getMessage()} ({reason})".replace("%", "%%"), ()
            record.exc_info = record.exc_text = None
        return True
