"""A closed loop of HTTP clients in processes of their own, quick enough to tire nginx.

Each connection has one request under way. One that is answered with 503 is sent again at once, and
waits until there is a page. Requests are made once, sockets are kept alive, and of
an answer only the status and the length are read, so that a client costs a small part of what the
quickest Python server does.
"""

import contextlib
import multiprocessing
import select
import socket
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

# The most that a browser says it can read; None for clients that read no coding.
CODINGS = "gzip, br"
# Seconds without any answer after which a server counts as hung.
PATIENCE = 60
# Instead of how many bytes of an answer are missing.
_UNKNOWN, _CHUNKED = -1, -2
_CONTEXT = multiprocessing.get_context("fork")


class LoadError(Exception):
    """A server gave another answer than 200 or 503, or none: its figures would mean nothing."""


@dataclass(frozen=True)
class Sample:
    """Answers of one run: their number, its seconds, and the seconds of each answer, sorted."""

    count: int
    seconds: float
    latencies: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds that `share` of the answers took at most."""
        return 1000 * self.latencies[min(int(share * self.count), self.count - 1)]


def request(port: int, path: str, codings: str | None = CODINGS) -> bytes:
    """The bytes of a GET of `path`."""
    accept = f"Accept-Encoding: {codings}\r\n" if codings else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: benchmark\r\n"
        f"Accept: text/html,*/*;q=0.8\r\n{accept}\r\n"
    ).encode()


def for_seconds(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, clients: int = 2
) -> Sample:
    """Send `requests` in turn, again and again, for about `seconds`."""
    clients = min(clients, connections)
    start = len(requests) // clients
    turns = [cycle(_from(requests, number * start)) for number in range(clients)]
    return _run(port, turns, connections, seconds)


def once(port: int, requests: Sequence[bytes], connections: int, clients: int = 2) -> Sample:
    """Send each of `requests` once."""
    clients = min(clients, connections, len(requests))
    turns = [iter(requests[number::clients]) for number in range(clients)]
    return _run(port, turns, connections, None)


def _from(requests: Sequence[bytes], start: int) -> Iterable[bytes]:
    return (*islice(requests, start, None), *islice(requests, start))


def _run(
    port: int, turns: Sequence[Iterator[bytes]], connections: int, seconds: float | None
) -> Sample:
    """One process for each of `turns`; raises LoadError for what a server should not do."""
    begin = time.perf_counter()
    pipes, processes = [], []
    for number, turn in enumerate(turns):
        share = len(range(number, connections, len(turns)))
        here, there = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=_client, args=(there, port, turn, share, seconds))
        process.start()
        there.close()
        pipes.append(here)
        processes.append(process)
    answers: list[Any] = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    if errors := [answer for answer in answers if isinstance(answer, str)]:
        raise LoadError("; ".join(sorted(set(errors))))
    latencies = array("d")
    for _first, _last, taken in answers:
        latencies.frombytes(taken)
    first = min(answer[0] for answer in answers)
    last = max(answer[1] for answer in answers)
    if not latencies:
        raise LoadError(f"no answer within {time.perf_counter() - begin:.1f} s")
    return Sample(len(latencies), last - first, sorted(latencies))


def _client(
    pipe: Any, port: int, turn: Iterator[bytes], connections: int, seconds: float | None
) -> None:
    """Send the times and latencies of one process through `pipe`, or what went wrong."""
    try:
        first = time.perf_counter()
        latencies = drive(port, turn, connections, seconds)
        pipe.send((first, time.perf_counter(), latencies.tobytes()))
    except (LoadError, OSError) as error:
        pipe.send(str(error) or type(error).__name__)
    finally:
        pipe.close()


class _Connection:
    """A socket with the answer that it waits for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.request = b""
        self.is_refused = False
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.request = request
        self.parts: list[bytes] = []
        self.missing = _UNKNOWN
        self.sent = time.perf_counter()
        # A server may have closed the connection; then there is nothing to receive.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(request)

    def receive(self) -> bytes:
        """What came; empty where the server closed the connection."""
        try:
            return self.socket.recv(262_144)
        except ConnectionResetError:
            return b""

    def take(self, data: bytes) -> bool:
        """Add what came to the answer; whether it is whole. Raises LoadError."""
        if self.missing == _UNKNOWN:
            if self.parts:
                data = b"".join((*self.parts, data))
                self.parts = []
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self.parts.append(data)
                return False
            self.missing = self._length(data[:end])
            data = data[end + 4 :]
        if self.missing == _CHUNKED:
            self.parts = [*self.parts[-1:], data]
            return b"".join(self.parts).endswith(b"0\r\n\r\n")
        self.missing -= len(data)
        return self.missing <= 0

    def _length(self, head: bytes) -> int:
        self.is_refused = head.startswith(b"HTTP/1.1 503")
        if not self.is_refused and not head.startswith(b"HTTP/1.1 200"):
            raise LoadError(f"{_first_line(self.request)}: {_first_line(head)}")
        length = head.lower().partition(b"content-length:")[2]
        return int(length.partition(b"\r\n")[0]) if length else _CHUNKED


def _first_line(head: bytes) -> str:
    return head.split(b"\r\n", 1)[0].decode("latin-1")


def drive(
    port: int, turn: Iterator[bytes], connections: int, seconds: float | None
) -> "array[float]":
    """The latencies in seconds of what `connections` got, until `turn` or the time ends."""
    end = float("inf") if seconds is None else time.perf_counter() + seconds
    poller = select.epoll()
    busy: dict[int, _Connection] = {}
    for _number, request in zip(range(connections), turn, strict=False):
        connection = _Connection(port)
        busy[connection.socket.fileno()] = connection
        poller.register(connection.socket, select.EPOLLIN)
        connection.send(request)
    try:
        return _answers(turn, busy, poller, end)
    finally:
        poller.close()
        for connection in busy.values():
            connection.socket.close()


def _answers(
    turn: Iterator[bytes], busy: dict[int, _Connection], poller: Any, end: float
) -> "array[float]":
    """The latencies of all answers that `busy` connections, by file descriptor, get."""
    latencies = array("d")
    clock, poll = time.perf_counter, poller.poll
    while busy:
        events = poll(PATIENCE)
        if not events:
            raise LoadError(f"no answer within {PATIENCE} s")
        for number, _event in events:
            connection = busy[number]
            data = connection.receive()
            if not data:
                _reconnect(connection, busy, poller)
            elif connection.take(data):
                now = clock()
                if connection.is_refused and now - connection.sent < PATIENCE:
                    _ask_again(connection)
                    continue
                latencies.append(now - connection.sent)
                request = next(turn, b"") if now < end else b""
                if request:
                    connection.send(request)
                else:
                    poller.unregister(number)
                    busy.pop(number).socket.close()
    return latencies


def _ask_again(connection: _Connection) -> None:
    """Send the request again; its time is that of the first one."""
    sent = connection.sent
    connection.send(connection.request)
    connection.sent = sent


def _reconnect(connection: _Connection, busy: dict[int, _Connection], poller: Any) -> None:
    """Send the request again on a new socket: the server closed the old one, as it may.

    Raises LoadError where an answer had begun.
    """
    if connection.parts or connection.missing != _UNKNOWN:
        raise LoadError("an answer that ends too early")
    number = connection.socket.fileno()
    poller.unregister(number)
    del busy[number]
    request, sent = connection.request, connection.sent
    connection.socket.close()
    connection.connect()
    busy[connection.socket.fileno()] = connection
    poller.register(connection.socket, select.EPOLLIN)
    connection.send(request)
    connection.sent = sent
