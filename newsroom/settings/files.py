"""Pictures and static files: where they are kept, and where browsers find them."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_host, ascii_url
from articles.lib.object_storage import bucket_of
from newsroom.settings.environment import VAR_DIR, env

# Where browsers find covers, if not at /media/ on this site.
PICTURES_URL = ascii_url(env.str("PICTURES_URL", default=""))
if PICTURES_URL and not (PICTURES_URL.startswith("https://") and PICTURES_URL.endswith("/")):
    raise ImproperlyConfigured("PICTURES_URL: write it as https://media.example.org/, with the /.")
# Hosts that pictures may come from, besides our own.
IMAGE_HOSTS = [
    ascii_host(host) for host in env.list("IMAGE_HOSTS", default=["images.unsplash.com"])
]
if PICTURES_URL:
    IMAGE_HOSTS.append(str(urlsplit(PICTURES_URL).hostname))

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# The path on this site at which texts have their pictures, wherever those are kept.
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_URL = "/static/"
# The files that imported pictures came as; nobody fetches them, and an export gives them back.
ORIGINALS_ROOT = Path(env.str("ORIGINALS_ROOT", default=str(VAR_DIR / "originals")))
if ORIGINALS_ROOT.resolve().is_relative_to(MEDIA_ROOT.resolve()):
    raise ImproperlyConfigured("ORIGINALS_ROOT: choose a folder outside of MEDIA_ROOT.")
# s3://bucket/prefix, instead of the two folders.
MEDIA_STORAGE = env.str("MEDIA_STORAGE", default="")
ORIGINALS_STORAGE = env.str("ORIGINALS_STORAGE", default="")
if MEDIA_STORAGE and f"{ORIGINALS_STORAGE}/".startswith(f"{MEDIA_STORAGE.rstrip('/')}/"):
    raise ImproperlyConfigured("ORIGINALS_STORAGE: choose a place outside of MEDIA_STORAGE.")
if bool(MEDIA_STORAGE) != bool(ORIGINALS_STORAGE):
    raise ImproperlyConfigured("MEDIA_STORAGE and ORIGINALS_STORAGE: set both, or none.")
# Empty values are found where all programs for S3 look: in the environment, or from the machine.
S3_OPTIONS = {
    "endpoint_url": env.str("S3_ENDPOINT_URL", default=""),
    "region_name": env.str("S3_REGION", default=""),
    "access_key": env.str("S3_ACCESS_KEY_ID", default=""),
    "secret_key": env.str("S3_SECRET_ACCESS_KEY", default=""),
}


def _file_storage(url: str, **options: object) -> dict[str, object]:
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    bucket_of(url)
    names = ("base_url", "cache_control")
    kept = {name: options[name] for name in names if name in options}
    return {
        "BACKEND": "articles.lib.object_storage.ObjectStorage",
        "OPTIONS": {"url": url, **kept, **S3_OPTIONS},
    }


_PICTURES = {"base_url": PICTURES_URL or MEDIA_URL}
if MEDIA_STORAGE:
    # Names hold hashes, so caches keep a picture for good.
    _PICTURES["cache_control"] = "public, max-age=31536000, immutable"
STORAGES = {
    "default": _file_storage(MEDIA_STORAGE, **_PICTURES),
    "originals": _file_storage(ORIGINALS_STORAGE, location=ORIGINALS_ROOT),
    "staticfiles": {"BACKEND": "newsroom.static_files.HashedStaticFiles"},
}
# True: this program answers /media/ itself. Switch it off where a front server or CDN does.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
