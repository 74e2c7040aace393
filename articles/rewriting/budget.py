"""Prices of questions to the model, and the budgets that stop them."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from django.conf import settings
from django.db.models import Avg
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext

from articles.lib.site_calendar import site_day
from articles.models import ModelCall, SpendingDay
from articles.rewriting.exceptions import BudgetSpent

_MILLION = Decimal(1_000_000)
_SMALLEST = Decimal("0.000001")
# The newest calls of a job whose costs are an estimate of the next one.
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class BudgetState:
    """The sum spent today, the limit of a day, and whether prices are known at all."""

    spent: Decimal
    limit: Decimal
    has_prices: bool

    @property
    def left(self) -> Decimal:
        """The amount that may still be spent today."""
        return max(self.limit - self.spent, Decimal(0))


def cost_of(tokens_in: int, tokens_out: int) -> Decimal:
    """The price of a request, rounded up to a millionth."""
    price = tokens_in * settings.REWRITE_PRICE_IN + tokens_out * settings.REWRITE_PRICE_OUT
    return (Decimal(price) / _MILLION).quantize(_SMALLEST, rounding=ROUND_UP)


def highest_cost(tokens_in: int) -> Decimal:
    """The price of a request of which the model writes as much as it may."""
    return cost_of(tokens_in, settings.REWRITE_MAX_TOKENS)


def has_prices() -> bool:
    """Whether the settings say what the model costs."""
    return bool(settings.REWRITE_PRICE_IN or settings.REWRITE_PRICE_OUT)


def budget_state() -> BudgetState:
    """The budget of today; one query."""
    spent = SpendingDay.spent_on(site_day())
    return BudgetState(spent, settings.REWRITE_DAILY_BUDGET, has_prices())


def usual_cost(job: str) -> Decimal | None:
    """The average cost of the newest answers of a job; None before the first. One query."""
    newest = ModelCall.objects.filter(job=job, state=ModelCall.CallState.ANSWERED).order_by("-id")
    average = ModelCall.objects.filter(pk__in=newest.values("pk")[:_SAMPLE]).aggregate(
        cost=Avg("cost")
    )["cost"]
    return None if average is None else Decimal(average).quantize(_SMALLEST, rounding=ROUND_UP)


def money(amount: Decimal) -> str:
    """An amount in words: with cents, with more places where it is less than one."""
    places = 2 if not amount or amount >= 1 else 4
    rounded = number_format(amount.quantize(Decimal(10) ** -places), places)
    return f"{rounded} {settings.REWRITE_CURRENCY}"


def reserve(call: ModelCall, highest: Decimal) -> None:
    """Count `highest` as spent for the request that `call` is about to make; in a transaction.

    What an earlier process reserved for it, and never settled, is given back. Raises BudgetSpent
    in words where a budget leaves less.
    """
    release(call)
    if subject := _spent_on_subject(call, highest):
        raise BudgetSpent(subject)
    today = site_day()
    if not SpendingDay.reserve(today, highest, settings.REWRITE_DAILY_BUDGET):
        text = gettext(
            "The budget of today leaves too little: %(spent)s of %(limit)s are spent, and this may "
            "take %(highest)s. The model is asked again after midnight, or with a higher "
            "REWRITE_DAILY_BUDGET."
        )
        values = {
            "spent": money(SpendingDay.spent_on(today)),
            "limit": money(settings.REWRITE_DAILY_BUDGET),
            "highest": money(highest),
        }
        raise BudgetSpent(text % values)
    call.day, call.reserved = today, highest


def release(call: ModelCall) -> None:
    """Give back what is reserved for a call: its request cost nothing."""
    SpendingDay.add(call.day, -call.reserved)
    call.reserved = Decimal(0)


def settle(call: ModelCall, cost: Decimal) -> None:
    """Count the true cost of a request in place of what was reserved for it."""
    SpendingDay.add(call.day, cost - call.reserved)
    call.cost += cost
    call.reserved = Decimal(0)


def rest_in_words() -> str:
    """The reason why no process may ask the model now, because its server said so; else empty.

    One query.
    """
    day = SpendingDay.objects.filter(rests_until__gt=timezone.now()).first()
    if day is None or day.rests_until is None:
        return ""
    text = gettext("The language model takes no more requests until %(time)s.")
    return text % {"time": f"{timezone.localtime(day.rests_until):%H:%M:%S}"}


def rest_until(moment: dt.datetime) -> None:
    """Let no process ask the model before `moment`."""
    SpendingDay.rest_until(site_day(), moment)


def _spent_on_subject(call: ModelCall, highest: Decimal) -> str:
    """The reason why the budget of one original or story is spent; else empty."""
    if not (call.item_id or call.article_id):
        return ""
    calls = ModelCall.objects.exclude(pk=call.pk)
    rows = (
        calls.filter(item=call.item_id) if call.item_id else calls.filter(article=call.article_id)
    )
    spent = rows.total_cost() + call.cost
    if spent + highest <= settings.REWRITE_ARTICLE_BUDGET:
        return ""
    text = gettext(
        "%(spent)s were spent on this text, and %(highest)s more may be needed: its budget is "
        "%(limit)s (REWRITE_ARTICLE_BUDGET)."
    )
    values = {"spent": spent, "highest": highest, "limit": settings.REWRITE_ARTICLE_BUDGET}
    return text % {name: money(value) for name, value in values.items()}
