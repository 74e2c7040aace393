"""A question to the model before it is asked: its messages, what it may cost, and its call."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import User

from articles.models import ModelCall
from articles.rewriting import budget
from articles.rewriting.client import ModelAnswer, ask, input_hash
from articles.rewriting.endpoint import estimated_tokens
from articles.rewriting.exceptions import ModelFailed, ModelUnavailable
from articles.rewriting.prompts import PromptText


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuestion:
    """The messages of one question, whose answer is in `lang`.

    A job has a subclass of its own, with what it asks about, the JSON schema of an answer and
    `problems()`. Costs count for `item_id`, or else `article_id`. `mark` stands around the data.
    """

    schema: ClassVar[dict[str, Any]]

    lang: str
    prompt: PromptText
    system: str
    user: str
    mark: str
    item_id: int | None = None
    article_id: int | None = None

    @property
    def tokens(self) -> int:
        """The number of tokens that the model reads, rather too many."""
        return estimated_tokens(self.system, self.user)

    @property
    def highest_cost(self) -> Decimal:
        """The most that one answer may cost."""
        return budget.highest_cost(self.tokens)

    def problems(self, values: dict[str, Any]) -> Sequence[str]:
        """What is wrong with the values of an answer that keeps the schema, in sentences."""
        raise NotImplementedError

    def call(self, purpose: str = "") -> ModelCall | None:
        """The call in which this was asked before; None where it was not. One query."""
        sha256 = input_hash(
            self.prompt.job, self.lang, self.system, self.user, self.schema, purpose
        )
        return ModelCall.objects.filter(job=self.prompt.job, input_sha256=sha256).first()

    def ask(self, purpose: str = "", by: User | None = None) -> ModelAnswer:
        """Ask the model, or return the answer that it gave before.

        It raises what `articles.rewriting.client.ask()` raises.
        """
        return ask(
            self.prompt.job,
            self.lang,
            self.system,
            self.user,
            self.schema,
            idempotency_key=purpose,
            prompt_version=self.prompt.version,
            item_id=self.item_id,
            article_id=self.article_id,
            by=by,
            check=self.problems,
        )

    def ask_on_trial(self, by: User | None) -> str:
        """Ask for a person who tries a prompt; "answered", or why there is no usable answer.

        The answer stays in the ModelCall. Raises ModelUnavailable, after which it may be asked
        again.
        """
        try:
            self.ask(by=by)
        except ModelUnavailable:
            raise
        except ModelFailed as error:
            return str(error)
        return "answered"
