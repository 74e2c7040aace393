"""The words that the API knows are those that the tables hold."""

from typing import get_args

from articles.api.parameter_types import Mood, NoteKind
from articles.models import Correction
from articles.models.article_columns import Sentiment


def test_every_sentiment_and_every_kind_of_note_can_be_asked_for():
    assert {*get_args(Mood)} == {*Sentiment.values}
    assert {*get_args(NoteKind)} == {*Correction.Kind.values}
