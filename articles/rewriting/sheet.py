"""A suggestion beside its original, ready to be decided about."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.claims.extraction import Claim
from articles.claims.support import compare
from articles.claims.verbatim import shared_runs
from articles.editorial.review.finding import original_of
from articles.models import Article, Suggestion
from articles.models.upstream_item import articles_of
from articles.rewriting.rewrite_rules import ClaimMark, claim_marks, grew, speaks_to_model
from articles.rewriting.rewriting import original_text


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """A part of the proposed text; `is_unsupported` for a claim that the original does not have."""

    text: str
    is_unsupported: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionSheet:
    """The facts by which a person decides about a suggestion.

    `claims` are those of the model, with whether their sentences stand in the original.
    `unsupported` are numbers, names and dates that the original does not have, each once.
    `repeated` are passages that stand in the original word for word. `growth` is (words before,
    words after) of a text that is far longer. `spoken_to_model` is a passage of the original that
    gives a model instructions. `story` is the story of the original that there is.
    """

    parts: list[ProposedPart]
    claims: list[ClaimMark]
    unsupported: list[str]
    unsupported_paragraphs: int
    repeated: list[str]
    growth: tuple[int, int] | None
    spoken_to_model: str
    story: Article | None

    @property
    def wrong_sentences(self) -> int:
        """The number of the model's sentences that do not stand in the original."""
        return sum(not mark.stands_in_original for mark in self.claims)


def suggestion_sheet(suggestion: Suggestion) -> SuggestionSheet | None:
    """The sheet of a suggestion with a text; None before there is one. One query."""
    item, values = suggestion.item, suggestion.values
    if item is None or not values:
        return None
    body, original = str(values.get("body", "")), original_text(item)
    support = compare(body, suggestion.lang, original_of(item))
    repeated = [body[run.start : run.end] for run in shared_runs(body, original)]
    return SuggestionSheet(
        parts=list(_parts(body, support.unsupported)),
        claims=claim_marks(values, original),
        unsupported=list(dict.fromkeys(claim.text for claim in support.unsupported)),
        unsupported_paragraphs=support.unsupported_paragraphs,
        repeated=list(dict.fromkeys(repeated)),
        growth=grew(values, original),
        spoken_to_model=speaks_to_model(original),
        story=story_of(suggestion),
    )


def story_of(suggestion: Suggestion) -> Article | None:
    """The story of the suggestion's original in its language; None for none. One query."""
    if suggestion.item is None:
        return None
    stories = Article.objects.filter(lang=suggestion.lang).only("title", "status", "lang")
    return articles_of(stories, [suggestion.item.identity]).first()


def _parts(body: str, unsupported: tuple[Claim, ...]) -> Iterator[ProposedPart]:
    done = 0
    for claim in unsupported:
        if claim.start > done:
            yield ProposedPart(body[done : claim.start])
        yield ProposedPart(claim.text, is_unsupported=True)
        done = claim.end
    if done < len(body):
        yield ProposedPart(body[done:])
