"""A photo that somebody chose on Unsplash becomes a picture of the library."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.editorial.unsplash.api import UnsplashClient
from articles.editorial.unsplash.enriching import values_of
from articles.editorial.unsplash.photos import UnsplashPhoto
from articles.lib.background_tasks import background_task
from articles.models import AuditEntry, Image


@background_task(_("Tell Unsplash which photo was chosen"))
def tell_download(address: str) -> None:
    """Tell Unsplash that a photo was chosen; told twice it counts twice, and no harm is done.

    Raises UnsplashFailed.
    """
    UnsplashClient().tell_download(address)


def add_photo(photo: UnsplashPhoto, by: User | None) -> Image:
    """The picture of a photo: that of the library, or a new one with its six addresses.

    The choice is told to Unsplash afterwards.
    """
    with transaction.atomic():
        known = Image.objects.filter(sizes__contains=f"/{photo.name}?").exclude(credit="").first()
        picture = known or _new_picture(photo, by)
        if photo.download:
            tell_download.enqueue(photo.download)
    return picture


def _new_picture(photo: UnsplashPhoto, by: User | None) -> Image:
    picture = Image.objects.create(**values_of(photo))
    for name, url in photo.addresses.items():
        picture.variants.create(name=name, url=url)
    picture.sign()
    AuditEntry.record("add_image", by, None, id=picture.pk, name=str(picture))
    return picture
