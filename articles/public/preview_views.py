"""`/preview/<token>/`: a story as its page will look, for somebody who was sent the link.

Never cached, never indexed, and no page that it leads to is told its address.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from articles.models import Article, PreviewLink, Tag
from articles.public.article_page import ArticleSurroundings
from articles.public.live_article import facts
from articles.public.navigation import NavigationLink, menu

_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The present text while the link holds; 410 when it ended, 404 when it never was.

    The page speaks the language of the story. Six queries, also of a story with everything.
    """
    link = PreviewLink.of_token(token)
    if link is None:
        raise Http404
    lang = link.article.lang
    if lang not in settings.SITE_LANGUAGES:
        lang = settings.LANGUAGE_CODE
    with translation.override(lang):
        context: dict[str, Any] = {"link": link, "languages": (), "private": True}
        if link.holds:
            response = render(request, "articles/preview.html", context | _story(link, lang))
        else:
            response = render(request, "articles/preview_over.html", context, status=410)
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Language"] = lang
    return response


def _story(link: PreviewLink, lang: str) -> dict[str, Any]:
    rows = Article.objects.select_related("source", "category", "cover").with_tags()
    story = rows.select_related("pending").get(pk=link.article_id)
    tags = story.tag_list
    if pending := getattr(story, "pending", None):
        # What readers will have when the changes that wait beside the story are published.
        story = pending.document(story, pending.now(story).values)
        story.prepare()
        known = Tag.objects.in_bulk([tag.name for tag in story.known_tags], field_name="name")
        tags = [known[tag.name] for tag in story.known_tags if tag.name in known]
    leads_to = menu(lang)
    around = ArticleSurroundings(
        tags=tuple(NavigationLink(tag.name, tag.get_absolute_url(), tag.slug) for tag in tags),
        corrections=tuple(story.corrections.all()),
        translations={},
        newer=None,
        older=None,
        related=[],
        menu=leads_to,
    )
    return {
        "article": story,
        "around": around,
        "facts": facts(story, around.corrections, leads_to.policy_url),
        "menu": leads_to,
    }
