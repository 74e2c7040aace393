"""Weights and the order of the front page, set where they are seen: in the list, on the desk."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from articles.admin.articles import filters
from articles.editorial.bulk.run import set_weights
from articles.editorial.pins import pinned, weights_for
from articles.models import Article, AuditEntry
from articles.models.article_columns import WEIGHT_MAX, WEIGHT_MIN
from articles.models.exceptions import StaleArticle
from articles.querysets import PIN_LIMIT

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin


class BadNumber(ValueError):
    """What was typed is no number that the field takes; says so."""


class Weights(Admin):
    """Two addresses of `ArticleAdmin`. What the page showed is in the names of the fields, and
    nothing is written when it is not so any more."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("weights/", view(self.weights), name="articles_article_weights"),
            path("pins/<str:lang>/", view(self.pins), name="articles_article_pins"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def weights(self, request: HttpRequest) -> HttpResponse:
        """Save weights that were typed into the list: all of them, or none.

        A field is named `w-<id>-<weight that was there>`. Answers a script in JSON.
        """
        text, entry, saved = _save_weights(request)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"message": text, "saved": saved})
        if not saved:
            self.message_user(request, text, messages.ERROR)
        query = filters.write(filters.read(request.GET), done=entry.pk if entry else "")
        return HttpResponseRedirect(f"../{query}")

    @method_decorator(require_POST)
    def pins(self, request: HttpRequest, lang: str) -> HttpResponse:
        """Save the order of the stories that lead the front page of `lang`.

        A field is named `p-<id>-<weight that was there>`, and holds the place.
        """
        if lang not in settings.SITE_LANGUAGES:
            raise Http404("no such language")
        desk = reverse("admin:index")
        try:
            places, before = _numbers(request, "p")
            entry = set_weights(_reordered(lang, places, before), before, request.user)
        except BadNumber as error:
            self.message_user(request, str(error), messages.ERROR)
        except StaleArticle:
            text = gettext("Somebody else changed the pins meanwhile. This is how they are now.")
            self.message_user(request, text, messages.ERROR)
        else:
            return HttpResponseRedirect(f"{desk}?done={entry.pk}" if entry else desk)
        return HttpResponseRedirect(desk)


def _save_weights(request: HttpRequest) -> tuple[str, AuditEntry | None, bool]:
    """What to tell, the entry that can be undone, and whether all was saved."""
    try:
        weights, before = _numbers(request, "w")
        changed = {pk: weight for pk, weight in weights.items() if weight != before[pk]}
        entry = set_weights(changed, {pk: before[pk] for pk in changed}, request.user)
    except BadNumber as error:
        return str(error), None, False
    except StaleArticle:
        text = gettext("Somebody else changed this weight meanwhile. Load the page to see theirs.")
        return text, None, False
    return gettext("Saved."), entry, True


def _numbers(request: HttpRequest, kind: str) -> tuple[dict[int, int], dict[int, int]]:
    """What was typed, and the weights that were there, by the ids of the stories."""
    typed, before = {}, {}
    for name, value in request.POST.items():
        mark, _dash, rest = name.partition("-")
        if mark == kind:
            pk, _dash, was = rest.partition("-")
            try:
                typed[int(pk)], before[int(pk)] = int(str(value) or 0), int(was)
            except ValueError:
                raise BadNumber(gettext("A weight is a whole number.")) from None
    if not all(WEIGHT_MIN <= number <= WEIGHT_MAX for number in typed.values()):
        text = gettext("A weight lies between %(least)d and %(greatest)d.")
        raise BadNumber(text % {"least": WEIGHT_MIN, "greatest": WEIGHT_MAX})
    return typed, before


def _reordered(lang: str, places: dict[int, int], before: dict[int, int]) -> dict[int, int]:
    """The weights with which the stories stand at these places.

    Of two that want one place the one that was moved there has it.
    """
    wanted = {}
    for old, (pk, new) in enumerate(places.items(), start=1):
        wanted[pk] = new + (new > old) * 0.5 - (new < old) * 0.5
    leading = pinned(lang, timezone.now())
    below = leading[PIN_LIMIT].sticky_weight if len(leading) > PIN_LIMIT else 0
    return weights_for(sorted(wanted, key=wanted.__getitem__), before, below)
