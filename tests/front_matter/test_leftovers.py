"""Invisible leftovers of copying in the names of a file."""

from articles.front_matter.files import SiteRules, parse
from articles.front_matter.leftovers import is_decoding
from articles.import_export.exporter import document_of
from articles.models import Article, ImportNote

RULES = SiteRules(languages=("en",), default_language="en")
FILE = """---
title: "\u200bPort of Lind\u200bholm\ufeff"
publishedAt: 2026-01-31T12:00:00Z
category: "POR\u00adTS"
source: {key: wire, name: "The\u2060 Wire", type: RSS}
tags: ["\u202bميناء\u202c", cranes]
---
Text.
""".encode()


def test_they_are_left_out_and_told():
    parsed = parse(FILE, "port.en.md", RULES)
    record = parsed.record
    assert (record.title, record.category) == ("Port of Lindholm", "PORTS")
    assert record.source
    assert record.source.name == "The Wire"
    assert record.tags == ("ميناء", "cranes")
    assert [repair.key for repair in parsed.repairs] == [
        "title", "category", "source.name", "tags[0]",
    ]  # fmt: skip
    assert not any(is_decoding(repair.before, repair.after) for repair in parsed.repairs)


def test_with_a_wrong_decoding_there_is_one_repair_from_the_file_s_own_words():
    document = FILE.replace(b"Port of", "The bankâ€™s".encode())
    (repair, *_others) = parse(document, "port.en.md", RULES).repairs
    assert repair.after == "The bank’s Lindholm"
    assert repair.before.startswith("\u200bThe bankâ€™s")
    assert is_decoding(repair.before, repair.after)


def test_the_run_log_notes_them_and_the_file_keeps_its_bytes(import_files, tmp_path):
    (tmp_path / "port.en.md").write_bytes(FILE)
    run = import_files(tmp_path)
    article = Article.objects.get()
    assert article.title == "Port of Lindholm"
    notes = run.notes.filter(kind=ImportNote.NoteKind.REPAIRED).values_list("key", flat=True)
    assert "title" in notes
    assert document_of(article) == FILE
    article.title = "Port"
    article.save()
    assert "\u202bميناء\u202c".encode() in document_of(Article.objects.get())
