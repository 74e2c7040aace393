"""Feeds of the home page and of every list, in three formats: four queries, however many stories.

Each starts from `live()`, newest first. What is the subject's name is read off the first story,
so that the list itself is the first question asked.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import SyndicationFeed
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe

from articles.lib.text import fold
from articles.models import Article, Category, Correction, Source, Tag, TaggedArticle
from articles.querysets import ArticleQuerySet
from articles.rendering.sanitize import clean
from articles.syndication import freshness
from articles.syndication.feed_formats import FORMATS, Media, Tombstone
from articles.syndication.publication import publication
from articles.syndication.structured_data import Site, absolute, author_name

HOME_SIZE = 50
LIST_SIZE = 20
# Stories taken back that an Atom feed still names.
TOMBSTONES = 20
# An empty list never changed; Atom and RSS want a time all the same.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@require_safe
@conditional_page
def home(request: HttpRequest, lang: str, ending: str) -> HttpResponse:
    """All stories of one language."""
    scope = Article.objects.in_language(lang)
    stories = scope.live().newest_first()[:HOME_SIZE]
    return _answer(reverse("home", args=[lang]), lang, ending, scope, stories)


@require_safe
@conditional_page
def category(request: HttpRequest, lang: str, slug: str, ending: str) -> HttpResponse:
    """The stories of one section."""
    subject = Category.objects.filter(slug=slug).values("pk")
    scope = Article.objects.in_language(lang).filter(category_id=Subquery(subject))
    stories = scope.live().newest_first()[:LIST_SIZE]
    url = reverse("category", args=[lang, slug])
    return _answer(url, lang, ending, scope, stories, lambda story: str(story.category))


@require_safe
@conditional_page
def source(request: HttpRequest, lang: str, key: str, ending: str) -> HttpResponse:
    """The stories taken from one publisher."""
    subject = Source.objects.filter(key=key).values("pk")
    scope = Article.objects.in_language(lang).filter(source_id=Subquery(subject))
    stories = scope.live().newest_first()[:LIST_SIZE]
    url = reverse("source", args=[lang, key])
    return _answer(url, lang, ending, scope, stories, lambda story: str(story.source))


@require_safe
@conditional_page
def tag(request: HttpRequest, lang: str, slug: str, ending: str) -> HttpResponse:
    """The stories with one tag."""
    subject = Subquery(Tag.objects.filter(slug=slug).values("pk"))
    links = TaggedArticle.objects.filter(tag_id=subject).in_language(lang)
    newest = links.live().newest_first().values("content_object_id")[:LIST_SIZE]
    scope = Article.objects.in_language(lang).filter(tag_links__tag_id=subject)
    stories = Article.objects.live().filter(pk__in=newest).newest_first()
    url = reverse("tag", args=[lang, slug])

    def name(story: Article) -> str:
        return next(tag.name for tag in story.tag_list if tag.slug == slug)

    return _answer(url, lang, ending, scope, stories, name)


@dataclass(slots=True)
class _Notes:
    """Corrections by the story's id, and stories of the list that were taken back."""

    of: dict[int, list[Correction]] = field(default_factory=dict)
    deleted: list[Tombstone] = field(default_factory=list)


def _answer(
    url: str,
    lang: str,
    ending: str,
    scope: ArticleQuerySet,
    rows: ArticleQuerySet,
    name: Callable[[Article], str] = lambda story: "",
) -> HttpResponse:
    stories = list(freshness.with_last_acts(rows.for_feeds()))
    subject = name(stories[0]) if stories else ""
    if not stories and url != reverse("home", args=[lang]):
        # As the list itself.
        raise Http404
    site = publication(lang)
    notes = _notes(scope, stories)
    times = [
        *(story.changed_at for story in stories if story.changed_at),
        *(gone.when for gone in notes.deleted),
    ]
    feed = FORMATS[ending](
        title=f"{subject} — {site.name}" if subject else site.name,
        link=site.url + url,
        description=_about(subject, site),
        language=lang,
        author_name=site.name,
        author_link=site.page("/{lang}/"),
        feed_url=f"{site.url}{url}feed.{ending}",
        updated=max(times, default=_NEVER),
        hub=settings.WEBSUB_HUB,
        deleted=notes.deleted,
    )
    for story in stories:
        _add(feed, story, site, notes.of.get(story.pk, []))
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return _headed(response, stories, f"{site.url}{url}feed.{ending}")


