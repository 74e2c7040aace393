"""The corpus of the measurements is a newsroom like any other."""

import pytest

from articles.models import Article, TaggedArticle
from articles.search.query import parse
from articles.search.results import ranked_page
from benchmarks import corpus

pytestmark = pytest.mark.django_db


def test_a_corpus_is_filled_and_can_be_searched(monkeypatch):
    monkeypatch.setattr(corpus, "_FIRST", 20)
    words = corpus.fill(60)
    assert Article.objects.live().count() == 60
    assert ranked_page(parse(f"{words.rare} lang:all"), "en").count == 20
    assert ranked_page(parse(words.common[0]), "en").results
    newest = Article.objects.newest_first().values_list("pk", flat=True)
    assert list(newest) == sorted(newest, reverse=True)
    link = TaggedArticle.objects.select_related("content_object").latest("pk")
    assert link.published_at == link.content_object.published_at
    # The next story gets a number of its own.
    assert Article.objects.create(title="New", slug="new", lang="en").pk > 60
