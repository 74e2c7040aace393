"""Feeds of the home page, categories, tags, authors and sources, on `django.contrib.syndication`.

Each takes four queries, that of the home page three, however many articles it holds, one more where
they name authors, and starts
from `live()`, newest first. The feed of a list whose articles were all taken back still answers,
and tells of that.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed, FeedDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe

from articles.images.text_rights import text_for_readers
from articles.lib import public_keys
from articles.lib.ascii_urls import ascii_url
from articles.lib.public_keys import depends_on
from articles.lib.text import fold
from articles.models import (
    Article,
    ArticleAuthor,
    Author,
    Category,
    Source,
    Tag,
    TaggedArticle,
)
from articles.models.authorship import load_authors
from articles.models.loaded_tags import load_tags
from articles.models.site_in_use import site_in_use
from articles.querysets import ArticleQuerySet
from articles.rendering.sanitize import with_absolute_links
from articles.syndication.feed_content import (
    FeedContent,
    FeedItem,
    corrections_and_tombstones,
    cover_image,
)
from articles.syndication.feed_formats import FORMATS
from articles.syndication.publication import publication
from articles.syndication.structured_data import author_name, writers

# RSS and Atom require a time also of an empty list, which never changed.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


Subject = Category | Source | Tag | Author | None
# The path from an article to what it is listed by, where a link is between them.
_LINKED = {"tag": "tag_links__tag", "author": "author_links__author"}

if TYPE_CHECKING:
    _Feed = Feed[FeedItem, FeedContent]
else:
    _Feed = Feed


class ArticleFeed(_Feed):
    """The newest live articles of one list in one of the FORMATS; subclasses say which list."""

    # The URL pattern of the list's page.
    list_route: str
    # Whose articles the list has; None for all articles.
    model: type[Category | Source | Tag | Author] | None = None
    size = 20
    item_guid_is_permalink = False

    def __init__(self, extension: str) -> None:
        self.extension = extension
        self.feed_type = FORMATS[extension]

    @method_decorator([require_safe, conditional_page])
    def __call__(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        """Answer with the feed; with 304 to a client that has it; with 404 where no list is.

        Not Django's own, which dates the answer by its newest item: an article that leaves the
        feed changes it as well. No date of ours would be both true of that and silent on drafts,
        so the feed has an ETag and no Last-Modified.
        """
        try:
            content = self.get_object(request, *args, **kwargs)
        except FeedDoesNotExist as error:
            raise Http404 from error
        feed = self.get_feed(content, request)
        content_type = FORMATS[self.extension].content_type
        response = HttpResponse(feed.writeString("utf-8"), content_type=content_type)
        # Caches revalidate before each use: a retracted article is gone with the next request.
        patch_cache_control(response, public=True, no_cache=True)
        if settings.WEBSUB_HUB:
            links = {"hub": settings.WEBSUB_HUB, "self": self.feed_url(content)}
            response["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
        return response

    def newest(self, articles: ArticleQuerySet, lang: str, subject: Subject) -> ArticleQuerySet:
        """Return the newest `size` live articles of `articles`, those of `subject` in `lang`."""
        return articles.live().newest_first()[: self.size]

    def get_object(self, request: HttpRequest, lang: str, **kwargs: str) -> FeedContent:
        """Load the content of the feed, and declare what the response to `request` shows. Four
        queries; raises FeedDoesNotExist without a list."""
        articles = Article.objects.in_language(lang)
        subject: Subject = None
        keys = [public_keys.corrections(lang), public_keys.articles_in(lang)]
        if self.model:
            subject = self.model._default_manager.filter(**kwargs).first()
            if subject is None:
                raise FeedDoesNotExist
            path = _LINKED.get(self.list_route, self.list_route)
            articles = articles.filter(**{path: subject})
            keys[1:] = [
                public_keys.articles_of(lang, self.list_route, subject.pk),
                f"{self.list_route}:{subject.pk}",
            ]
        newest = list(self.newest(articles, lang, subject).for_feeds())
        load_tags(newest)
        load_authors(newest)
        corrections, tombstones = corrections_and_tombstones(articles, newest)
        if subject and not newest and not tombstones:
            # The page of a category, tag or source without articles does not exist, either. A feed
            # goes on while its readers must be told of a retraction.
            raise FeedDoesNotExist
        depends_on(request, *keys)
        for article in newest:
            depends_on(request, *article.shown_keys(article.tag_list, article.written_by))
        site = publication(site_in_use(), lang)
        return FeedContent(
            path=reverse(self.list_route, args=[lang, *kwargs.values()]),
            name=subject.name_in(lang) if subject else "",
            site=site,
            items=[FeedItem(article, corrections[article.pk], site) for article in newest],
            tombstones=tombstones,
        )

    def title(self, content: FeedContent) -> str:
        """Return the names of the list and the site; of the site alone for all articles."""
        return f"{content.name} — {content.site.name}" if content.name else content.site.name

    def description(self, content: FeedContent) -> str:
        """Return one sentence that says whose articles these are."""
        if content.name:
            return gettext("The newest stories of %(site)s: %(subject)s") % {
                "site": content.site.name, "subject": content.name,
            }  # fmt: skip
        return gettext("The newest stories of %(site)s") % {"site": content.site.name}

    def link(self, content: FeedContent) -> str:
        """Return the URL of the list's page."""
        return content.site.url + content.path

    def feed_url(self, content: FeedContent) -> str:
        """Return the URL of the feed itself."""
        return f"{content.site.url}{content.path}feed.{self.extension}"

    def author_name(self, content: FeedContent) -> str:
        """Return the name of the publication."""
        return content.site.name

    def author_link(self, content: FeedContent) -> str:
        """Return the URL of the publication's home page."""
        return content.site.home_url

    def items(self, content: FeedContent) -> list[FeedItem]:
        """Return the articles of the feed, newest first."""
        return content.items

    def feed_extra_kwargs(self, content: FeedContent) -> dict[str, object]:
        """Add the time of the last change, the WebSub hub and the tombstones."""
        times = [item.article.changed_at for item in content.items if item.article.changed_at]
        times += [tombstone.when for tombstone in content.tombstones]
        return {
            "updated": max(times, default=_NEVER),
            "hub": settings.WEBSUB_HUB,
            "tombstones": content.tombstones,
        }

    def item_title(self, item: FeedItem) -> str:
        """Return the title as plain text; the generators escape it for XML."""
        return item.article.title

    def item_description(self, item: FeedItem) -> str:
        """Return the summary as HTML, which is what RSS 2.0 takes a description for."""
        return escape(item.article.summary)

    def item_link(self, item: FeedItem) -> str:
        """Return the URL of the article's page."""
        return item.site.url + item.article.get_absolute_url()

    def item_guid(self, item: FeedItem) -> str:
        """Return the id of the article in feeds, which never changes."""
        return item.article.guid

    def item_author_name(self, item: FeedItem) -> str:
        """Return the first of its authors; without one the source for its own words, and the
        publication for a machine's."""
        article = item.article
        source = article.source.name_in(article.lang) if article.source else ""
        named = article.written_by
        return named[0].name if named else author_name(article, source, item.site)

    def item_author_link(self, item: FeedItem) -> str | None:
        """Return the URL of the page of the first author; None without one."""
        named = writers(item.article, item.site)
        return named[0].url if named else None

    def item_pubdate(self, item: FeedItem) -> dt.datetime | None:
        """Return when the article was published."""
        return item.article.published_at

    def item_updateddate(self, item: FeedItem) -> dt.datetime | None:
        """Return when readers last saw a change."""
        return item.article.changed_at

    def item_categories(self, item: FeedItem) -> list[str]:
        """Return the names of the category and the tags; of equal ones the first."""
        category, lang = item.article.category, item.article.lang
        names = [category.name_in(lang)] if category else []
        names += [tag.name_in(lang) for tag in item.article.tag_list]
        return list({fold(name): name for name in reversed(names)}.values())[::-1]

    def item_extra_kwargs(self, item: FeedItem) -> dict[str, object]:
        """Add what the generators of `feed_formats` know besides Django's."""
        article, source = item.article, item.article.source
        text = text_for_readers(article)
        context = {"article": article, "corrections": item.corrections, "text": text}
        content = render_to_string("articles/_feed_content.html", context)
        return {
            "summary": article.summary,
            "content": with_absolute_links(content, self.item_link(item)).strip(),
            "image": cover_image(article, item.site),
            "source_name": source.name_in(article.lang) if source else "",
            "source_url": ascii_url(source.url) if source else "",
            "canonical_url": ascii_url(article.canonical_url),
            "more_authors": writers(article, item.site)[1:],
            "corrections": [
                {"kind": note.kind, "date": note.date.isoformat(), "text": note.text}
                for note in item.corrections
            ],
        }


class HomeFeed(ArticleFeed):
    """The newest articles in one language."""

    list_route = "home"
    size = 50


class CategoryFeed(ArticleFeed):
    """The newest articles of one category."""

    list_route = "category"
    model = Category


class SourceFeed(ArticleFeed):
    """The newest articles taken from one source."""

    list_route = "source"
    model = Source


class LinkedFeed(ArticleFeed):
    """The newest articles of a list whose rows are linked to articles by `links`."""

    links: type[TaggedArticle | ArticleAuthor]

    def newest(self, articles: ArticleQuerySet, lang: str, subject: Subject) -> ArticleQuerySet:
        """Return the newest `size`, by a walk along the index on the links of `subject`."""
        rows = self.links.objects.filter(**{self.list_route: subject})
        pks = rows.in_language(lang).live().newest_first().values("content_object_id")[: self.size]
        return Article.objects.filter(pk__in=pks).that_are_live().newest_first()


class TagFeed(LinkedFeed):
    """The newest articles that carry one tag."""

    list_route = "tag"
    model = Tag
    links = TaggedArticle


class AuthorFeed(LinkedFeed):
    """The newest articles that name one author."""

    list_route = "author"
    model = Author
    links = ArticleAuthor
