"""Odd requests are answered, refused or not found; none ends in an error of the server.

At every address, as the site serves it: with the page cache in front, to a visitor and to a
superuser. Odd addresses themselves are in `tests/test_hostile_addresses.py`.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver, reverse

from articles.models import Article, PreviewLink
from articles.public.page_cache.application import PageCache
from articles.public.page_cache.file_store import FileStore
from articles.public.page_cache.log_reader import LogReader
from articles.public.page_cache.lookout import Lookout
from articles.public.page_cache.memory import ProcessMemory
from newsroom.forgiving_request import ForgivingRequest
from tests.admin_urls import address, addresses, one_of_each
from tests.hostile_values import SHARE
from tests.public.page_cache.wsgi import ask_environ, environ_of
from tests.test_hostile_addresses import PART, PIECES, routes
from tests.write_paths import taken_back

pytestmark = pytest.mark.django_db

READYZ = "/readyz"
LONG = "a" * 10_000
DIGITS = "9" * 5_000
# By name in the environ of WSGI, where each character stands for one byte.
ODD = {
    "empty": "", "NUL": "a\0b", "no UTF-8": "\xff\xfe", "half surrogate": "\xed\xa0\x80",
    "long": LONG, "digits": DIGITS, "commas": ",,;;q=,;=", "blanks": " \t ", "percent": "%00%ff",
    "quotes": "\"'\\", "other digits": "\xd9\xa3",
}  # fmt: skip
HEADERS: dict[str, list[str]] = {
    "HTTP_ACCEPT": ["text/html;q=nan", "*/*;q=9e999", "application/json;q=", ";"],
    "HTTP_ACCEPT_ENCODING": ["gzip;q=nan, br;q=1e999", "*;q=", "br;q=\xd9\xa3", "gzip," * 3_000],
    "HTTP_ACCEPT_LANGUAGE": ["en;q=9.9.9", "en-" + LONG, "*", "../../etc", "uk," * 3_000],
    "HTTP_COOKIE": ["sessionid=\0", "=;=;;", "csrftoken=\xff", "messages=x:1:y", "a=\"\\400\"",
                    f"sessionid={LONG}", "csrftoken=" + "\xed\xa0\x80"],
    "HTTP_IF_NONE_MATCH": ['"', 'W/"a', "*" * 9_000, '"\xff"', ", ,", '"a",' * 3_000],
    "HTTP_IF_MATCH": ['"', "*", 'W/"'],
    "HTTP_IF_MODIFIED_SINCE": ["Mon, 99 Foo 0000 99:99:99 GMT", "0",
                               "Thu, 01 Jan 99999999999 00:00:00 GMT",
                               "Mon, 01 Jan 0001 00:00:00 GMT", "Sun, 31 Dec 9999 23:59:59 GMT"],
    "HTTP_IF_UNMODIFIED_SINCE": ["Mon, 01 Jan 0001 00:00:00 GMT"],
    "HTTP_IF_RANGE": ['"', "Mon, 99 Foo 0000 99:99:99 GMT"],
    "HTTP_RANGE": ["bytes=-", "bytes=0-" + DIGITS, f"bytes={DIGITS}-", "bytes=-" + DIGITS,
                   "bytes=" + "0-1," * 3_000, "items=0-1", "bytes=\xd9\xa3-", "bytes=5-1"],
    "HTTP_X_FORWARDED_FOR": ["::::", "1.2.3.4, \xff", ",,,", "1," * 5_000, "[::1", "%00"],
    "HTTP_X_FORWARDED_PROTO": ["https,http"],
    "HTTP_X_FORWARDED_HOST": ["evil.example.org"],
    "HTTP_HOST": ["testserver:99999999", "[::1", "a b", "testserver:port", ".", "[", "a,b",
                  "testserver:\xd9\xa3", "xn--\xff", "testserver:"],
    "HTTP_ORIGIN": ["null", "http://[", "http://a:b:c"],
    "HTTP_REFERER": ["http://[::", "http://[", "//", "http://testserver:99999999/"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_AUTHORIZATION": ["Basic \xff", "Bearer"],
    "HTTP_UPGRADE": ["websocket"],
    "CONTENT_TYPE": ["multipart/form-data", "multipart/form-data; boundary=", ";;;",
                     f"multipart/form-data; boundary={LONG}", "application/json; charset=none",
                     "text/html; charset=\0", "a/b; charset*=utf-8''%00",
                     "a/b; charset*=none''x", "application/x-www-form-urlencoded; charset=utf-16"],
    "CONTENT_LENGTH": ["-1", "1.5", "9" * 30],
    "REQUEST_METHOD": ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "get", "\xff", "POST"],
    "SERVER_NAME": ["\xff"],
    "SERVER_PORT": ["port"],
    "REMOTE_ADDR": ["unix:"],
}  # fmt: skip
# Of all that is answered in the same way.
KINDS = ("/en/feed.rss", "/en/articles/", "/sitemap-0", "/api/v1/articles", "/media/", "/healthz",
         "/admin/login", "/admin/articles/article/add", "/admin/articles/tag/add")  # fmt: skip
_FORM = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data; boundary=x"
BODIES: dict[str, tuple[str, bytes]] = {
    "empty form": (_FORM, b""),
    "NUL": (_FORM, b"title=a%00b&act=%00&ids=%00&name=%00&file=%00&form_name=%00&text=%00"),
    "half surrogate": (_FORM, b"title=%ED%A0%80&act=%ED%A0%80&ids=%ED%A0%80&text=%ED%A0%80"),
    "no UTF-8": (_FORM, b"title=\xff&act=\xff%FF&_step=\xff"),
    "another charset": (f"{_FORM}; charset=utf-16", "title=ä".encode("utf-16")),
    "no such charset": (f"{_FORM}; charset=none", b"title=a"),
    "many fields": (_FORM, b"&".join(b"f%d=1" % n for n in range(1_500))),
    "digits": (_FORM, f"act={DIGITS}&ids={DIGITS}&accept={DIGITS}&w-{DIGITS}-0=1".encode()),
    "counts": (_FORM, f"variants-TOTAL_FORMS={DIGITS}&variants-INITIAL_FORMS=-1"
               "&corrections-TOTAL_FORMS=&corrections-INITIAL_FORMS=x".encode()),
    "cut off": (_PARTS, b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nabc'),
    "no end": (_PARTS, b"--x"),
    "nothing": (_PARTS, b""),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "headers only": (_PARTS, b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--\r\n"),
    "base64": (_PARTS, b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
               b"Content-Transfer-Encoding: base64\r\n\r\n*a=\r\n--x--\r\n"),
    "odd name": (_PARTS, b'--x\r\nContent-Disposition: form-data; name="file"; filename="\0\n/../'
                 b'\xff.md"\r\n\r\nabc\r\n--x--\r\n'),
    "encoded name": (_PARTS, b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*="
                     b"none''%ED%A0%80\r\n\r\nabc\r\n--x--\r\n"),
    "odd part": (_PARTS, b'--x\r\nContent-Disposition: form-data; name="title"\r\nContent-Type: '
                 b"text/plain; charset=none\r\n\r\n\xff\xfe\r\n--x--\r\n"),
    "JSON": ("application/json", b'{"title": '),
    "JSON of another charset": ("application/json", '{"title": 1}'.encode("utf-32")),
    "deep JSON": ("application/json", b"[" * 5_000),
}  # fmt: skip


class Unchecked(WSGIHandler):
    """Django as `newsroom.wsgi` makes it, but without the check of forged forms, which would answer
    before the view."""

    request_class = ForgivingRequest

    def get_response(self, request: Any) -> Any:
        request._dont_enforce_csrf_checks = True
        return super().get_response(request)


class Site(NamedTuple):
    """The site as it is served, its addresses, and the cookie of a superuser."""

    application: PageCache
    addresses: list[str]
    cookie: str
    # What the probe answers to a plain request: 503 where the place of the test is not ready.
    readiness: int

    def failures(
        self, requests: Iterable[tuple[str, str, dict[str, Any]]]
    ) -> tuple[int, list[str]]:
        """The number of requests, and those that ended in an error: (name, address, environ)."""
        sent, failed = 0, []
        for name, url, changes in requests:
            environ = environ_of(url) | changes
            sent += 1
            try:
                with taken_back():
                    status = ask_environ(self.application, environ).status
            except Exception as error:  # noqa: BLE001 - what a server would answer 500 to
                failed.append(f"{url[:80]} {name}: {error!r:.200}")
                print(failed[-1], flush=True)
                continue
            if status >= 500 and not (url == READYZ and status == self.readiness):
                failed.append(f"{url[:80]} {name}: {status}")
                print(failed[-1], flush=True)
        return sent, failed


@pytest.fixture
def site(tmp_path, import_files, example, make_article, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    for signal in (request_started, request_finished):
        # A request closes a connection with a transaction, such as that of a test.
        signal.disconnect(close_old_connections)
    (tmp_path / "in").mkdir()
    things = one_of_each(tmp_path / "in", import_files, example)
    live = make_article("Harbour opens", tags=["Cranes"], author_names=["Ada Reyes"], category=things["articles_category"],
                        source=things["articles_source"])  # fmt: skip
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    store = FileStore(tmp_path, "pages", "r1", 10_000_000)
    memory = ProcessMemory(10_000_000)
    log = LogReader(store.head, lambda: None)
    application = PageCache(Unchecked(), memory, store, Lookout(log, store))
    readiness = ask_environ(application, environ_of(READYZ)).status
    assert readiness in (200, 503)
    yield Site(
        application,
        sorted({*admin_addresses(things), *public_addresses(live)}),
        f"sessionid={client.cookies['sessionid'].value}",
        readiness,
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def admin_addresses(things: dict[str, Any]) -> Iterator[str]:
    yield from (address(p, things) for p in addresses() if p.name != "logout")


def public_addresses(live: Article) -> Iterator[str]:
    """An address for each public route, of things that are there."""
    link = PreviewLink.objects.create(article=live, expires_at=live.published_at.replace(year=2999))
    slug = {"articles": live.slug, "category": live.category.slug,
            "tag": "cranes", "author": "ada-reyes", "source": live.source.key}  # fmt: skip
    for route in set(routes(get_resolver().url_patterns)):
        if route.startswith("admin/"):
            continue
        path = route.replace("<lang:lang>", "en").replace("<cursor:after>", "1.1")
        for kind, value in slug.items():
            path = path.replace(f"{kind}/<slug:slug>", f"{kind}/{value}")
            path = path.replace(f"{kind}/<key:key>", f"{kind}/{value}")
        path = path.replace("<str:token>", link.get_absolute_url().split("/")[2])
        path = path.replace("<year:year>", f"{live.published_at:%Y}")
        path = path.replace("<month:month>", f"{live.published_at:%m}")
        path = path.replace("<int:number>", "0").replace("<int:pk>", str(live.pk))
        yield "/" + PART.sub("about", path)


def headers(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Odd headers, to a visitor and to a superuser: every value to one address of each kind, and to
    each of the others one in so many."""
    values = [
        (header, value)
        for header, own in HEADERS.items()
        for value in (*ODD.values(), *own)
        if header != "CONTENT_LENGTH" or value not in ("", "a\0b")
    ]
    for number, url in enumerate(site.addresses):
        for cookie in ("", site.cookie):
            if not cookie and url.startswith("/admin/") and url != "/admin/login/":
                continue
            sent = values if url.startswith(KINDS) else values[number % (4 * SHARE) :: 4 * SHARE]
            for header, value in sent:
                yield f"{header} {value[:40]!r}", url, {"HTTP_COOKIE": cookie} | {header: value}


