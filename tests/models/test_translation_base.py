"""A change of an original reaches its translations within the change: counted, and kept."""

import pytest

from articles.models import Article, PendingRevision, TranslationBase
from articles.models.editable_values import edited
from articles.models.revise import Changes
from articles.models.translation_base import Member, named_original, original_among

pytestmark = pytest.mark.django_db

EN, UK = "# What\n\nIt opened.\n\nShips came.", "# Що\n\nВідкрили.\n\nКораблі прийшли."


@pytest.fixture
def original(make_article, source):
    return make_article(source=source, external_id="7", body=EN)


@pytest.fixture
def translation(make_article, source, original):
    return make_article(
        "Гавань", slug="havan", lang="uk", source=source, external_id="7", body=UK,
        ai={"translatedFrom": "7", "version": 1},
    )  # fmt: skip


def revise(article: Article, **columns) -> None:
    Article.objects.get(pk=article.pk).revise(Changes(columns), None)


def test_what_it_was_made_from_is_kept_when_the_original_changes(original, translation):
    revise(original, body=EN.replace("opened", "closed"), title="Harbour closes")
    row = TranslationBase.objects.get()
    assert (row.article, row.original, row.outdated) == (translation, original, 2)
    assert row.original_blocks == ["Harbour opens", "", "# What", "It opened.", "Ships came."]
    assert row.machine_blocks is None


def test_it_is_counted_from_the_first_text_and_not_from_the_last(original, translation):
    for word in ("closed", "sank", "rose"):
        revise(original, body=EN.replace("opened", word))
    assert TranslationBase.objects.get().outdated == 1
    revise(original, body=EN)
    assert TranslationBase.objects.get().outdated == 0


def test_nothing_is_kept_for_other_changes_and_other_groups(
    original, translation, make_article, source
):
    make_article("Other", source=source, external_id="8", lang="uk", ai={"translatedFrom": "8"})
    make_article("Own", slug="own", lang="ar", source=source, external_id="7")
    revise(original, sticky_weight=5)
    revise(translation, body="Усе інше.")
    assert not TranslationBase.objects.exists()
    revise(original, body="New.")
    assert [row.article for row in TranslationBase.objects.all()] == [translation]


def test_a_change_of_the_text_costs_the_same_for_one_without_translations(
    make_article, django_assert_max_num_queries
):
    article = Article.objects.get(pk=make_article().pk)
    with django_assert_max_num_queries(20):
        article.revise(Changes({"body": "New."}), None)


def test_a_deleted_original_leaves_its_translation_without_one(original, translation):
    revise(original, body="New.")
    original.delete()
    assert TranslationBase.objects.get().original is None


class TestWaiting:
    """The base that goes with the changes of a published translation."""

    @pytest.fixture
    def pending(self, original, translation, make_user):
        revise(original, body=EN.replace("opened", "closed"))
        blocks = ["Harbour opens", "", "# What", "It closed.", "Ships came."]
        waiting = {
            "original_blocks": blocks, "machine_blocks": ["a"] * 5, "links": [*range(5)], "owned": [],
        }  # fmt: skip
        TranslationBase.objects.update(waiting=waiting)
        values = edited(translation) | {"body": "Нове."}
        return PendingRevision.hold(translation, values, make_user("Editors"))

    def test_it_counts_once_they_are_published(self, pending):
        pending.publish(None)
        row = TranslationBase.objects.get()
        assert (row.outdated, row.waiting, row.is_of_desk) == (0, None, True)
        assert row.original_blocks[3] == "It closed."

    def test_it_goes_with_them(self, pending):
        pending.discard(pending.author)
        row = TranslationBase.objects.get()
        assert (row.outdated, row.waiting, row.original_blocks[3]) == (1, None, "It opened.")


@pytest.mark.parametrize(
    ("ai", "name"),
    [
        (None, ""), ({}, ""), ({"translatedFrom": " 7 "}, "7"), ({"translatedFrom": 5}, ""),
        ([], ""), ({"rewritten": True}, ""),
    ],
)  # fmt: skip
def test_what_an_article_was_translated_from(ai, name):
    assert named_original(ai) == name


def test_the_original_of_a_translation():
    def member(pk, lang, origin=""):
        return Member(pk, 1, "7", lang, {"translatedFrom": origin} if origin else None)

    english, arabic = member(1, "en"), member(2, "ar")
    by_id, by_language = member(3, "uk", "7"), member(4, "uk", "AR")
    # That of the site's own language, where several are no translations.
    assert original_among([arabic, english, by_id], by_id) == english
    assert original_among([arabic, by_id], by_id) == arabic
    assert original_among([english, arabic, by_language], by_language) == arabic
    assert original_among([english, member(3, "uk", "8")], member(3, "uk", "8")) is None
    assert original_among([by_id, member(5, "ar", "7")], by_id) is None
    assert original_among([english, arabic], english) is None
