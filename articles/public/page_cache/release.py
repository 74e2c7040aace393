"""Names what makes pages besides the database: pages of one release are never shown by another."""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import ENVIRONMENT_VARIABLE, settings

# Settings that pages do not show, or that differ between processes of one site; and Django's table
# of languages, to which it adds words while the program runs.
_NOT_SHOWN = (
    "SECRET_KEY", "CACHES", "DATABASE", "LOG_", "LOGGING", "EMAIL", "PAGE_CACHE", "LANG_INFO",
    "METRICS", "SENTRY", "OTEL", "ENV_FILE", "KNOWN_SETTINGS", "UNKNOWN_SETTINGS",
    "CONN_", "STORAGES", "S3_", "MEDIA_ROOT", "MEDIA_STORAGE", "ORIGINALS_",
)  # fmt: skip
_PACKAGE = Path(__file__).resolve().parents[2]


def release() -> str:
    """Return a name for this code, these templates, translations, static files and settings.

    Two processes that would render a page differently have different names. Reads some hundred
    files, so it is called once in a process.
    """
    digest = hashlib.blake2b(digest_size=8)
    digest.update(json.dumps([django.__version__, _settings()], default=str).encode())
    templates: Any = settings.TEMPLATES[0]["DIRS"]
    folders = [_PACKAGE, *map(Path, templates)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"\n{path.relative_to(folder)}\n".encode())
                digest.update(path.read_bytes())
    # The hashed names of stylesheets and scripts, which pages link to.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        digest.update(manifest.read_bytes())
    return digest.hexdigest()


def site_name() -> str:
    """Return a name for this site and its database: two sites may share a Redis, but no page."""
    database = settings.DATABASES["default"]
    parts = [settings.SITE_URL, *(str(database.get(key)) for key in ("HOST", "PORT", "NAME"))]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _settings() -> list[tuple[str, object]]:
    names = sorted(filter(str.isupper, vars(sys.modules[os.environ[ENVIRONMENT_VARIABLE]])))
    return [(name, getattr(settings, name)) for name in names if not name.startswith(_NOT_SHOWN)]
