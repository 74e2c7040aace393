"""The page that explains the API: the whole document, and nothing that is not in it."""

import pytest
from lxml import html

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    response = client.get("/api/v1/")
    assert response.status_code == 200
    return html.fromstring(response.content)


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


def text(element) -> str:
    return " ".join(element.text_content().split())


def test_it_names_every_address_parameter_answer_and_type(page, document):
    said = {text(code) for code in page.iter("code")}
    anchors = set(page.xpath("//@id"))
    for path, methods in document["paths"].items():
        assert f"GET {path}" in said
        operation = methods["get"]
        assert operation["operationId"].replace("_", "-") in anchors
        assert {one["name"] for one in operation["parameters"]} <= said
        assert {*operation["responses"]} <= said
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            assert name in anchors
            assert {*schema["properties"]} <= said


def test_its_links_lead_somewhere(page, client):
    anchors = set(page.xpath("//@id"))
    targets = page.xpath("//main//a/@href")
    assert targets
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in anchors
        else:
            assert client.get(target).status_code == 200


def test_it_needs_no_script_and_no_other_site(page):
    assert not page.xpath("//main//script | //@style")
    assert all(not url.startswith("http") for url in page.xpath("//link[@rel='stylesheet']/@href"))


def test_every_page_leads_to_it(client):
    assert b'href="/api/v1/"' in client.get("/uk/").content


def test_it_tells_the_limit(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 77
    assert b"77 times a minute" in client.get("/api/v1/").content
    settings.API_REQUESTS_PER_MINUTE = 0
    assert b"times a minute" not in client.get("/api/v1/").content
