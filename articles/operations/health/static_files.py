"""Whether `collectstatic` was run for this release."""

from pathlib import Path

from django.apps import apps
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage


def manifest_is_missing() -> bool:
    """Return whether pages would fail for want of the list of hashed names."""
    storage = staticfiles_storage
    return isinstance(storage, ManifestFilesMixin) and storage.read_manifest() is None


def outdated() -> list[str]:
    """Return the names of files of the app that STATIC_ROOT lacks, or has from another release.

    Empty where names are not hashed, as in tests.
    """
    storage = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return []
    sources = Path(apps.get_app_config("articles").path) / "static"
    return [
        str(source.relative_to(sources))
        for source in sorted(sources.rglob("*"))
        if source.is_file()
        and not _is_same(source, Path(storage.location) / source.relative_to(sources))
    ]


def _is_same(source: Path, copy: Path) -> bool:
    try:
        return source.read_bytes() == copy.read_bytes()
    except OSError:
        return False
