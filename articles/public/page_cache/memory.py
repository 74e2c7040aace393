"""Kept pages in the memory of one process, the least recently used of them dropped."""

from collections import OrderedDict
from contextlib import suppress
from threading import Lock

from articles.public.page_cache.kept_page import KeptPage

# What anybody can invent gets one part of so many, so that it cannot drive out the other pages.
_PARTS = 8


class PageMemory:
    """At most `limit` bytes of pages. Threads may share it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[str, tuple[KeptPage, int]] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """The bytes of all pages, roughly."""
        return self._size

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, address: str) -> KeptPage | None:
        """Return the page at `address`, which is then the most recently used one, or None."""
        if (entry := self._pages.get(address)) is None:
            return None
        # Without the lock, which would be most of what a look-up costs. A page that another thread
        # drops meanwhile is as right as before.
        with suppress(KeyError):
            self._pages.move_to_end(address)
        return entry[0]

    def put(self, address: str, page: KeptPage) -> None:
        """Keep `page`, and drop others until all fit; not one larger than a fourth of the limit."""
        size = page.size + len(address)
        with self._lock:
            self._drop(address)
            if size <= self._limit // 4:
                self._pages[address] = page, size
                self._size += size
            while self._size > self._limit:
                _, (_, dropped) = self._pages.popitem(last=False)
                self._size -= dropped

    def drop(self, address: str) -> None:
        """Forget the page at `address`, if there is one."""
        with self._lock:
            self._drop(address)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, address: str) -> None:
        if (entry := self._pages.pop(address, None)) is not None:
            self._size -= entry[1]


class ProcessMemory:
    """The pages of a process in `limit` bytes, an eighth of them for those that are invented: at
    addresses where nothing is, or with values of parameters."""

    def __init__(self, limit: int) -> None:
        self._pages = PageMemory(limit - limit // _PARTS)
        self._invented = PageMemory(limit // _PARTS)

    @property
    def size(self) -> int:
        """The bytes of all pages, roughly."""
        return self._pages.size + self._invented.size

    def __len__(self) -> int:
        return len(self._pages) + len(self._invented)

    def get(self, address: str) -> KeptPage | None:
        """Return the page at `address`, or None."""
        return self._pages.get(address) or self._invented.get(address)

    def put(self, address: str, page: KeptPage, *, is_invented: bool = False) -> None:
        """Keep `page` as the only one at `address`."""
        part, other = self._pages, self._invented
        if is_invented:
            part, other = other, part
        other.drop(address)
        part.put(address, page)

    def weigh(self, address: str) -> None:
        """Count anew what the page at `address` takes, to which a coding was added."""
        for part in (self._pages, self._invented):
            if (page := part.get(address)) is not None:
                part.put(address, page)

    def clear(self) -> None:
        """Forget all pages."""
        self._pages.clear()
        self._invented.clear()
