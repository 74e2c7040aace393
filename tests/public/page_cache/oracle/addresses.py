"""The addresses that the oracle asks for: new ones of every kind, and those asked for before."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils import timezone

from articles.models import (
    Article,
    Author,
    AuthorAlias,
    Category,
    CategoryAlias,
    Page,
    Redirect,
    Revision,
    Source,
    Tag,
    TagAlias,
)
from tests.public.page_cache.oracle.browser import with_query
from tests.public.page_cache.oracle.processes import Reply, Request
from tests.public.page_cache.oracle.site import LANGUAGES, SITE_URL

MARKDOWN = (("Accept", "text/markdown"),)
_LINK = re.compile(rb'(?:href="|<loc>|"next":")(?:' + SITE_URL.encode() + rb")?(/[^\"<]+)")
# Addresses that are no pages of the site for readers.
_NOT_ASKED = ("/static/", "/media/", "/admin/")


@dataclass
class Known:
    """An address that was asked for: how often, and in which step it was asked first and last."""

    request: Request
    first: int
    last: int
    times: int = 0


class Pool:
    """Addresses that were asked for, at most `size`; the others are forgotten at random."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[Request, Known] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, request: Request) -> Known | None:
        return self._known.get(request)

    def asked(self, request: Request, step: int, rng: random.Random) -> None:
        known = self._known.setdefault(request, Known(request, step, step))
        known.last, known.times = step, known.times + 1
        if len(self._known) > self._size:
            del self._known[rng.choice(list(self._known))]

    def sample(self, count: int, rng: random.Random) -> list[Request]:
        return rng.sample(list(self._known), max(0, min(count, len(self._known))))


