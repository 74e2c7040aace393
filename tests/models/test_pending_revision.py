"""Changes of a live story: readers see none of them, then all of them, once."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.lib.path_keys import path_key
from articles.models import Article, AuditEntry, PendingRevision, Redirect, Revision
from articles.models.editable_values import EDITED, assign_edited, edited
from articles.models.exceptions import CannotPublish, StaleArticle
from articles.models.pending_revision import publish_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


@pytest.fixture
def hold(editor):
    """`hold(article, title=…)` keeps changes beside it."""

    def go(article, seen=0, due_at=None, by=editor, **changes):
        values = edited(article) | changes
        return PendingRevision.hold(article, values, by, seen=seen, due_at=due_at)

    return go


def soon(minutes: int = -1) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def test_the_values_of_an_article_are_json_and_lead_back_to_it(make_article, source, category):
    article = make_article(source=source, category=category, sticky_weight=3, tags=["B", "A"])
    values = edited(article)
    assert set(values) == set(EDITED)
    assert values["tags"] == ["B", "A"]
    other = Article()
    assign_edited(other, values)
    assert edited(other) | {"tags": ["B", "A"]} == values


def test_what_is_held_touches_nothing_that_readers_see(make_article, hold, client):
    article = make_article("Old", tags=["Ports"])
    before = Article.objects.filter(pk=article.pk).values().get()
    hold(article, title="New", body="New text.", tags=["Cranes"])
    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert [tag.name for tag in Article.objects.get().tag_list] == ["Ports"]
    assert "New text." not in client.get(article.get_absolute_url()).content.decode()


def test_publishing_makes_all_of_it_true_at_once(make_article, hold, editor, client):
    article = make_article("Old", tags=["Ports"])
    hold(article, title="New", slug="new", tags=["Cranes"]).publish(editor, "figures")
    stored = Article.objects.get()
    assert (stored.title, stored.version) == ("New", article.version + 1)
    assert [tag.name for tag in stored.tag_list] == ["Cranes"]
    assert stored.reader_modified_at
    assert Redirect.objects.get().path == path_key(article.get_absolute_url())
    assert not PendingRevision.objects.exists()
    kept = stored.revisions.get()
    assert (kept.front_matter["title"], kept.reason, kept.author) == ("Old", "figures", editor)
    assert AuditEntry.objects.get().action == "update"


def test_publishing_needs_the_right_to(make_article, hold, make_user):
    pending = hold(make_article("Old"), title="New")
    with pytest.raises(PermissionDenied):
        pending.publish(make_user("Writers"))
    assert Article.objects.get().title == "Old"


def test_the_second_who_holds_changes_is_told(make_article, hold):
    article = make_article()
    first = hold(article, title="Mine")
    with pytest.raises(StaleArticle):
        hold(article, title="Theirs")
    hold(article, seen=first.version, title="Mine, again")
    with pytest.raises(StaleArticle):
        hold(article, seen=first.version, title="Late")
    assert PendingRevision.objects.get().values["title"] == "Mine, again"


def test_no_saved_change_is_missing_in_the_history(make_article, hold, editor):
    article = make_article()
    first = hold(article, title="First", tags=["One"])
    second = hold(article, seen=first.version, title="Second")
    second.discard(editor)
    kept = Revision.objects.order_by("id").values_list("front_matter__title", flat=True)
    assert list(kept) == ["First", "Second"]
    assert Revision.objects.order_by("id").first().front_matter["tags"] == ["One"]
    assert AuditEntry.objects.filter(action="discard_update").exists()


def test_what_was_published_or_discarded_is_so_once(make_article, hold, editor):
    pending = hold(make_article(), title="New")
    same = PendingRevision.objects.get()
    pending.publish(editor)
    for act in (same.publish, same.discard):
        with pytest.raises(StaleArticle):
            act(editor)
    assert Revision.objects.count() == 1


def test_an_import_meanwhile_is_merged_into_them(import_document, example, hold, editor):
    article = import_document(example, "a.en.md").article
    pending = hold(article, title="The desk's title")
    import_document(example.replace(b"sentiment: NEUTRAL", b"sentiment: POSITIVE").replace(
        b"\n\n", b"\n\nUpstream added this.\n\n", 1
    ), "a.en.md")  # fmt: skip
    moved = Article.objects.get()
    assert moved.version > article.version
    pending.publish(editor)
    stored = Article.objects.get()
    assert stored.title == "The desk's title"
    assert "Upstream added this." in stored.body


def test_an_import_in_the_same_words_waits_for_a_person(make_article, hold):
    article = make_article("Old")
    hold(article, due_at=soon(), title="The desk's")
    moved = Article.objects.get()
    moved.title = "Upstream's"
    moved.save()
    assert publish_due() == (0, 1)
    pending = PendingRevision.objects.get()
    assert pending.due_at is None
    assert "changed meanwhile" in pending.stopped
    assert pending.values["title"] == "The desk's"
    assert Article.objects.get().title == "Upstream's"
    assert AuditEntry.objects.filter(action="stop_update").exists()


def test_the_clock_publishes_what_is_due_and_nothing_else(make_article, hold, editor, capsys):
    due, later, open_end = make_article("A"), make_article("B"), make_article("C")
    hold(due, due_at=soon(), title="A2")
    hold(later, due_at=soon(5), title="B2")
    hold(open_end, title="C2")
    call_command("publish_due")
    assert capsys.readouterr().out == "1 updated.\n"
    assert set(Article.objects.values_list("title", flat=True)) == {"A2", "B", "C"}
    line = AuditEntry.objects.get(action="update")
    assert (line.actor, line.detail) == (None, {"written_by": editor.get_username()})
    assert Revision.objects.get().author == editor
    call_command("publish_due")
    assert capsys.readouterr().out == ""


def test_the_clock_asks_one_thing_when_nothing_is_due(
    make_article, hold, django_assert_num_queries
):
    hold(make_article(), due_at=soon(5), title="Later")
    with django_assert_num_queries(1):
        assert publish_due() == (0, 0)


def test_a_page_of_the_desk_publishes_nothing(make_article, hold, client, editor):
    """The worker does, or a command: to look at a page changes no page of readers."""
    hold(make_article("Old"), due_at=soon(), title="New")
    client.force_login(editor)
    client.get("/admin/articles/tag/")
    assert Article.objects.get().title == "Old"


def test_a_story_that_was_taken_down_is_left_down(make_article, hold, editor, capsys):
    article = make_article("Old")
    hold(article, due_at=soon(), title="New")
    article.unpublish(editor)
    call_command("publish_due")
    assert "could not be updated" in capsys.readouterr().err
    assert Article.objects.get().title == "Old"
    assert "not published any more" in PendingRevision.objects.get().stopped


def test_what_the_database_would_refuse_waits_for_a_person(make_article, hold, editor):
    make_article("Other", slug="taken")
    pending = hold(make_article("Mine"), slug="taken")
    with pytest.raises(CannotPublish, match="Another story has this address"):
        pending.publish(editor)
    assert PendingRevision.objects.exists()


def test_one_that_a_person_saves_meanwhile_does_not_hold_up_the_others(
    make_article, hold, editor, monkeypatch
):
    taken_down = make_article("Down")
    hold(taken_down, due_at=soon(-2), title="Down 2")
    hold(make_article("Old"), due_at=soon(-1), title="New")
    taken_down.unpublish(editor)
    stop = PendingRevision.stop

    def stop_too_late(pending, why):
        PendingRevision.objects.filter(pk=pending.pk).update(version=pending.version + 1)
        stop(pending, why)

    monkeypatch.setattr(PendingRevision, "stop", stop_too_late)
    assert publish_due() == (1, 0)
    assert Article.objects.filter(title="New").exists()
    assert PendingRevision.objects.get().stopped == ""


def test_changes_of_an_article_that_was_deleted_meanwhile_are_stale(make_article, hold):
    article = make_article("Old")
    pending = hold(article, due_at=soon(), title="New")
    Revision.objects.filter(article=article).delete()
    Article.objects.get(pk=article.pk).delete()
    with pytest.raises(StaleArticle):
        pending.publish(None)
    assert not Article.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="has no row locks")
def test_the_article_is_locked_before_its_pending_changes(
    make_article, hold, django_assert_max_num_queries
):
    """As in the change form: two orders would let two transactions wait for each other."""
    pending = hold(make_article("Old"), title="New")
    with django_assert_max_num_queries(55) as queries:
        pending.publish(None)
    writes = [
        q["sql"] for q in queries if "FOR UPDATE" in q["sql"] or q["sql"].startswith("UPDATE")
    ]
    assert "articles_article" in writes[0]
    assert "FOR UPDATE" in writes[0]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="has one writer at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_the_same_time_publish_once(make_article, hold):
    for number in range(5):
        hold(make_article(f"S{number}"), due_at=soon(), title=f"New {number}")
    start, results = threading.Barrier(4), []

    def work():
        start.wait()
        results.append(publish_due()[0])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == 5
    assert Revision.objects.count() == 5
    assert AuditEntry.objects.filter(action="update").count() == 5