def bodies(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every odd body, posted to every address."""
    for url in site.addresses:
        for name, (kind, body) in BODIES.items():
            for length in (len(body), len(body) + 100) if "form" in name else (len(body),):
                yield name, url, {
                    "REQUEST_METHOD": "POST", "HTTP_COOKIE": site.cookie, "CONTENT_TYPE": kind,
                    "CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(body),
                }  # fmt: skip


def filters(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every list and every page that adds a row, with each parameter that Django or we read, and one
    in SHARE of the odd values for each."""
    usual = ["o", "p", "q", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets",
             "id", "pk", "id__in", "pk__exact", "id__gte"]  # fmt: skip
    odd = {name: piece[:10_000] for name, piece in PIECES.items()} | {
        "filters": "q%3D%2500", "nested": "_changelist_filters%3D%25ED%25A0%2580", "bool": "maybe",
        "dots": "1.2.3.-4", "date": "9999-99-99", "list": "1,x,%00",
    }  # fmt: skip
    for model, screen in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        fields = [field.name for field in model._meta.get_fields()]
        looked = [one if isinstance(one, str) else getattr(one[0], "parameter_name", one[0])
                  for one in screen.list_filter if not isinstance(one, type)]  # fmt: skip
        names = [*usual, *(f"{one}{lookup}" for one in looked for lookup in (
            "", "__exact", "__in", "__gte", "__isnull", "__year", "__id__exact"))]  # fmt: skip
        for url, parameters in ((f"{base}_changelist", names), (f"{base}_add", [*fields, *usual])):
            for number, parameter in enumerate(parameters):
                for name, value in list(odd.items())[number % SHARE :: SHARE]:
                    where = f"{reverse(url)}?{parameter}={value}"
                    yield f"?{parameter} {name}", where, {"HTTP_COOKIE": site.cookie}


def test_a_few_odd_requests_are_answered(site):
    sent, failed = site.failures([*list(headers(site))[::97], *list(bodies(site))[::29]])
    assert sent > 200
    assert failed == []


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [headers, bodies, filters])
def test_no_odd_request_ends_in_an_error(site, kind):
    sent, failed = site.failures(kind(site))
    print(f"{kind.__name__}: {sent} requests to {len(site.addresses)} addresses")
    assert sent > 5_000 // SHARE
    assert failed == []
