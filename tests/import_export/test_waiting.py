"""New text of a reviewed source for a story that readers see waits beside it, until a person
publishes it: whatever the file changes, by whatever entrance it comes."""

import io
import zipfile

import pytest
from django.contrib.auth.models import Permission, User
from PIL import Image as Pillow

from articles.editorial.taxonomy.merging import merge
from articles.import_export.conflicts import decide_conflict, record_conflicts
from articles.import_export.exporter import document_of
from articles.import_export.quarantine import retry
from articles.import_export.uploads import import_upload
from articles.models import (
    Article,
    Category,
    ImportConflict,
    ImportNote,
    ImportRun,
    PendingRevision,
    QuarantinedFile,
    Redirect,
    Revision,
    Source,
)
from articles.models.exceptions import CannotPublish
from articles.models.public_changes import lists_changed
from tests.conftest import form_of

pytestmark = pytest.mark.django_db
PATH = "harbour-crane.en.md"
# What a file may change, and the fields that wait then.
CHANGES = {
    "title": (b"Driverless Crane", b"Robot Crane", {"title"}),
    "description": (b"on Tuesday. Dockers", b"on Monday. Dockers", {"description"}),
    "text": (b"forty containers in\n", b"fifty containers in\n", {"body"}),
    "tags": (b"  - Automation\n", b"  - Robots\n", {"tags"}),
    "section": (b"category: PORTS", b"category: TRADE", {"category"}),
    "time": (b"publishedAt: '2026-11-10", b"publishedAt: '2026-11-09", {"published_at"}),
    "mood": (b"sentiment: POSITIVE", b"sentiment: NEGATIVE", {"sentiment"}),
    "score": (b"score: 0", b"score: 1", {"score"}),
    "weight": (b"stickyWeight: 0", b"stickyWeight: 9", {"sticky_weight"}),
    "picture": (b"photo-1?ixid", b"photo-2?ixid", {"cover_image"}),
    "no picture": (b"coverImage:", b"coverImage: null\nold:", {"cover_image", "extra"}),
    "machine": (b"rewritten: true", b"rewritten: false", {"ai"}),
    "call": (b"draft: false\n", b"draft: false\ncta: [Subscribe]\n", {"cta"}),
    "elsewhere": (
        b"draft: false\n", b"draft: false\ncanonicalUrl: https://example.org/a\n", {"canonical_url"},
    ),
    "old path": (b"draft: false\n", b"draft: false\naliases: [/old/crane]\n", {"aliases"}),
    "source": (b"key: tidewater\n", b"key: other\n  desk: A\n", {"source"}),
    "all": (b"forty containers in\n", b"", {"body"}),
}  # fmt: skip


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


@pytest.fixture
def live(import_document, example):
    """The imported example, which a person published; its source is always reviewed first."""
    article = import_document(plain(example)).article
    Source.objects.update(trust="review")
    return Article.objects.get(pk=article.pk)


def plain(example: bytes) -> bytes:
    """Without an external id, so that a file can name another source."""
    return example.replace("ofâ€¦".encode(), b"an hour").replace(b"externalId: '00417'\n", b"")


def article_row(article) -> dict:
    return Article.objects.filter(pk=article.pk).values().get()


def stored(article) -> Article:
    return Article.objects.for_export().get(pk=article.pk)


@pytest.mark.parametrize("name", CHANGES)
def test_the_live_story_stays_and_the_change_waits_until_it_is_published(
    name, live, import_document, example, editor
):
    old, new, fields = CHANGES[name]
    assert old in plain(example)
    document = plain(example).replace(old, new, 1)
    before = article_row(live)
    result = import_document(document)
    assert (result.outcome, set(result.waiting)) == ("waiting", fields)
    assert (result.conflicts, result.lists_left, result.old_url) == ((), (), "")
    assert article_row(live) == before
    assert not Redirect.objects.exists()
    assert not Revision.objects.exists()
    pending = PendingRevision.objects.get()
    assert (pending.by_import, pending.author, pending.due_at) == (True, None, None)
    # The newest file is the original.
    assert document_of(stored(live)) == document
    assert import_document(document).outcome == "unchanged"

    pending.publish(editor)
    assert article_row(live) != before
    assert document_of(stored(live)) == document
    assert import_document(document).outcome == "unchanged"
    assert not PendingRevision.objects.exists()
    assert Redirect.objects.filter(path="/old/crane").exists() == (name == "old path")
    assert stored(live).audit.get().actor == editor


