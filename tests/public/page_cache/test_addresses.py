"""All requests that get the same page have one address, and no request has the page of another."""

import random
import string
from urllib.parse import quote

import pytest
from django.urls import URLPattern, get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.api import parameters
from articles.public.page_cache.addresses import (
    PARAMETERS,
    PROBES,
    STRICT_PARAMETERS,
    PageAddresses,
    is_inventable,
    is_public,
    plain_request,
)
from tests.examples import examples
from tests.public.page_cache.wsgi import environ_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# Routes that are rendered each time: what is private, ever different, or has its own cache.
NEVER_KEPT = {"media", *PROBES, "search", "preview", "api:api-root", "api:None"}


def address(url: str, method: str = "GET", **headers: str) -> str:
    return PageAddresses().of_request(environ_of(url, method, **headers))


def plain(url: str, **headers: str) -> tuple[str, str]:
    """The path and the query string with which Django renders the page."""
    environ = environ_of(url, **headers)
    request = plain_request(environ, PageAddresses().of_request(environ))
    return request["PATH_INFO"], request["QUERY_STRING"]


def route_names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.app_name != "admin":
            yield from route_names(
                pattern, f"{pattern.namespace}:" if pattern.namespace else prefix
            )


def test_every_route_is_kept_or_named_as_one_that_is_not():
    known = set(PARAMETERS) | set(STRICT_PARAMETERS)
    assert not known & NEVER_KEPT
    assert set(route_names(get_resolver())) == known | NEVER_KEPT


def test_the_parameters_of_the_api_are_those_that_it_reads():
    """But for those with which an answer is never kept."""
    schemas = {
        "api:list_articles": parameters.ArticleParameters,
        "api:list_corrections": parameters.CorrectionParameters,
        "api:list_categories": parameters.CategoryParameters,
        "api:list_tags": parameters.TaxonomyPageParameters,
        "api:list_authors": parameters.TaxonomyPageParameters,
        "api:list_sources": parameters.TaxonomyPageParameters,
    }
    never = {"q", "modified_after"}
    read = {route: set(schema.model_fields) - never for route, schema in schemas.items()}
    assert {route: set(names) for route, names in STRICT_PARAMETERS.items()} == read


def test_parameters_that_no_view_reads_make_no_address_of_their_own():
    for path in ("/", "/en/", "/en/articles/x/", "/en/feed.rss", "/nothing", "/en/x", "/api/v1/"):
        assert address(f"{path}?utm_source=letter&fbclid=1&after2=3") == address(path), path
        assert plain(f"{path}?utm_source=letter") == (path, "")


def test_a_known_parameter_counts_once_and_in_one_spelling():
    spellings = [
        "/en/?after=12.3", "/en/?utm_x=1&after=12.3", "/en/?after=1.1&after=12.3",
        "/en/?%61fter=12%2E3", "/en/?after=12.3&&", "/en/?after=12.3&x=%00",
    ]  # fmt: skip
    assert {address(url) for url in spellings} == {address("/en/?after=12.3")}
    assert address("/en/?after=12.3") != address("/en/")
    assert is_inventable(address("/en/?after=12.3"))
    assert is_inventable(address("/en/after/12.3/"))
    assert not is_inventable(address("/en/?after="))
    assert address("/en/?after=") == address("/en/")


def test_the_api_answers_itself_what_it_does_not_know():
    """A misspelt filter is an error there."""
    kept = "/api/v1/articles?tag=art&lang=en"
    assert address(kept) == address("/api/v1/articles?lang=en&tag=art") != ""
    assert plain(kept) == ("/api/v1/articles", "lang=en&tag=art")
    for query in ("utm_x=1", "lang=en&lang=uk", "q=harbour", "modified_after=2026-01-01T00:00:00Z"):
        assert address(f"/api/v1/articles?{query}") == "", query
    assert address("/api/v1/articles?lang=") != address("/api/v1/articles")


def test_a_search_is_never_kept():
    assert address("/en/search/?q=harbour") == ""
    assert not is_public(environ_of("/en/search/"))


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/preview/abc/", "/media/x.jpg", "/static/x.css"]
)
def test_some_parts_of_the_site_have_no_addresses(path):
    assert address(path) == ""


def test_only_get_and_head_are_answered_from_pages():
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "BREW", ""):
        assert address("/en/", method) == "", method
    assert address("/en/", "HEAD") == address("/en/") != ""


def test_whoever_may_be_signed_in_is_answered_by_django(settings):
    for cookie in ("sessionid=x", "a=b; sessionid=x", "csrftoken=x", "sessionid"):
        assert address("/en/", Cookie=cookie) == "", cookie
    assert address("/en/", Authorization="Basic eDp5") == ""
    assert address("/en/", Cookie="consent=yes; _ga=1") == address("/en/")


def test_headers_of_browsers_make_no_address_of_their_own():
    plain_address = address("/en/articles/x/")
    for headers in (
        {"Accept": BROWSER}, {"Accept": "text/html"}, {"Accept": "*/*"}, {"Accept": "image/png"},
        {"Accept_Language": "uk"}, {"Accept_Encoding": "br"}, {"User_Agent": "x"}, {"Range": "x"},
        {"If_None_Match": "*"}, {"Cache_Control": "no-cache"}, {"Save_Data": "on"},
    ):  # fmt: skip
        assert address("/en/articles/x/", **headers) == plain_address, headers


