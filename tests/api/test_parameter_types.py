"""The words that the API knows are those that the tables hold."""

from typing import get_args

from articles.api.parameter_types import CorrectionKind, SentimentValue
from articles.models import Correction
from articles.models.article_columns import Sentiment


def test_every_sentiment_and_every_kind_of_note_can_be_asked_for():
    assert {*get_args(SentimentValue)} == {*Sentiment.values}
    assert {*get_args(CorrectionKind)} == {*Correction.Kind.values}
