"""What could harm most is read first."""

from articles.claims.risk import MOST, risk_score


def test_an_unread_text_is_a_risk_by_itself():
    assert risk_score([], "") > 0


def test_money_weighs_more_than_names_and_names_more_than_dates():
    money, name, date = (risk_score([(kind, 2)], "") for kind in ("money", "name", "date"))
    assert money > name > date > risk_score([], "")


def test_strong_sentiment_adds_to_it():
    assert risk_score([], "NEGATIVE") == risk_score([], "POSITIVE") > risk_score([], "NEUTRAL")


def test_more_claims_are_more_risk_up_to_a_bound():
    rising = [risk_score([("money", number)], "") for number in range(5)]
    assert rising == sorted(set(rising))
    everything = [
        (kind, 10_000) for kind in ("money", "name", "percent", "number", "date", "ticker")
    ]
    assert risk_score(everything, "NEGATIVE") <= MOST
