"""Side addresses of the story's page are for those who may write."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def must_write(desk: Any, request: HttpRequest) -> None:
    """Raises PermissionDenied for who may neither add nor change a story at `desk`."""
    if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
        raise PermissionDenied
