"""Tags that are probably one: suggested where that is likely, and not where words only look alike."""

import pytest

from articles.editorial.taxonomy.abbreviations import abbreviated
from articles.editorial.taxonomy.tidying import alike
from articles.lib.text import similarity_key
from articles.models import Tag

SUGGESTED = [
    ("TECH", "TECHNOLOGY"), ("Tech", "technologies"), ("INFO", "Information"), ("govt", "Government"),
    ("CRYPTO", "CRYPTOCURRENCY"), ("crypto", "Cryptocurrencies"), ("BTC", "BITCOIN"), ("ETH", "Ethereum"),
    ("MACRO", "MACROECONOMICS"), ("econ", "Economy"), ("Fed", "Federal Reserve"), ("sci-fi", "Science Fiction"),
    ("ECB", "European Central Bank"), ("E.C.B.", "European Central Bank"),
    ("SEC", "Securities and Exchange Commission"), ("USA", "United States of America"),
    ("US", "United States"), ("AI", "Artificial Intelligence"), ("НБУ", "Національний банк України"),
    ("U.S.", "US"), ("Token", "tokens"), ("Stablecoin", "stablecoins"),
]  # fmt: skip
NOT_SUGGESTED = [
    ("Port", "Portugal"), ("Coin", "Coinbase"), ("Car", "Cardano"), ("Bank", "Bankruptcy"),
    ("Meta", "Metaverse"), ("Stock", "Stockholm"), ("Bit", "Bitcoin"), ("Euro", "Europe"),
    ("Iran", "Iranian rial"), ("Trade", "Trader"), ("Auto", "Automation"), ("Plan", "Plantation"),
    ("Trans", "Transportation"), ("Law", "Lawsuit"), ("Inter", "International"), ("Poly", "Polygon"),
    ("Ether", "Etherscan"), ("Art", "Artificial Intelligence"), ("A", "Apple"), ("Or", "Oracle"),
    ("MARKET", "BEAR MARKET"), ("LAW", "LAW AND ORDER"), ("TECHNICAL ANALYSIS", "TECHNOLOGY"),
    ("Central Bank", "European Central Bank"), ("EC", "European Central Bank"), ("UN", "Ukraine"),
]  # fmt: skip


def is_suggested(one, other):
    names = [(1, one), (2, other)]
    return similarity_key(one) == similarity_key(other) or set(abbreviated(names)) == {(1, 2)}


def test_short_forms_and_initials_are_suggested():
    missing = [pair for pair in SUGGESTED if not is_suggested(*pair)]
    assert not missing


def test_words_that_only_begin_alike_are_not_suggested():
    wrong = [pair for pair in NOT_SUGGESTED if is_suggested(*pair)]
    assert not wrong


def test_each_name_is_read_once():
    """Twice the tags cost about twice the time, and not four times."""
    words = [f"{a} {b} bank" for a in ("central", "general", "royal", "new") for b in range(2500)]
    names = [(number, name) for number, name in enumerate([*words, "TECH", "TECHNOLOGY"])]
    assert list(abbreviated(iter(names))) == [(10_000, 10_001)]


@pytest.mark.django_db
def test_the_page_for_tidying_up_has_them_after_the_spellings(
    django_assert_num_queries, make_article
):
    make_article("One", tags=["TECHNOLOGY", "US", "U.S.", "Ports"])
    make_article("Two", tags=["TECHNOLOGY", "TECH"])
    with django_assert_num_queries(4):
        groups = [[(tag.name, tag.stories) for tag in group] for group in alike()]
    assert groups == [[("US", 1), ("U.S.", 1)], [("TECHNOLOGY", 2), ("TECH", 1)]]


@pytest.mark.django_db
def test_tags_that_are_not_alike_are_no_group():
    for name in ("Port", "Portugal"):
        Tag.objects.create(name=name, slug=name.lower())
    assert alike() == []
