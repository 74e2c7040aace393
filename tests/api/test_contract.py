"""The OpenAPI document keeps its word: schemathesis asks everything that it allows, and what it
does not, and holds every answer against it."""

import datetime as dt
import json
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from articles.api.endpoints import api
from articles.api.openapi import openapi_document
from articles.models import Correction, Image, ImageVariant
from tests.examples import examples

DOCUMENT = "/api/v1/openapi.json"


@cache
def site():
    return get_wsgi_application()


def document() -> dict:
    """It is made of types, and needs no database."""
    return json.loads(json.dumps(openapi_document(api, "The Courier")))


# An id that the document allows may be nobody's (404), or of a retracted article (410).
ANSWERS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "404", "410"]}}
config = SchemathesisConfig.from_dict({"checks": ANSWERS})
schema = schemathesis.openapi.from_dict(document(), config=config)
schema.app = lambda environ, start: site()(environ, start)


@pytest.fixture
def one_connection():
    """The one whose changes are rolled back, as Django's own test client keeps it open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def something_of_everything(one_connection, make_article, source, category, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    image = Image.objects.create(alt="A crane", credit="Ada Okoro")
    url = "https://images.unsplash.com/photo-1?w=1080"
    ImageVariant.objects.create(image=image, name="regular", url=url)
    image.sign()
    taxonomy = {"source": source, "category": category, "tags": ["ports", "öl"]}
    whole = make_article(
        "Harbour opens", cover=image, external_id="1", sentiment="POSITIVE", sticky_weight=3,
        ai={"translatedFrom": "7", "version": 1}, **taxonomy,
    )  # fmt: skip
    make_article("Гавань", slug="havan", lang="uk", external_id="1", **taxonomy)
    make_article("Tomorrow", hours=24)
    make_article("Draft", status="draft")
    make_article("Crane fell", hours=-2).retract(None, "It did not.")
    Correction.objects.create(
        article=whole, text="It was nineteen.", date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )


@schema.parametrize()
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_every_answer_is_one_that_the_document_promises(case, something_of_everything):
    case.call_and_validate()


@pytest.mark.django_db
def test_the_document_is_openapi_3_1(client):
    found = client.get(DOCUMENT)
    assert found["Content-Type"] == "application/vnd.oai.openapi+json;version=3.1"
    assert found.json()["openapi"].startswith("3.1")