def _about(subject: str, site: Site) -> str:
    if subject:
        return gettext("The newest stories of %(site)s: %(subject)s") % {
            "site": site.name, "subject": subject,
        }  # fmt: skip
    return gettext("The newest stories of %(site)s") % {"site": site.name}


def _notes(scope: ArticleQuerySet, stories: list[Article]) -> _Notes:
    """Both kinds of note in one query, each half along its own index."""
    columns = ("article_id", "article__created_at", "kind", "date", "text")
    taken_back = Correction.objects.public().filter(
        kind=Correction.Kind.RETRACTION, article__in=scope.retracted()
    )
    newest = taken_back.newest_first().values("pk")[:TOMBSTONES]
    of_stories = Correction.objects.public().filter(article__in=[story.pk for story in stories])
    both = (of_stories, Correction.objects.filter(pk__in=newest))
    # Sorted below: a half of a union has no order of its own.
    of_list, gone = (rows.order_by().values_list(*columns) for rows in both)
    rows = of_list.union(gone)
    found = _Notes()
    for pk, created_at, kind, date, text in sorted(rows, key=lambda row: row[3], reverse=True):
        if kind == Correction.Kind.RETRACTION:
            guid = Article(pk=pk, created_at=created_at).guid
            found.deleted.append(Tombstone(guid, date, text))
        else:
            note = Correction(article_id=pk, kind=kind, date=date, text=text)
            found.of.setdefault(pk, []).append(note)
    return found


def _add(feed: SyndicationFeed, story: Article, site: Site, notes: list[Correction]) -> None:
    url = site.url + story.get_absolute_url()
    content = render_to_string("articles/_feed_content.html", {"article": story, "notes": notes})
    labels = [story.category.name] if story.category else []
    labels += [tag.name for tag in story.tag_list]
    feed.add_item(
        title=story.title,
        link=url,
        description=escape(story.summary),
        summary=story.summary,
        content=clean(content, base=url).strip(),
        author_name=author_name(story, site),
        unique_id=story.guid,
        unique_id_is_permalink=False,
        pubdate=story.published_at,
        updateddate=story.changed_at,
        # A section that is a tag as well is said once.
        categories=list({fold(label): label for label in reversed(labels)}.values())[::-1],
        picture=_media(story, site),
        source_name=story.source.name if story.source else "",
        source_url=story.source.url if story.source else "",
        origin=story.canonical_url,
        notes=[
            {"kind": note.kind, "date": note.date.isoformat(), "text": note.text} for note in notes
        ],
    )


def _media(story: Article, site: Site) -> Media | None:
    picture = story.cover.picture if story.cover else None
    if story.cover is None or picture is None:
        return None
    url = absolute(picture.src, site)
    return Media(url, picture.width, picture.height, story.cover.alt, story.cover.credit)


def _headed(response: HttpResponse, stories: list[Article], url: str) -> HttpResponse:
    # Kept, and asked after each time: a story that is taken back is gone at once.
    patch_cache_control(response, public=True, no_cache=True)
    if settings.WEBSUB_HUB:
        response["Link"] = f'<{settings.WEBSUB_HUB}>; rel="hub", <{url}>; rel="self"'
    times = [story.modified_at for story in stories]
    times += [story.published_at for story in stories if story.published_at]
    if stories:
        times += freshness.last_acts(stories[0])
    freshness.date(response, times)
    return response
