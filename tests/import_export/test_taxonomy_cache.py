"""What files name: found or made, a few queries however many."""

import pytest

from articles.front_matter.record import ArticleRecord
from articles.import_export.taxonomy_cache import TaxonomyCache
from articles.models import Source, Tag

pytestmark = pytest.mark.django_db


def record(*tags, category="", source=None) -> ArticleRecord:
    return ArticleRecord(
        title="T", lang="en", slug="t", draft=True, tags=tags, category=category, source=source
    )


def loaded(*records) -> TaxonomyCache:
    labels = TaxonomyCache()
    labels.load(records)
    return labels


def test_spellings_of_one_word_are_one_tag_and_punctuation_makes_two():
    labels = loaded(record("US", "КРИПТО"), record("us", "U.S.", "Крипто"))
    assert [tag.name for tag in labels.tags(["us", "U.S.", "Крипто"])] == ["US", "U.S.", "КРИПТО"]
    assert Tag.objects.count() == 3
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 3


def test_words_that_are_spelt_alike_get_addresses_of_their_own():
    loaded(record("C", "C++", "C#"))
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 3


def test_thousands_of_words_take_a_few_queries(django_assert_max_num_queries):
    words = [f"word {number}" for number in range(3000)]
    records = [record(*words[start : start + 100]) for start in range(0, 3000, 100)]
    with django_assert_max_num_queries(40):
        labels = loaded(*records)
    with django_assert_max_num_queries(0):
        labels.load(records)
    assert Tag.objects.count() == 3000


def test_the_first_file_names_a_source_and_a_later_one_adds_the_address():
    one = {"name": "Wire", "key": "wire", "type": "RSS"}
    labels = loaded(
        record(source=one),
        record(source=one | {"name": "Other", "url": "https://wire.example.org"}),
    )
    source = labels.source(record(source=one).source)
    assert source == Source.objects.get()
    assert (source.name, source.url) == ("Wire", "https://wire.example.org")


def test_what_a_rollback_took_is_forgotten():
    labels = loaded(record("A", category="Ports"))
    Tag.objects.all().delete()
    labels.forget()
    labels.load([record("A", category="Ports")])
    assert labels.tags(["A"])[0].pk == Tag.objects.get().pk
    assert labels.category("Ports").key == "Ports"
    assert labels.category("") is None
