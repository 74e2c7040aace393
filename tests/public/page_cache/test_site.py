"""The site behind the cache is the site: every kind of page, whatever a client sends along."""

import datetime as dt
import random
import string
import zlib

import brotli
import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.public.page_cache.application import PageCache
from articles.public.page_cache.file_store import FileStore
from articles.public.page_cache.log_reader import LogReader
from articles.public.page_cache.lookout import Lookout
from articles.public.page_cache.memory import ProcessMemory
from tests.examples import examples
from tests.public.page_cache.wsgi import Reply, ask

pytestmark = pytest.mark.django_db

# Every kind of address; `{…}` is filled from the sample.
ADDRESSES = [
    "/", "/en/", "/uk/", "/en/?after={cursor}", "/en/articles/harbour-opens/",
    "/en/articles/harbour-opens.md", "/en/articles/taken-back/", "/en/articles/taken-back.md",
    "/en/articles/draft/", "/en/category/energy/", "/en/tag/ports/", "/en/source/wire/",
    "/en/feed.rss", "/en/feed.atom", "/uk/feed.json", "/en/category/energy/feed.rss",
    "/en/tag/ports/feed.atom", "/en/source/wire/feed.json", "/en/corrections/", "/en/archive/",
    "/en/about/", "/sitemap.xml", "/sitemap-lists.xml", "/sitemap-0.xml", "/news-sitemap.xml",
    "/robots.txt", "/api/v1/", "/api/v1/openapi.json", "/api/v1/articles", "/api/v1/articles?lang=en",
    "/api/v1/articles/{pk}", "/api/v1/categories", "/api/v1/tags?limit=1", "/api/v1/sources",
    "/api/v1/corrections", "/en/search/", "/en/search/?q=harbour", "/healthz", "/nothing", "/en",
    "/EN/Articles/Harbour_Opens/", "/en/?after=nonsense", "/api/v1/articles?nonsense=1",
    "/api/v1/articles?limit=x", "/en/articles/%00/", "/en/tag/%D0%BF%D0%BE%D1%80%D1%82/",
]  # fmt: skip
# What the cache answers for itself.
OWN = {
    "cache-control", "content-encoding", "content-length", "etag", "last-modified", "vary",
    "x-request-id",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _connection():
    """A request closes a connection with a transaction, such as that of a test; Django's test client
    sees to that as well."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _clock():
    """No page changes by the clock while a test compares it."""
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def django():
    return WSGIHandler()


@pytest.fixture
def cache(django, tmp_path) -> PageCache:
    store = FileStore(tmp_path, "pages", "r1", 50_000_000)
    log = LogReader(store.head, store.clear)
    return PageCache(django, ProcessMemory(5_000_000), store, Lookout(log, store))


@pytest.fixture
def addresses(make_article, source, category, settings) -> list[str]:
    # What is asked again is asked of the application, not of a throttle.
    settings.API_REQUESTS_PER_MINUTE = 0
    taxonomy = {"source": source, "category": category, "tags": ["Ports"]}
    article = make_article("Harbour opens", **taxonomy)
    make_article("Taken back", status="retracted", **taxonomy)
    make_article("Draft", status="draft", **taxonomy)
    make_article("Гавань", lang="uk", slug="havan", **taxonomy)
    cursor = f"{int(article.published_at.timestamp() * 1e6) + 60_000_000}.1"
    return [address.format(pk=article.pk, cursor=cursor) for address in ADDRESSES]


def decoded(reply: Reply) -> bytes:
    match reply.headers.get("content-encoding"):
        case "br":
            return brotli.decompress(reply.body)
        case "gzip":
            return zlib.decompress(reply.body, 31)
    return reply.body


def seen(reply: Reply) -> tuple:
    """What a client has of an answer, but for what the cache answers for itself."""
    return reply.status, decoded(reply), {k: v for k, v in reply.headers.items() if k not in OWN}


def test_every_kind_of_answer_is_djangos_at_the_first_time_and_at_the_second(
    django, cache, addresses
):
    for address in addresses:
        fresh = seen(ask(django, address))
        for coding in ("", "gzip", "br", "br"):
            assert seen(ask(cache, address, Accept_Encoding=coding)) == fresh, address


def test_the_second_answer_costs_no_query(cache, addresses):
    for address in addresses:
        ask(cache, address)
    again = {}
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(cache, address)
        if queries:
            again[address] = len(queries)
    rendered = {"/en/search/", "/en/search/?q=harbour", "/api/v1/tags?limit=1", "/api/v1/sources"}
    assert set(again) <= rendered | {a for a in addresses if "nonsense" in a or "limit=x" in a}


headers = st.fixed_dictionaries(
    {},
    optional={
        "Accept_Encoding": st.sampled_from(["br", "gzip;q=0.5", "identity", "*", "zstd"]),
        "Accept": st.sampled_from(["*/*", "text/html", "text/markdown", "application/json", "a;;b"]),
        "Accept_Language": st.sampled_from(["uk", "ar,en;q=0.5"]),
        "Cookie": st.sampled_from(["consent=1", "messages=x; a=b", "django_language=uk"]),
        "User_Agent": st.just("curl/8"),
        "X_Forwarded_Host": st.just("evil.example"),
    },
)  # fmt: skip
queries = st.lists(
    st.tuples(
        st.sampled_from(["utm_source", "fbclid", "x", "page"]), st.text("ab%&=é", max_size=5)
    ),
    max_size=2,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))


@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sent=headers, query=queries)
def test_whatever_a_client_sends_along_gets_djangos_answer(
    django, cache, addresses, data, sent, query
):
    address = data.draw(st.sampled_from(addresses))
    if "api" not in address:
        address += ("&" if "?" in address else "?") + query
    sent = {name: value.encode().decode("latin-1") for name, value in sent.items()}
    fresh = ask(django, address, **sent)
    method = data.draw(st.sampled_from(["GET", "HEAD"]))
    reply = ask(cache, address, method, **sent)
    if method == "HEAD":
        # The server leaves out the body that Django gives where nothing is kept.
        assert reply.status == fresh.status
        assert reply.body in (b"", fresh.body)
    elif "/en/" not in address.partition("?")[0] and fresh.status in (301, 302):
        # A redirect carries parameters along, but for those that no page reads.
        assert reply.status == fresh.status
    else:
        assert seen(reply)[:2] == seen(fresh)[:2]


def test_what_no_view_reads_reaches_no_database(cache, addresses):
    random.seed(15)
    letters = string.ascii_letters + string.digits + "=%+;-_."
    pages = [a for a in addresses if "?" not in a and "/api/" not in a and "search" not in a]
    pages.remove("/healthz")
    for page in pages:
        ask(cache, page)
    size = cache._memory.size
    with CaptureQueriesContext(connection) as queries:
        for number in range(5000):
            query = "&".join(
                "x" + "".join(random.choices(letters, k=random.randrange(1, 20)))
                for _ in range(random.randrange(1, 4))
            )
            ask(cache, f"{pages[number % len(pages)]}?{query}", "HEAD")
    assert not queries.captured_queries
    assert cache._memory.size == size


def test_random_paths_leave_the_pages_where_they_are(cache, addresses):
    random.seed(15)
    kept = ask(cache, "/en/").body
    for _ in range(500):
        path = "".join(random.choices(string.ascii_lowercase + "/-.%C3", k=random.randrange(30)))
        assert ask(cache, f"/{path}").status in (200, 301, 400, 404)
    assert cache._memory.size < 5_000_000
    with CaptureQueriesContext(connection) as queries:
        assert ask(cache, "/en/").body == kept
    assert not queries.captured_queries
