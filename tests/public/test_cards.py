"""A card shows its columns, and asks for no others."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string

from articles.lib.public_keys import META_KEY
from articles.models import Article, Image, ImageVariant, TaggedArticle
from articles.public.cards import load_cards

pytestmark = pytest.mark.django_db


def render(article, **context) -> str:
    values = {"cards": [article], "lang": "en", "kind": "", "sizes": "100vw"} | context
    return render_to_string("articles/_cards.html", values)


@pytest.fixture
def article(make_article, source, category):
    image = Image.objects.create(alt="A crane")
    ImageVariant.objects.create(
        image=image, name="regular", url="https://images.unsplash.com/a?w=1080"
    )
    image.sign()
    return make_article(
        "One <b>", slug="one", source=source, category=category, cover=image,
        ai={"translatedFrom": "uk"}, sticky_weight=1, tags=["Ports"],
    )  # fmt: skip


@pytest.mark.parametrize("model", [Article, TaggedArticle])
def test_a_card_asks_the_database_for_nothing(article, model, django_assert_num_queries):
    with django_assert_num_queries(1):
        (card,) = load_cards(HttpRequest(), model.objects.all())
    with django_assert_num_queries(0):
        html = render(card)
    for expected in ("One &lt;b&gt;", "The Wire", "Energy", "w=1080", "A crane",
                     'role="img" aria-label="Translated by a language model"'):  # fmt: skip
        assert expected in html
    assert "Pinned" not in html


def test_a_category_does_not_name_itself(article):
    assert "Energy" not in render(article, kind="category")
    assert "Energy" in render(article)


def test_who_loads_cards_declares_what_they_show(article, make_article):
    request = HttpRequest()
    load_cards(request, Article.objects.all())
    dependencies = request.META[META_KEY]
    assert dependencies.keys == {
        f"article:{article.pk}", f"category:{article.category_id}", f"source:{article.source_id}",
    }  # fmt: skip
    assert dependencies.until is None
