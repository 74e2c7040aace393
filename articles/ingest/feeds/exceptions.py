"""Exceptions of polling feeds."""

import datetime as dt


class FeedFailed(Exception):
    """A feed could not be read. `code` names the reason for programs (`words.py` has them all),
    `status` is the server's answer, if there was one, and `asked` how long it asks to wait."""

    def __init__(
        self,
        code: str,
        reason: str = "",
        status: int | None = None,
        asked: dt.timedelta | None = None,
    ) -> None:
        super().__init__(reason or code)
        self.code, self.reason, self.status, self.asked = code, reason, status, asked


class FeedGone(FeedFailed):
    """The server answered 410: the feed is gone for good (RFC 9110, section 15.5.11)."""


class LeaseLost(Exception):
    """Another process polls the feed by now; nothing more may be written."""
