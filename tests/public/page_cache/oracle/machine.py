"""The machine: a step of somebody, then a sample of addresses, each compared with the truth."""

import datetime as dt
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler

from articles.lib.public_keys import META_KEY
from articles.models import Author, Category, Source, Tag
from tests.public.page_cache.oracle.actions import ACTIONS
from tests.public.page_cache.oracle.addresses import Pool, links_in, sample, variant
from tests.public.page_cache.oracle.browser import Browser
from tests.public.page_cache.oracle.desk import AUTHORS, CATEGORIES, SOURCES, TAGS, Desk
from tests.public.page_cache.oracle.judgement import decoded, differences
from tests.public.page_cache.oracle.processes import (
    Reply,
    Request,
    SiteProcess,
    ThisProcess,
    answer,
    environ_of,
)
from tests.public.page_cache.oracle.reference import Change, Reference
from tests.public.page_cache.oracle.weakened import WeakenedReferences

START = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
# Addresses asked for after a step, with processes and without; those that are remembered.
ASKED, ASKED_OF_REFERENCE, POOL = 9, 14, 160
PROCESSES = 2
# The share of steps during which a process is at a request.
SLOW = 0.15


class WrongAnswer(AssertionError):
    """The answer to `request` in `step` is not the fresh rendering."""

    def __init__(self, step: int, request: Request, message: str) -> None:
        super().__init__(message)
        self.step, self.request = step, request


@dataclass
class Counts:
    """What was asked: `warm` answers without rendering, and of those rendered again `ended` that
    had changed and `needless` that had not. `held` of the fresh renderings were known by the
    reference, which then had to be right."""

    answers: int = 0
    warm: int = 0
    again: int = 0
    ended: int = 0
    needless: int = 0
    fresh: int = 0
    held: int = 0
    slow: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.answers} answers: {self.warm} warm, {self.again} rendered again, of which "
            f"{self.ended} had changed and {self.needless} had not; {self.held} of "
            f"{self.fresh} renderings were right by their keys; {self.slow} were rendered during a step"
        )


