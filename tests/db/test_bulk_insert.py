"""Quick inserts say the same as the model's own."""

import datetime as dt
from operator import attrgetter

import pytest
from django.db import IntegrityError, transaction

from articles.db.bulk_insert import insert_rows, reserve_ids
from articles.models import Image, OriginalFile, Source

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 12, 30, 10, 123_000, tzinfo=dt.UTC)
COLUMNS = [field.attname for field in Image._meta.concrete_fields]


def image_values(pk: int, **columns) -> tuple[object, ...]:
    return attrgetter(*COLUMNS)(Image(pk=pk, created_at=NOW, **columns))


def test_every_kind_of_value_comes_back_as_it_went(make_article):
    insert_rows(Image, COLUMNS, [image_values(7, alt="Кран 🏗", extra={"a": ["é", None]})])
    image = Image.objects.get()
    assert (image.pk, image.alt, image.extra, image.created_at) == (
        7, "Кран 🏗", {"a": ["é", None]}, NOW,
    )  # fmt: skip
    columns = (
        "article_id", "root", "path", "slug", "data", "sha256", "mended_sha256", "pictures",
        "repairs", "imported_at",
    )  # fmt: skip
    document = bytes(range(256))
    insert_rows(
        OriginalFile, columns, [(make_article().pk, "", "a", "a", document, "", "", {}, [], NOW)]
    )
    assert bytes(OriginalFile.objects.get().data) == document


def test_new_ids_are_nobody_elses():
    first = Image.objects.create(alt="one")
    with transaction.atomic():
        ids = list(reserve_ids(Image, 3))
        insert_rows(Image, COLUMNS, [image_values(n) for n in ids])
    last = Image.objects.create(alt="two")
    assert len({first.pk, *ids, last.pk}) == 5
    Image.objects.all().delete()
    assert not set(reserve_ids(Image, 3)) & {first.pk, *ids, last.pk}


def test_nothing_is_asked_of_the_database_for_no_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(reserve_ids(Image, 0)) == []
        insert_rows(Image, COLUMNS, [])


def test_the_rules_of_the_database_hold():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Source, ("key", "name", "kind", "url"), [("", "n", "RSS", "")])
