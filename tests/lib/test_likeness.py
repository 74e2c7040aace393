"""Labels that are probably one share a likeness; others do not."""

import pytest

from articles.lib.text import similarity_key


@pytest.mark.parametrize(
    "words",
    [
        ("US", "U.S.", "u s"),
        ("Token", "tokens", "TOKENS"),
        ("e-mail", "Email"),
        ("Company", "companies"),
        ("Box", "boxes"),
        ("Біткоїн", "БІТКОЇН"),
        ("DeFi", "De-Fi", "#defi"),
    ],
)
def test_alike(words):
    assert len({similarity_key(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("US", "UK"), ("Glass", "Gla"), ("Virus", "Viru"), ("C++", "D++"), ("!", "?")],
)
def test_not_alike(one, other):
    assert similarity_key(one) != similarity_key(other)
