"""Everything that is exported can be imported again: the same articles, covers and files."""

import io
import unicodedata
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from articles.admin.articles.change_form.address_field import AddressField
from articles.front_matter.record import ArticleRecord
from articles.images.storing import original_bytes
from articles.import_export.store import extract
from articles.models import (
    Article,
    Image,
    ImageVariant,
    ImportConflict,
    OriginalFile,
    QuarantinedFile,
    Revision,
)
from articles.models.revise import Changes
from tests.images.damaged import good_pictures, multi_picture
from tests.import_export.test_exporter import export
from tests.media import keep_pictures_in

pytestmark = pytest.mark.django_db
NFD = unicodedata.normalize("NFD", "Їжак й café")


def sample(title: str, cover: str = "", **keys: str) -> bytes:
    lines = [f"title: '{title}'", "publishedAt: 2026-01-31T08:00:00Z"]
    lines += [f"{key}: {value}" for key, value in keys.items()]
    if cover:
        lines.append(f"coverImage:\n  raw: {cover}\n  alt: Alt of {title}\n  credit: Ann")
    return ("---\n" + "\n".join(lines) + f"\n---\n\nText of {title}.\n\n").encode()


PICTURES = good_pictures()
# Every way in which files and the pictures beside them are named.
TREE = {
    "covers/a.jpg": PICTURES["JPEG"],
    "covers/phone.jpg": multi_picture(),
    "plain.md": sample("plain", "covers/a.jpg"),
    "articles/2026/01/nested.en.md": sample("nested", "../../../covers/a.jpg"),
    "articles/2026/01/img/x.png": PICTURES["PNG"],
    "articles/2026/01/below.en.md": sample("below", "img/x.png"),
    "articles/2026/01/again.uk.md": sample("again", "./img/../img/x.png"),
    "articles/phone.en.md": sample("phone", "../covers/phone.jpg"),
    "with blanks/my story.en.md": sample("with blanks", "'my cover.webp'"),
    "with blanks/my cover.webp": PICTURES["moving WebP"],
    "новини/Каштани.uk.md": sample("Каштани", "../обкладинки/Київ.avif"),
    "обкладинки/Київ.avif": PICTURES["AVIF"],
    f"{NFD}/decomposed.md": sample("decomposed", f"{NFD}.gif"),
    f"{NFD}/{NFD}.gif": PICTURES["GIF"],
    "mixed/other-form.md": sample("other form", unicodedata.normalize("NFC", f"../{NFD}/{NFD}.gif")),
    "deep/a/b/c/d/e/f.markdown": sample("deep", "../../../../../../covers/a.jpg"),
    "notes.txt": sample("a text"),
    "2025/same.en.md": sample("same 2025", externalId="'1'"),
    "2026/same.en.md": sample("same 2026", externalId="'2'"),
    "remote.en.md": sample("remote", "https://images.unsplash.com/a?w=1080"),
    "crlf.en.md": sample("crlf", "covers/a.jpg").replace(b"\n", b"\r\n"),
}  # fmt: skip


def write(tree: dict[str, bytes], folder: Path) -> Path:
    for path, data in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def tree_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def composed(tree: dict[str, bytes]) -> dict[str, bytes]:
    """The same files; names of pictures in one Unicode form, as an import compares them."""
    return {
        path if path.endswith((".md", ".txt")) else unicodedata.normalize("NFC", path): data
        for path, data in tree.items()
    }


def articles() -> dict[tuple[str, str], tuple[ArticleRecord, list]]:
    """What each article is, the file of its cover, and the pixels that are served."""
    found = {}
    for article in Article.objects.for_export():
        variants = article.cover.variants.all() if article.cover else ()
        cover = [(size.name, data_of(size), size.width, size.height) for size in variants]
        found[article.lang, article.slug] = extract(article), cover
    return found


def data_of(size: ImageVariant) -> bytes:
    if not size.file:
        return size.url.encode()
    return original_bytes(size.file.name)


def empty_the_site(settings, folder: Path) -> None:
    Article.objects.all().delete()
    Image.objects.all().delete()
    keep_pictures_in(settings, folder)


@pytest.fixture
def imported(tmp_path, import_files):
    run = import_files(write(TREE, tmp_path / "in"))
    assert (run.created, run.quarantined) == (15, 0)
    return Article.objects.for_export()


def test_a_folder_comes_out_as_it_came_in(tmp_path, settings, import_files, imported):
    before = articles()
    counts = export(tmp_path / "out")
    assert counts == {"written": 15, "images": 6}
    assert composed(tree_of(tmp_path / "out")) == composed(TREE)
    assert export(tmp_path / "out") == {"unchanged": 15}
    empty_the_site(settings, tmp_path / "media 2")
    assert import_files(tmp_path / "out").created == 15
    assert articles() == before


