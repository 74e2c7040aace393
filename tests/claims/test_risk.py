"""What could harm most is read first."""

from articles.claims.extraction import KINDS
from articles.claims.risk import MOST, UNKNOWN, risk_score


def test_an_unread_text_is_a_risk_by_itself():
    assert risk_score([], "") > 0


def test_money_weighs_more_than_names_and_names_more_than_dates():
    money, name, date = (risk_score([(kind, 2)], "") for kind in ("money", "name", "date"))
    assert money > name > date > risk_score([], "")


def test_strong_sentiment_adds_to_it():
    assert risk_score([], "NEGATIVE") == risk_score([], "POSITIVE") > risk_score([], "NEUTRAL")


def test_a_text_far_longer_than_its_original_and_one_without_are_a_risk():
    rising = [risk_score([], "", growth, 0) for growth in (0, 2, 5, 8)]
    assert rising == sorted(set(rising))
    assert risk_score([], "", None, 0) == risk_score([], "", 500, 0)


def test_paragraphs_without_support_are_a_risk():
    assert risk_score([], "", 1, 0) < risk_score([], "", 1, 3) < risk_score([], "", 1, 8)


def test_a_text_that_nothing_looked_at_comes_before_all_others():
    everything = [(kind, 10_000) for kind in KINDS]
    assert risk_score(everything, "NEGATIVE", None, 1000) == MOST < UNKNOWN


def test_more_claims_are_more_risk_up_to_a_bound():
    rising = [risk_score([("money", number)], "") for number in range(5)]
    assert rising == sorted(set(rising))
    everything = [(kind, 10_000) for kind in KINDS]
    assert risk_score(everything, "NEGATIVE") <= MOST
