"""URLs of the public pages, feeds, sitemaps and the API. `<lang>` matches only the languages of the
site."""

from django.conf import settings
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from articles.public import index_views, markdown_views, search_views, site_files, views
from articles.public.correction_views import corrections
from articles.public.preview_views import preview
from articles.syndication import feeds, sitemaps
from articles.syndication.feed_formats import FORMATS


class SiteLanguageConverter:
    """A path segment that is one of settings.SITE_LANGUAGES."""

    regex = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        """Return `value`; raise ValueError for a language that the site has not: no match."""
        if value not in settings.SITE_LANGUAGES:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class YearConverter:
    """A year in four digits, as a number."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class MonthConverter(YearConverter):
    """A month in two digits, as a number; the view refuses one that is not in the calendar."""

    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class SourceKeyConverter(StringConverter):
    """The key of a source: any text, also one that was stored before `is_source_key()`."""

    regex = r"[\s\S]+"


class CursorConverter(StringConverter):
    """The place where a later page of a list begins, as `keyset.encode()` writes it."""

    regex = r"-?[0-9]{1,18}\.[0-9]{1,18}"


register_converter(SourceKeyConverter, "key")
register_converter(CursorConverter, "cursor")
register_converter(SiteLanguageConverter, "lang")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

feed_patterns = [
    path(f"<lang:lang>/{list_path}feed.{extension}", feed(extension), name="feed")
    for list_path, feed in (
        ("", feeds.HomeFeed),
        ("category/<slug:slug>/", feeds.CategoryFeed),
        ("tag/<slug:slug>/", feeds.TagFeed),
        ("author/<slug:slug>/", feeds.AuthorFeed),
        ("source/<key:key>/", feeds.SourceFeed),
    )
    for extension in FORMATS
]

# A list has its later pages below its own path, so that each can be a file. They stand first: the
# key of a source takes in any text.
list_patterns = [
    path(f"<lang:lang>/{list_path}{page}", view, name=name)
    for page in ("after/<cursor:after>/", "")
    for name, list_path, view in (
        ("home", "", views.home),
        ("category", "category/<slug:slug>/", views.category),
        ("tag", "tag/<slug:slug>/", views.tag),
        ("author", "author/<slug:slug>/", views.author),
        ("source", "source/<key:key>/", views.source),
        ("month", "archive/<year:year>/<month:month>/", views.month),
        ("corrections", "corrections/", corrections),
    )
]

urlpatterns = [
    path("", views.default_home, name="default_home"),
    *list_patterns,
    path("<lang:lang>/articles/<slug:slug>/", views.article, name="article"),
    path("<lang:lang>/search/", search_views.search, name="search"),
    path("<lang:lang>/articles/<slug:slug>.md", markdown_views.markdown, name="markdown"),
    *feed_patterns,
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap_lists"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", site_files.icon, {"name": "favicon.ico"}, name="favicon"),
    path(
        "apple-touch-icon.png",
        site_files.icon,
        {"name": "apple-touch-icon.png"},
        name="apple_touch_icon",
    ),
    path("manifest.json", site_files.manifest, name="manifest"),
    path(".well-known/security.txt", site_files.security_txt, name="security_txt"),
    *site_files.verification_routes(settings.VERIFICATION_FILES),
    path("api/v1/", include("articles.api.urls")),
    path("preview/<str:token>/", preview, name="preview"),
    path("<lang:lang>/archive/", views.archive, name="archive"),
    path("<lang:lang>/sections/", index_views.sections, name="sections"),
    path("<lang:lang>/topics/", index_views.topics, name="topics"),
    # Last, because editors choose these slugs: they cannot hide a path above.
    path("<lang:lang>/<slug:slug>/", views.page, name="page"),
]
