"""A live article, and what stands around it on its page: corrections, translations, the articles
before and after it, related ones, what it was made from, who else reports it, and who approved it.
Eleven queries at most, whatever the number of articles."""

import datetime as dt
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BigIntegerField, CharField, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.lib import public_keys
from articles.lib.public_keys import depends_on
from articles.lib.urls import cached_reverse
from articles.models import Article, ArticleAuthor, Author, Correction, Review, Tag, UpstreamItem
from articles.models.authorship import load_authors
from articles.models.nearby import CATEGORY, EACH_SIDE, TAGS, ArticlesAround, articles_around
from articles.models.source import Trust
from articles.public.cards import show_cards
from articles.public.navigation import LANG, NOW
from articles.public.related import rank_related
from articles.public.text_pictures import text_with_pictures

RELATED = 4
# Items about the same event that are looked at for the page of one.
ALSO_REPORTING = 20


def _translations(has_source: bool) -> QuerySet[Article, tuple[str, str]]:
    source = _SOURCE if has_source else None
    versions = (
        Article.objects.versions(source, _EXTERNAL_ID).that_are_live(NOW).exclude(pk=_ARTICLE)
    )
    return versions.values_list("lang", "slug")


class ArticleSurroundings(NamedTuple):
    """The things that a page shows around an article; other articles are live and in its language,
    but for the translations, whose paths stand by language code."""

    corrections: list[Correction]
    translations: dict[str, str]
    original: UpstreamItem | None = None
    also_reporting: list[UpstreamItem] = []
    approval: Review | None = None
    # Who approved it, where readers may know the name, and the person has a page.
    reviewer: tuple[Author, ...] = ()
    newer: Article | None = None
    older: Article | None = None
    related: list[Article] = []


_ARTICLE, _SOURCE = (QuerySlot(name, BigIntegerField()) for name in ("article", "source"))
_SLUG, _EXTERNAL_ID = (QuerySlot(name, CharField()) for name in ("slug", "external_id"))
# `Any`, because a lookup is declared with values, and takes placeholders of them as well.
_SHOWN: list[Any] = [QuerySlot(f"id{n}", BigIntegerField()) for n in range(2 + RELATED)]

_LIVE_ARTICLE = CompiledQuery(
    lambda: Article.objects.in_language(LANG).live(NOW).for_page().filter(slug=_SLUG)
)
_TAGS = CompiledQuery(
    lambda: Tag.objects.filter(article_links__content_object_id=_ARTICLE).order_by(
        "article_links__position", "article_links__id"
    )
)
_CORRECTIONS = CompiledQuery(lambda: Correction.objects.filter(article_id=_ARTICLE))
_ORIGINAL = CompiledQuery(
    lambda: UpstreamItem.objects.filter(source=_SOURCE, external_id=_EXTERNAL_ID).only(
        "title", "url"
    )
)
_ALSO_REPORTING = CompiledQuery(
    lambda: (
        UpstreamItem.objects.also_reporting_with(_SOURCE, _EXTERNAL_ID)
        .filter(taken_back_at=None)
        .only("url", "title", "source__name", "source__names", "source__trust")[:ALSO_REPORTING]
    )
)
_CARDS = CompiledQuery(lambda: Article.objects.filter(pk__in=_SHOWN).that_are_live(NOW).for_cards())
_TRANSLATIONS = {
    has_source: CompiledQuery(partial(_translations, has_source)) for has_source in (False, True)
}


def get_live_article(request: HttpRequest, lang: str, slug: str) -> Article | None:
    """Return the live article with this language and slug, with its source, category and cover, and
    declare that the response to `request` shows it; None when there is none. One query."""
    articles = _LIVE_ARTICLE.run(lang=lang, slug=slug, now=timezone.now())
    if not articles:
        return None
    depends_on(request, *articles[0].shown_keys(), until=articles[0].expires_at)
    return articles[0]


def get_surroundings(request: HttpRequest, article: Article) -> ArticleSurroundings:
    """Return the surroundings of a live article, set its `known_tags` and `known_authors`, and
    declare what the response to `request` depends on.

    Eight queries at most. Raises ValueError for an article without a time of publication.
    """
    now, published_at = timezone.now(), article.published_at
    if published_at is None:
        raise ValueError("The article has no time of publication.")
    tags = article.known_tags = _TAGS.run(article=article.pk)
    load_authors([article])
    tag_ids = [tag.pk for tag in tags[:TAGS]]
    around = articles_around(
        article.pk, article.lang, published_at, article.category_id, tag_ids, now
    )
    shown = [*article.shown_keys(tags, article.author_list), public_keys.translations(article.pk)]
    depends_on(request, *shown, *_keys_around(article, tag_ids, around))
    # When one of those ends, from which related ones are chosen, others stand there.
    ends = (row.expires_at for row in around.sample if row.expires_at)
    depends_on(request, until=min(ends, default=None))
    # The articles before and after have links of their own.
    sample = [row for row in around.sample if row.article_id not in (around.newer, around.older)]
    related = rank_related(sample, published_at, 2 * EACH_SIDE, RELATED)
    cards = _load_cards(request, [around.newer, around.older, *related], now)
    approval, original = approval_of(article), original_of(article)
    # Without an item of its own an article is in no cluster, and one that is shown is known here.
    has_no_item = original is None and UpstreamItem.is_shown_with(article)
    return ArticleSurroundings(
        corrections=_CORRECTIONS.run(article=article.pk),
        translations=_translations_of(article, now),
        original=original,
        approval=approval,
        reviewer=_page_of_reviewer(request, article.lang, approval),
        also_reporting=[] if has_no_item else also_reporting(request, article),
        newer=cards.get(around.newer),
        older=cards.get(around.older),
        related=[cards[pk] for pk in related if pk in cards],
    )


