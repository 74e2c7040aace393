"""Pictures that a text shows by a path beside its file come in with it, and leave with it."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Pillow

from articles.editorial.pictures.adding import add_upload
from articles.editorial.pictures.changing import change_picture
from articles.editorial.pictures.replacing import replace_everywhere
from articles.editorial.pictures.uses import uses_of
from articles.images.exceptions import BadImage
from articles.import_export.text_picture_files import MOST_PICTURES
from articles.import_export.uploads import import_upload
from articles.models import Article, Image, PendingRevision, Source
from articles.models.revise import Changes
from articles.operations.picture_check import files_without_rows, unused_images
from articles.rendering.text_pictures import pictured_files
from tests.images.damaged import good_pictures, rotated

pytestmark = pytest.mark.django_db
HEAD = "---\ntitle: {}\npublishedAt: '2026-01-31T08:00:00.000Z'\nlang: en\n---\n"
BODY = "The crane fell.\n\n![A crane, *bent*](images/crane%20one.png)\n\nNobody was hurt.\n"


def put(folder: Path, name: str, body: str = BODY) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(path.stem) + body, encoding="utf-8")
    return path


def picture(path: Path, kind: str = "PNG", data: bytes = b"") -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data or good_pictures()[kind])
    return path.read_bytes()


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def crane(tmp_path, import_files) -> Article:
    put(tmp_path / "in", "posts/crane.md")
    picture(tmp_path / "in/posts/images/crane one.png")
    assert import_files(tmp_path / "in").created == 1
    return Article.objects.get()


def test_readers_see_it_with_its_pixels_and_the_library_has_it(crane, client, run_tasks):
    run_tasks()
    page = client.get(crane.get_absolute_url()).content.decode()
    image = Image.objects.get()
    assert (image.alt, image.origin) == ("A crane, bent", "local")
    assert f'width="{image.width}" height="{image.height}"' in page
    assert 'alt="A crane, bent"' in page
    (name,) = pictured_files(crane.body_html)
    served = client.get(f"/media/{name}")
    assert Pillow.open(io.BytesIO(served.getvalue())).format == "PNG"
    assert [story.pk for story in uses_of(image).texts] == [crane.pk]
    assert not list(unused_images())
    assert not list(files_without_rows())


def test_the_page_that_shows_it_ends_with_its_sizes_and_its_rights(
    crane, run_tasks, told_keys, make_user
):
    key = f"article:{crane.pk}"
    assert key in told_keys(run_tasks)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    image, editor = Image.objects.get(), make_user("Editors")
    assert key in told_keys(lambda: change_picture(image, {"rights_until": yesterday}, editor))


def test_text_and_picture_leave_as_they_came_and_come_in_again(crane, tmp_path, import_files):
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "in")
    before = crane.body_html
    Article.objects.all().delete()
    import_files(tmp_path / "out")
    assert Article.objects.get().body_html == before
    # The picture that the library has already does not come twice.
    assert Image.objects.count() == 1


def test_pictures_of_one_name_in_two_folders_stay_apart(tmp_path, import_files):
    for folder, kind in (("a", "PNG"), ("b", "WebP")):
        put(tmp_path / "in", f"{folder}/{folder}.md", "![](pic.png)")
        picture(tmp_path / f"in/{folder}/pic.png", kind)
    import_files(tmp_path / "in")
    shown = [pictured_files(article.body_html) for article in Article.objects.all()]
    assert shown[0] != shown[1]
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "in")


def test_two_roots_with_one_path_are_told_apart_in_an_export(tmp_path, import_files, capsys):
    for root, kind in (("one", "PNG"), ("two", "WebP")):
        put(tmp_path / root, f"{root}.md", "![](pic.png)")
        picture(tmp_path / root / "pic.png", kind)
        import_files(tmp_path / root)
    with pytest.raises(CommandError):
        call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert "pic.png cannot stand where the text says" in capsys.readouterr().err
    assert {"one.md", "two.md", "pic.png"} == set(files_of(tmp_path / "out"))


TRAPS = {
    "missing.png": "there is no such file",
    "../../secret.png": "lies outside the folder",
    "drawing.svg": "",
    "text.png": "",
    "nul%00.png": "",
    "folder.png": "",
}


@pytest.mark.parametrize("path", TRAPS)
def test_one_that_cannot_be_taken_is_told_and_the_text_comes_in(path, tmp_path, import_files):
    root = tmp_path / "in"
    put(root, "deep/t.md", f"Before.\n\n![A]({path})\n\nAfter.")
    picture(tmp_path / "secret.png")
    (root / "deep/folder.png").mkdir()
    (root / "deep/drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (root / "deep/text.png").write_text("<script>")
    run = import_files(root)
    article = Article.objects.get()
    assert (run.created, run.quarantined) == (1, 0)
    assert "<img" not in article.body_html
    assert "After." in article.body_html
    note = run.notes.get(code="body-picture-file")
    assert (note.path, note.line) == ("deep/t.md", 8)
    assert note.value.startswith(path)
    assert TRAPS[path] in note.value
    assert len(note.value) > len(path)
    assert article.files_of_text == {}


def test_a_symbolic_link_leads_nowhere(tmp_path, import_files):
    picture(tmp_path / "secret.png")
    put(tmp_path / "in", "t.md", "Text ![A](link.png)")
    (tmp_path / "in/link.png").symlink_to(tmp_path / "secret.png")
    import_files(tmp_path / "in")
    assert Article.objects.get().files_of_text == {}


def test_a_text_has_so_many_pictures_at_most(tmp_path, import_files, monkeypatch):
    monkeypatch.setattr("articles.import_export.text_picture_files.MOST_PICTURES", 2)
    put(tmp_path, "t.md", " ".join(f"![]({name}.png)" for name in "abc"))
    for name in "abc":
        picture(tmp_path / f"{name}.png")
    run = import_files(tmp_path)
    assert set(Article.objects.get().files_of_text) == {"a.png", "b.png"}
    assert "at most 2 pictures" in run.notes.get(code="body-picture-file").value
    assert MOST_PICTURES >= 50


def test_also_refused_pictures_are_decoded_so_many_times_at_most(
    tmp_path, import_files, monkeypatch
):
    """A text may say one damaged file by thousands of addresses."""
    module = "articles.import_export.text_picture_files"
    monkeypatch.setattr(f"{module}.MOST_PICTURES", 2)
    decoded = []

    def store(image):
        decoded.append(image)
        raise BadImage("it is damaged")

    monkeypatch.setattr(f"{module}.store_cover", store)
    put(tmp_path, "t.md", " ".join(f"![](bad.png?{number})" for number in range(9)))
    picture(tmp_path / "bad.png")
    import_files(tmp_path)
    assert len(decoded) == 2


def test_a_dry_run_stores_nothing(tmp_path, import_files):
    put(tmp_path, "t.md", "![](here.png) ![](gone.png)")
    picture(tmp_path / "here.png")
    run = import_files(tmp_path, dry_run=True)
    assert (run.created, run.quarantined) == (1, 0)
    assert not Image.objects.exists()
    assert not default_storage.exists("covers")


def test_nothing_of_a_camera_is_served_and_its_file_is_given_back(tmp_path, import_files, client):
    put(tmp_path / "in", "t.md", "![](phone.jpg)")
    data = picture(tmp_path / "in/phone.jpg", data=rotated("JPEG", 6))
    import_files(tmp_path / "in")
    (name,) = pictured_files(Article.objects.get().body_html)
    served = client.get(f"/media/{name}").getvalue()
    assert not Pillow.open(io.BytesIO(served)).getexif()
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert (tmp_path / "out/phone.jpg").read_bytes() == data


def test_it_comes_in_a_zip_and_alone_it_is_told(make_user):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("posts/crane.md", HEAD.format("crane") + BODY)
        archive.writestr("posts/images/crane one.png", good_pictures()["PNG"])
    stream.seek(0)
    editor = make_user("Editors")
    import_upload([("in.zip", stream)], editor)
    assert list(Article.objects.get().files_of_text) == ["images/crane%20one.png"]
    alone = io.BytesIO((HEAD.format("alone") + BODY).encode())
    run = import_upload([("alone.md", alone)], editor)
    assert "there is no such file" in run.notes.get(code="body-picture-file").value


def test_it_stays_through_edits_and_earlier_versions(crane, make_user):
    editor = make_user("Editors")
    shown = pictured_files(crane.body_html)
    crane.revise(Changes({"body": "No picture."}), editor)
    assert not pictured_files(Article.objects.get().body_html)
    crane = Article.objects.for_revision().get()
    crane.revise(Changes({"body": BODY.replace("hurt", "killed")}), editor)
    assert pictured_files(Article.objects.get().body_html) == shown


def test_a_later_file_brings_another(crane, tmp_path, import_files):
    old = crane.files_of_text
    new = BODY + "\n![The port](port.png)\n"
    put(tmp_path / "in", "posts/crane.md", new)
    picture(tmp_path / "in/posts/port.png", "WebP")
    import_files(tmp_path / "in")
    article = Article.objects.get()
    assert article.files_of_text.items() > old.items()
    assert len(pictured_files(article.body_html)) == 2


def test_it_waits_with_the_text_of_a_reviewed_source(tmp_path, import_files, make_user):
    path = put(tmp_path, "t.md", "Old text.")
    named = path.read_text().replace("lang: en", "lang: en\nsource: {name: W, key: w, type: RSS}")
    path.write_text(named)
    import_files(tmp_path)
    Source.objects.update(trust="review")
    path.write_text(named.replace("Old text.", "New text. ![](new.png)"))
    picture(tmp_path / "new.png")
    import_files(tmp_path)
    assert Article.objects.get().files_of_text == {}
    PendingRevision.objects.get().publish(make_user("Editors"))
    article = Article.objects.get()
    assert pictured_files(article.body_html) == list(article.files_of_text.values())


def test_another_file_for_it_takes_its_place_everywhere(crane, make_user, client, tmp_path):
    stream = io.BytesIO()
    Pillow.new("RGB", (64, 48), "teal").save(stream, "JPEG", exif=b"Exif\0\0secret")
    upload = SimpleUploadedFile("b.jpg", stream.getvalue(), "image/jpeg")
    assert replace_everywhere(Image.objects.get(), upload, make_user("Editors")) == 1
    article = Article.objects.get()
    assert article.body == crane.body
    assert pictured_files(article.body_html) != pictured_files(crane.body_html)
    # An upload leaves as readers get it.
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert b"secret" not in (tmp_path / "out/posts/images/crane one.png").read_bytes()


def test_one_that_was_uploaded_before_leaves_as_its_file_came(tmp_path, import_files):
    data = rotated("JPEG", 6)
    add_upload(SimpleUploadedFile("phone.jpg", data, "image/jpeg"), None)
    put(tmp_path / "in", "t.md", "![](phone.jpg)")
    picture(tmp_path / "in/phone.jpg", data=data)
    import_files(tmp_path / "in")
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "in")
