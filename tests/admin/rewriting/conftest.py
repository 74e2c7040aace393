"""The stand-in of a language model, for what the desk has it asked."""

import json

import pytest

from tests.model_server import model
from tests.rewriting.answers import STORY

__all__ = ["model"]


@pytest.fixture
def item(make_original):
    body = "The harbour of Odesa opened at noon on Monday, Ada Okoro said."
    return make_original("7", title="Harbour opens after storm", body=body, lang="en")


@pytest.fixture
def writing(model):
    """The model, which writes STORY."""
    model.reply = lambda request: json.dumps(STORY)
    return model