def test_what_no_reader_sees_does_not_wait(live, import_document, example):
    document = plain(example).replace(b"draft: false\n", b"draft: false\ndesk: ours\n")
    document = document.replace(b"09:02:44.000Z'\nlang", b"10:00:00.000Z'\nlang")
    result = import_document(document)
    assert (result.outcome, result.waiting) == ("updated", ())
    assert not PendingRevision.objects.exists()
    assert document_of(stored(live)) == document


def test_a_file_that_calls_a_live_story_a_draft_takes_nothing_down(live, import_document, example):
    result = import_document(plain(example).replace(b"draft: false", b"draft: true"))
    assert result.outcome == "updated"
    assert stored(live).is_live
    assert not PendingRevision.objects.exists()


@pytest.mark.parametrize("state", ["live", "scheduled", "retracted", "draft", "in_review"])
def test_only_what_readers_see_or_will_see_by_the_clock_is_kept_from_the_file(
    state, import_document, example, make_user
):
    document = plain(example)
    if state == "scheduled":
        document = document.replace(b"publishedAt: '2026", b"publishedAt: '2126")
    article = import_document(document).article
    if state == "retracted":
        article.retract(None, "Wrong.")
    elif state in ("draft", "in_review"):
        article.unpublish(None)
        if state == "in_review":
            article.submit(None)
    Source.objects.update(trust="review")
    new = document.replace(b"Driverless", b"Robot")
    outcome = import_document(new).outcome
    title = stored(article).title
    waits = state in ("live", "scheduled", "retracted")
    assert (outcome, "Robot" in title) == (("waiting", False) if waits else ("updated", True))
    assert document_of(stored(article)) == new or state in ("retracted", "draft", "in_review")


def test_a_further_file_changes_what_waits_and_the_history_keeps_the_former(
    live, import_document, example, editor
):
    first = plain(example).replace(b"Driverless", b"Robot")
    second = first.replace(b"Robot", b"Huge").replace(b"forty containers in\n", b"fifty\n")
    import_document(first)
    assert import_document(second).outcome == "waiting"
    assert "Huge" in PendingRevision.objects.get().values["title"]
    assert "Robot" in Revision.objects.get().front_matter["title"]
    assert document_of(stored(live)) == second
    PendingRevision.objects.get().publish(editor)
    assert document_of(stored(live)) == second
    assert "Huge" in stored(live).title


def test_a_file_that_takes_its_change_back_leaves_nothing_to_decide(live, import_document, example):
    import_document(plain(example).replace(b"Driverless", b"Robot"))
    result = import_document(plain(example))
    assert (result.outcome, result.waiting) == ("updated", ())
    assert not PendingRevision.objects.exists()
    assert "Robot" in Revision.objects.get().front_matter["title"]


