"""Language by URL, headers of the policies, old URLs, and no session on public pages."""

import datetime as dt

import pytest
import time_machine
from csp.constants import NONCE, SELF
from csp.decorators import csp_exempt, csp_replace, csp_update
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, path
from django.utils.functional import empty

from articles.api.urls import urlpatterns as api_patterns
from articles.lib.public_keys import SITEMAP_PART_SIZE
from articles.models import Article, Correction, PreviewLink
from articles.models.revise import Changes
from articles.urls import urlpatterns as public_patterns
from newsroom.urls import urlpatterns as site_patterns

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "lang"),
    [("/en/", "en"), ("/uk/nothing/", "uk"), ("/ar/", "ar"), ("/", "en"), ("/xx/", "en")],
)
def test_a_public_page_speaks_the_language_of_its_address(client, path, lang):
    response = client.get(path, headers={"accept-language": "uk"})
    assert response["Content-Language"] == lang
    assert "Accept-Language" not in response.get("Vary", "")


def test_the_admin_speaks_the_browsers_language(client):
    response = client.get("/admin/login/", headers={"accept-language": "uk"})
    assert response["Content-Language"] == "uk"
    assert "Accept-Language" in response["Vary"]


def test_the_admin_has_a_session(client, admin_client):
    assert "Cookie" in admin_client.get("/admin/")["Vary"]
    assert client.get("/admin/").status_code == 302


# One or more URLs of every public pattern, with the status that each answers.
PUBLIC_URLS = {
    "/": 200, "/en/": 200, "/en/?after=0.1": 301, "/en/after/0.1/": 404, "/en/articles/one/": 200,
    "/en/articles/one.md": 200, "/en/articles/gone/": 410, "/en/articles/none/": 404,
    "/en/old/": 301, "/old-gone": 410, "/en": 301, "/none": 404,
    "/en/category/energy/": 200, "/en/tag/ports/": 200, "/en/source/wire/": 200,
    "/en/search/": 200, "/en/search/?q=harbour": 200,
    "/en/corrections/": 200, "/en/archive/": 200, "/en/sections/": 200, "/en/topics/": 200,
    "/en/archive/{month}/": 200, "/en/about/": 200,
    "/sitemap.xml": 200, "/sitemap-lists.xml": 200, "/sitemap-{part}.xml": 200,
    "/news-sitemap.xml": 200, "/robots.txt": 200, "/api/v1/": 200, "/api/v1/articles": 200,
    "/en/category/energy/after/0.1/": 404, "/en/tag/ports/after/0.1/": 404,
    "/en/source/wire/after/0.1/": 404, "/en/author/ada-reyes/": 200,
    "/en/author/ada-reyes/after/0.1/": 404, "/en/archive/{month}/after/0.1/": 404,
    "/en/corrections/after/0.1/": 200,
    "/favicon.ico": 200, "/apple-touch-icon.png": 200, "/manifest.json": 200,
    "/.well-known/security.txt": 404,
    "/preview/{token}/": 200, "/preview/none/": 404, "/media/a.svg": 200,
}  # fmt: skip
PUBLIC_URLS |= {
    f"/en/{path_}feed.{extension}": 200
    for path_ in ("", "author/ada-reyes/", "category/energy/", "tag/ports/", "source/wire/")
    for extension in ("rss", "atom", "json")
}
PUBLIC_URLS |= {
    f"/api/v1/{path_}": 200
    for path_ in ("authors", "corrections", "categories", "tags", "sources", "openapi.json")
}
PUBLIC_URLS |= {"/api/v1/articles/999999": 404, "/api/v1/none": 404}


@pytest.fixture
def public_urls(make_article, make_user, source, category, settings) -> dict[str, int]:
    """`PUBLIC_URLS`, with what they need in the database and on the disk."""
    article = make_article("One", source=source, category=category, tags=["Ports"], ai={"a": 1})
    make_article("Two", author_names=["Ada Reyes"])
    gone = make_article("Gone")
    gone.retract(make_user("Editors"), "Wrong.")
    gone.redirects.create(path="/old-gone/")
    Correction.objects.create(article=article, text="Nine.")
    article.redirects.create(path="/en/old/")
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    token = PreviewLink.objects.create(article=article, expires_at=until).token
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "a.svg").write_text("<svg/>")
    month = f"{Article.objects.get(slug='one').published_at:%Y/%m}"
    part = (article.pk - 1) // SITEMAP_PART_SIZE
    return {
        url.format(month=month, token=token, part=part): status
        for url, status in PUBLIC_URLS.items()
    }


