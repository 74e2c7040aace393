"""Where a test's site keeps its pictures."""

from pathlib import Path


def keep_pictures_in(settings, folder: Path) -> None:
    """Give the site new, empty storages; `folder` is that of the pictures which are served."""
    settings.MEDIA_ROOT = folder
    originals = settings.STORAGES["originals"] | {"OPTIONS": {"location": f"{folder}-originals"}}
    settings.STORAGES = settings.STORAGES | {"originals": originals}
