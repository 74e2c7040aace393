"""The public list of corrections and retractions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib import keyset, public_keys
from articles.lib.keyset import Position
from articles.lib.public_keys import depends_on
from articles.models import Correction
from articles.public.cursor_paths import with_cursor_in_path

PAGE_SIZE = 30


@require_safe
@with_cursor_in_path
def corrections(request: HttpRequest, lang: str, after: str = "") -> HttpResponse:
    """Show one page of corrections and retractions, the newest first. One query."""
    rows = Correction.objects.public().in_language(lang).select_related("article")
    # The bodies, most of an article's row, are not shown.
    rows = rows.only(
        "kind",
        "date",
        "text",
        "by",
        "full_name",
        "role",
        "article__lang",
        "article__slug",
        "article__title",
    )
    if after:
        rows = rows.before(*keyset.decode(after))
    notes, more = keyset.take(rows.newest_first(), PAGE_SIZE)
    depends_on(request, public_keys.corrections(lang))
    depends_on(request, *(public_keys.article(note.article_id) for note in notes))
    url = reverse("corrections", args=[lang])
    last = keyset.encode(Position(notes[-1].date, notes[-1].pk)) if more else ""
    context = {
        "notes": notes,
        "is_first": not after,
        "first_url": url,
        "next_url": f"{url}after/{last}/" if more else "",
        "canonical": settings.SITE_URL + request.path,
    }
    return render(request, "articles/corrections.html", context)
