"""Exceptions of asking Unsplash. Each message tells people what to do."""

from articles.lib.background_tasks import PermanentFailure


class UnsplashFailed(Exception):
    """Unsplash gave no answer that can be used."""


class UnsplashLimit(UnsplashFailed):
    """No more requests are allowed for now; the limit is one of an hour."""


class UnsplashRefused(UnsplashFailed, PermanentFailure):
    """Unsplash does not take the request or the key: asking again changes nothing."""


class PhotoMissing(UnsplashRefused):
    """Unsplash has no such photo."""
