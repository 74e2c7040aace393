"""Local images get their renditions after the commit, and pages are told."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image as Pillow

from articles.images import tasks
from articles.images.storing import store_picture
from articles.images.tasks import PictureRefused, make_renditions_of
from articles.images.uploads import add_image
from articles.lib.rendition_set import parse_renditions
from articles.models import Image, PublicChange
from articles.models.queued_task import QueuedTask

pytestmark = pytest.mark.django_db


def picture(size=(700, 400)) -> bytes:
    stream = io.BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


@pytest.fixture
def image():
    return add_image(store_picture(picture()), alt="A crane").image


def waiting() -> list[list[int]]:
    tasks = QueuedTask.objects.waiting().filter(task_path=make_renditions_of.module_path)
    return [task.args_kwargs["args"] for task in tasks]


def run(image: Image) -> Image:
    make_renditions_of.call(image.pk)
    return Image.objects.get(pk=image.pk)


def test_an_upload_enqueues_its_renditions(image):
    assert [image.pk] in waiting()


def test_they_are_files_of_the_storage_and_sources_of_the_picture(image):
    before = image.picture
    assert before.formats == ()
    image = run(image)
    made = parse_renditions(image.renditions)
    assert all(default_storage.exists(name) for name in made.names())
    avif, webp = image.picture.formats
    assert (avif.media_type, webp.media_type) == ("image/avif", "image/webp")
    assert [entry.split()[1] for entry in image.picture.srcset.split(", ")] == [
        "320w", "480w", "640w", "700w",
    ]  # fmt: skip
    assert (image.picture.width, image.picture.height) == (700, 400)


def test_the_text_of_the_article_stays_and_its_page_is_told(image, make_article):
    article = make_article(cover=image)
    head = PublicChange.objects.head()
    signature = image.signature
    image = run(image)
    assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}
    assert image.signature == signature
    image.sign()
    assert image.signature == signature


def test_a_second_run_does_nothing(image, monkeypatch):
    image = run(image)
    monkeypatch.setattr(tasks, "make_files", None)
    run(image)


def test_another_focal_point_makes_new_crops_alone(image, monkeypatch):
    image = run(image)
    before = parse_renditions(image.renditions)
    QueuedTask.objects.all().delete()
    image.focal_x = 0.2
    image.save()
    assert waiting() == [[image.pk]]
    image = run(image)
    after = parse_renditions(image.renditions)
    assert after.sizes == before.sizes
    assert after.crop("1x1").name != before.crop("1x1").name
    assert default_storage.exists(after.crop("1x1").name)
    assert image.crops["1x1"][1:] == (400, 400)


def test_a_save_of_what_is_complete_enqueues_nothing(image):
    image = run(image)
    QueuedTask.objects.all().delete()
    image.alt = "Two cranes"
    image.save()
    Image.objects.create(alt="of another server")
    assert waiting() == []


def test_another_file_is_not_given_the_renditions_of_the_first(image, monkeypatch):
    make = tasks.make_files

    def replaced(source):
        made = make(source)
        other = store_picture(picture((500, 500)))
        image.variants.update(file=other.name, width=500, height=500)
        image.sign()
        return made

    monkeypatch.setattr(tasks, "make_files", replaced)
    assert run(image).renditions == ""


def test_what_nothing_can_be_made_of_is_shown_as_it_is_stored(image, monkeypatch):
    with default_storage.open(image.source_file, "wb") as file:
        file.write(b"cut off")
    from django.core.files.storage import storages

    storages["originals"].delete(image.source_file)
    with pytest.raises(PictureRefused):
        run(image)
    image = Image.objects.get(pk=image.pk)
    assert image.picture.src.endswith(image.source_file)
    run(image)


def test_a_remote_or_missing_image_needs_none(image):
    remote = Image.objects.create(alt="A crane")
    assert run(remote).renditions == ""
    make_renditions_of.call(0)


def test_pictures_that_came_with_a_file_have_their_looks_at_once(image):
    assert len(image.content_hash) == 64
    assert image.colour.startswith("#")
    assert len(image.perceptual_hash) == 16
