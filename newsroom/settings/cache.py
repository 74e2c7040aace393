"""The cache, the pages kept in it, and the CDN before it."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from articles.lib.ascii_urls import ascii_url
from newsroom.settings.environment import DEBUG, VAR_DIR, env

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "newsroom.redis_cache.ForgivingRedisCache"

# Bytes of finished pages in the memory of each process; 0 for no page cache. While pages are being
# worked on, they are rendered each time.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=0 if DEBUG else 12 * 1024 * 1024)
# Bytes of finished pages in a file that the processes share, where CACHE_URL names no Redis.
PAGE_CACHE_FILE_BYTES = env.int("PAGE_CACHE_FILE_BYTES", default=256 * 1024 * 1024)
PAGE_CACHE_DIR = Path(env.str("PAGE_CACHE_DIR", default=str(VAR_DIR)))
# Seconds that a CDN may show a page without asking, and for which it may go on while it asks.
CDN_SECONDS = env.int("CDN_SECONDS", default=60)
CDN_STALE_SECONDS = env.int("CDN_STALE_SECONDS", default=30)
# The CDN that is told what changed, and whose address, name for this site and secret it takes.
CDN = env.str("CDN", default="")
CDN_ID = env.str("CDN_ID", default="")
CDN_TOKEN = env.str("CDN_TOKEN", default="")
CDN_PURGE_URL = ascii_url(env.str("CDN_PURGE_URL", default=""))
_CDN_NEEDS = {
    "": {},
    "cloudflare": {"CDN_ID": CDN_ID, "CDN_TOKEN": CDN_TOKEN},
    "fastly": {"CDN_ID": CDN_ID, "CDN_TOKEN": CDN_TOKEN},
    "purge": {"CDN_PURGE_URL": CDN_PURGE_URL},
}
if CDN not in _CDN_NEEDS:
    raise ImproperlyConfigured(f"CDN: {CDN} is none of cloudflare, fastly, purge.")
if missing := [name for name, value in _CDN_NEEDS[CDN].items() if not value]:
    raise ImproperlyConfigured(f"CDN={CDN} needs {' and '.join(missing)}.")
if not CDN and CDN_SECONDS + CDN_STALE_SECONDS > 90:
    raise ImproperlyConfigured(
        "CDN_SECONDS and CDN_STALE_SECONDS: more than 90 seconds together need a CDN that is told "
        "of changes. For so long it may show a text that was taken down."
    )

# Rows of the public change log are deleted so many days after their changes showed.
PUBLIC_CHANGES_DAYS = env.int("PUBLIC_CHANGES_DAYS", default=3)
if PUBLIC_CHANGES_DAYS < 1:
    raise ImproperlyConfigured("PUBLIC_CHANGES_DAYS: choose one day or more.")
