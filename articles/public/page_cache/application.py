"""The WSGI application that answers from kept pages, and lets Django answer all other requests."""

import time
from collections.abc import Iterable
from threading import Semaphore
from typing import Any

from django.db import Error as NoDatabase

from articles.public.page_cache.addresses import (
    Environ,
    PageAddresses,
    has_parameters,
    is_inventable,
    is_public,
    plain_request,
)
from articles.public.page_cache.answers import Answer, answer_from
from articles.public.page_cache.flights import Flight, Flights
from articles.public.page_cache.kept_page import KeptPage, unpack
from articles.public.page_cache.lookout import Lookout, Store
from articles.public.page_cache.memory import ProcessMemory
from articles.public.page_cache.rendering import Application, page_of, render

# Requests that wait for another one's page at addresses that anybody can invent. Those that render
# such pages wait for their turn (articles/operations/uncached_requests.py); threads must be left.
MOST_INVENTED_WAITS = 1
# How often a request waits for the page of another one, each of which may be old once it is there.
MOST_WAITS = 3


class PageCache:
    """Answers from kept pages. `django` answers what is not kept, and renders what is missing.

    Pages are kept in `memory`, and in a `store` that processes share; `lookout` judges them.
    """

    def __init__(
        self, django: Application, memory: ProcessMemory, store: Store, lookout: Lookout
    ) -> None:
        self._django = django
        self._memory = memory
        self._store = store
        self._lookout = lookout
        self._addresses = PageAddresses()
        self._flights = Flights()
        self._invented_waits = Semaphore(MOST_INVENTED_WAITS)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request, as PEP 3333 says."""
        address = self._addresses.of_request(environ)
        if not address:
            return self._django(environ, start_response)
        now = time.time()
        page = self._memory.get(address)
        may_be_stored = page is None and not has_parameters(address)
        try:
            content = self._lookout.look(now, address if may_be_stored else "")
        except NoDatabase:
            return self._django(environ, start_response)
        if content:
            page = self._unpacked(content, address)
        if page is not None and self._lookout.log.holds(page, now):
            answer = self._answer(page, environ, address, now)
        elif is_public(environ):
            answer = self._answer_missing(environ, address)
        else:
            return self._django(environ, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, page: KeptPage, environ: Environ, address: str, now: float) -> Answer:
        codings = len(page.others)
        answer = answer_from(page, environ, now)
        if len(page.others) != codings:
            self._memory.weigh(address)
        return answer

    def _answer_missing(self, environ: Environ, address: str) -> Answer:
        """The answer to a request whose page is not kept, or not right any more."""
        for _ in range(MOST_WAITS):
            flight, leads = self._flights.join(address)
            if leads:
                return self._lead(environ, address)
            page = self._awaited(flight, address)
            if page is None:
                # Not a page to keep, or a slow one: those who waited are not to wait in a row.
                break
            now = time.time()
            if self._lookout.log.holds(page, now):
                return self._answer(page, environ, address, now)
        return self._render(environ, address)[0]

    def _awaited(self, flight: Flight, address: str) -> KeptPage | None:
        """The page of another request; None where it came to nothing, or too many wait for such."""
        if not is_inventable(address):
            return flight.wait()
        if not self._invented_waits.acquire(blocking=False):
            return None
        try:
            return flight.wait()
        finally:
            self._invented_waits.release()

    def _lead(self, environ: Environ, address: str) -> Answer:
        """The answer from a page that others wait for, too."""
        page = None
        try:
            page = self._made_meanwhile(address)
            if page is not None:
                return self._answer(page, environ, address, time.time())
            answer, page = self._render(environ, address)
            return answer
        finally:
            self._flights.land(address, page)

    def _made_meanwhile(self, address: str) -> KeptPage | None:
        """A page that another thread or process made since the first look."""
        page = self._memory.get(address)
        now = time.time()
        if page is not None and not self._lookout.log.holds(page, now):
            content = None if has_parameters(address) else self._store.fetch(address)
            page = self._unpacked(content, address) if content else None
        return page if page is not None and self._lookout.log.holds(page, now) else None

    def _render(self, environ: Environ, address: str) -> tuple[Answer, KeptPage | None]:
        """The answer of Django, and the page that was kept of it."""
        head, rendered_at = self._lookout.log.head, time.time()
        response = render(self._django, plain_request(environ, address))
        page = page_of(response, head.sequence, rendered_at)
        if page is None:
            body = b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body
            return Answer(response.status, response.headers, body), None
        if page.is_brief or (is_inventable(address) and not response.is_linked):
            self._memory.put(address, page, is_invented=True)
        else:
            self._memory.put(address, page)
            seconds = page.until - rendered_at
            self._store.store(address, page.pack(address), head, seconds)
        return self._answer(page, environ, address, time.time()), page

    def _unpacked(self, content: bytes, address: str) -> KeptPage | None:
        """A stored page, which from now on is in the memory of this process."""
        page = unpack(content, address)
        if page is not None:
            self._memory.put(address, page)
        return page