def test_markdown_has_an_address_where_there_is_markdown():
    wants = {"Accept": "text/markdown, text/html;q=0.5"}
    assert address("/en/articles/x/", **wants) != address("/en/articles/x/")
    assert address("/en/", **wants) == address("/en/")
    assert address("/en/articles/x/", Accept="text/markdown;q=0.2, text/html") == address(
        "/en/articles/x/"
    )


def test_an_api_client_that_refuses_json_is_answered_by_django():
    assert address("/api/v1/articles", Accept="text/html") == ""
    assert address("/api/v1/articles", Accept="application/*") == address("/api/v1/articles") != ""


def test_the_page_is_rendered_without_what_is_the_readers(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    environ = environ_of(
        "/en/articles/x/?utm_x=1", "HEAD", Cookie="a=b", Accept=BROWSER, Accept_Encoding="br",
        Accept_Language="uk", Range="bytes=0-1", If_None_Match="*", If_Range="x", If_Match="x",
        If_Modified_Since="x", If_Unmodified_Since="x", X_Forwarded_For="192.0.2.7", Host="TestServer:80",
        X_Forwarded_Proto="https", X_Forwarded_Host="evil.example", User_Agent="x", Referer="x",
    ) | {"CONTENT_LENGTH": "7", "CONTENT_TYPE": "text/plain"}  # fmt: skip
    request = plain_request(environ, PageAddresses().of_request(environ))
    headers = {name for name in request if name.startswith("HTTP_")}
    assert headers == {"HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}
    assert not {"CONTENT_LENGTH", "CONTENT_TYPE"} & set(request)
    assert request["HTTP_HOST"] == "testserver:80"
    assert request["REQUEST_METHOD"] == "GET"
    assert environ["REQUEST_METHOD"] == "HEAD"


def test_hosts_are_those_of_the_settings(settings):
    settings.ALLOWED_HOSTS = ["testserver", "News.example.org", ".example.net", "*"]
    settings.SITE_HOST, settings.SITE_URL = "testserver", "http://testserver:8000"
    of = {
        host: bool(address("/en/", Host=host))
        for host in (
            "testserver", "TESTSERVER", "testserver.", "testserver:80", "testserver:8000",
            "news.example.org", "testserver:1", "www.example.net", "evil.example", "", "a b", "testserver:x",
        )
    }  # fmt: skip
    assert [host for host, has_address in of.items() if has_address] == [
        "testserver", "TESTSERVER", "testserver.", "testserver:80", "testserver:8000",
        "news.example.org",
    ]  # fmt: skip
    assert address("/en/", Host="TESTSERVER") == address("/en/", Host="testserver.")
    assert address("/en/", Host="testserver:8000") != address("/en/", Host="testserver")


def test_the_scheme_is_the_one_that_django_sees(settings):
    secure = environ_of("/en/", X_Forwarded_Proto="https")
    assert PageAddresses().of_request(secure) == address("/en/")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert PageAddresses().of_request(secure) != address("/en/")
    assert address("/en/", X_Forwarded_Proto="http, https") == address("/en/")
    settings.SECURE_SSL_REDIRECT = True
    assert address("/en/") == ""
    assert PageAddresses().of_request(secure) != ""


def test_paths_never_pass_for_another_part_of_an_address():
    """A path may hold anything, blanks and question marks included."""
    urls = ["/en/", "/en/%20/", "/en/%3Fafter=1.1", "/en/?after=1.1", "/%20/en/", "/md%20/en/"]
    assert len({address(url) for url in urls}) == len(urls)
    for url in urls:
        assert plain(url)[0] == environ_of(url)["PATH_INFO"]


def test_a_site_below_a_prefix_has_addresses_of_its_own():
    environ = environ_of("/en/") | {"SCRIPT_NAME": "/news"}
    assert PageAddresses().of_request(environ).endswith(" /news/en/")


def test_an_endless_path_or_value_has_no_address():
    assert address(f"/en/{'x' * 2000}/") == ""
    assert address(f"/en/?after={'1' * 2000}") == ""
    assert address("/en/?" + "&".join(f"x{n}=1" for n in range(2000))) == ""


texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)


@given(
    st.sampled_from(
        ["/", "/en/", "/en/articles/x/", "/uk/tag/x/", "/api/v1/articles", "/x/y", "/en"]
    ),
    st.lists(st.tuples(st.one_of(texts, st.sampled_from(["after", "lang"])), texts), max_size=4),
    st.one_of(st.just(BROWSER), texts),
)
@settings(max_examples=examples(200))
def test_an_address_is_a_fixed_point(path, pairs, accept):
    """The plain request of an address has this address."""
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    environ = environ_of(f"{path}?{query}", Accept=accept.encode().decode("latin-1"))
    found = PageAddresses().of_request(environ)
    if found:
        assert PageAddresses().of_request(plain_request(environ, found)) == found


def test_five_thousand_random_query_strings_are_a_handful_of_addresses():
    random.seed(15)
    letters = string.ascii_letters + string.digits + "&=%+;"
    addresses = PageAddresses()
    found = set()
    for number in range(5000):
        query = "".join(random.choices(letters, k=random.randrange(1, 60)))
        path = ("/en/", "/en/articles/x/", "/en/archive/", "/nothing/at/all")[number % 4]
        found.add(addresses.of_request(environ_of(f"{path}?{query}")))
    assert found == {
        address(path) for path in ("/en/", "/en/articles/x/", "/en/archive/", "/nothing/at/all")
    }
