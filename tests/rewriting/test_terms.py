"""A model gets as much of an original as the terms of use of its feed allow."""

import pytest

from articles.models import Feed
from articles.rewriting.prompts import original_document


@pytest.mark.django_db
@pytest.mark.parametrize(("terms", "words"), [("full", 100), ("excerpt", 59), ("link", 0)])
def test_a_model_gets_what_may_be_used(make_original, source, terms, words):
    feed = Feed.objects.create(name="Wire", source=source, url="https://a.example/", terms=terms)
    item = make_original(body=" ".join(["word"] * 100), feed=feed)
    document = original_document(item)
    assert str(document.get("text", "")).split().count("word") == words
    assert document["title"] == item.title


@pytest.mark.django_db
def test_an_original_without_a_feed_is_given_whole(make_original):
    item = make_original(body=" ".join(["word"] * 100))
    assert str(original_document(item)["text"]).split() == ["word"] * 100
