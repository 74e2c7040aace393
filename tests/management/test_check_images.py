"""`check_images` tells what the storage and the database do not have in common."""

import os
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.images.tasks import make_renditions_of
from articles.lib.http import HttpAnswer
from articles.lib.rendition_set import parse_renditions
from articles.models import Image, PendingRevision
from articles.models.revise import Changes
from articles.operations import picture_check
from tests.management.test_generate_variants import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(make_article):
    image = make(40)
    make_renditions_of.call(image.pk)
    make_article(cover=image)
    return Image.objects.get(pk=image.pk)


def run(**options) -> str:
    out = StringIO()
    call_command("check_images", stdout=out, stderr=out, **options)
    return out.getvalue()


def stray(age: int) -> str:
    name = default_storage.save("covers/ab/stray.jpg", ContentFile(b"x"))
    moment = timezone.now().timestamp() - age
    os.utime(default_storage.path(name), (moment, moment))
    return name


def test_all_is_good(image):
    assert run() == (
        "0 files without a picture, 0 files missing, 0 pictures unused, 0 addresses broken; "
        "0 pictures are made again\n"
    )


def test_a_file_that_no_picture_has_is_deleted_once_it_is_old(image):
    name = stray(3600)
    assert name not in run()
    default_storage.delete(name)
    name = stray(90_000)
    assert name in run(dry_run=True)
    assert default_storage.exists(name)
    run()
    assert not default_storage.exists(name)
    assert default_storage.exists(image.source_file)


def test_a_file_that_a_text_shows_is_kept(image, make_article):
    name = stray(90_000)
    make_article("Text", body=f"![Crane](/media/{name})")
    assert "0 files without" in run()


def test_a_file_that_an_earlier_or_a_pending_text_shows_is_kept(image, make_article):
    name = stray(90_000)
    article = make_article("Text", body=f"![Crane](/media/{name})")
    article.revise(Changes({"body": "Without it."}), None)
    assert "0 files without" in run()
    article.revisions.all().delete()
    values = {"body": f"![Crane](/media/{name})"}
    PendingRevision.objects.create(article=article, values=values, base={}, base_version=1)
    assert "0 files without" in run()
    assert default_storage.exists(name)


def test_a_size_that_was_lost_is_made_again(image):
    name = next(parse_renditions(image.renditions).names())
    default_storage.delete(name)
    with pytest.raises(CommandError, match="do not see"):
        run(dry_run=True)
    assert Image.objects.get().renditions
    with pytest.raises(CommandError, match="do not see"):
        run()
    make_renditions_of.call(image.pk)
    assert default_storage.exists(name)
    run()


def test_a_picture_that_nothing_shows_is_told(image, make_article):
    idle, shown = make(50), make(60)
    make_article("Text", body=f"![Crane](/media/{shown.source_file})")
    said = run()
    assert f"picture {idle.pk}: nothing shows it" in said
    assert f"picture {shown.pk}:" not in said


def test_other_servers_are_asked_on_request_alone(monkeypatch, make_article):
    asked = []

    def send(method, url, body, headers, *, timeout):
        asked.append(url)
        return HttpAnswer(404 if "gone" in url else 200, b"")

    monkeypatch.setattr(picture_check, "send", send)
    for number, name in enumerate(("here", "gone", "gone")):
        cover = Image.objects.create(alt=name)
        cover.variants.create(name="raw", url=f"https://images.unsplash.com/{name}?ixid=a")
        cover.sign()
        make_article(f"Story {number}", cover=cover)
    run()
    assert asked == []
    with pytest.raises(CommandError):
        run(remote=True)
    assert len(asked) == 2
    assert all("w=320" in url for url in asked)
