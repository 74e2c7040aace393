"""What people add to a cover leaves with the file, and comes in with it."""

import datetime as dt

import pytest
from django.core.management import call_command

from articles.editorial.pictures.changing import change_picture
from articles.import_export.exporter import document_of
from articles.models import Article, Image, ImageText, ImportConflict

pytestmark = pytest.mark.django_db
FILE = """---
title: 'Crane'
publishedAt: '2026-01-31T08:00:00.000Z'
lang: en
coverImage:
  raw: https://images.unsplash.com/crane
  alt: A crane
newsroom:
  desk: {x: [y]}
  cover:
    focalPoint: [0.25, 0.6]
    caption: 'The crane on its first day.'
    creditUrl: https://unsplash.com/@ada
    licence: CC BY 4.0
    rightsUntil: '2027-01-31'
    decorative: True
    mood: calm
    texts: {uk: {alt: Кран, caption: Порт, mood: тихо}}
---
Text.
"""
NOTES = {
    "caption": "The crane on its first day.",
    "credit_url": "https://unsplash.com/@ada",
    "licence": "CC BY 4.0",
    "rights_until": dt.date(2027, 1, 31),
    "decorative": True,
    "focal_x": 0.25,
    "focal_y": 0.6,
}


@pytest.fixture
def put(tmp_path, import_files):
    def go(text: str = FILE) -> Article:
        (tmp_path / "crane.md").write_text(text, encoding="utf-8")
        import_files(tmp_path)
        return stored()

    return go


def stored() -> Article:
    return Article.objects.for_export().get()


def exported() -> str:
    return document_of(stored()).decode()


def columns(image: Image) -> dict:
    return {name: getattr(image, name) for name in NOTES}


def test_a_file_brings_them(put):
    cover = put().cover
    assert columns(cover) == NOTES
    assert [(text.lang, text.alt, text.caption) for text in ImageText.objects.all()] == [
        ("uk", "Кран", "Порт")
    ]
    assert cover.caption_in("uk") == "Порт"


def test_an_untouched_file_leaves_byte_for_byte(put):
    put()
    assert exported() == FILE


@pytest.mark.parametrize(
    "line",
    [
        "newsroom:", "newsroom: {}", "newsroom: {cover: ~}", "newsroom: {cover: {}}",
        "newsroom: {cover: {focalPoint: [.5, 0.50], caption: '', decorative: false}}",
        "newsroom: {cover: {texts: {uk: {alt: ''}}}}", "newsroom: {cover: {x: [y, {z: ~}]}}",
        "newsroom: {translationBase: text}",
    ],
)  # fmt: skip
def test_so_does_one_that_says_little(put, line):
    for cover in ("", "coverImage: {raw: 'https://images.unsplash.com/crane'}\n"):
        Article.objects.all().delete()
        text = f"---\ntitle: T\npublishedAt: '2026-01-31T08:00:00Z'\n{cover}{line}\n---\nText.\n"
        put(text)
        assert exported() == text


def test_notes_without_a_cover_are_kept_and_not_used(put):
    text = FILE.replace("  raw: https://images.unsplash.com/crane\n  alt: A crane\n", "")
    text = text.replace("coverImage:\n", "coverImage: null\n")
    assert put(text).cover is None
    assert exported() == text


def test_what_the_desk_adds_is_added_to_the_file(put):
    plain = FILE[: FILE.index("newsroom:")] + "---\nText.\n"
    cover = put(plain).cover
    change_picture(cover, {"focal_x": 0.1, "caption": "Lit: by the sun", "decorative": True}, None)
    added = (
        "newsroom:\n  cover:\n    caption: 'Lit: by the sun'\n    decorative: true\n"
        "    focalPoint:\n      - 0.1\n      - 0.5\n"
    )
    assert exported() == plain.replace("---\nText.", f"{added}---\nText.")


def test_what_the_desk_changes_is_changed_in_its_place(put):
    cover = put().cover
    change_picture(cover, {"focal_x": 0.3, "licence": ""}, None)
    expected = FILE.replace("[0.25, 0.6]", "[0.3, 0.6]").replace(
        "licence: CC BY 4.0", "licence: ''"
    )
    assert exported() == expected


def test_another_site_gets_the_same(put, tmp_path, import_files):
    cover = put(FILE[: FILE.index("newsroom:")] + "---\nText.\n").cover
    change_picture(cover, NOTES, None)
    ImageText.objects.create(image=cover, lang="uk", alt="Кран")
    cover.refresh_from_db()
    cover.sign()
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    Article.objects.all().delete()
    Image.objects.all().delete()
    import_files(tmp_path / "out")
    again = stored().cover
    assert columns(again) == NOTES
    assert (again.alt, again.words) == (cover.alt, cover.words)


def test_a_changed_file_is_followed_unless_the_desk_changed_it_too(put):
    put()
    cover = put(FILE.replace("CC BY 4.0", "CC0")).cover
    assert cover.licence == "CC0"
    change_picture(cover, {"caption": "Of the desk"}, None)
    cover = put(FILE.replace("CC BY 4.0", "Rights reserved")).cover
    assert (cover.licence, cover.caption) == ("CC0", "Of the desk")
    assert ImportConflict.objects.get().field == "cover_image"
