"""Another file for a picture, everywhere that it is used."""

import hashlib

import pytest

from articles.editorial.pictures.replacing import replace_everywhere
from articles.images.tasks import make_renditions_of
from tests.admin.images.test_uploads import jpeg
from tests.management.test_generate_variants import make

pytestmark = pytest.mark.django_db


def test_what_is_known_of_the_new_file_stays(make_user):
    image = make(40)
    make_renditions_of.call(image.pk)
    image.refresh_from_db()
    assert image.renditions
    replace_everywhere(image, jpeg(colour="red"), make_user("Editors"))
    image.refresh_from_db()
    assert image.content_hash == hashlib.sha256(jpeg(colour="red").read()).hexdigest()
    assert image.colour
    assert image.perceptual_hash
    assert image.renditions == ""
