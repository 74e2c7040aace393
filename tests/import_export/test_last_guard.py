"""Whatever reading or storing one file raises: the file is told, and the rest of the run goes in."""

import logging
import os
import signal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError

from articles.import_export import file_writer, importer, read_file, store, worker_pool
from articles.import_export.discover import FoundFile
from articles.import_export.exceptions import ImportStopped
from articles.import_export.options import import_options
from articles.import_export.read_file import IncomingFile, RefusedFile
from articles.models import Article, QuarantinedFile
from tests.import_export.test_discover import make_odd_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, example):
    """Five articles, of which `bad.en.md` is the one that meets an error."""
    for number, name in enumerate(["a", "b", "bad", "c", "d"]):
        document = example.replace(b"'00417'", f"'{number}'".encode())
        (tmp_path / f"{name}.en.md").write_bytes(document)
    return tmp_path


@pytest.fixture
def logged():
    """The messages of errors that `articles.import` logs."""
    messages: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record):
            messages.append(record.getMessage())

    logger, handler = logging.getLogger("articles.import"), Handler(logging.ERROR)
    logger.addHandler(handler)
    yield messages
    logger.removeHandler(handler)


ERRORS = [KeyError("'MPO'"), RecursionError("too deep"), MemoryError(), ZeroDivisionError("x/0")]


def fails(error, function, name_of):
    """`function`, which raises `error` for the file `bad.en.md`."""

    def call(*args, **options):
        if name_of(args).endswith("bad.en.md"):
            raise error
        return function(*args, **options)

    return call


STEPS = {
    "reading": (read_file, "parse_file", lambda args: args[1].path),
    "its bytes": (read_file, "read_bytes", lambda args: args[0]),
    "storing": (store, "_create", lambda args: args[0].path),
    "conflicts": (
        file_writer, "record_conflicts",
        lambda args: "bad.en.md" if any(s.article.external_id == "2" for s in args[0]) else "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_an_error_of_one_file_is_told_and_the_rest_goes_in(
    folder, import_files, monkeypatch, logged, step
):
    module, name, name_of = STEPS[step]
    for number, error in enumerate(ERRORS):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, fails(error, getattr(module, name), name_of))
            run = import_files(folder)
        assert (run.state, run.quarantined) == ("finished", 1), error
        assert run.created + run.unchanged == 4, error
        note = run.notes.get(kind="quarantined")
        assert (note.path, note.code) == ("bad.en.md", "internal")
        assert type(error).__name__ in note.reason
        assert "report" in note.hint
        assert len(logged) == number + 1
        assert "bad.en.md" in logged[-1]
        assert "Traceback" in logged[-1]
        assert type(error).__name__ in logged[-1]
    file = QuarantinedFile.objects.get()
    if step != "its bytes":
        assert bytes(file.data) == (folder / "bad.en.md").read_bytes()
    # Nothing is left of it once the program is mended.
    assert import_files(folder).created == 1
    assert not QuarantinedFile.objects.exists()


def test_the_command_says_so_and_ends_with_an_error(folder, monkeypatch, logged):
    monkeypatch.setattr(store, "_create", fails(KeyError("x"), store._create, STEPS["storing"][2]))
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_articles", folder, stdout=StringIO(), stderr=err)
    assert ended.value.code == 1
    assert "bad.en.md:1:1: internal" in err.getvalue()
    assert Article.objects.count() == 4


def test_an_error_of_all_files_fills_no_log(folder, import_files, monkeypatch, logged):
    monkeypatch.setattr(file_writer, "_TRACEBACKS", 2)
    monkeypatch.setattr(
        store, "_create", fails(KeyError("x"), store._create, lambda a: "bad.en.md")
    )
    assert import_files(folder).quarantined == 5
    assert [("Traceback" in message) for message in logged] == [True, True, False, False, False]


def test_a_database_that_cannot_go_on_ends_the_run(folder, import_files, monkeypatch):
    error = OperationalError("database or disk is full")
    monkeypatch.setattr(store, "_create", fails(error, store._create, STEPS["storing"][2]))
    with pytest.raises(ImportStopped):
        import_files(folder)


