"""The numbers of an item, and which of them two items share. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from articles.claims.extraction import MONEY, NUMBER, PERCENT, Claim

# Numbers up to this one without a unit are in every second text: “two banks”, “the 9th day”.
SMALL: Final = 12
# The unit of a year, which many texts of one year have: “opens in 2034”.
YEAR: Final = "year"
# The share by which numbers of one event differ: “over $340 million” is $344 million.
CLOSE: Final = 0.025


class Figure(NamedTuple):
    """A number of a text: its unit, such as USD or %, empty for none, its value, and whether it is
    in the title."""

    unit: str
    value: float
    in_title: bool

    @property
    def is_strong(self) -> bool:
        """Whether few texts have this number by chance."""
        return self.unit != YEAR and (bool(self.unit) or self.value > SMALL)


def figure_of(claim: Claim, *, in_title: bool) -> Figure | None:
    """The number of a claim; None for a version, such as 1.2.3, and for what is no number."""
    if claim.kind not in (MONEY, PERCENT, NUMBER) or not isinstance(claim.key[1], Decimal):
        return None
    unit = {PERCENT: "%", NUMBER: ""}.get(claim.kind) or str((*claim.key, "")[2])
    # A number of a thousand digits is one like another, and JSON holds it.
    return Figure(unit, float(min(claim.key[1], Decimal(10) ** 30)), in_title)


def rounded(figure: Figure) -> str:
    """The number with two digits, as those who retell it round it."""
    return f"{figure.unit}{figure.value:.1e}"


def shared(one: Iterable[Figure], other: Iterable[Figure]) -> list[Figure]:
    """The numbers of `one` that `other` has, exactly or rounded; one without a unit is that of any.

    Two numbers agree if one has fewer digits than the other and differs from it by the share
    CLOSE at most: “$340 million” is $344 million, but 2034 is not 2041.
    """
    return [figure for figure in one if any(_agree(figure, each) for each in other)]


def _agree(one: Figure, other: Figure) -> bool:
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if one.value == other.value:
        return True
    return _digits(one.value) != _digits(other.value) and (
        abs(one.value - other.value) <= CLOSE * max(abs(one.value), abs(other.value))
    )


def _digits(value: float) -> int:
    """How many digits tell the value: 2 for 340 million."""
    return len(f"{abs(value):.12g}".partition("e")[0].replace(".", "").strip("0"))
