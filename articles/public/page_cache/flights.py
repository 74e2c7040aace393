"""Lets one request render a page while others that ask for the same page wait for it."""

from threading import Event, Lock

from articles.public.page_cache.kept_page import KeptPage

# Seconds that a request waits for another one's page. Then it renders for itself.
PATIENCE = 10.0


class Flight:
    """One rendering that is under way: its page, once it has landed with one."""

    def __init__(self) -> None:
        self.page: KeptPage | None = None
        self._landed = Event()

    def wait(self) -> KeptPage | None:
        """Return the page of another request's rendering; None if it came to nothing, or not in
        time."""
        self._landed.wait(PATIENCE)
        return self.page

    def land(self, page: KeptPage | None) -> None:
        """Give the page to all who wait."""
        self.page = page
        self._landed.set()


class Flights:
    """The renderings that are under way in this process, by address. Threads share it."""

    def __init__(self) -> None:
        self._under_way: dict[str, Flight] = {}
        self._lock = Lock()

    def join(self, address: str) -> tuple[Flight, bool]:
        """Return the rendering of the page at `address`, and whether this request has to do it.

        Who has to must call `land()`, whatever happens.
        """
        with self._lock:
            if (flight := self._under_way.get(address)) is not None:
                return flight, False
            flight = self._under_way[address] = Flight()
            return flight, True

    def land(self, address: str, page: KeptPage | None) -> None:
        """End the rendering at `address`, with a page or without one."""
        with self._lock:
            flight = self._under_way.pop(address)
        flight.land(page)