def sample(
    pool: Pool, touched: Iterable[str], held: Sequence[Request], count: int, rng: random.Random
) -> list[Request]:
    """About `count` addresses: some that the step touched, one that is new, some that were asked
    before, and else those that are `held` to be right: only these can be wrong."""
    near = [Request(path) for path in dict.fromkeys(touched)]
    wanted = [some_address(rng), *rng.sample(near, min(2, len(near)))]
    wanted += pool.sample(count // 4, rng)
    room = max(0, count - len(wanted))
    wanted += rng.sample(held, min(room, len(held)))
    wanted += pool.sample(count - len(wanted), rng)
    return list(dict.fromkeys(wanted))


def variant(request: Request, rng: random.Random) -> Request:
    """The same address as another client asks for it: compressed, with parameters that no view
    knows, with cookies."""
    path, headers = request.path, dict(request.headers)
    chance = rng.random()
    if chance < 0.2:
        headers["Accept-Encoding"] = rng.choice(("gzip", "br", "gzip, br;q=0.5", "identity"))
    elif chance < 0.25 and not path.startswith("/api/"):
        path = with_query(path, utm_source=rng.choice("abc"))
    elif chance < 0.28:
        headers["Cookie"] = "sessionid=nobody; csrftoken=abc"
    elif chance < 0.3:
        headers["Authorization"] = "Basic bm9ib2R5OngK"
    elif chance < 0.33:
        return request._replace(method="HEAD")
    return request._replace(path=path, headers=tuple(headers.items()))


def links_in(reply: Reply) -> list[str]:
    """The paths on this site that an answer links to."""
    found = (match.decode().replace("&amp;", "&") for match in _LINK.findall(reply.body))
    return [path for path in dict.fromkeys(found) if not path.startswith(_NOT_ASKED)]


def some_address(rng: random.Random) -> Request:
    """A new address of a random kind."""
    lang = rng.choice(LANGUAGES[:2] if rng.random() < 0.9 else LANGUAGES)
    kinds = (
        *[_plain] * 3, *[_list] * 4, *[_article] * 5, *[_month] * 1, *[_api] * 4, *[_nothing] * 2,
        *[_old] * 3, *[_page] * 1,
    )  # fmt: skip
    return rng.choice(kinds)(lang, rng)


def _plain(lang: str, rng: random.Random) -> Request:
    paths = (
        "/", f"/{lang}/", f"/{lang}/", f"/{lang}/feed.rss", f"/{lang}/feed.atom",
        f"/{lang}/feed.json", f"/{lang}/corrections/", f"/{lang}/archive/", f"/{lang}/sections/", f"/{lang}/topics/", "/sitemap.xml",
        "/sitemap-lists.xml", f"/sitemap-{rng.randrange(6)}.xml", "/news-sitemap.xml",
        "/robots.txt", f"/{lang}/search/", f"/{lang}/search/?q=harbour", "/api/v1/",
        "/api/v1/openapi.json",
    )  # fmt: skip
    return Request(rng.choice(paths))


def _list(lang: str, rng: random.Random) -> Request:
    model, kind, column = rng.choice(
        (
            (Category, "category", "slug"),
            (Tag, "tag", "slug"),
            (Author, "author", "slug"),
            (Source, "source", "key"),
        )
    )
    keys = list(model.objects.order_by("pk").values_list(column, flat=True))
    if not keys:
        return Request(f"/{lang}/{kind}/none/")
    end = rng.choice(("", "", "", "feed.rss", "feed.atom", "feed.json"))
    return Request(f"/{lang}/{kind}/{quote(rng.choice(keys))}/{end}")


def _article(lang: str, rng: random.Random) -> Request:
    rows = Article.objects.order_by("-published_at", "-pk").only("pk", "lang", "slug")
    articles = list(rows.exclude(lang="fr"))
    if not articles:
        return Request(f"/{lang}/")
    article = rng.choice(articles[:15] if rng.random() < 0.5 else articles)
    path = article.get_absolute_url()
    return rng.choice(
        (
            Request(path),
            Request(path),
            Request(path),
            Request(path, headers=MARKDOWN),
            Request(f"{path.rstrip('/')}.md"),
            Request(f"/api/v1/articles/{article.pk}"),
        )
    )


def _month(lang: str, rng: random.Random) -> Request:
    times = Article.objects.exclude(published_at=None).order_by("pk")
    moment = rng.choice([*times.values_list("published_at", flat=True), timezone.now()])
    local = timezone.localtime(moment)
    return Request(f"/{lang}/archive/{local:%Y/%m}/")


def _api(lang: str, rng: random.Random) -> Request:
    lists = ("articles", "articles", "corrections", "categories", "tags", "authors", "sources")
    listed = rng.choice(lists)
    query: dict[str, object] = {}
    if rng.random() < 0.6:
        query["lang"] = lang
    if listed == "articles":
        for name, model, column in (
            ("category", Category, "slug"),
            ("tag", Tag, "slug"),
            ("author", Author, "slug"),
            ("source", Source, "key"),
        ):
            keys = list(model.objects.order_by("pk").values_list(column, flat=True))
            if keys and rng.random() < 0.25:
                query[name] = rng.choice(keys)
        if rng.random() < 0.2:
            query["pinned"] = rng.choice(("true", "false"))
        if rng.random() < 0.1:
            query["sentiment"] = "POSITIVE"
        if rng.random() < 0.1:
            query["published_after"] = "2026-11-19T00:00:00Z"
        if rng.random() < 0.1:
            query["modified_after"] = "2026-11-01T00:00:00Z"
        if rng.random() < 0.1:
            query["q"] = "harbour"
    elif listed == "corrections" and rng.random() < 0.3:
        query["kind"] = rng.choice(("correction", "retraction"))
    if listed != "categories" and rng.random() < 0.5:
        query["limit"] = rng.choice((2, 3, 5))
    if rng.random() < 0.03:
        query["limit"] = "many"
    return Request(f"/api/v1/{listed}" + (f"?{urlencode(query)}" if query else ""))


def _nothing(lang: str, rng: random.Random) -> Request:
    paths = (
        f"/{lang}/articles/own-{rng.randrange(200)}/", f"/{lang}/articles/story-{rng.randrange(300)}/",
        f"/{lang}/nothing-{rng.randrange(5)}/", f"/{lang}/?after=damaged", "/fr/",
        f"/{lang}/tag/none/", f"/{lang}/tag/tag-{rng.randrange(100)}/",
        f"/{lang}/category/section-{rng.randrange(100)}/", "/api/v1/nothing",
        f"/api/v1/articles/{rng.randrange(1, 150)}", f"/{lang}/page-{rng.randrange(100)}/",
        f"/{lang}/archive/2026/13/", "/preview/none/", f"/old/{rng.randrange(20)}/",
    )  # fmt: skip
    return Request(rng.choice(paths))


def _old(lang: str, rng: random.Random) -> Request:
    paths: list[str] = list(Redirect.objects.order_by("pk").values_list("path", flat=True))
    kinds = (("tag", TagAlias), ("category", CategoryAlias), ("author", AuthorAlias))
    for kind, model in kinds:
        for slug in (
            model._default_manager.exclude(slug="").order_by("pk").values_list("slug", flat=True)
        ):
            paths += [f"/{lang}/{kind}/{slug}/", f"/{lang}/{kind}/{slug}/feed.rss"]
    for slug in Article.objects.order_by("-pk").values_list("slug", flat=True)[:10]:
        paths.append(f"/{lang}/articles/{slug.upper().replace('-', '_')}/")
    for slug in Revision.objects.order_by("-pk").values_list("article__slug", flat=True)[:10]:
        paths.append(f"/{lang}/articles/{slug}/")
    return Request(rng.choice(paths) if paths else f"/{lang}/")


def _page(lang: str, rng: random.Random) -> Request:
    slugs = [*Page.objects.order_by("pk").values_list("slug", flat=True), "about"]
    return Request(f"/{lang}/{rng.choice(slugs)}/")
