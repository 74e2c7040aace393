"""`generate_variants` makes what is missing, and a run that was stopped goes on."""

import io
from io import StringIO

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from PIL import Image as Pillow

from articles.images import generating
from articles.images.storing import store_picture
from articles.images.uploads import add_image
from articles.lib.rendition_set import parse_renditions
from articles.models import Image
from tests.processes import SameProcess

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """No other processes: they would have storages of their own."""
    monkeypatch.setattr(generating, "process_pool", lambda workers, method: SameProcess())


def make(side: int) -> Image:
    stream = io.BytesIO()
    Pillow.new("RGB", (side, side), "teal").save(stream, "JPEG")
    return add_image(store_picture(stream.getvalue()), alt="A wall").image


def run(**options) -> str:
    out = StringIO()
    call_command("generate_variants", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_missing_ones_are_made_once():
    images = [make(side) for side in (40, 50)]
    Image.objects.create(alt="of another server")
    assert run(dry_run=True) == "2 pictures to make\n"
    assert run() == "2 pictures made\n"
    for image in Image.objects.filter(pk__in=[image.pk for image in images]):
        assert all(map(default_storage.exists, parse_renditions(image.renditions).names()))
    assert run() == "0 pictures made\n"
    assert run(all=True) == "2 pictures made\n"


def test_those_of_other_rules_are_missing():
    image = make(40)
    run()
    stored = Image.objects.get(pk=image.pk)
    made = parse_renditions(stored.renditions)
    Image.objects.update(renditions=stored.renditions.replace(made.rules, "older"))
    assert run(dry_run=True) == "1 pictures to make\n"


def test_one_that_fails_does_not_stop_the_others_and_comes_again():
    lost, good = make(40), make(50)
    name = lost.source_file
    default_storage.delete(name)
    storages["originals"].delete(name)
    with pytest.raises(CommandError, match="1 pictures could not be made"):
        run()
    assert Image.objects.get(pk=good.pk).renditions
    assert run(dry_run=True) == "1 pictures to make\n"
