"""Errors of messages to those who follow the feeds."""

from articles.lib.background_tasks import PermanentFailure


class HubFailed(Exception):
    """The WebSub hub did not take a ping, and is to be asked again."""


class HubRefused(PermanentFailure):
    """The WebSub hub takes no such ping."""
