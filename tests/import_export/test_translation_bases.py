"""What a translation was made from comes with its file, and survives export and import."""

import pytest

from articles.front_matter.translation_base import read_base, written_base
from articles.import_export.exporter import document_of
from articles.models import Article, Revision, TranslationBase
from articles.models.revise import Changes
from articles.rewriting.translations.accepting import accept, seen_version
from articles.rewriting.translations.outdated import Decision
from articles.rewriting.translations.state import TranslationStatus, state_of

pytestmark = pytest.mark.django_db

FILE = """---
title: {title}
publishedAt: '2026-01-31T08:00:00.000Z'
lang: {lang}
externalId: '7'
source: {{name: The Wire, key: wire, type: RSS}}
{ai}---
{body}
"""
EN, UK = "# What\n\nIt opened.\n\nShips came.", "# Що\n\nВідкрили.\n\nКораблі прийшли."
AI = "ai: {translatedFrom: '7', version: 1}\n"


def english(body: str = EN, title: str = "Harbour") -> bytes:
    return FILE.format(title=title, lang="en", body=body, ai="").encode()


def ukrainian(body: str = UK, more: str = "") -> bytes:
    return FILE.format(title="Гавань", lang="uk", body=body, ai=AI + more).encode()


@pytest.fixture
def put(import_files, tmp_path):
    """`put(en=…, uk=…)` imports these files in one run."""

    def go(**documents: bytes) -> None:
        for lang, document in documents.items():
            (tmp_path / f"harbour.{lang}.md").write_bytes(document)
        run = import_files(*(tmp_path / f"harbour.{lang}.md" for lang in documents))
        assert not run.quarantined

    return go


def article(lang: str) -> Article:
    return Article.objects.for_export().get(lang=lang)


def state(lang: str = "uk"):
    return state_of(article(lang))


def edit(lang: str, **columns) -> None:
    article(lang).revise(Changes(columns), None)


def test_files_that_come_together_need_no_row(put):
    put(en=english(), uk=ukrainian())
    assert not TranslationBase.objects.exists()
    found = state()
    assert found.status == TranslationStatus.CURRENT
    assert found.base.original == ("Harbour", "", "# What", "It opened.", "Ships came.")
    assert found.base.machine == ("Гавань", "", "# Що", "Відкрили.", "Кораблі прийшли.")
    assert document_of(article("uk")) == ukrainian()


def test_the_order_of_files_does_not_matter(put):
    put(uk=ukrainian(), en=english())
    put(en=english(EN.replace("opened", "closed")), uk=ukrainian(UK.replace("Від", "За")))
    assert state().status == TranslationStatus.CURRENT
    put(uk=ukrainian(), en=english())
    assert state().status == TranslationStatus.CURRENT
    assert not TranslationBase.objects.filter(outdated__gt=0).exists()


def test_an_original_that_comes_anew_alone_makes_blocks_out_of_date(put):
    put(en=english(), uk=ukrainian())
    put(en=english(EN.replace("opened", "closed")))
    assert TranslationBase.objects.get().outdated == 1
    assert [block.new for block in state().blocks] == ["It closed."]
    # And its translation, when it comes, is made from that.
    put(uk=ukrainian(UK.replace("Відкрили", "Закрили")))
    assert state().status == TranslationStatus.CURRENT


def test_a_translation_that_was_there_before_its_original_has_no_known_base(put):
    put(uk=ukrainian())
    assert state().status == TranslationStatus.NO_ORIGINAL
    put(en=english())
    assert state().status == TranslationStatus.UNKNOWN
    assert document_of(article("uk")) == ukrainian()


def test_one_that_comes_later_starts_from_the_file_and_not_from_the_desk(put):
    put(en=english())
    edit("en", body=EN.replace("opened", "closed"))
    put(uk=ukrainian())
    assert TranslationBase.objects.get().outdated == 1
    assert state().status == TranslationStatus.OUTDATED


def test_a_person_who_corrected_it_keeps_that_in_the_file(put):
    put(en=english(), uk=ukrainian())
    edit("uk", body=UK.replace("прийшли", "припливли"))
    exported = document_of(article("uk"))
    assert b"translationBase" in exported
    Article.objects.all().delete()
    put(en=english(), uk=exported)
    found = state()
    assert found.base.machine[4] == "Кораблі прийшли."
    assert document_of(article("uk")) == exported


def test_what_is_out_of_date_stays_so_through_files(put):
    put(en=english(), uk=ukrainian())
    edit("en", body=EN.replace("opened", "closed"))
    files = {lang: document_of(article(lang)) for lang in ("uk", "en")}
    Article.objects.all().delete()
    Revision.objects.all().delete()
    put(**files)
    (block,) = state().blocks
    assert (block.old, block.new, block.machine) == ("It opened.", "It closed.", "Відкрили.")
    assert TranslationBase.objects.get().outdated == 1
    assert {lang: document_of(article(lang)) for lang in files} == files


def test_what_people_decided_stays_so_through_files(put, make_user):
    put(en=english(), uk=ukrainian())
    Article.objects.update(status="draft")
    edit("en", body=EN.replace("opened", "closed"))
    found = state()
    decisions = {found.blocks[0].key: Decision("Закрили, кажуть.", "Закрили.")}
    accept(found.article.pk, decisions, make_user("Editors"), seen=seen_version(found))
    base = state().base
    files = {lang: document_of(article(lang)) for lang in ("en", "uk")}
    Article.objects.all().delete()
    put(**files)
    assert state().base == base
    assert state().status == TranslationStatus.CURRENT
    assert document_of(article("uk")) == files["uk"]


@pytest.mark.parametrize(
    "value",
    [
        "newsroom: {translationBase: text}\n",
        "newsroom: {translationBase: {from: en, original: [a]}}\n",
        "newsroom: {translationBase: {from: en, original: [a, b], machine: [c], links: ['0']}}\n",
        "newsroom: {translationBase: {from: en, original: [a, b], machine: [c, d], links: ['9', '1']}}\n",
        "newsroom: {translationBase: {from: en, original: [a, b], machine: [c, d], owned: ['-1']}}\n",
        "newsroom: {translationBase: {from: en, original: [a, {b: c}]}}\n",
    ],
)
def test_a_base_that_makes_no_sense_is_kept_and_not_used(put, value):
    put(en=english(), uk=ukrainian(more=value))
    assert not TranslationBase.objects.exists()
    assert document_of(article("uk")) == ukrainian(more=value)


def test_a_base_is_read_as_it_was_written():
    value = written_base("en", ["T", "", "a"], ["Т", "", "б"], [0, 1, None], [2])
    assert read_base({"newsroom": {"translationBase": value}}) == {
        "lang": "en", "original": ["T", "", "a"], "machine": ["Т", "", "б"],
        "links": [0, 1, None], "owned": [2],
    }  # fmt: skip


def test_no_base_is_written_that_is_too_long_to_be_read():
    assert written_base("en", ["a"] * 4000, None, None, []) is None
