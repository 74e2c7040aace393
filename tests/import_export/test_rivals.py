"""Of several files of one article the newest is taken, whatever the order of the files."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.front_matter.snapshot import article_values
from articles.import_export import importer
from articles.import_export.discover import discover_files
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.models import Article, OriginalFile, QuarantinedFile, Redirect
from articles.models.revise import Changes

pytestmark = pytest.mark.django_db


def document(number: str, *, hour: int | None, title: str, aliases: str = "") -> bytes:
    time = f"updatedAt: '2026-01-01T{hour:02}:00:00Z'\n" if hour is not None else ""
    identity = f"externalId: '{number}'\n" if number else ""
    return (
        f"---\ntitle: {title}\npublishedAt: '2026-01-01T00:00:00Z'\n{time}{identity}"
        f"{aliases}---\nText of {title}.\n"
    ).encode()


def site() -> list[object]:
    """Everything that readers can tell apart, and the files that count."""
    articles = [
        (article_values(article), article.slug, article.body, article.reader_modified_at,
         article.original.path)
        for article in Article.objects.for_export().order_by("external_id", "slug")
    ]  # fmt: skip
    redirects = sorted(Redirect.objects.values_list("path", "article__external_id"))
    refused = sorted(QuarantinedFile.objects.values_list("path", flat=True))
    return [articles, redirects, refused]


def clear():
    for model in (Article, QuarantinedFile, Redirect):
        model.objects.all().delete()


@pytest.fixture
def batch_of(monkeypatch):
    def set_size(size):
        monkeypatch.setattr(importer, "BATCH", size)

    return set_size


@pytest.mark.parametrize("workers", [0, 2])
def test_the_newest_of_three_is_taken_in_every_order_of_them(
    tmp_path, batch_of, monkeypatch, workers
):
    monkeypatch.setattr(importer, "FEW", 1)
    files = {
        "a/one.md": document("1", hour=3, title="Three", aliases="aliases: [/old/three]\n"),
        "b/two.md": document("1", hour=9, title="Nine"),
        "c/three.md": document("1", hour=5, title="Five", aliases="aliases: [/old/five]\n"),
        "d/other.md": document("2", hour=1, title="Other"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(text)
    found = list(discover_files([tmp_path]))
    sites = []
    orders = list(itertools.permutations(found))
    for size in (1, 10):
        batch_of(size)
        for order in orders[:: 5 if not workers else 23]:
            options = import_options("test", workers=workers)
            run = run_import(order, options)
            assert (run.created, run.updated, run.quarantined) == (2, 0, 2)
            sites.append(site())
            again = run_import(reversed(order), options)
            assert (again.unchanged, again.quarantined, again.updated) == (2, 2, 0)
            assert site() == sites[-1]
            clear()
    assert all(one == sites[0] for one in sites)
    (other, nine), redirects, refused = sites[0][0][::-1], sites[0][1], sites[0][2]
    assert nine[1:3] == ("two", "Text of Nine.")
    assert other[1] == "other"
    assert not redirects
    assert refused == ["a/one.md", "c/three.md"]


def test_both_are_told_with_paths_and_times(tmp_path, import_files):
    (tmp_path / "a.md").write_bytes(document("1", hour=3, title="Three"))
    (tmp_path / "b.md").write_bytes(document("1", hour=9, title="Nine"))
    note = import_files(tmp_path).notes.get(kind="quarantined")
    assert (note.path, note.code, note.key, note.line) == ("a.md", "same-story", "externalId", 5)
    for words in ("b.md", "2026-01-01T09:00", "2026-01-01T03:00", "newer"):
        assert words in note.reason
    assert "another externalId" in note.hint


def test_a_newer_file_that_comes_later_takes_the_place(tmp_path, import_files):
    (tmp_path / "b.md").write_bytes(document("1", hour=3, title="Three"))
    import_files(tmp_path)
    for name in ("a.md", "c.md"):
        (tmp_path / name).write_bytes(document("1", hour=9, title=f"Nine {name}"))
        run = import_files(tmp_path)
        assert (run.updated, run.quarantined) == ((1, 1) if name == "a.md" else (0, 2))
        assert run.unchanged == (0 if name == "a.md" else 1)
        assert Article.objects.get().title == "Nine a.md"
        assert Article.objects.get().slug == "a"
        assert OriginalFile.objects.get().path == "a.md"
    again = import_files(tmp_path)
    assert (again.unchanged, again.quarantined) == (1, 2)
    assert "same time" in again.notes.filter(path="c.md").get().reason


@pytest.mark.parametrize("name", ["a.md", "z.md"])
def test_a_refused_file_takes_nobodys_place(tmp_path, import_files, name):
    (tmp_path / "m.md").write_bytes(document("1", hour=9, title="Nine"))
    import_files(tmp_path)
    (tmp_path / name).write_bytes(document("1", hour=3, title="Three"))
    for _ in range(3):
        run = import_files(tmp_path, prune="unpublish")
        assert (run.unchanged, run.quarantined, run.vanished) == (1, 1, 0)
        assert run.notes.get().path == name
    (tmp_path / name).unlink()
    assert import_files(tmp_path).quarantined == 0
    assert Article.objects.get().title == "Nine"


def test_the_older_file_is_taken_again_when_the_newer_is_gone_and_it_gets_the_time_of_now(
    tmp_path, import_files
):
    (tmp_path / "a.md").write_bytes(document("1", hour=3, title="Three"))
    (tmp_path / "b.md").write_bytes(document("1", hour=9, title="Nine"))
    import_files(tmp_path)
    (tmp_path / "b.md").unlink()
    run = import_files(tmp_path, prune="unpublish")
    assert (run.quarantined, run.vanished) == (1, 0)
    assert run.notes.get().code == "older"
    (tmp_path / "a.md").write_bytes(document("1", hour=10, title="Ten"))
    assert import_files(tmp_path).updated == 1
    assert Article.objects.get().title == "Ten"
    assert not QuarantinedFile.objects.exists()


def test_without_an_id_the_hint_speaks_of_names(tmp_path, import_files):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "press.md").write_bytes(document("", hour=None, title=folder))
    note = import_files(tmp_path).notes.get(kind="quarantined")
    assert (note.path, note.line, note.key) == ("b/press.md", 1, "")
    assert "rename one" in note.hint
    assert "another externalId" not in note.hint


def test_the_desks_words_stay_when_a_newer_file_takes_the_place(tmp_path, import_files):
    (tmp_path / "b.md").write_bytes(document("1", hour=3, title="Three"))
    import_files(tmp_path)
    article = Article.objects.for_revision().get()
    article.revise(Changes({"title": "Ours"}), None)
    (tmp_path / "a.md").write_bytes(document("1", hour=9, title="Nine"))
    run = import_files(tmp_path)
    assert (run.updated, run.conflicted, run.quarantined) == (1, 1, 1)
    assert Article.objects.get().title == "Ours"


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_no_order_and_no_size_of_batches_makes_another_site(tmp_path_factory, data):
    """Up to eight files of up to three articles, with and without times."""
    folder = tmp_path_factory.mktemp("in")
    hours = st.one_of(st.none(), st.integers(0, 4))
    files = data.draw(st.lists(st.tuples(st.sampled_from("123"), hours), min_size=2, max_size=8))
    for number, (article, hour) in enumerate(files):
        text = document(article, hour=hour, title=f"T{number}")
        (folder / f"f{number}-{article}.md").write_bytes(text)
    found = list(discover_files([folder]))
    order = data.draw(st.permutations(found))
    split = data.draw(st.integers(1, len(found)))
    sites = []
    size = importer.BATCH
    try:
        # In one run, in another order and other batches, and in two runs.
        for runs, batch in ([found], 400), ([order], data.draw(st.integers(1, 3))), (
            [order[:split], order], 2,
        ):  # fmt: skip
            importer.BATCH = batch
            for paths in runs:
                run = run_import(paths, import_options("test", workers=0))
                counted = run.created + run.updated + run.unchanged + run.quarantined
                assert counted == len(paths)
            sites.append(site())
            clear()
    finally:
        importer.BATCH = size
    assert sites[0] == sites[1]
    # Two runs may leave a redirect: what the first one published was public.
    titles = [[values["title"] for values, *_rest in one[0]] for one in sites]
    assert titles[0] == titles[2]
