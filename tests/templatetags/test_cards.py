"""A card is made of its columns alone."""

import pytest
from django.template import Context, Template

from articles.models import Image, ImageVariant
from articles.public import article_lists
from articles.templatetags import cards

pytestmark = pytest.mark.django_db


def render(card, **context) -> str:
    template = Template("{% load cards %}{% cards cards '100vw' %}")
    return template.render(Context({"cards": [card], "lang": "en"} | context))


@pytest.fixture
def card(make_article, source, category):
    image = Image.objects.create(alt="A crane")
    ImageVariant.objects.create(
        image=image, name="regular", url="https://images.unsplash.com/a?w=1080"
    )
    image.sign()
    make_article("One <b>", slug="one", source=source, category=category, cover=image,
          ai={"translatedFrom": "uk"}, sticky_weight=1)  # fmt: skip
    return article_lists.HOME_LIST.page("en").cards[0]


def test_a_card_asks_the_database_for_nothing(card, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render(card)
    for expected in ("One &lt;b&gt;", "The Wire", "Energy", "w=1080", "A crane",
                     "Translated by a language model", "Pinned"):  # fmt: skip
        assert expected in html


def test_equal_columns_give_the_same_card_without_rendering_it(card, monkeypatch):
    first = render(card)
    monkeypatch.setattr(cards, "render_to_string", None)
    again = article_lists.HOME_LIST.page("en").cards[0]
    assert again == card
    assert render(again) == first


@pytest.mark.parametrize(
    "change",
    [{"title": "Two"}, {"summary": "Else"}, {"category_name": "Power"}, {"source_name": "Else"},
     {"cover_alt": "Else"}, {"ai": None}, {"slug": "two"}, {"sticky_weight": 0}],
    ids=str,
)  # fmt: skip
def test_another_column_gives_another_card(card, change):
    assert render(cards.Card(*card._replace(**change))) != render(card)


def test_a_category_does_not_name_itself(card):
    assert "Energy" not in render(card, kind="category")
    assert "Energy" in render(card)
