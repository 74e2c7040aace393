"""Originals and rules by which they become drafts."""

import json

import pytest

from articles.models import IngestRules
from tests.ingest.rules.test_document import EXAMPLE


@pytest.fixture
def rules_on(db):
    IngestRules.objects.create(document=json.loads(EXAMPLE.read_text())).switch_on(None)


@pytest.fixture
def items(make_original):
    for number in range(3):
        title = f"A crane {number}"
        make_original(str(number), title=title, body="It is back.", lang="en", categories=["crane"])
    make_original("9", title="Advert", lang="en", categories=["SPONSORED"])