def test_what_a_person_saved_is_left_alone_and_the_file_is_a_conflict(
    live, import_document, example, editor
):
    first = plain(example).replace(b"Driverless", b"Robot")
    import_document(first)
    pending = PendingRevision.objects.get()
    mine = pending.edited_values | {"description": "Mine."}
    PendingRevision.hold(stored(live), mine, editor, seen=pending.version)
    before = PendingRevision.objects.values().get()
    second = first.replace(b"Robot", b"Huge").replace(b"category: PORTS", b"category: TRADE")
    run = ImportRun.objects.create(origin="in")
    result = import_document(second)
    record_conflicts([result], run)
    assert (result.outcome, {one.field for one in result.conflicts}) == (
        "updated", {"title", "category"},
    )  # fmt: skip
    assert PendingRevision.objects.values().get() == before
    conflict = ImportConflict.objects.get(field="title")
    assert (conflict.ours.count("Robot"), conflict.theirs.count("Huge")) == (1, 1)
    # Both are in the exported file: what waits, and what the file says anew.
    assert b"Robot" in document_of(stored(live))
    PendingRevision.objects.get().publish(editor)
    assert (stored(live).description, "Robot" in stored(live).title) == ("Mine.", True)
    decide_conflict(conflict, "theirs", editor)
    assert "Huge" in stored(live).title


def test_changes_that_are_scheduled_are_never_changed_by_a_file(
    live, import_document, example, editor
):
    """The clock would publish what nobody read; also when their author is gone by then."""
    import_document(plain(example).replace(b"Driverless", b"Robot"))
    pending = PendingRevision.objects.get()
    when = live.published_at.replace(year=2126)
    PendingRevision.hold(
        stored(live), pending.edited_values, editor, seen=pending.version, due_at=when
    )
    editor.delete()
    before = PendingRevision.objects.values().get()
    assert before["author_id"] is None
    result = import_document(plain(example).replace(b"Driverless", b"Huge"))
    assert [one.field for one in result.conflicts] == ["title"]
    assert PendingRevision.objects.values().get() == before


def test_a_change_that_was_given_up_is_not_proposed_again(live, import_document, example, editor):
    document = plain(example).replace(b"Driverless", b"Robot")
    import_document(document)
    PendingRevision.objects.get().discard(editor)
    assert import_document(document).outcome == "unchanged"
    more = document.replace(b"forty containers in\n", b"fifty containers in\n")
    assert set(import_document(more).waiting) == {"body"}
    assert "Robot" not in PendingRevision.objects.get().values["title"]
    # The file says otherwise again: that is for a person to decide.
    assert [
        one.field for one in import_document(more.replace(b"Robot", b"Huge")).conflicts
    ] == ["title"]  # fmt: skip


def test_another_trust_publishes_nothing_that_waits(live, import_document, example):
    import_document(plain(example).replace(b"Driverless", b"Robot"))
    Source.objects.update(trust="publish")
    result = import_document(plain(example).replace(b"Driverless", b"Huge"))
    assert (result.outcome, set(result.waiting)) == ("waiting", {"title"})
    assert "Driverless" in stored(live).title


def test_a_file_cannot_leave_its_source_to_be_published(live, import_document, example):
    """The source of the article counts, and that of the file."""
    document = plain(example).replace(b"key: tidewater", b"key: trusted")
    assert import_document(document).outcome == "waiting"
    assert stored(live).source.key == "tidewater"
    Source.objects.filter(key="tidewater").update(trust="publish")
    Source.objects.filter(key="trusted").update(trust="review")
    PendingRevision.objects.all().delete()
    assert import_document(document.replace(b"Driverless", b"Robot")).outcome != "updated"
    assert "Driverless" in stored(live).title


def test_an_address_that_waits_is_taken_when_it_is_published(
    import_document, example, editor, make_article
):
    make_article("Taken", slug="new-crane")
    article = import_document(example).article
    Source.objects.update(trust="review")
    assert import_document(example, "new-crane.en.md").waiting == ("slug",)
    assert stored(article).get_absolute_url() == article.get_absolute_url()
    assert document_of(stored(article)) == example
    PendingRevision.objects.get().publish(editor)
    assert stored(article).slug == "new-crane-2"
    assert Redirect.objects.get().article_id == article.pk
    assert import_document(example, "new-crane.en.md").outcome == "unchanged"
    assert document_of(stored(article)) == example


