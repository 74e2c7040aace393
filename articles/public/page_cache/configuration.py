"""Puts the page cache around Django, as the settings say."""

from django.conf import settings
from django.db import connection

from articles.public.page_cache.application import PageCache
from articles.public.page_cache.file_store import FileStore
from articles.public.page_cache.log_reader import LogReader
from articles.public.page_cache.lookout import CopyLookout, Lookout, NoStore, Store
from articles.public.page_cache.memory import ProcessMemory
from articles.public.page_cache.redis_store import store_of_settings
from articles.public.page_cache.release import release, site_name
from articles.public.page_cache.rendering import Application


def with_page_cache(django: Application) -> Application:
    """Return `django` with a page cache in front of it; `django` itself where the settings want
    none (PAGE_CACHE_BYTES)."""
    if not settings.PAGE_CACHE_BYTES:
        return django
    memory = ProcessMemory(settings.PAGE_CACHE_BYTES)
    redis = store_of_settings(release())
    store: Store = redis or _file_store() or NoStore()

    def forget() -> None:
        memory.clear()
        store.clear()

    log = LogReader(store.head, on_break=forget)
    # A look into a SQLite file costs less than one into Redis.
    if redis and connection.vendor != "sqlite":
        return PageCache(django, memory, store, CopyLookout(log, redis))
    return PageCache(django, memory, store, Lookout(log, store))


def _file_store() -> FileStore | None:
    if not settings.PAGE_CACHE_FILE_BYTES:
        return None
    name = f"page-cache-{site_name()}"
    return FileStore(settings.PAGE_CACHE_DIR, name, release(), settings.PAGE_CACHE_FILE_BYTES)