@pytest.mark.parametrize("error", [KeyError("x"), IntegrityError("UNIQUE constraint failed")])
def test_an_article_whose_file_cannot_be_stored_is_not_taken_for_one_without_a_file(
    folder, import_files, monkeypatch, error
):
    import_files(folder)
    file = folder / "bad.en.md"
    file.write_bytes(file.read_bytes() + b"\nMore.\n")
    update = fails(error, store._update, lambda args: args[1].path)
    monkeypatch.setattr(store, "_update", update)
    run = import_files(folder, prune="unpublish")
    assert (run.quarantined, run.unchanged, run.vanished) == (1, 4, 0)
    article = Article.objects.get(original__path="bad.en.md")
    assert article.is_published
    assert run.notes.get().article == article


def test_the_odd_things_of_a_disk_end_no_run(folder, import_files):
    (folder / "odd").mkdir()
    make_odd_entries(folder / "odd")
    for _ in range(2):
        run = import_files(folder, prune="unpublish")
        assert run.state == "finished"
        assert run.created + run.unchanged == 5
        assert run.remark
    told = run.notes.filter(kind="quarantined")
    assert all(note.reason and note.hint and note.code for note in told)
    assert told.count() == run.quarantined


# --- worker processes --------------------------------------------------------------------------


@pytest.fixture
def options():
    return import_options("test").reading


def chunks(folder):
    files = sorted(path.name for path in folder.iterdir())
    return [[(FoundFile(str(folder), name), None)] for name in files]


def test_an_error_in_a_worker_is_the_error_of_its_file(folder, options, monkeypatch):
    broken = fails(KeyError("x"), read_file.parse_file, STEPS["reading"][2])
    monkeypatch.setattr(read_file, "parse_file", broken)
    results = list(worker_pool.read_files(chunks(folder), options, 2))
    refused = [result for result in results if isinstance(result, RefusedFile)]
    assert [(file.path, file.problems[0].code) for file in refused] == [("bad.en.md", "internal")]
    assert "KeyError" in refused[0].trace
    assert sum(isinstance(result, IncomingFile) for result in results) == 4


def test_the_file_that_kills_its_worker_is_named_and_the_rest_goes_in(
    folder, options, monkeypatch, logged
):
    here = os.getpid()

    def die(document, file, options):
        if file.path == "bad.en.md":
            assert os.getpid() != here
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(document, file, options)

    parse = read_file.parse_file
    monkeypatch.setattr(read_file, "parse_file", die)
    results = list(worker_pool.read_files(chunks(folder), options, 2))
    names = [result.path for result in results]
    assert names == ["a.en.md", "b.en.md", "bad.en.md", "c.en.md", "d.en.md"]
    (refused,) = [result for result in results if isinstance(result, RefusedFile)]
    assert (refused.path, refused.problems[0].code) == ("bad.en.md", "internal")
    assert refused.document == (folder / "bad.en.md").read_bytes()
    assert any("bad.en.md" in message for message in logged)


def test_a_worker_that_dies_once_costs_nothing(folder, options, monkeypatch, tmp_path_factory):
    mark = tmp_path_factory.mktemp("mark") / "died"

    def die_once(document, file, options):
        if file.path == "bad.en.md" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(document, file, options)

    parse = read_file.parse_file
    monkeypatch.setattr(read_file, "parse_file", die_once)
    results = list(worker_pool.read_files(chunks(folder), options, 2))
    assert all(isinstance(result, IncomingFile) for result in results)
    assert len(results) == 5


def test_a_system_that_starts_no_process_reads_in_this_one(folder, options, monkeypatch):
    class Executor(worker_pool.ProcessPoolExecutor):
        def submit(self, *args):
            raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(worker_pool, "ProcessPoolExecutor", Executor)
    results = list(worker_pool.read_files(chunks(folder), options, 2))
    assert all(isinstance(result, IncomingFile) for result in results)


def test_a_run_with_workers_stores_all_files_but_the_one(folder, import_files, monkeypatch):
    monkeypatch.setattr(importer, "FEW", 1)
    monkeypatch.setattr(importer, "BATCH", 2)
    broken = fails(KeyError("x"), read_file.parse_file, STEPS["reading"][2])
    monkeypatch.setattr(read_file, "parse_file", broken)
    run = import_files(folder, workers=2)
    assert (run.created, run.quarantined) == (4, 1)
