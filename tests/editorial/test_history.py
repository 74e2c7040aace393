"""Every version of a story can be read, compared and brought back; none is lost by it."""

import datetime as dt

import pytest

from articles.editorial.history import (
    FILE,
    PAGE,
    PRESENT,
    changed_keys,
    changed_prose,
    entries,
    restore,
    version,
)
from articles.front_matter.files import parse
from articles.import_export.originals import site_rules
from articles.lib.word_diff import DiffPart
from articles.models import Article, AuditEntry, Revision
from articles.models.exceptions import StaleArticle

pytestmark = pytest.mark.django_db


def edit(article: Article, by=None, **columns) -> Article:
    article = Article.objects.get(pk=article.pk)
    article.keep_revision("edit", by)
    tags = columns.pop("tags", None)
    for name, value in columns.items():
        setattr(article, name, value)
    article.save()
    if tags is not None:
        article.tags.set(tags)
    return Article.objects.for_export().get(pk=article.pk)


@pytest.fixture
def changed(make_article):
    article = make_article("One", body="First.", tags=["A"])
    article = edit(article, body="Second.")
    return edit(article, title="Three", body="Third.", tags=["A", "B"])


def test_each_change_leads_from_the_text_before_to_the_text_after(changed):
    found, following = entries(changed)
    texts = [
        (version(changed, entry.before).body, version(changed, entry.after).body) for entry in found
    ]
    assert texts == [("Second.", "Third."), ("First.", "Second.")]
    assert following == 0


def test_a_long_history_has_pages_that_meet(make_article, django_assert_max_num_queries):
    article = make_article()
    for number in range(PAGE + 3):
        article = edit(article, body=f"Text {number}.")
    first, following = entries(article)
    with django_assert_max_num_queries(2):
        rest, end = entries(article, following)
    assert (len(first), len(rest), end) == (PAGE, 3, 0)
    assert rest[0].after == first[-1].before
    assert "body" in rest[0].revision.get_deferred_fields()


def test_the_difference_is_word_by_word_in_prose_and_in_keys(changed):
    oldest = entries(changed)[0][-1].before
    old, new = version(changed, oldest), version(changed, PRESENT)
    assert changed_prose(old, new) == [
        DiffPart("old", "First"),
        DiffPart("new", "Third"),
        DiffPart("same", "."),
    ]
    keys = {change.key: change.pieces for change in changed_keys(old, new)}
    assert keys["title"] == [DiffPart("old", "One"), DiffPart("new", "Three")]
    assert keys["tags"] == [DiffPart("same", "A"), DiffPart("new", "\nB")]
    assert set(keys) == {"title", "tags"}


def test_an_untouched_import_differs_from_its_file_in_nothing(import_document, example):
    pk = import_document(example).article.pk
    article = Article.objects.for_export().get(pk=pk)
    file, now = version(article, FILE), version(article, PRESENT)
    assert changed_keys(file, now) == []
    assert file.body == now.body


def test_a_version_is_a_whole_file(changed):
    oldest = version(changed, entries(changed)[0][-1].before)
    record = parse(oldest.as_file(), "one.en.md", site_rules()).record
    assert (record.title, record.body, record.tags) == ("One", "First.", ("A",))


@pytest.mark.parametrize("name", ["", "x", "0", "99999999", "9" * 30, "file", "٣"])
def test_a_version_that_is_not_there(changed, name):
    assert version(changed, name) is None


def test_another_storys_version_is_none(changed, make_article):
    other = make_article("Other")
    kept = other.keep_revision("edit")
    assert version(changed, str(kept.pk)) is None


def test_restoring_is_a_save_that_can_be_undone(changed, make_user):
    editor = make_user("Editors")
    oldest = Revision.objects.order_by("pk").first()
    restore(changed, oldest, changed.version, editor, "The first was right")
    article = Article.objects.get(pk=changed.pk)
    assert (article.title, article.body) == ("One", "First.")
    assert [tag.name for tag in article.tag_list] == ["A"]
    assert article.version == changed.version + 1
    last = article.revisions.first()
    assert (last.action, last.body, last.author) == ("revert", "Third.", editor)
    assert AuditEntry.objects.get(action="revert").detail == {"revision": oldest.pk}
    restore(article, last, article.version, editor, "")
    assert Article.objects.get(pk=changed.pk).body == "Third."


def test_restoring_leaves_state_time_place_and_picture(changed, make_user):
    before = Article.objects.get(pk=changed.pk)
    oldest = Revision.objects.order_by("pk").first()
    Article.objects.filter(pk=changed.pk).update(slug="elsewhere", sticky_weight=4)
    restore(changed, oldest, changed.version, make_user("Editors"), "")
    article = Article.objects.get(pk=changed.pk)
    assert (article.status, article.published_at) == (before.status, before.published_at)
    assert (article.slug, article.sticky_weight) == ("elsewhere", 4)


def test_restoring_leaves_the_end_of_today(changed, make_user):
    oldest = Revision.objects.order_by("pk").first()
    past = changed.published_at + dt.timedelta(minutes=1)
    Revision.objects.filter(pk=oldest.pk).update(
        front_matter=oldest.front_matter | {"expiresAt": past.isoformat()}
    )
    oldest.refresh_from_db()
    restore(changed, oldest, changed.version, make_user("Editors"), "")
    article = Article.objects.get(pk=changed.pk)
    assert (article.body, article.expires_at) == ("First.", None)
    end = article.published_at + dt.timedelta(days=9)
    article = edit(article, expires_at=end)
    restore(article, article.revisions.last(), article.version, make_user("Editors", "two"), "")
    assert Article.objects.get(pk=changed.pk).expires_at == end


def test_a_save_meanwhile_is_never_overwritten(changed, make_user):
    oldest = Revision.objects.order_by("pk").first()
    edit(changed, body="Fourth.")
    with pytest.raises(StaleArticle):
        restore(changed, oldest, changed.version, make_user("Editors"), "")
    assert Article.objects.get(pk=changed.pk).body == "Fourth."
    assert not Revision.objects.filter(action="revert").exists()
