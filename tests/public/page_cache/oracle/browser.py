"""An editor's browser, whose requests the site's processes answer: forms as they are, filled in."""

import datetime as dt
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import User
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from lxml import html

from tests.public.page_cache.oracle.processes import Reply, Request


class Browser:
    """A browser in which `user` is signed in."""

    def __init__(self, ask: Callable[[Request], Reply], user: User) -> None:
        self._ask = ask
        client = Client()
        client.force_login(user)
        session = client.session
        session.set_expiry(dt.timedelta(days=3650))
        session.save()
        self.cookies = {name: cookie.value for name, cookie in client.cookies.items()}

    def get(self, path: str) -> Reply:
        return self._send(Request(path, headers=(("Cookie", self._cookie_header()),)))

    def post(self, path: str, values: Mapping[str, object]) -> Reply:
        """Post `values` as a form with files does; the security token is added."""
        values = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | dict(values)
        headers = (("Cookie", self._cookie_header()), ("Content-Type", MULTIPART_CONTENT))
        return self._send(Request(path, "POST", headers, encode_multipart(BOUNDARY, values)))

    def submit(self, path: str, form: str = "", /, **typed: object) -> bool:
        """Open the page, type into its form, and send it; whether it was taken.

        `form` is the id of the form; without one it is the first that posts. A value of None
        leaves its field out, as a browser does with a box that is not ticked.
        """
        opened = self.get(path)
        if opened.status != 200:
            return False
        # The encoding stands in the header alone.
        page = html.fromstring(opened.body.decode())
        found = page.xpath(
            "//form[@id=$id]" if form else "//form[@method='post'][not(@id='logout-form')]", id=form
        )
        if not found:
            # A refusal in place of the question: a picture that is a cover cannot be deleted.
            return False
        values: dict[str, object] = {}
        for name, value in found[0].form_values():
            known = values.get(name)
            values[name] = value if known is None else [*_listed(known), value]
        values |= typed
        sent = {name: value for name, value in values.items() if value is not None}
        return self.post(path, sent).status in (302, 303)

    def _send(self, request: Request) -> Reply:
        reply = self._ask(request)
        for name, value in reply.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if reply.status >= 500:
            raise AssertionError(f"{request.method} {request.path}: {reply.status}")
        return reply

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def with_query(path: str, **parameters: object) -> str:
    """The path with further query parameters."""
    joint = "&" if urlsplit(path).query else "?"
    return f"{path}{joint}{urlencode(parameters)}"