@pytest.fixture
def uploaded():
    """An image as the admin stores it: a file, and no address."""
    name = default_storage.save("covers/ab/abcdef.jpg", io.BytesIO(PICTURES["JPEG with EXIF"]))
    image = Image.objects.create(alt="A crane", credit="Ann")
    image.variants.create(name="full", file=name, width=48, height=32)
    image.sign()
    return image


def test_covers_that_were_uploaded_come_again(
    tmp_path, settings, import_files, make_article, make_user, imported, uploaded
):
    editor = make_user("Editors")
    for article in imported:
        article.revise(Changes({"cover": uploaded}), editor)
    make_article("A draft", status="draft", published_at=None, cover=uploaded)
    make_article("Live", cover=uploaded)
    before = {key: value[1] for key, value in articles().items()}
    records = {key: value[0].model_dump(exclude={"body"}) for key, value in articles().items()}
    export(tmp_path / "out")
    assert tree_of(tmp_path / "out")["covers/ab/abcdef.jpg"] == PICTURES["JPEG with EXIF"]
    export(tmp_path / "out 2")
    assert tree_of(tmp_path / "out 2") == tree_of(tmp_path / "out")
    empty_the_site(settings, tmp_path / "media 2")
    run = import_files(tmp_path / "out")
    assert (run.created, run.quarantined) == (17, 0)
    after = {key: value[0].model_dump(exclude={"body"}) for key, value in articles().items()}
    assert after == records
    for key, cover in before.items():
        (size, data, *_pixels) = cover[0]
        assert articles()[key][1][0][:2] == (size, data)
    # And what came out of that site is the same.
    export(tmp_path / "out 3")
    assert tree_of(tmp_path / "out 3") == tree_of(tmp_path / "out")


def test_the_export_of_a_site_is_no_conflict_for_it(tmp_path, import_files, make_article, uploaded):
    make_article("A draft", status="draft", published_at=None, cover=uploaded)
    make_article("Live", cover=uploaded)
    export(tmp_path / "out")
    run = import_files(tmp_path / "out")
    assert (run.created, run.updated, run.quarantined) == (0, 2, 0)
    assert not ImportConflict.objects.exists()
    export(tmp_path / "out 2")
    assert tree_of(tmp_path / "out 2") == tree_of(tmp_path / "out")


def test_a_cover_of_another_article_is_written_where_both_find_it(
    tmp_path, settings, import_files, imported, make_article, make_user
):
    cover = imported.get(slug="nested").cover
    imported.get(slug="remote").revise(Changes({"cover": cover}), make_user("Editors"))
    make_article("Written here", status="draft", published_at=None, cover=cover)
    export(tmp_path / "out")
    empty_the_site(settings, tmp_path / "media 2")
    import_files(tmp_path / "out")
    assert list(QuarantinedFile.objects.values_list("path", "problems")) == []
    for slug in ("nested", "remote", "written-here"):
        assert articles()["en", slug][1][0][1] == PICTURES["JPEG"], slug


def test_an_edited_slug_renames_the_file_in_its_folder(tmp_path, imported, make_user):
    editor = make_user("Editors")
    moved = {
        "plain": "plain.md", "nested": "articles/2026/01/nested.en.md",
        "deep": "deep/a/b/c/d/e/f.markdown", "a-text": "notes.txt", "same-2": "2026/same.en.md",
    }  # fmt: skip
    for slug in ("plain", "nested", "f", "a-text", "same-2"):
        imported.get(slug=slug).revise(Changes({"slug": f"new-{slug}"}), editor)
    export(tmp_path / "out")
    tree = tree_of(tmp_path / "out")
    assert not tree.keys() & set(moved.values())
    for path in (
        "new-plain.md", "articles/2026/01/new-nested.en.md", "deep/a/b/c/d/e/new-f.markdown",
        "new-a-text.md", "2026/new-same-2.en.md",
    ):  # fmt: skip
        assert path in tree
    imported.get(slug="new-plain").revise(Changes({"slug": "plain"}), editor)
    export(tmp_path / "out 2")
    assert tree_of(tmp_path / "out 2")["plain.md"] == TREE["plain.md"]


def test_files_of_one_path_in_two_folders_both_come_out(tmp_path, settings, import_files):
    for number, picture in enumerate([PICTURES["JPEG"], PICTURES["CMYK JPEG"]]):
        tree = {
            "in/a.en.md": sample("a", "../covers/a.jpg", externalId=f"'{number}'"),
            "covers/a.jpg": picture,
        }
        import_files(write(tree, tmp_path / f"root {number}"))
    before = articles()
    export(tmp_path / "out")
    tree = tree_of(tmp_path / "out")
    assert tree["in/a.en.md"] == sample("a", "../covers/a.jpg", externalId="'0'")
    assert sorted(path for path in tree if path.endswith(".md")) == ["in/a-2.en.md", "in/a.en.md"]
    empty_the_site(settings, tmp_path / "media 2")
    import_files(tmp_path / "out")
    covers = {key: value[1][0][1] for key, value in articles().items()}
    assert covers == {key: value[1][0][1] for key, value in before.items()}


