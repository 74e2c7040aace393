"""Limits of signing in: attempts for each account and network, and passwords checked at once.

Django-axes is not used: it counts by name or by address only, so whoever knows an editor's name
could keep her out for as long as he likes. Here a browser from which the account was signed in
before (`articles.accounts.known_browsers`) has a count of its own.
"""

import datetime as dt
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.accounts import refused_networks
from articles.accounts.exceptions import LoginBusy, TooManyAttempts
from articles.accounts.known_browsers import account_name, is_known_browser, known_browser
from articles.accounts.login_flood import is_flood
from articles.accounts.quiet_hasher import far_behind
from articles.lib.client_address import client_address, client_network
from articles.models.attempts import Attempts

logger = logging.getLogger(__name__)

# Seconds after which somebody may try again while another password is checked.
BUSY_SECONDS = 2
# Seconds that a known browser waits for its turn. Few have one: they cannot occupy the server.
_PATIENCE = 3


def cool_off() -> dt.timedelta:
    """The period in which attempts are counted, and after which a locked account is open again."""
    return dt.timedelta(minutes=settings.LOGIN_COOL_OFF_MINUTES)


def claim_attempt(request: HttpRequest, name: str) -> None:
    """Count an attempt to sign in as `name`, before its password is looked at.

    Raises TooManyAttempts. Who succeeds calls `succeeded()`.
    """
    most = settings.LOGIN_FAILURES_PER_ACCOUNT
    if known_browser(request, name):
        _claim(_own_subject(request, name), most)
    else:
        _claim_of_network(request)
        _claim(_own_subject(request, name), most)


def claim_second_step(request: HttpRequest, name: str) -> None:
    """Count a code that was typed after the right password; raises TooManyAttempts."""
    _claim(f"second-{_own_subject(request, name)}", settings.LOGIN_FAILURES_PER_ACCOUNT)


def succeeded(request: HttpRequest, name: str) -> None:
    """Forget the failed attempts of an account that was signed in to, also old ones of others."""
    own = _own_subject(request, name)
    Attempts.forget([own, f"second-{own}"])
    if not known_browser(request, name):
        Attempts.give_back(_network_subject(request))
    Attempts.prune(cool_off())


def unlock(name: str) -> bool:
    """Forget the failed attempts of an account from unknown browsers; whether there were any."""
    subject = _account_subject(name)
    return bool(Attempts.forget([subject, f"second-{subject}"]))


def _claim_of_network(request: HttpRequest) -> None:
    try:
        _claim(_network_subject(request), settings.LOGIN_FAILURES_PER_NETWORK)
    except TooManyAttempts as refusal:
        # The next ones are refused before Django sees them (`login_gate`).
        refused_networks.remember(client_network(request), refusal.seconds)
        raise


def _claim(subject: str, most: int) -> None:
    if seconds := Attempts.claim(subject, most, cool_off()):
        raise TooManyAttempts(seconds)


def _account_subject(name: str) -> str:
    return f"account:{account_name(name)}"


def _network_subject(request: HttpRequest) -> str:
    return f"network:{client_network(request)}"


def _own_subject(request: HttpRequest, name: str) -> str:
    """The count of a browser that is known for `name`, otherwise that of the account."""
    browser = known_browser(request, name)
    return f"browser:{browser}" if browser else _account_subject(name)


def log_failure(request: HttpRequest, name: str, reason: str) -> None:
    """Write a failed attempt to the log: the id of the account and the address. One query.

    What was typed as a name is left out: it may be a password in the wrong field.
    """
    account = User.objects.filter(username=name).values_list("pk", flat=True).first()
    fields = {
        "event": "sign-in failed",
        "account": account,
        "client": client_address(request),
        "reason": reason,
    }
    whose = f"account {account}" if account else "no such account"
    extra = {"fields": fields}
    logger.warning("Sign-in failed (%s): %s from %s", reason, whose, fields["client"], extra=extra)


@contextmanager
def login_turn(request: HttpRequest) -> Iterator[None]:
    """Hold the turn to check a password: one on this machine, and one more of a known browser.

    Checking one takes a third of a second of a processor. Who does not get a turn at once is told
    to come back: waiting would occupy a server process, which has readers to serve. In a flood
    that of unknown browsers is checked when the machine has nothing else to do. Raises LoginBusy.
    """
    # Only signing in needs it.
    from filelock import FileLock, Timeout

    known = is_known_browser(request)
    path = _lock_folder() / f"login-{'known' if known else 'any'}.lock"
    try:
        with (
            FileLock(path, timeout=_PATIENCE if known else 0),
            far_behind() if is_flood() and not known else nullcontext(),
        ):
            yield
    except Timeout as error:
        raise LoginBusy(BUSY_SECONDS) from error


def is_busy() -> bool:
    """Return whether a password is checked at this moment for a browser that is not known."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(_lock_folder() / "login-any.lock", timeout=0):
            return False
    except Timeout:
        return True


def _lock_folder() -> Path:
    """settings.VAR_DIR, or the folder of temporary files where nothing can be written there."""
    folder: Path = settings.VAR_DIR
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())
