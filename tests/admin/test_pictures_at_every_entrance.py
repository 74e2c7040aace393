"""A picture is pasted, uploaded by the form, or imported from a folder or a zip: the same verdict.

Of what is accepted readers get pixels, colours and timing, and nothing else of its file. The
pictures are made by `tests/images/hostile.py`.
"""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import PurePosixPath

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from articles.images.decoding import MEDIA_TYPES
from articles.images.storing import original_bytes
from articles.models import Article, Image, ImageVariant, QuarantinedFile
from tests.admin.test_images import form
from tests.images.hostile import MARK, Hostile, all_pictures, few_pictures
from tests.images.structure import foreign_parts, media_type
from tests.media import keep_pictures_in

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
Verdicts = dict[str, tuple[str, bytes]]


class Entrances:
    """Takes pictures by each entrance: the file that is served, or the reason, and its bytes."""

    def __init__(self, browser, import_files, example, folder, settings, client) -> None:
        self.browser = browser
        self.import_files = import_files
        self.example = example
        self.folder = folder
        self.settings = settings
        self.client = client

    def start(self, entrance: str) -> None:
        """Leave nothing of the entrance before."""
        Article.objects.all().delete()
        Image.objects.all().delete()
        QuarantinedFile.objects.all().delete()
        keep_pictures_in(self.settings, self.folder / f"media {entrance}")

    def paste(self, pictures: dict[str, Hostile]) -> Verdicts:
        found = {}
        for name, picture in pictures.items():
            file = SimpleUploadedFile(picture.file, picture.data)
            answer = self.browser.post("/admin/articles/article/picture/", {"file": file}).json()
            variants = ImageVariant.objects.filter(image=answer.get("id"))
            found[name] = self.verdict(variants.first(), answer.get("error", ""))
        return found

    def form(self, pictures: dict[str, Hostile]) -> Verdicts:
        found = {}
        for name, picture in pictures.items():
            file = SimpleUploadedFile(picture.file, picture.data)
            response = self.browser.post(
                "/admin/articles/image/add/", form(**{"variants-0-file": file})
            )
            reason = ""
            if response.status_code == 200:
                (row,) = response.context["inline_admin_formsets"][0].formset.forms
                (reason,) = row.errors["file"]
            variant = ImageVariant.objects.order_by("-pk").first() if not reason else None
            found[name] = self.verdict(variant, reason)
        return found

    def import_folder(self, pictures: dict[str, Hostile]) -> Verdicts:
        for path, data in self.tree(pictures).items():
            (self.folder / "in" / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "in" / path).write_bytes(data)
        self.import_files(self.folder / "in")
        return self.imported(pictures)

    def import_zip(self, pictures: dict[str, Hostile]) -> Verdicts:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in self.tree(pictures).items():
                archive.writestr(path, data)
        file = SimpleUploadedFile("in.zip", stream.getvalue())
        response = self.browser.post("/admin/articles/importrun/add/", {"file": file})
        assert response.status_code == 302
        return self.imported(pictures)

    def tree(self, pictures: dict[str, Hostile]) -> dict[str, bytes]:
        """An article for each picture, with the picture as its cover."""
        start, end = self.example.index(b"coverImage:"), self.example.index(b"ai:")
        tree = {}
        for number, picture in enumerate(pictures.values()):
            cover = f"coverImage:\n  raw: {json.dumps(picture.file, ensure_ascii=False)}\n"
            text = self.example[:start] + cover.encode() + self.example[end:]
            tree[f"{number}/a.en.md"] = text.replace(b"00417", b"%d" % number)
            tree[f"{number}/{picture.file}"] = picture.data
        return tree

    def imported(self, pictures: dict[str, Hostile]) -> Verdicts:
        held = {file.path: file for file in QuarantinedFile.objects.all()}
        articles = {article.external_id: article for article in Article.objects.all()}
        found = {}
        for number, name in enumerate(pictures):
            reason, variant = "", None
            if file := held.get(f"{number}/a.en.md"):
                (problem,) = file.problems
                reason = problem["message"]
            else:
                variant = articles[str(number)].cover.variants.get()
                assert original_bytes(variant.file.name) == pictures[name].data, name
            found[name] = self.verdict(variant, reason)
        return found

    def verdict(self, variant: ImageVariant | None, reason: str) -> tuple[str, bytes]:
        if variant is None:
            assert reason.isprintable()
            assert "object at 0x" not in reason
            named = re.fullmatch(r"“.+?”: (.+)", reason)
            assert named, reason
            return named[1], b""
        response = self.client.get(variant.address)
        data = response.getvalue()
        assert response.status_code == 200
        assert response["Content-Type"] == media_type(data)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        image = Pillow.open(io.BytesIO(data))
        assert image.size == (variant.width, variant.height)
        return variant.file.name, data


@pytest.fixture
def entrances(sign_in, import_files, example, tmp_path, settings):
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"ratio": 10_000}
    return Entrances(sign_in(), import_files, example, tmp_path, settings, Client())


def wrong(pictures: dict[str, Hostile], verdicts: dict[str, Verdicts]) -> list[str]:
    """What is not as it should be."""
    found = []
    for name, picture in pictures.items():
        given = {entrance: verdict[name] for entrance, verdict in verdicts.items()}
        # The encoder of moving AVIFs writes the time into them.
        if len({stored for stored, _data in given.values()}) > 1:
            found.append(f"{name}: {given}")
        stored, data = given["paste"]
        ending = PurePosixPath(stored).suffix if stored.startswith("covers/") else ""
        if ending != picture.ending and ending != f".{picture.ending}":
            found.append(f"{name}: {stored}")
        if not picture.ending and picture.said not in stored:
            found.append(f"{name}: {stored}")
        if data and (MARK in data or MARK[:8] in data):
            found.append(f"{name}: the mark is in it")
        if data and (parts := foreign_parts(data)):
            found.append(f"{name}: {parts}")
        if data and media_type(data) != MEDIA_TYPES.get(picture.ending):
            found.append(f"{name}: {media_type(data)}")
    return found


@pytest.mark.parametrize(
    "made",
    [few_pictures, pytest.param(all_pictures, marks=pytest.mark.thorough)],
    ids=["few", "all"],
)
def test_every_entrance_gives_one_verdict_and_readers_get_nothing_but_a_picture(entrances, made):
    pictures = made()
    verdicts = {}
    for take in (entrances.paste, entrances.form, entrances.import_folder, entrances.import_zip):
        entrances.start(take.__name__)
        verdicts[take.__name__] = take(pictures)
    assert wrong(pictures, verdicts) == []
    counts = Counter("accepted" if data else "refused" for _, data in verdicts["paste"].values())
    print(dict(counts), "at each of", len(verdicts), "entrances")