class Machine:
    """The newsroom of one seed, and the processes that show it to readers."""

    def __init__(
        self,
        seed: int,
        values: Mapping[str, str],
        folder: Path,
        mutation: str = "",
        processes: int = PROCESSES,
        weakened: WeakenedReferences | None = None,
    ) -> None:
        self.seed, self.values, self.mutation = seed, values, mutation
        self.counts, self.history = Counts(), []
        self._travel = time_machine.travel(START, tick=False)
        self._clock = self._travel.start()
        self._now = START
        self._fresh = WSGIHandler()
        self._pool = Pool(POOL)
        # By address: the last body and its ETag, as the client of that address has them.
        self._seen: dict[Request, tuple[str, bytes]] = {}
        self._reference, self._weakened = Reference(), weakened
        # The place of the process that is at a slow request.
        self._slow = -1
        self.processes: list[SiteProcess | ThisProcess] = [
            self._new_process(number) for number in range(processes)
        ] or [ThisProcess(self._fresh)]
        editor = User.objects.create_superuser("editor")
        browser = Browser(self._ask_one, editor)
        files = Path(tempfile.mkdtemp(dir=folder))
        self.desk = Desk(
            random.Random(seed), browser, editor, files, self.move_clock, self.restart_one
        )
        self._furnish()

    def close(self) -> None:
        for process in self.processes:
            process.kill()
        self._travel.stop()

    def _new_process(self, number: int) -> SiteProcess:
        return SiteProcess(self.values, self.mutation, self._now, f"process {number}")

    def _furnish(self) -> None:
        for key in CATEGORIES:
            Category.from_key(key)
        for key in SOURCES:
            Source.objects.create(key=key, name=key.title(), kind="RSS")
        Tag.for_words(TAGS)
        Author.for_names(AUTHORS)
        for _ in range(15):
            ACTIONS["an_article_is_written"][0](self.desk)
            ACTIONS["new_files_come"][0](self.desk)

    # --- the clock and the processes ------------------------------------------------------

    def move_clock(self, moment: dt.datetime) -> None:
        self._now = max(self._now, moment.astimezone(dt.UTC))
        self._clock.move_to(self._now)

    def restart_one(self) -> None:
        number = self.desk.rng.randrange(PROCESSES)
        if number == self._slow:
            return
        if isinstance(self.processes[0], SiteProcess):
            self.processes[number].kill()
            self.processes[number] = self._new_process(number)

    def _ask_one(self, request: Request) -> Reply:
        """The answer of one of the processes that is not at a slow request."""
        place = self.desk.rng.randrange(PROCESSES) % len(self.processes)
        if place == self._slow:
            place = (place + 1) % PROCESSES
        process = self.processes[place]
        process.send(self._now, [request])
        return process.receive()[0]

    # --- steps ----------------------------------------------------------------------------

    def step(self, number: int, asking: bool = True) -> None:
        """One action, and the questions after it. Raises WrongAnswer."""
        # Actions depend on the seed and on the database alone, not on what is asked.
        rng = random.Random(f"asks {self.seed} {number}")
        self.desk.rng = random.Random(f"{self.seed} {number}")
        self.desk.touched = []
        pause = self.desk.one((0, 0, 0.3, 2, 20))
        self.move_clock(self._now + dt.timedelta(seconds=pause))
        slow = self._begin_slow(rng) if asking and rng.random() < SLOW else None
        self._act(number)
        if slow:
            self._end_slow(slow)
        if asking:
            self.ask(number, rng, [slow] if slow else [])

    def rendered(self, request: Request) -> Reply:
        """What Django renders now."""
        return answer(self._fresh, environ_of(request))

    def _act(self, number: int) -> None:
        names = list(ACTIONS)
        weights = [ACTIONS[name][1] for name in names]
        name, told = "", ""
        while not told:
            name = self.desk.rng.choices(names, weights)[0]
            told = ACTIONS[name][0](self.desk)
        self.counts.actions[name] += 1
        self.history.append(f"{number}. {self._now:%m-%d %H:%M:%S} {name}: {told}")
        changes = self._reference.read(self._now)
        if self._weakened:
            self._weakened.note(changes, self._now)
        self.history += _keys_by_moment(changes, self._now)

    def _begin_slow(self, rng: random.Random) -> Request | None:
        """Let a process begin to render an address, and hold it; None where none did."""
        place = rng.randrange(len(self.processes))
        process = self.processes[place]
        requests = self._pool.sample(1, rng)
        if not requests or not isinstance(process, SiteProcess):
            return None
        process.send(self._now, requests, slow=True)
        if process.is_held():
            self._slow = place
            return requests[0]
        process.receive()
        return None

    def _end_slow(self, request: Request) -> None:
        """Let the process answer what it rendered before the step: that client may get it."""
        process = self.processes[self._slow]
        if isinstance(process, SiteProcess):
            process.go_on(self._now)
            process.receive()
        self.counts.slow += 1
        self._slow = -1

    def ask(self, number: int, rng: random.Random, requests: list[Request]) -> None:
        """Ask for `requests` and a sample of addresses, each from one process or from both."""
        with_cache = isinstance(self.processes[0], SiteProcess)
        count = ASKED if with_cache else ASKED_OF_REFERENCE
        held = self._reference.held(self._now)
        if self._weakened:
            held = self._weakened.suspects(held, self._now)
        sampled = sample(self._pool, self.desk.touched, held, count, rng)
        requests = list(dict.fromkeys([*requests, *sampled]))
        asked: list[list[tuple[Request, Request]]] = [[] for _ in self.processes]
        for request in requests:
            for place in self._places(rng):
                asked[place].append((request, self._as_a_client_asks(request, rng)))
        if with_cache:
            for process, pairs in zip(self.processes, asked, strict=True):
                process.send(self._now, [sent for _request, sent in pairs])
        fresh = {request: self._render(number, request) for request in requests}
        links = [path for reply in fresh.values() for path in links_in(reply)]
        if with_cache:
            for place, (process, pairs) in enumerate(zip(self.processes, asked, strict=True)):
                for (request, sent), reply in zip(pairs, process.receive(), strict=True):
                    self._judge(number, place, request, sent, reply, fresh[request])
        for request in requests:
            self._pool.asked(request, number, rng)
        if links and rng.random() < 0.5:
            self._pool.asked(Request(rng.choice(links)), number, rng)

    def _places(self, rng: random.Random) -> list[int]:
        both = list(range(len(self.processes)))
        return both if rng.random() < 0.2 else [rng.choice(both)]

    def _as_a_client_asks(self, request: Request, rng: random.Random) -> Request:
        sent = variant(request, rng)
        etag, _body = self._seen.get(request, ("", b""))
        if etag and rng.random() < 0.2:
            return sent._replace(headers=(*sent.headers, ("If-None-Match", etag)))
        return sent

    def _render(self, number: int, request: Request) -> Reply:
        """The truth: what Django renders now. The reference, too, must be right."""
        environ = environ_of(request)
        reply = answer(self._fresh, environ)
        self.counts.fresh += 1
        self.counts.held += self._reference.holds(request, self._now) is not None
        if wrong := self._reference.fault(request, reply, self._now):
            raise WrongAnswer(number, request, f"The keys are wrong of {request}:\n{wrong}")
        dependencies = environ.get(META_KEY)
        self._reference.keep(request, reply, dependencies, self._now, number)
        if self._weakened:
            self._weakened.look_at(request, reply, dependencies, self._now, number)
        return reply

    def _judge(
        self, number: int, place: int, request: Request, sent: Request, reply: Reply, fresh: Reply
    ) -> None:
        etag, body = self._seen.get(request, ("", None))
        wrong = differences(sent, reply, fresh, body)
        known = self._pool.get(request)
        if wrong:
            how = "rendered now" if reply.rendered else "kept"
            since = f", first asked in step {known.first}, last in {known.last}" if known else ""
            message = f"{sent} at process {place}, {how}{since}:\n{wrong}"
            raise WrongAnswer(number, request, message)
        self._count(request, reply, fresh, body)
        if sent.method == "GET" and reply.status == 200:
            self._seen[request] = (reply.header("ETag") or etag, decoded(reply))
        elif reply.status not in (200, 304):
            self._seen.pop(request, None)

    def _count(self, request: Request, reply: Reply, fresh: Reply, body: bytes | None) -> None:
        counts = self.counts
        counts.answers += 1
        counts.warm += not reply.rendered
        if reply.rendered and self._pool.get(request):
            counts.again += 1
            if body is not None:
                changed = body != fresh.body
                counts.ended += changed
                counts.needless += not changed


def _keys_by_moment(changes: list[Change], now: dt.datetime) -> Iterator[str]:
    keys: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        keys[f"at {change.moment:%m-%d %H:%M:%S} " if change.moment > now else ""].add(change.key)
    for moment, group in sorted(keys.items()):
        yield f"    {moment}{' '.join(sorted(group))}"
