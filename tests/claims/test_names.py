"""Names: by capitals, without the words that only begin a sentence."""

import pytest

from articles.claims.names import find_names


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor met Ada Hale of Harbour Radio.", ["Ada Hale of Harbour Radio"]),
        ("She saw Hale's boat and Hale’s crane.", ["Hale", "Hale"]),
        ("They spoke. Nobody heard.", []),
        ("PayPal rose, $BTC fell.", ["PayPal", "$BTC"]),
        ("## The Ferry Of Harbourside\n\nthe Ferry", ["Ferry"]),
        ("У Києві Олена Коваль сказала", ["Києві Олена Коваль"]),
        ("قالت شركة النور إن", ["النور"]),
        ("iPhone and McDonald", ["McDonald"]),
    ],
)
def test_a_name_is_told_from_a_word(text, found):
    assert said(text) == found
