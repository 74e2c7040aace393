"""The language model, its prices and its budgets."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_url
from newsroom.settings.environment import env

# The path of chat completions below the address of an endpoint.
_COMPLETIONS = "/chat/completions"


def amount(name: str, text: str) -> Decimal:
    """Return the amount of money in the setting `name`, 0 or more. Raises ImproperlyConfigured."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 1_000_000:
        raise ImproperlyConfigured(f"{name}: write an amount such as 2.50, not “{text}”.")
    return value


def completions_url(text: str) -> str:
    """Return the address that is asked; `text` may be that of the endpoint, or the whole one.

    Empty without one.
    """
    url = ascii_url(text.strip()).rstrip("/")
    return url if not url or url.endswith(_COMPLETIONS) else url + _COMPLETIONS


def between(name: str, value: int, least: int, most: int) -> int:
    """Return the value of the setting `name`. Raises ImproperlyConfigured outside its bounds."""
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name}: choose a number from {least} to {most}.")
    return value


# An endpoint of chat completions as OpenAI's API has it; without it nothing is asked.
REWRITE_URL = completions_url(env.str("REWRITE_URL", default=""))
REWRITE_KEY = env.str("REWRITE_KEY", default="")
REWRITE_MODEL = env.str("REWRITE_MODEL", default="")
# Prices of a million tokens that the model reads and writes, and what may be spent of them on a day
# and on one original or story. All are of one currency.
REWRITE_PRICE_IN = amount("REWRITE_PRICE_IN", env.str("REWRITE_PRICE_IN", default="0"))
REWRITE_PRICE_OUT = amount("REWRITE_PRICE_OUT", env.str("REWRITE_PRICE_OUT", default="0"))
REWRITE_CURRENCY = env.str("REWRITE_CURRENCY", default="USD")
REWRITE_DAILY_BUDGET = amount("REWRITE_DAILY_BUDGET", env.str("REWRITE_DAILY_BUDGET", default="5"))
REWRITE_ARTICLE_BUDGET = amount(
    "REWRITE_ARTICLE_BUDGET", env.str("REWRITE_ARTICLE_BUDGET", default="0.50")
)
# Seconds that an answer may take, and the tokens that it may have.
REWRITE_SECONDS = between("REWRITE_SECONDS", env.int("REWRITE_SECONDS", default=120), 1, 900)
REWRITE_MAX_TOKENS = between(
    "REWRITE_MAX_TOKENS", env.int("REWRITE_MAX_TOKENS", default=4000), 100, 200_000
)
# Days after which the words of an answer are deleted; what it cost stays. 0 keeps all.
MODEL_ANSWER_DAYS = between("MODEL_ANSWER_DAYS", env.int("MODEL_ANSWER_DAYS", default=0), 0, 36_500)
