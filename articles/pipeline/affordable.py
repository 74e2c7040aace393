"""The number of questions to the language model that the budget of today pays for."""

from collections.abc import Iterable
from itertools import accumulate

from django.utils.translation import gettext

from articles.models import Suggestion, TranslationBase
from articles.rewriting import budget

# Tokens of a question: the prompt, and a text of some hundred words.
_TOKENS = 2000


def affordable(questions: Iterable[int]) -> int:
    """The number of texts that the budget of today pays for at most, beside those that wait for the
    model already.

    `questions` says of each text, in their order, how many questions it needs. Those beyond the
    budget would fail, and a person would have to ask again. Three queries at most.
    """
    wanted = list(questions)
    state = budget.budget_state()
    if not wanted or not state.has_prices:
        return len(wanted)
    rewrites = Suggestion.objects.filter(state=Suggestion.SuggestionState.WAITING).count()
    translations = TranslationBase.objects.exclude(asked_at=None).count()
    left = int(state.left / budget.highest_cost(_TOKENS)) - rewrites - translations
    return sum(needed <= left for needed in accumulate(wanted))


def too_little() -> str:
    """Say that the budget did not pay for all."""
    return gettext("The budget of today leaves too little for all. The next run goes on.")
