"""Responses that browsers save as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(document: bytes, name: str, content_type: str) -> HttpResponse:
    """A response that browsers save under `name`, and never show as a page of this site.

    `name` may come from a file: characters that a header must not hold are left out.
    """
    name = "".join(char for char in name if char.isprintable())
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        document,
        content_type=content_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
