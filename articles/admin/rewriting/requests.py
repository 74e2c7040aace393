"""The page that asks whether the model may rewrite some originals, and says what that costs."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from articles.admin.request_user import user_of
from articles.lib.keyset import read_id
from articles.models import Suggestion, UpstreamItem
from articles.rewriting import budget
from articles.rewriting.endpoint import not_configured
from articles.rewriting.prompts import current_prompt, house_rules
from articles.rewriting.rewriting import languages_of, rewrite_question
from articles.rewriting.tasks import rewrite_items

# Originals of one request.
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class RewriteEstimate:
    """Originals that are about to be rewritten, those that have a current suggestion, and what
    the first ones cost at most and usually (None before the first answer)."""

    items: list[UpstreamItem]
    passed_over: list[UpstreamItem]
    highest: Decimal
    usual: Decimal | None

    @property
    def highest_in_words(self) -> str:
        """The most that rewriting these originals can cost, with the currency."""
        return budget.money(self.highest)

    @property
    def usual_in_words(self) -> str:
        """The cost by the last answers, in words; empty before the first."""
        return "" if self.usual is None else budget.money(self.usual)


def ids_of(text: str) -> list[int]:
    """The ids in a text such as `3-7`, each once; what is none is left out."""
    ids = (read_id(part) for part in text[:3000].split("-"))
    return list(dict.fromkeys(pk for pk in ids if pk is not None))[:MOST_ITEMS]


def rewrite_page(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """The page that says what rewriting the originals `items` may cost; a POST begins it."""
    asked = (request.POST if request.method == "POST" else request.GET).get("items", "")
    items = list(UpstreamItem.objects.filter(pk__in=ids_of(asked)).select_related("source", "feed"))
    reason = not_configured()
    if request.method == "POST" and items and not reason:
        return _begin(request, items)
    estimate = estimate_of(items)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Rewrite originals"),
        "opts": model_admin.opts,
        "estimate": estimate,
        "ids": "-".join(str(item.pk) for item in estimate.items),
        "budget": budget.budget_state(),
        "left": budget.money(budget.budget_state().left),
        "not_configured": reason,
    }
    return TemplateResponse(request, "admin/articles/suggestion/rewrite.html", context)


def estimate_of(items: list[UpstreamItem]) -> RewriteEstimate:
    """The cost of rewriting `items`; two queries for each language of them, and four more."""
    current = Suggestion.objects.current().filter(item__in=items, job="rewrite")
    taken = set(current.values_list("item_id", "lang"))
    langs = languages_of(items)
    begun = [item for item in items if (item.pk, langs[item.pk]) not in taken]
    used = {langs[one.pk] for one in begun}
    prompts = {lang: (current_prompt("rewrite", lang), house_rules(lang)) for lang in used}
    questions = [
        rewrite_question(item, prompt, langs[item.pk], rules)
        for item in begun
        for prompt, rules in [prompts[langs[item.pk]]]
    ]
    usual = budget.usual_cost("rewrite")
    return RewriteEstimate(
        items=begun,
        passed_over=[item for item in items if item not in begun],
        highest=sum((question.highest_cost for question in questions), Decimal(0)),
        usual=None if usual is None else usual * len(begun),
    )


def _begin(request: HttpRequest, items: list[UpstreamItem]) -> HttpResponse:
    made = rewrite_items(items, user_of(request))
    if not made:
        text = gettext("Nothing to do: each of them is being written, or waits for a decision.")
        messages.warning(request, text)
        return HttpResponseRedirect(reverse("admin:articles_suggestion_changelist"))
    text = ngettext(
        "%(count)d original is being rewritten. Load this page again to see how it goes.",
        "%(count)d originals are being rewritten. Load this page again to see how it goes.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    if len(made) == 1:
        url = reverse("admin:articles_suggestion_change", args=[made[0].pk])
        return HttpResponseRedirect(url)
    return HttpResponseRedirect(reverse("admin:articles_suggestion_changelist"))
