"""The person behind a request to the admin."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a request to an admin view, which admits nobody else."""
    return cast(User, request.user)
