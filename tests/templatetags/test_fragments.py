"""Remembered parts of pages."""

import pytest
from django.template import Context, Template

from articles.templatetags import fragments

CALL = "{% load fragments %}{% fragment 'articles/_reading_time.html' minutes=minutes words=3 %}"


def render(lang="en", **values) -> str:
    return Template(CALL).render(Context(values | {"lang": lang}))


def test_the_same_values_are_rendered_once(monkeypatch):
    first = render(minutes=4)
    monkeypatch.setattr(fragments, "render_to_string", None)
    assert render(minutes=4) == first


def test_other_values_and_other_languages_are_other_parts():
    assert "4 minutes" in render(minutes=4)
    assert "1 minute\n" in render(minutes=1)
    assert "хвилин" in render("uk", minutes=4)


def test_who_works_on_templates_sees_them_as_they_are(monkeypatch, settings):
    render(minutes=4)
    settings.DEBUG = True
    monkeypatch.setattr(fragments, "render_to_string", lambda *args: "new")
    assert render(minutes=4) == "new"


def test_a_value_that_cannot_be_remembered_is_a_mistake():
    with pytest.raises(TypeError):
        render(minutes=[4])