def test_of_two_files_of_one_path_each_has_its_place_when_exported_alone(tmp_path, import_files):
    for number in range(2):
        text = sample("a", externalId=f"'{number}'")
        import_files(write({"in/a.en.md": text}, tmp_path / f"root {number}"))
    export(tmp_path / "out", slug="a-2")
    assert tree_of(tmp_path / "out").keys() == {"in/a-2.en.md"}


def test_names_that_are_one_file_on_some_systems_are_two_files(tmp_path, import_files):
    tree = {
        "x/Press-Day.en.md": sample("one", externalId="'1'"),
        "x/press-day.en.md": sample("two", externalId="'2'"),
    }
    import_files(write(tree, tmp_path / "in"))
    export(tmp_path / "out")
    names = tree_of(tmp_path / "out").keys()
    assert len({name.casefold() for name in names}) == 2


@pytest.mark.parametrize(
    "path",
    [
        "../a.en.md", "/etc/a.en.md", "a/../../a.en.md", "..\\a.en.md", "C:\\a.en.md", "C:a.en.md",
        "a//b.en.md", "./a.en.md", "a\nb.en.md", ".hidden/a.en.md", ".a.en.md", "readme.md", "a.html", "",
    ],
)  # fmt: skip
def test_a_path_that_no_import_would_take_is_not_written(tmp_path, import_document, path):
    import_document(sample("plain"), "plain.md")
    OriginalFile.objects.update(path=path)
    export(tmp_path / "out")
    assert [p for p in tmp_path.rglob("*") if p.is_file() and "out" not in p.parts] == []
    (name,) = tree_of(tmp_path / "out")
    assert name.endswith(("plain.en.md", "plain.md"))
    assert not name.startswith(".")


def test_nothing_is_written_through_a_link(tmp_path, import_document):
    import_document(sample("plain"), "linked/plain.md")
    import_document(sample("other", externalId="'1'"), "other.md")
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/kept").write_bytes(b"kept")
    (tmp_path / "out/other.md").symlink_to(tmp_path / "elsewhere/kept")
    with pytest.raises(AssertionError, match="a link leads out of the folder"):
        export(tmp_path / "out")
    assert tree_of(tmp_path / "elsewhere") == {"kept": b"kept"}
    assert (tmp_path / "out/other.md").read_bytes() == sample("other", externalId="'1'")


def test_a_link_that_leads_to_itself_ends_no_export(tmp_path, import_document):
    import_document(sample("plain"), "loop/plain.md")
    import_document(sample("other", externalId="'1'"), "other.md")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/loop").symlink_to("loop")
    with pytest.raises(AssertionError, match=r"loop/plain\.md"):
        export(tmp_path / "out")
    assert (tmp_path / "out/other.md").read_bytes() == sample("other", externalId="'1'")


def test_revisions_name_a_local_cover(make_article, make_user, uploaded):
    article = make_article("Live", cover=uploaded)
    article.revise(Changes({"title": "New"}), make_user("Editors"))
    cover = Revision.objects.get().front_matter["coverImage"]
    assert cover == {"full": "covers/ab/abcdef.jpg", "alt": "A crane", "credit": "Ann"}


@pytest.mark.parametrize(
    "typed", ["Port-Deal_2026", "_press_", "press-day", "Press-Day", "Каштани", "a--b", "index"]
)
def test_what_the_desk_typed_comes_back_as_the_same_article(
    tmp_path, import_files, make_article, typed
):
    address = AddressField().clean(typed)
    article = make_article(title="Typed", slug=address)
    export(tmp_path / "out")
    run = import_files(tmp_path / "out")
    assert (run.created, run.conflicted, run.quarantined) == (0, 0, 0)
    stored = Article.objects.get()
    assert (stored.pk, stored.slug) == (article.pk, address)
    # And once more, from what is an imported article by now.
    export(tmp_path / "out")
    assert import_files(tmp_path / "out").unchanged == 1


def test_an_imported_article_that_the_desk_calls_index_keeps_that(tmp_path, import_files):
    write({"posts/a.en.md": sample("a", externalId="'1'")}, tmp_path / "in")
    import_files(tmp_path / "in")
    article = Article.objects.for_revision().get()
    article.revise(Changes({"slug": "index"}), None)
    export(tmp_path / "out")
    empty = tmp_path / "out"
    Article.objects.all().delete()
    import_files(empty)
    assert Article.objects.get().slug == "index"
