"""Sections and labels: one thing in whatever case it is written."""

import pytest

from articles.models import Article, Category, Tag
from articles.models.taxonomy import slug_for

pytestmark = pytest.mark.django_db


def test_a_category_is_one_in_every_case():
    assert Category.from_key("ENERGY") == Category.from_key("Energy") == Category.from_key("energy")
    assert Category.from_key("ПОРТИ") == Category.from_key("порти")


@pytest.mark.parametrize(
    ("key", "name", "slug"),
    [("ENERGY", "Energy", "energy"), ("BTC", "BTC", "btc"), ("Money", "Money", "money"),
     ("ПОРТИ", "Порти", "porti")],
)  # fmt: skip
def test_a_new_category_reads_like_a_name(key, name, slug):
    made = Category.from_key(key)
    assert (made.key, made.name, made.slug) == (key, name, slug)


def test_two_categories_that_spell_one_address_get_two():
    one, other = Category.from_key("C+"), Category.from_key("C-")
    assert one.slug != other.slug


def test_an_address_is_never_empty():
    assert slug_for("!!!")
    assert slug_for("!!!") != slug_for("???")


def test_tags_are_one_in_every_case_and_script(make_article):
    make_article("A", tags=["Крипто", "US"])
    make_article("B", tags=["КРИПТО", "us", "U.S."])
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["U.S.", "US", "Крипто"]


def test_tags_that_spell_one_address_get_two(make_article):
    make_article("A", tags=["US", "U S", "U.S."])
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 3


def test_setting_the_same_tags_again_writes_nothing(make_article, django_assert_num_queries):
    article = make_article(tags=["A", "B"])
    with django_assert_num_queries(4):  # savepoint, tags, links, release
        article.tags.set(["a", "B"])
    assert [tag.name for tag in article.tag_list] == ["A", "B"]


def test_only_sections_with_something_to_read_are_in_the_menu(make_article, category):
    empty = Category.from_key("EMPTY")
    make_article("Draft", category=empty, status="draft")
    make_article("Later", category=empty, hours=5)
    make_article("Live", category=category)
    assert list(Category.objects.with_live_articles("en")) == [category]
    assert list(Category.objects.with_live_articles("uk")) == []


def test_removing_a_tag_leaves_its_articles(make_article):
    make_article(tags=["A", "B"])
    Tag.objects.get(name="A").delete()
    assert [tag.name for tag in Article.objects.get().tag_list] == ["B"]


def test_a_label_that_folds_to_many_characters_is_still_one(make_article):
    make_article("A", tags=["\ufdfa" * 90])
    make_article("B", tags=["\ufdfa" * 90])
    assert Tag.objects.count() == 1
