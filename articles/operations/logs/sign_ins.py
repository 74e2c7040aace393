"""Writes to the log who signed in; `articles.accounts.login_limits` writes who failed to."""

import logging

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from articles.lib.client_address import client_address

logger = logging.getLogger(__name__)


def connect_sign_ins() -> None:
    """Write a line whenever Django tells of a sign-in."""
    user_logged_in.connect(_signed_in, dispatch_uid="articles.operations.logs.signed_in")


def _signed_in(request: HttpRequest | None, user: AbstractBaseUser, **_: object) -> None:
    client = client_address(request) if request is not None else None
    fields = {"event": "signed in", "account": user.pk, "client": client}
    logger.info("Signed in: account %s from %s", user.pk, client, extra={"fields": fields})
