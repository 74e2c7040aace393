"""The request class of the site."""

from typing import Any

from django.core.handlers.wsgi import WSGIRequest


class ForgivingRequest(WSGIRequest):
    """A request whose header Content-Type may say anything.

    Django looks up the encoding that the header names, before any middleware could catch what
    Python raises for `charset*=utf-8''%00` or `charset*=none''x`.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            # As without the header: no body is read.
            self.content_type, self.content_params = "", {}
