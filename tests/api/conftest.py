"""Asking the API."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def ask(client, db):
    """`ask("articles", limit=2)` is the answer as Python."""

    def go(path: str, status: int = 200, **params):
        response = client.get(f"/api/v1/{path}", params)
        assert response.status_code == status, response.content
        return response.json()

    return go


@pytest.fixture
def walk(client, ask):
    """`walk("articles", limit=2)` follows `next` to the end, and gives each page's items."""

    def go(path: str, between=lambda: None, **params) -> list[list]:
        found = ask(path, **params)
        pages = [found["items"]]
        while found["next"]:
            between()
            found = client.get(found["next"].removeprefix("http://testserver")).json()
            pages.append(found["items"])
        return pages

    return go
