"""One file, as a worker reads it."""

import os
from dataclasses import replace

import pytest

from articles.import_export.discover import FoundFile
from articles.import_export.options import import_options
from articles.import_export.read_file import (
    IncomingFile,
    KnownFile,
    RefusedFile,
    UnchangedFile,
    read_file,
    sha256_of,
)
from articles.import_export.worker_pool import read_files


@pytest.fixture
def options():
    return import_options("test").reading


@pytest.fixture
def found(tmp_path, example):
    (tmp_path / "a.en.md").write_bytes(example)
    return FoundFile(str(tmp_path), "a.en.md")


def test_a_file_is_read_checked_and_rendered(found, options, example):
    incoming = read_file(found, None, options)
    assert isinstance(incoming, IncomingFile)
    assert incoming.document == example
    assert incoming.record.external_id == "00417"
    assert incoming.derived


def test_known_bytes_are_the_same_and_so_are_those_that_were_mended(found, options, example):
    sha = sha256_of(example)
    unchanged = UnchangedFile(found.root, "a.en.md", 3, found.root)
    assert read_file(found, KnownFile(3, sha), options) == unchanged
    assert read_file(found, KnownFile(3, "other", sha), options) == unchanged
    assert isinstance(read_file(found, KnownFile(3, "other"), options), IncomingFile)


def test_a_file_that_is_gone_by_now_is_refused(options, tmp_path):
    refused = read_file(FoundFile(str(tmp_path), "gone.md"), None, options)
    assert isinstance(refused, RefusedFile)
    assert [problem.code for problem in refused.problems] == ["unreadable"]
    assert refused.document is None


def test_a_file_that_changes_while_it_is_read_is_refused(found, options, monkeypatch):
    real = os.fstat
    moments = iter(range(100))

    def restless(number):
        with open(found.file, "ab") as stream:
            stream.write(b"more")
        os.utime(found.file, ns=(0, next(moments)))
        return real(number)

    monkeypatch.setattr(os, "fstat", restless)
    refused = read_file(found, None, options)
    assert [problem.code for problem in refused.problems] == ["changed-while-read"]


def test_what_an_editor_made_of_a_file_is_read_instead_of_it(found, options, example):
    mended = example.replace(b"Report", b"Study")
    incoming = read_file(
        FoundFile(found.root, found.path, mended, sha256_of(example)), None, options
    )
    assert incoming.record.title.endswith("Study")
    assert incoming.mended_sha256 == sha256_of(example)


@pytest.mark.parametrize("workers", [0, 2])
def test_results_come_in_the_order_of_the_files(tmp_path, options, example, workers):
    chunks = []
    for number in range(12):
        name = f"{number}.en.md"
        text = example if number % 5 else b"no fence"
        (tmp_path / name).write_bytes(text)
        chunks.append([(FoundFile(str(tmp_path), name), None)])
    results = list(read_files(chunks, options, workers))
    assert [result.path for result in results] == [f"{number}.en.md" for number in range(12)]
    assert [isinstance(result, RefusedFile) for result in results] == [
        not number % 5 for number in range(12)
    ]


def test_a_file_that_is_too_large_is_not_even_read(found, options, monkeypatch):
    limits = replace(options.rules.limits, bytes=100)
    small = replace(options, rules=replace(options.rules, limits=limits))
    refused = read_file(found, None, small)
    (problem,) = refused.problems
    assert problem.code == "too-large"
    assert "IMPORT_MAX_BYTES" in problem.message
    assert str(os.path.getsize(found.file)) in problem.message
    assert refused.document is None