def test_a_section_that_is_merged_meanwhile_or_gone_loses_nothing(
    live, import_document, example, editor
):
    import_document(plain(example).replace(b"category: PORTS", b"category: TRADE"))
    trade, goods = Category.objects.get(key="TRADE"), Category.from_key("GOODS")
    merge(goods, [trade], editor)
    assert PendingRevision.objects.get().values["category"] == goods.pk
    Category.objects.filter(pk=goods.pk).delete()
    pending = PendingRevision.objects.get()
    with pytest.raises(CannotPublish):
        pending.publish(editor)
    assert document_of(stored(live))
    more = plain(example).replace(b"Driverless", b"Robot")
    result = import_document(more)
    assert (result.waiting, [one.field for one in result.conflicts]) == (("title",), ["category"])
    # In the form the editor chooses a section.
    pending = PendingRevision.objects.get()
    values = pending.edited_values | {"category": live.category_id}
    PendingRevision.hold(stored(live), values, editor, seen=pending.version).publish(editor)
    assert document_of(stored(live)) == more


# --- every entrance -------------------------------------------------------------------------


def by_folder(data, tmp_path, import_files, by):
    (tmp_path / PATH).write_bytes(data)
    return import_files(tmp_path)


def by_upload(data, tmp_path, import_files, by):
    return import_upload([(PATH, io.BytesIO(data))], by)


def by_zip(data, tmp_path, import_files, by):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(PATH, data)
    stream.seek(0)
    return import_upload([("in.zip", stream)], by)


def by_mending(data, tmp_path, import_files, by):
    by_folder(data.replace(b"title: ", b"titel: "), tmp_path, import_files, by)
    file = QuarantinedFile.objects.get()
    return retry(file, file.state_hash, data, by).run


ENTRANCES = [by_folder, by_upload, by_zip, by_mending]


@pytest.mark.parametrize("bring", ENTRANCES)
def test_every_entrance_holds_the_change_and_tells_of_it(
    bring, live, tmp_path, import_files, example, editor, client
):
    announced = []

    def listen(lists, **kwargs):
        announced.extend(lists)

    lists_changed.connect(listen)
    try:
        run = bring(plain(example).replace(b"Driverless", b"Robot"), tmp_path, import_files, editor)
    finally:
        lists_changed.disconnect(listen)
    assert (run.waiting, run.updated, run.created, run.quarantined) == (1, 0, 0, 0)
    assert announced == []
    note = ImportNote.objects.get(run=run)
    assert (note.kind, note.value, note.article_id) == ("waiting", "title", live.pk)
    page = client.get(live.get_absolute_url()).content.decode()
    assert "Driverless" in page
    assert "Robot" not in page
    client.force_login(editor)
    log = client.get(f"/admin/articles/importrun/{run.pk}/change/").content.decode()
    assert "1 has changes that wait for review" in log
    assert "Waits for review" in log
    assert "until somebody publishes the changes" in log
    desk = client.get("/admin/").content.decode()
    assert "an import" in desk
    assert "1 published story has changes that readers do not see" in desk
    form = client.get(f"/admin/articles/article/{live.pk}/change/").content.decode()
    assert "Robot" in form
    assert "You are looking at changes of the file, which an import brought." in form
    assert "Discard these changes" in form


@pytest.mark.parametrize("bring", [by_upload, by_zip, by_mending])
def test_who_may_import_and_not_publish_publishes_nothing(
    bring, tmp_path, import_files, example, make_article
):
    person = User.objects.create_user("importer", is_staff=True)
    names = ("add_importrun", "change_quarantinedfile")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    run = bring(plain(example), tmp_path, import_files, person)
    article = Article.objects.get()
    assert (run.created, article.status, article.held) == (1, "in_review", True)
    article.publish(None)
    QuarantinedFile.objects.all().delete()
    run = bring(plain(example).replace(b"Driverless", b"Robot"), tmp_path, import_files, person)
    assert run.waiting == 1
    assert "Driverless" in stored(article).title
    run = bring(
        plain(example).replace(b"draft: false", b"draft: true"), tmp_path, import_files, person
    )
    assert stored(article).is_live


