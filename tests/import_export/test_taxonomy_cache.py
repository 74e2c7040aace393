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
    taxonomy = TaxonomyCache()
    taxonomy.load(records)
    return taxonomy


def test_spellings_of_one_word_are_one_tag_and_punctuation_makes_two():
    taxonomy = loaded(record("US", "КРИПТО"), record("us", "U.S.", "Крипто"))
    assert [tag.name for tag in taxonomy.tags(["us", "U.S.", "Крипто"])] == ["US", "U.S.", "КРИПТО"]
    assert Tag.objects.count() == 3
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 3


def test_words_that_are_spelt_alike_get_addresses_of_their_own():
    loaded(record("C", "C++", "C#"))
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 3


def test_thousands_of_words_take_a_few_queries(django_assert_max_num_queries):
    words = [f"word {number}" for number in range(3000)]
    records = [record(*words[start : start + 100]) for start in range(0, 3000, 100)]
    with django_assert_max_num_queries(40):
        taxonomy = loaded(*records)
    with django_assert_max_num_queries(0):
        taxonomy.load(records)
    assert Tag.objects.count() == 3000


def test_the_first_file_names_a_source_and_a_later_one_adds_the_address():
    one = {"name": "Wire", "key": "wire", "type": "RSS"}
    taxonomy = loaded(
        record(source=one),
        record(source=one | {"name": "Other", "url": "https://wire.example.org"}),
    )
    source = taxonomy.source(record(source=one).source)
    assert source == Source.objects.get()
    assert (source.name, source.url) == ("Wire", "https://wire.example.org")


def test_rows_of_a_rolled_back_transaction_are_cleared():
    taxonomy = loaded(record("A", category="Ports"))
    Tag.objects.all().delete()
    taxonomy.clear()
    taxonomy.load([record("A", category="Ports")])
    assert taxonomy.tags(["A"])[0].pk == Tag.objects.get().pk
    assert taxonomy.category("Ports").key == "Ports"
    assert taxonomy.category("") is None
