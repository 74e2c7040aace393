"""`/preview/<token>/`: an article as its page will look, for a person who was sent the link.

The page is never cached and never indexed, and the sites that it links to are not told its URL.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from articles.models import Article, PreviewLink, Tag
from articles.models.authorship import authors_known_as
from articles.public.article_page import (
    ArticleSurroundings,
    approval_of,
    article_context,
    original_of,
)

_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the present text, in the language of the article; 410 when the link has ended, 404 for
    a token that was never issued. Eight queries at most."""
    link = PreviewLink.of_token(token)
    if link is None:
        raise Http404
    lang = link.article.lang
    if lang not in settings.SITE_LANGUAGES:
        lang = settings.LANGUAGE_CODE
    with translation.override(lang):
        context: dict[str, object] = {"link": link, "languages": ()}
        if link.holds:
            context |= _article_context(link)
            response = render(request, "articles/preview.html", context)
        else:
            response = render(request, "articles/preview_ended.html", context, status=410)
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Language"] = lang
    return response


def _article_context(link: PreviewLink) -> dict[str, object]:
    rows = Article.objects.select_related("source", "category", "cover").with_tags()
    article = rows.select_related("pending").get(pk=link.article_id)
    if pending := getattr(article, "pending", None):
        # Show the article as readers will have it once its pending changes are published.
        article = pending.document(article, pending.merged_with(article).values)
        article.prepare()
        stored = Tag.objects.in_bulk([tag.name for tag in article.known_tags], field_name="name")
        article.known_authors = authors_known_as(article.author_names)
        article.known_tags = [stored[tag.name] for tag in article.known_tags if tag.name in stored]
    surroundings = ArticleSurroundings(
        list(article.corrections.all()),
        translations={},
        original=original_of(article),
        approval=approval_of(article),
    )
    return article_context(article, surroundings) | {"shared_url": ""}