def test_a_batch_costs_the_same_queries_however_much_waits(
    tmp_path, import_files, example, django_assert_max_num_queries
):
    def write(word: bytes, number: int) -> None:
        for index in range(number):
            data = plain(example).replace(b"Driverless", word + b" %d" % index)
            data = data.replace(b"category: PORTS", b"category: " + word)
            data = data.replace(b"photo-1?ixid", word + b"-%d?ixid" % index)
            (tmp_path / f"crane-{index}.en.md").write_bytes(data)

    write(b"First", 40)
    import_files(tmp_path)
    Source.objects.update(trust="review")
    write(b"Second", 40)
    with django_assert_max_num_queries(52) as first:
        assert import_files(tmp_path).waiting == 40
    write(b"Third", 40)
    with django_assert_max_num_queries(len(first) + 8):
        assert import_files(tmp_path).waiting == 40
    assert Article.objects.filter(title__contains="First").count() == 40


# --- the change form ------------------------------------------------------------------------


def test_an_editor_publishes_gives_up_or_goes_on_with_what_waits(
    live, import_document, example, editor, client
):
    client.force_login(editor)
    url = f"/admin/articles/article/{live.pk}/change/"
    document = plain(example).replace(b"Driverless", b"Robot")
    document = document.replace(b"draft: false\n", b"draft: false\ncta: [Subscribe]\n")
    import_document(document)
    assert client.post(url, form_of(client.get(url)) | {"_step": "discard"}).status_code == 302
    assert ("Driverless" in stored(live).title, stored(live).cta) == (True, [])
    assert not PendingRevision.objects.exists()

    document = document.replace(b"Robot", b"Huge").replace(b"cta: [Subscribe]", b"cta: [Read]")
    import_document(document)
    # Both parts were decided against before.
    assert not PendingRevision.objects.exists()
    document = document.replace(b"forty containers in\n", b"fifty containers in\n")
    import_document(document)
    # A person goes on with it, and what only the file says is not lost.
    posted = form_of(client.get(url)) | {"description": "Mine.", "_step": "save"}
    assert client.post(url, posted).status_code == 302
    pending = PendingRevision.objects.get()
    assert (pending.by_import, pending.author, pending.of_file) == (False, editor, True)
    press(client, url, "update")
    article = stored(live)
    assert (article.description, "fifty" in article.body) == ("Mine.", True)


def test_an_update_publishes_what_the_form_showed_and_no_newer_file(
    live, import_document, example, editor, client
):
    client.force_login(editor)
    url = f"/admin/articles/article/{live.pk}/change/"
    import_document(plain(example).replace(b"Driverless", b"Robot"))
    seen = form_of(client.get(url))
    import_document(plain(example).replace(b"Driverless", b"Evil"))
    answer = client.post(url, seen | {"_step": "update"})
    assert answer.status_code == 200
    assert "Driverless" in stored(live).title
    answer = client.post(url, form_of(client.get(url)) | {"_step": "update"})
    assert "Evil" in stored(live).title


def test_what_no_field_shows_is_shown_beside_them_and_is_never_published_unseen(
    live, import_document, example, editor, client
):
    client.force_login(editor)
    url = f"/admin/articles/article/{live.pk}/change/"
    document = plain(example).replace(b"draft: false\n", b"draft: false\ncta: [Subscribe]\n")
    import_document(document)
    assert "Subscribe" in client.get(url).content.decode()
    seen = form_of(client.get(url))
    import_document(document.replace(b"Subscribe", b"Pay evil.example"))
    answer = client.post(url, seen | {"_step": "update"})
    assert answer.status_code == 200
    assert "changed parts of the story that the form does not show" in answer.content.decode()
    assert "Pay evil.example" in answer.content.decode()
    answer = client.post(url, seen | {"_step": "update"}, headers={"accept": "application/json"})
    assert "Pay evil.example" in answer.json()["merge"]
    assert stored(live).cta == []
    client.post(url, seen | {"_step": "update", "opened_on": answer.json()["values"]["opened_on"]})
    assert stored(live).cta == ["Pay evil.example"]


