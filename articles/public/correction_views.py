"""The public list of corrections and retractions."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib import keyset
from articles.lib.keyset import Position
from articles.models import Correction

PAGE_SIZE = 30


@require_safe
def corrections(request: HttpRequest, lang: str) -> HttpResponse:
    """Show one page of corrections and retractions, the newest first. One query."""
    rows = Correction.objects.public().in_language(lang).select_related("article")
    # The bodies, most of an article's row, are not shown.
    rows = rows.only("kind", "date", "text", "article__lang", "article__slug", "article__title")
    after = request.GET.get("after", "")
    if after:
        try:
            rows = rows.before(*keyset.decode(after))
        except keyset.BadCursor as error:
            raise Http404 from error
    notes, more = keyset.take(rows.newest_first(), PAGE_SIZE)
    url = reverse("corrections", args=[lang])
    last = keyset.encode(Position(notes[-1].date, notes[-1].pk)) if more else ""
    context = {
        "notes": notes,
        "is_first": not after,
        "first_url": url,
        "next_url": f"{url}?{urlencode({'after': last})}" if more else "",
        "canonical": settings.SITE_URL + (request.get_full_path() if after else url),
    }
    return render(request, "articles/corrections.html", context)
