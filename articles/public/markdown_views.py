"""The article as its file: the public part of the front matter, and the Markdown.

Public is what the page shows, and where the text comes from: title, summary, times, language,
source, section, tags, cover, the machine's part, corrections. Kept back are the keys that are
the desk's or the upstream's own (externalId, stickyWeight, sentiment, score, draft, aliases) and
every key that the contract does not know. `updatedAt` is what readers are told, not when the
model ran, which `ai.expandedAt` says.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe

from articles.front_matter.files import document
from articles.front_matter.snapshot import timestamp
from articles.models import Article
from articles.syndication.publication import publication
from articles.syndication.structured_data import Site, absolute

TYPE = "text/markdown"
# Of the machine's part: how and when, not the upstream's number of the text it started from.
_PUBLIC_AI = ("rewritten", "expandedAt", "version")


def prefers_markdown(request: HttpRequest) -> bool:
    """Whether the client would rather have the file than the page (RFC 9110, section 12.5.1)."""
    if TYPE not in request.headers.get("Accept", ""):
        return False
    return request.get_preferred_type(["text/html", TYPE]) == TYPE


@require_safe
@conditional_page
def markdown(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """One live story as a Markdown file; a retracted one answers 410 and says why."""
    stories = Article.objects.select_related("source", "category", "cover").with_tags()
    stories = stories.prefetch_related("cover__variants", "corrections")
    stories = stories.filter(lang=lang, slug=slug)
    story = stories.live().first()
    if story is None:
        return _gone(get_object_or_404(stories.retracted()))
    site = publication(lang)
    page = site.url + story.get_absolute_url()
    response = _answer(document(public_front_matter(story, site), story.body))
    # The page is the one to find; the file is another form of it (RFC 6596).
    response["Link"] = f'<{story.canonical_url or page}>; rel="canonical"'
    return response


def public_front_matter(story: Article, site: Site) -> dict[str, Any]:
    """The keys that everybody may read, in the order of the contract."""
    source, ai = story.source, story.ai or {}
    made = {key: ai[key] for key in _PUBLIC_AI if ai.get(key) is not None}
    if ai.get("translatedFrom"):
        made["translated"] = True
    if story.machine_part:
        made["reviewed"] = story.is_reviewed
    values = {
        "title": story.title,
        "description": story.summary,
        "publishedAt": timestamp(story.published_at),
        "updatedAt": timestamp(story.updated_for_readers),
        "lang": story.lang,
        "source": {"name": source.name, "key": source.key, "type": source.kind} if source else None,
        "category": story.category.key if story.category else "",
        "tags": [tag.name for tag in story.tag_list],
        "coverImage": _cover(story, site),
        "ai": made,
        "canonicalUrl": story.canonical_url or site.url + story.get_absolute_url(),
        "cta": story.cta,
        "corrections": [
            {"kind": note.kind, "date": timestamp(note.date), "text": note.text}
            for note in story.corrections.all()
        ],
    }
    if source and source.url:
        values["source"]["url"] = source.url
    return {key: value for key, value in values.items() if value}


def _cover(story: Article, site: Site) -> dict[str, str]:
    if story.cover is None or story.cover.picture is None:
        return {}
    sizes = {size.name: absolute(size.address, site) for size in story.cover.variants.all()}
    words = {"alt": story.cover.alt, "credit": story.cover.credit}
    return {key: text for key, text in (sizes | words).items() if text}


def _gone(story: Article) -> HttpResponse:
    reason = story.retraction_reason()
    title = gettext("This story was taken back")
    return _answer("\n\n".join(filter(None, [f"# {title}", reason])).encode() + b"\n", status=410)


def _answer(content: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{TYPE}; charset=utf-8", status=status)
    patch_cache_control(response, public=True, no_cache=True)
    return response
