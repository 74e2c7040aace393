"""An article as a Markdown file with the public part of its front matter.

Public keys are what the page shows: title, summary, times, language, source, category, tags,
authors, cover, how a model took part, corrections. Left out are the keys that only editors or the
upstream source need (externalId, stickyWeight, sentiment, score, draft, aliases) and every key that
the file contract does not know. `updatedAt` is the time of the last change that readers could see;
the time at which the model ran is `ai.expandedAt`.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe

from articles.front_matter.files import dump_values
from articles.front_matter.snapshot import timestamp
from articles.lib import public_keys
from articles.lib.ascii_urls import ascii_url
from articles.lib.public_keys import depends_on
from articles.models import Article
from articles.syndication.structured_data import absolute

MARKDOWN_TYPE = "text/markdown"
# How and when a model took part. `translatedFrom` holds an upstream id, which is not public.
_PUBLIC_AI = ("rewritten", "expandedAt", "version")


def prefers_markdown(request: HttpRequest) -> bool:
    """Return whether the Accept header prefers Markdown to HTML (RFC 9110, section 12.5.1)."""
    if MARKDOWN_TYPE not in request.headers.get("Accept", ""):
        return False
    return request.get_preferred_type(["text/html", MARKDOWN_TYPE]) == MARKDOWN_TYPE


@require_safe
@conditional_page
def markdown(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Return a live article as a Markdown file; 410 and a notice when it is retracted or has
    ended."""
    articles = Article.objects.select_related("source", "category", "cover").with_tags()
    articles = articles.prefetch_related("cover__variants", "corrections")
    articles = articles.filter(lang=lang, slug=slug)
    article = articles.live().first()
    if article is None:
        article = get_object_or_404(articles.gone())
        depends_on(request, public_keys.article(article.pk))
        return gone_file(article)
    keys = article.shown_keys(article.tag_list, article.author_list)
    depends_on(request, *keys, until=article.expires_at)
    page_url = settings.SITE_URL + article.get_absolute_url()
    response = _markdown_response(dump_values(public_front_matter(article), article.body))
    # Search engines should list the page, of which the file is another form (RFC 6596).
    response["Link"] = f'<{ascii_url(article.canonical_url) or page_url}>; rel="canonical"'
    return response


def public_front_matter(article: Article) -> dict[str, object]:
    """Return the public keys that have a value, in the order of the file contract."""
    source, ai = article.source, article.ai or {}
    public_ai = {key: ai[key] for key in _PUBLIC_AI if ai.get(key) is not None}
    if ai.get("translatedFrom"):
        public_ai["translated"] = True
    if article.machine_part:
        public_ai["reviewed"] = article.is_reviewed
    values = {
        "title": article.title,
        "description": article.summary,
        "publishedAt": timestamp(article.published_at),
        "updatedAt": timestamp(article.updated_for_readers),
        "expiresAt": timestamp(article.expires_at),
        "lang": article.lang,
        "source": {"name": source.name, "key": source.key, "type": source.kind} if source else None,
        "category": article.category.key if article.category else "",
        "tags": [tag.name for tag in article.tag_list],
        "coverImage": _cover(article),
        "ai": public_ai,
        "canonicalUrl": article.canonical_url or settings.SITE_URL + article.get_absolute_url(),
        "cta": article.cta,
        # Beside `ai`: whose reporting it tells.
        "author": [author.name for author in article.author_list],
        "corrections": [
            {"kind": row.kind, "date": timestamp(row.date), "text": row.text}
            for row in article.corrections.all()
        ],
    }
    if source and source.url:
        values["source"]["url"] = source.url
    return {key: value for key, value in values.items() if value}


def _cover(article: Article) -> dict[str, str]:
    if article.cover is None or article.cover.picture is None:
        return {}
    sizes = {
        size.name: absolute(size.address, settings.SITE_URL)
        for size in article.cover.variants.all()
    }
    texts = {"alt": article.cover.alt_in(article.lang), "credit": article.cover.credit}
    return {key: value for key, value in (sizes | texts).items() if value}


def gone_file(article: Article) -> HttpResponse:
    """Answer 410, as a Markdown file: `article` has ended, or why it was retracted, which takes one
    query."""
    if article.has_ended:
        reason, title = "", gettext("This story has ended")
    else:
        reason, title = article.retraction_reason(), gettext("This story was taken back")
    text = "\n\n".join(filter(None, [f"# {title}", reason]))
    return _markdown_response(text.encode() + b"\n", status=410)


def _markdown_response(content: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{MARKDOWN_TYPE}; charset=utf-8", status=status)
    patch_cache_control(response, public=True, no_cache=True)
    return response
