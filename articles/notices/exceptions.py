"""Reasons why a message of a webhook was not delivered."""

from articles.lib.background_tasks import PermanentFailure


class WebhookFailed(Exception):
    """The address did not take the message this time; it is sent again.

    `status` is that of its answer, None where there was none.
    """

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


class WebhookGone(PermanentFailure):
    """The address wants no messages any more (410)."""
