"""The measuring of growth finds what it looks for: a square, memory, an end, an error."""

import os

import pytest

from tests.growth import Growth, measure
from tests.text_calls import NAMED_ERRORS

pytestmark = pytest.mark.thorough


def reads_all_for_each_letter(text: str) -> None:
    """A hundred times as costly for ten times the text."""
    for _turn in range(len(text) // 100):
        for _letter in text:
            pass


def reads_each_letter_once(text: str) -> int:
    return sum(map(ord, text))


def takes_much_memory(text: str) -> int:
    return len(bytearray(300 * 2**20))


def takes_more_than_there_is(text: str) -> int:
    return len(bytearray(len(text) * 8_000))


def ends_the_process(text: str) -> None:
    if len(text) > 50_000:
        os._exit(9)


def fails(text: str) -> None:
    raise ZeroDivisionError


def refuses(text: str) -> None:
    raise NAMED_ERRORS[0]([])


SHAPES = ("prose", "w")
FAULTS = {
    reads_all_for_each_letter: "grew",
    reads_each_letter_once: "",
    takes_much_memory: "took",
    takes_more_than_there_is: "! MemoryError",
    ends_the_process: "! ended with 9",
    fails: "! ZeroDivisionError",
    refuses: "",
}


@pytest.fixture(scope="module")
def rows() -> list[Growth]:
    names = [f"{__name__}.{function.__name__}" for function in FAULTS]
    return list(measure(dict.fromkeys(names, SHAPES)))


@pytest.mark.parametrize("function", FAULTS, ids=lambda function: function.__name__)
def test_a_fault_is_found_with_every_shape_and_nothing_else_is(rows, function):
    own = [row for row in rows if row.name.endswith(f".{function.__name__}")]
    assert sorted(row.shape for row in own) == list(SHAPES)
    assert {row.fault[: len(FAULTS[function])] for row in own} == {FAULTS[function]}
    assert FAULTS[function] or not any(row.fault for row in own)