def test_public_pages_use_no_session_no_user_and_no_cookie(admin_client, public_urls):
    """The person is signed in and has a session that every page could read."""
    for url, status in public_urls.items():
        with CaptureQueriesContext(connection) as queries:
            response = admin_client.get(url)
            # Reading a file to its end closes it; `close()` would close the connection, too.
            list(response)
        assert response.status_code == status, url
        assert "Cookie" not in response.get("Vary", ""), url
        assert not response.cookies, url
        request = response.wsgi_request
        assert not request.session.accessed, url
        assert request.user._wrapped is empty, url
        assert not [q for q in queries if "session" in q["sql"] or "auth_user" in q["sql"]], url


def test_work_that_is_not_public_changes_no_byte_and_no_header(
    client, public_urls, make_article, make_user, source, category
):
    """Neither dates nor ETags of public answers tell that somebody works on a draft."""

    def answers(now: dt.datetime) -> dict[str, tuple[object, ...]]:
        with time_machine.travel(now, tick=False):
            given = {url: client.get(url) for url in public_urls}
        for one in given.values():
            # Different for each request, whatever anybody works on.
            del one.headers["X-Request-ID"]
        return {
            url: (one.status_code, dict(one.headers), b"".join(one)) for url, one in given.items()
        }

    now = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    editor = make_user("Administrators", "ed")
    columns = {"source": source, "category": category, "tags": ["Ports", "New"]}
    before = answers(now)
    draft = make_article("Draft", status="draft", **columns)
    later = make_article("Later", hours=9, **columns)
    for article in (draft, later):
        article.revise(Changes({"title": "Changed", "slug": f"{article.slug}-2"}), editor)
    draft.submit(editor)
    draft.send_back(editor, "Not yet.")
    later.unpublish(editor, "A while.")
    PreviewLink.objects.create(article=draft, expires_at=now + dt.timedelta(days=1))
    LogEntry.objects.log_actions(editor.pk, [draft], 2, "Changed")
    before.pop("/api/v1/", None)
    after = answers(now)
    assert [url for url in before if after[url] != before[url]] == []


def test_the_list_of_public_urls_is_complete():
    urls = [url.format(month="2026/11", token="t", part=0).split("?")[0][1:] for url in PUBLIC_URLS]
    # Answered before all other middleware.
    urls += ["healthz", "readyz", "metrics"]
    patterns = [*public_patterns, *(p for p in site_patterns if hasattr(p, "name"))]
    # Those of an included URLconf are resolved without its prefix.
    assert "api/v1/" in {str(pattern.pattern) for pattern in patterns}
    patterns = [pattern for pattern in patterns if not isinstance(pattern, URLResolver)]
    for pattern in patterns:
        assert any(pattern.resolve(url) for url in urls), pattern
    api_urls = [url.removeprefix("api/v1/") for url in urls if url.startswith("api/v1/")]
    for pattern in api_patterns:
        assert any(pattern.resolve(url) for url in api_urls), pattern


def test_every_answer_declares_what_it_does_not_use(client):
    for path_ in ("/en/", "/admin/login/", "/nothing/"):
        assert "camera=()" in client.get(path_)["Permissions-Policy"]


def nonce(request):
    return HttpResponse(Template("{{ request.csp_nonce }}").render(RequestContext(request)))


def plain(request):
    return HttpResponse("ok")


urlpatterns = [
    path("nonce/", csp_update({"script-src": [NONCE]})(nonce)),
    path("update/", csp_update({"img-src": "https://cdn.example.org"})(plain)),
    path("replace/", csp_replace({"script-src": [SELF, "https://js.example.org"]})(plain)),
    path("exempt/", csp_exempt()(plain)),
]


@pytest.mark.urls(__name__)
def test_nonces_and_decorators_of_django_csp_work(client, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "site_language" not in m]
    response = client.get("/nonce/")
    used = response.content.decode()
    assert used
    assert f"script-src 'self' 'nonce-{used}'" in response["Content-Security-Policy"]
    images = "img-src 'self' https://images.unsplash.com https://cdn.example.org"
    assert images in client.get("/update/")["Content-Security-Policy"]
    replaced = client.get("/replace/")["Content-Security-Policy"]
    assert "script-src 'self' https://js.example.org;" in replaced + ";"
    assert "Content-Security-Policy" not in client.get("/exempt/")


def test_past_addresses_are_asked_for_only_when_nothing_answers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200


@pytest.mark.parametrize("path", ["/en/%00/", "/%00", "/admin/%00/?x=a", "/admin/?x=a%00b"])
def test_an_address_with_a_nul_character_is_a_bad_request(client, path):
    assert client.get(path).status_code == 400