def test_saving_a_scheduled_story_takes_what_its_form_showed_with_all_that_the_file_says(
    import_document, example, editor, client
):
    client.force_login(editor)
    document = plain(example).replace(b"publishedAt: '2026", b"publishedAt: '2126")
    article = import_document(document).article
    Source.objects.update(trust="review")
    url = f"/admin/articles/article/{article.pk}/change/"
    new = document.replace(b"Driverless", b"Robot").replace(b"rewritten: true", b"rewritten: false")
    import_document(new)
    client.post(url, form_of(client.get(url)) | {"_step": "discard"})
    assert (stored(article).ai["rewritten"], PendingRevision.objects.exists()) == (True, False)
    assert "Driverless" in stored(article).title
    other = new.replace(b"forty containers in\n", b"fifty containers in\n").replace(
        b"draft: false\n", b"draft: false\ncta: [Subscribe]\n"
    )
    import_document(other)
    client.post(url, form_of(client.get(url)) | {"_step": "save"})
    assert (stored(article).cta, "fifty" in stored(article).body) == (["Subscribe"], True)
    assert not PendingRevision.objects.exists()


def test_new_machine_text_is_told_before_it_is_published(
    live, import_document, example, editor, client
):
    client.force_login(editor)
    Article.objects.filter(pk=live.pk).update(reviewed_hash=live.text_hash)
    url = f"/admin/articles/article/{live.pk}/change/"
    import_document(plain(example).replace(b"Driverless", b"Robot"))
    answer = client.post(url, form_of(client.get(url)) | {"_step": "update"}, follow=True)
    assert "Nobody has reviewed this machine text" in answer.content.decode()
    assert "Driverless" in stored(live).title


def test_a_local_picture_waits_and_is_exported_with_the_file(
    tmp_path, import_files, example, editor
):
    picture = io.BytesIO()
    Pillow.new("RGB", (64, 36), "navy").save(picture, "JPEG")
    (tmp_path / "a.jpg").write_bytes(picture.getvalue())
    start, end = example.index(b"coverImage:"), example.index(b"ai:")
    (tmp_path / PATH).write_bytes(plain(example))
    import_files(tmp_path)
    Source.objects.update(trust="review")
    document = example[:start] + b"coverImage:\n  raw: a.jpg\n" + example[end:]
    (tmp_path / PATH).write_bytes(plain(document))
    assert import_files(tmp_path).waiting == 1
    article = Article.objects.for_export().get()
    assert not any(variant.is_local for variant in article.cover.variants.all())
    assert document_of(article) == plain(document)
    PendingRevision.objects.get().publish(editor)
    article = Article.objects.for_export().get()
    assert any(variant.is_local for variant in article.cover.variants.all())
    assert document_of(article) == plain(document)


def press(client, url, step):
    """Press a button, and confirm what the checks find."""
    panel = client.get(url).context["panel"]
    client.post(url, form_of(client.get(url)) | {"_step": step, "_confirmed": panel.confirmed})


def test_an_old_path_that_a_file_takes_back_before_anybody_read_the_story_leads_nowhere(
    import_document, example, editor
):
    Source.objects.create(key="tidewater", name="T", kind="RSS", trust="review")
    document = plain(example).replace(b"draft: false\n", b"draft: false\naliases: [/old/a]\n")
    article = import_document(document).article
    import_document(document.replace(b"/old/a", b"/old/b"))
    assert [one.path for one in Redirect.objects.all()] == ["/old/b"]
    stored(article).publish(editor)
    Source.objects.update(trust="publish")
    import_document(document.replace(b"/old/a", b"/old/c"))
    # Readers came from there: their links go on.
    assert [one.path for one in Redirect.objects.order_by("path")] == ["/old/b", "/old/c"]