def original_of(article: Article) -> UpstreamItem | None:
    """Return what the article was made from, as readers may see it; None where neither its title
    nor its address is known. One query at most."""
    if not UpstreamItem.is_shown_with(article):
        return None
    rows = _ORIGINAL.run(source=article.source_id, external_id=article.external_id)
    return next((item for item in rows if item.title or item.url), None)


def also_reporting(request: HttpRequest, article: Article) -> list[UpstreamItem]:
    """Return the other items about the event of the article, as readers may see them: one for each
    source that is trusted and did not take it back, with the address there; and declare that the
    response names the sources. One query, none for an article without an identity."""
    if not (article.source_id and article.external_id):
        return []
    rows = _ALSO_REPORTING.run(source=article.source_id, external_id=article.external_id)
    depends_on(request, *(public_keys.source(item.source_id) for item in rows))
    sources: dict[int, UpstreamItem] = {}
    for item in rows:
        if item.source_id != article.source_id and item.source.trust == Trust.PUBLISH:
            sources.setdefault(item.source_id, item)
    return list(sources.values())


def approval_of(article: Article) -> Review | None:
    """Return the approval of a machine's text as it is now; one query, none without one."""
    if not (article.machine_part and article.is_reviewed):
        return None
    reviews = article.reviews.filter(text_hash=article.text_hash)
    return reviews.select_related("by__author").first()


def _page_of_reviewer(
    request: HttpRequest, lang: str, approval: Review | None
) -> tuple[Author, ...]:
    """Return the author who approved, where readers may know the name and find a page of the person
    in `lang`; declares that the response to `request` depends on it. One query at most."""
    author = getattr(approval.by, "author", None) if approval and approval.by else None
    if author is None or settings.REVIEWER_SHOWN != "name":
        return ()
    depends_on(
        request, public_keys.author(author.pk), public_keys.articles_of(lang, "author", author.pk)
    )
    has_page = ArticleAuthor.objects.filter(author=author).in_language(lang).live().exists()
    return (author,) if has_page else ()


def _load_cards(
    request: HttpRequest, ids: list[int | None], now: dt.datetime
) -> dict[int | None, Article]:
    """Return those of these articles that are live, by id. One query, none for no ids."""
    shown = [pk for pk in ids if pk is not None]
    if not shown:
        return {}
    padded = shown + [0] * (len(_SHOWN) - len(shown))
    cards = _CARDS.run(now=now, **{slot.name: pk for slot, pk in zip(_SHOWN, padded, strict=True)})
    show_cards(request, cards)
    return {card.pk: card for card in cards}


def _translations_of(article: Article, now: dt.datetime) -> dict[str, str]:
    """Return the paths of the live translations by language. One query, none without an id."""
    if not article.external_id:
        return {}
    rows = _TRANSLATIONS[article.source_id is not None].run(
        article=article.pk, source=article.source_id, external_id=article.external_id, now=now
    )
    return {
        lang: cached_reverse("article", lang, slug)
        for lang, slug in rows
        if lang in settings.SITE_LANGUAGES
    }


def article_context(article: Article, surroundings: ArticleSurroundings) -> dict[str, object]:
    """Return the names of `articles/article.html` that show the article itself.

    One query where its text shows pictures of our own, else none.
    """
    # The file contract requires neither key, and a link needs both.
    links = [
        entry
        for entry in article.cta
        if isinstance(entry, dict) and entry.get("label") and entry.get("url")
    ]
    return {
        "article": article,
        "text": text_with_pictures(article.html, article.lang),
        "surroundings": surroundings,
        "calls_to_action": links,
    }


def _keys_around(article: Article, tag_ids: list[int], around: ArticlesAround) -> list[str]:
    """The keys that are logged when other articles come to stand around `article`.

    An article that comes between others is logged for each of them. One that is the newest of its
    lists, such as one whose time comes, is logged for the lists: a page depends on those in which
    so few articles are newer than its own that one more would be shown.
    """
    lang = article.lang
    keys = [public_keys.around(article.pk), public_keys.around_all(lang)]
    if around.newer is None:
        keys.append(public_keys.articles_in(lang))
    lists = {number: ("tag", tag_id) for number, tag_id in enumerate(tag_ids)}
    if article.category_id:
        lists[CATEGORY] = ("category", article.category_id)
    place = (article.published_at, article.pk)
    newer = [row.position for row in around.sample if (row.published_at, row.article_id) > place]
    for position, (kind, pk) in lists.items():
        if newer.count(position) < EACH_SIDE:
            keys.append(public_keys.articles_of(lang, kind, pk))
    return keys
