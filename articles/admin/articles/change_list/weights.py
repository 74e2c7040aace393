"""Views that save sticky weights typed into the change list, and the pins of the dashboard.

The name of each field holds the weight that the page showed. When the article has another one
meanwhile, nothing is written.
"""

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles.change_list import filters
from articles.admin.exceptions import BadWeight
from articles.editorial.bulk.run import set_weights
from articles.editorial.pins import pinned, weights_for
from articles.lib.keyset import read_id
from articles.lib.numbers import read_integer
from articles.models import AuditEntry
from articles.models.article_columns import WEIGHT_MAX, WEIGHT_MIN
from articles.models.exceptions import StaleArticle
from articles.querysets import PIN_LIMIT


@require_POST
def save_weights(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Save the weights typed into the change list: all of them, or none.

    A field is named `w-<id>-<weight shown>`. Scripts are answered in JSON.
    """
    text, entry, saved = _save_typed_weights(request)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": text, "saved": saved})
    if not saved:
        messages.error(request, text)
    query = filters.write(filters.read(request.GET), done=entry.pk if entry else "")
    return HttpResponseRedirect(f"../{query}")


@require_POST
def save_pins(request: HttpRequest, lang: str, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Save the order of the articles pinned on the front page of `lang`.

    A field is named `p-<id>-<weight shown>` and holds the position, from 1.
    """
    if lang not in settings.SITE_LANGUAGES:
        raise Http404("no such language")
    url = reverse("admin:index")
    try:
        positions, shown = _typed_numbers(request, "p")
        entry = set_weights(_weights_of_order(lang, positions, shown), shown, request.user)
    except BadWeight as error:
        messages.error(request, str(error))
    except StaleArticle:
        text = gettext("Somebody else changed the pins meanwhile. This is how they are now.")
        messages.error(request, text)
    else:
        return HttpResponseRedirect(f"{url}?done={entry.pk}" if entry else url)
    return HttpResponseRedirect(url)


def _save_typed_weights(request: HttpRequest) -> tuple[str, AuditEntry | None, bool]:
    """The message for the editor, the audit entry that can be undone, and whether it succeeded."""
    try:
        typed, shown = _typed_numbers(request, "w")
        changed = {pk: weight for pk, weight in typed.items() if weight != shown[pk]}
        entry = set_weights(changed, {pk: shown[pk] for pk in changed}, request.user)
    except BadWeight as error:
        return str(error), None, False
    except StaleArticle:
        text = gettext("Somebody else changed this weight meanwhile. Load the page to see theirs.")
        return text, None, False
    return gettext("Saved."), entry, True


def _typed_numbers(request: HttpRequest, prefix: str) -> tuple[dict[int, int], dict[int, int]]:
    """The typed numbers, and the weights that the page showed, by article id; raises BadWeight."""
    typed, shown = {}, {}
    for name, value in request.POST.items():
        name_prefix, _dash, rest = name.partition("-")
        if name_prefix == prefix:
            pk, _dash, weight = rest.partition("-")
            article_id = read_id(pk)
            number, before = _weight(str(value) or "0"), _weight(weight)
            if article_id is None or number is None or before is None:
                text = gettext("A weight is a whole number between %(least)d and %(greatest)d.")
                raise BadWeight(text % {"least": WEIGHT_MIN, "greatest": WEIGHT_MAX})
            typed[article_id], shown[article_id] = number, before
    return typed, shown


def _weight(text: str) -> int | None:
    return read_integer(text.strip(), WEIGHT_MIN, WEIGHT_MAX)


def _weights_of_order(
    lang: str, positions: dict[int, int], shown: dict[int, int]
) -> dict[int, int]:
    """The weights that put the articles at these positions.

    When two articles want one position, the one that was moved there gets it.
    """
    sort_keys = {}
    for old, (pk, new) in enumerate(positions.items(), start=1):
        sort_keys[pk] = new + (new > old) * 0.5 - (new < old) * 0.5
    leading = pinned(lang, timezone.now())
    below = leading[PIN_LIMIT].sticky_weight if len(leading) > PIN_LIMIT else 0
    return weights_for(sorted(sort_keys, key=sort_keys.__getitem__), shown, below)
