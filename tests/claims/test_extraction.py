"""What a text claims is found, in three languages, and what its source says too is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.extraction import KINDS, Claim, count_by_kind, extract_claims
from articles.claims.original_words import OriginalText
from articles.claims.support import compare
from tests.bounded import assert_bounded

ENGLISH = (
    "Tether paid $5.2 million on November 24, 2026 to Paolo Ardoino of the Bank of England. "
    "BTC rose 3.5% to 90,000 dollars, he said."
)
UKRAINIAN = (
    "24 листопада Нацбанк продав 1,2 млрд грн, заявив Андрій Пишний. Курс зріс на 3 відсотки у НБУ."
)
ARABIC = "قالت شركة تيثر في ٢٤ نوفمبر إنها دفعت ٥ ملايين دولار. وارتفعت Binance بنسبة ٣٪."


def unsupported_claims(text: str, facts: str) -> list[Claim]:
    return list(compare(text, "en", OriginalText(body=facts)).unsupported)


def said(text: str) -> list[tuple[str, str]]:
    return [(claim.kind, claim.text) for claim in extract_claims(text)]


def test_english():
    assert said(ENGLISH) == [
        ("money", "$5.2 million"),
        ("date", "November 24, 2026"),
        ("name", "Paolo Ardoino"),
        ("name", "Bank of England"),
        ("ticker", "BTC"),
        ("percent", "3.5%"),
        ("money", "90,000 dollars"),
    ]


def test_ukrainian():
    assert said(UKRAINIAN) == [
        ("date", "24 листопада"),
        ("name", "Нацбанк"),
        ("money", "1,2 млрд грн"),
        ("name", "Андрій Пишний"),
        ("percent", "3 відсотки"),
        ("ticker", "НБУ"),
    ]


def test_arabic():
    assert said(ARABIC) == [
        ("name", "تيثر"),
        ("date", "٢٤ نوفمبر"),
        ("money", "٥ ملايين دولار"),
        ("name", "Binance"),
        ("percent", "٣٪"),
    ]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("It cost $5 million.", "A price of 5,000,000 dollars"),
        ("It cost $5 million.", "Ціна: 5 мільйонів доларів"),
        ("It cost 1,200 dollars.", "for $1 200"),
        ("У ньому 1 200 людей.", "1,200 people"),
        ("Rose 3,5 %.", "up 3.5%"),
        ("ارتفعت ٣٪", "3 %"),
        ("On 24 November it rained.", "Rain on 2026-11-24"),
        ("On November 24 it rained.", "Дощ 24 листопада 2026"),
        ("In 2026 it rained.", "24.11.2026"),
        ("Some of 5 towns", "$5"),
        ("It has sixty employees.", "60 employees"),
        ("It has 60 employees.", "Sixty Employees Leave Harbour"),
        ("Sixty-one people came.", "61"),
        ("They paid two thousand five hundred dollars.", "for $2,500"),
        ("A hundred and twenty ships", "120 ships"),
        ("It rose five percent.", "up 5%"),
        ("У компанії шістдесят працівників.", "60 people"),
        ("Вартість дві тисячі п’ятсот гривень.", "₴2500"),
        ("Там тисяча людей.", "1000 people"),
        ("لديها خمسة وستون موظفا", "65"),
        ("دفعت خمسة ملايين دولار", "$5 million"),
        ("They met Ardoino.", "Paolo Ardoino’s plan"),
        ("Це сказав Андрій Пишний.", "Слова Андрія Пишного"),
        ("Банк у Києві зачинено, каже Зеленський.", "Київ: Зеленського чекають"),
        ("وقال رئيس تيثر", "تيثر"),
        ("It fell, BTC too.", "$BTC falls"),
    ],
)
def test_what_the_source_says_in_other_words_is_supported(text, facts):
    assert unsupported_claims(text, facts) == []


@pytest.mark.parametrize(
    ("text", "facts", "left"),
    [
        ("It cost $5 million.", "5 people came", "$5 million"),
        ("It cost $5 million.", "It cost €5 million", "$5 million"),
        ("It cost $5 billion.", "It cost $5 million", "$5 billion"),
        ("On November 25 it rained.", "Rain on November 24", "November 25"),
        ("In November 2025 it rained.", "Rain in November", "November 2025"),
        ("It rose 5%.", "It rose to 5", "5%"),
        ("They met Paolo Ardoino.", "Paolo Bianchi spoke", "Paolo Ardoino"),
        ("It was 3.5 metres.", "35 metres", "3.5"),
        ("It has sixty employees.", "It has 50 employees", "sixty"),
        ("It has sixty employees.", "It has employees", "sixty"),
        ("Two dozen ships came.", "Ships came", "Two dozen"),
        ("It cost five million euros.", "It cost $5 million", "five million euros"),
        ("Компанія має шістдесят людей.", "Компанія має 61", "шістдесят"),
        ("вартість ETH зросла", "вартість BTC", "ETH"),
    ],
)
def test_what_the_source_does_not_say_is_shown(text, facts, left):
    assert [claim.text for claim in unsupported_claims(text, facts)] == [left]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour opened. It was cold. Nobody came.",
        "Що сталося? Це було вчора. Вони прийшли.",
        "[a link](https://example.org/2026/11/5) and https://example.org/500",
        "1. first\n2. second\n10) tenth",
        "## What Happened Next At Sea",
        "You may march there, and second-guess `x = 42`.",
        "«Так», — сказав він. (Потім мовчав.)",
        "One of them said: hundreds came, several thousand left; two-thirds, the twenty-first, no-one.",
        "Сім’я стала сторонами; тисячі людей, один з них.",
    ],
)
def test_what_claims_nothing_is_left_alone(text):
    assert extract_claims(text) == []


def test_a_list_mark_is_no_number_but_its_line_may_hold_one():
    assert said("1. they paid 20 coins") == [("number", "20")]


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("It cost 5 MİLLİON.", "It cost 5 million."),
        ("It cost 5 mıllion.", "It cost 5 million."),
        ("It took 5 thou\u017fand.", "It took 5 thousand."),
        ("It rose on 12 Augu\u017ft 2024.", "It rose on 12 August 2024."),
        ("Вартість 5 \u1c84исяч.", "Вартість 5 тисяч."),
    ],
)
def test_letters_that_a_pattern_takes_for_plain_ones_are_read_as_those(odd, plain):
    assert [claim.key for claim in extract_claims(odd)] == [
        claim.key for claim in extract_claims(plain)
    ]
    assert unsupported_claims(odd, plain) == []


@pytest.mark.parametrize("text", ["near Three Mile Island", "the Big Four", "Six Flags opened."])
def test_a_number_in_a_name_is_the_name(text):
    (claim,) = extract_claims(text)
    assert claim.kind == "name"


@pytest.mark.thorough
def test_very_long_texts_take_no_longer_for_each_letter():
    pieces = (
        "sixty ", "hundred and ", "a hundred ", "п'ять ", "خمسة و", "one-", "two thousand ", "Three Mile ",
        "1 000 ", "$1 ", "1,", "Aa b, Cc d ", "](", "](a ", "] (", "<https:// ", "<https://", "`",
    )  # fmt: skip
    assert_bounded(extract_claims, [piece * (120_000 // len(piece)) for piece in pieces])


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("[a](https://a.example/5) 6", ["6"]),
        ('[a](/b "7 of 8") 6', ["6"]),
        ("[a](/[5]) 6", ["6"]),
        ("<https://a.example/5> 6", ["6"]),
        ("](5 ](6)", ["5"]),
    ],
)
def test_numbers_of_addresses_are_no_claims(text, claims):
    assert [claim.text for claim in extract_claims(text)] == claims


def test_equal_claims_count_once():
    found = extract_claims("It cost $5. Again $5, then 5 dollars, and 7 men.")
    assert count_by_kind(found) == (("money", 1), ("number", 1))


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [*ENGLISH.split(), *UKRAINIAN.split(), *ARABIC.split(), "\n", "## ", "- ", "€", "1.2.3",
             "😀", "](x)", "Ā", "0", "٣٫٥", "US$", "May"]
        ),
        max_size=40,
    ).map(" ".join),
)  # fmt: skip


@given(TEXTS)
def test_claims_stand_where_they_say_and_never_overlap(text):
    done = 0
    for claim in extract_claims(text):
        assert claim.kind in KINDS
        assert text[claim.start : claim.end] == claim.text
        assert claim.text.strip() == claim.text != ""
        assert claim.start >= done
        done = claim.end


@given(TEXTS)
def test_a_text_supports_itself(text):
    assert unsupported_claims(text, text) == []


@given(TEXTS, TEXTS)
def test_what_is_unsupported_is_a_claim_of_the_text_alone(text, facts):
    found = unsupported_claims(text, facts)
    assert set(found) <= set(extract_claims(text))
    assert unsupported_claims(text, f"{facts}\n{text}") == []
