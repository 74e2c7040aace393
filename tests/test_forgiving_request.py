"""A header Content-Type that no program meant."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest

from newsroom.forgiving_request import ForgivingRequest
from tests.public.page_cache.wsgi import environ_of

ODD = ["a/b; charset*=utf-8''%00", "a/b; charset*=none''x", "text/html; charset=\0"]


def environ(kind: str, body: bytes) -> dict:
    return environ_of("/", "POST") | {
        "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
    }  # fmt: skip


def test_an_encoding_that_python_cannot_look_up_is_a_request_without_a_form():
    for kind in ODD:
        with pytest.raises((LookupError, ValueError)):
            WSGIRequest(environ(kind, b"a=1"))
        request = ForgivingRequest(environ(kind, b"a=1"))
        assert (request.content_type, dict(request.POST)) == ("", {})


def test_a_form_is_read_as_ever():
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    assert ForgivingRequest(environ(kind, b"a=1")).POST["a"] == "1"
