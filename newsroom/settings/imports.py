"""The most that imports and uploads may hold."""

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import env

# The most that one article may hold; a longer one is refused with the name of the setting.
IMPORT_LIMITS = {
    "bytes": env.int("IMPORT_MAX_BYTES", default=10 * 1024 * 1024),
    "values": env.int("IMPORT_MAX_VALUES", default=20_000),
    "depth": env.int("IMPORT_MAX_DEPTH", default=20),
    "body": env.int("IMPORT_MAX_BODY", default=2_000_000),
    "description": env.int("IMPORT_MAX_DESCRIPTION", default=5_000),
    "tags": env.int("IMPORT_MAX_TAGS", default=200),
    "aliases": env.int("IMPORT_MAX_ALIASES", default=100),
    "cta": env.int("IMPORT_MAX_CTA", default=20),
}
if not 1 <= IMPORT_LIMITS["depth"] <= 100:
    raise ImproperlyConfigured("IMPORT_MAX_DEPTH: choose a depth from 1 to 100.")

# The change form of an article has its text twice: as it is, and as it was when the form was
# opened. In UTF-8 a letter has up to three bytes, and the rest of the form needs some room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * IMPORT_LIMITS["body"] + 2**20

# The most that one upload may hold; a larger one is refused with the name of the setting.
UPLOAD_LIMITS = {
    "bytes": env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024),
    "files": env.int("UPLOAD_MAX_FILES", default=1000),
    "file_bytes": env.int("UPLOAD_MAX_FILE_BYTES", default=25 * 1024 * 1024),
    "unpacked_bytes": env.int("UPLOAD_MAX_UNPACKED_BYTES", default=200 * 1024 * 1024),
    "ratio": env.int("UPLOAD_MAX_RATIO", default=100),
}
