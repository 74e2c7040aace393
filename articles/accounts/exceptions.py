"""Exceptions of accounts."""

from django.utils.translation import ngettext


class LoginRefused(Exception):
    """A log-in was refused before its password was looked at; `seconds` says when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class TooManyAttempts(LoginRefused):
    """The account or the network had its number of attempts."""

    def in_words(self) -> str:
        """Return what happened, and when to come back."""
        minutes = -(-self.seconds // 60)
        return ngettext(
            "Too many failed attempts to sign in. Try again in %(minutes)d minute, or ask an "
            "administrator of the newsroom.",
            "Too many failed attempts to sign in. Try again in %(minutes)d minutes, or ask an "
            "administrator of the newsroom.",
            minutes,
        ) % {"minutes": minutes}


class LoginBusy(LoginRefused):
    """Another password is being checked on this machine."""
