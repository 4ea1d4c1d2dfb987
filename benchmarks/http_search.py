"""Search over HTTP: a server with a process for each core, and clients that keep their connections."""

import os
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final

from msgspec.json import encode

from benchmarks.search_requests import SearchRequest
from limelight.store.tenants import DEMO_ID, DEMO_SECRET

PORT: Final = 18_097
CLIENTS: Final = 4
SECONDS: Final = 10.0
RUNS: Final = 15
_START_TIMEOUT_SECONDS: Final = 60.0
_WARM_UP_SECONDS: Final = 15.0
_ENVIRONMENT: Final = {
    "LIMELIGHT_SANDBOX__CREATORS": "0",
    "LIMELIGHT_LOG__LEVEL": "error",
    "LIMELIGHT_HTTP__PROCESSES": str(os.cpu_count() or 1),
}


@dataclass(frozen=True)
class HttpTiming:
    """``milliseconds`` are the medians of the requests, one after the other, from one client."""

    first_answer_seconds: float
    milliseconds: tuple[float, ...]
    requests_per_second: float


class Client:
    """A connection that is kept."""

    def __init__(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", PORT))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, message: bytes) -> bytes:
        """The body of the answer. Raises ValueError unless it is a 200."""
        self._socket.sendall(message)
        head, body = self._read_head()
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head.decode() + body.decode())
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._socket.recv(2**16)
        return body

    def close(self) -> None:
        self._socket.close()

    def _read_head(self) -> tuple[bytes, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._socket.recv(2**16)
        head, _, body = received.partition(b"\r\n\r\n")
        return head + b"\r\n", body


def measure(home: Path, requests: Sequence[SearchRequest]) -> HttpTiming:
    """Starts twice: the first start also makes the database that a new data directory lacks."""
    messages = [message(request) for request in requests]
    with server(home, messages[0]):
        sleep(_WARM_UP_SECONDS)
    with server(home, messages[0]) as started_in:
        sleep(_WARM_UP_SECONDS)
        one_by_one = tuple(_median(message) for message in messages)
        return HttpTiming(started_in, one_by_one, _throughput(messages))


@contextmanager
def server(home: Path, first: bytes) -> Iterator[float]:
    """A running ``limelight serve``: yields the seconds from its start to its first answer."""
    started = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "limelight.cli", "serve", "--port", str(PORT)],
        env={**os.environ, **_ENVIRONMENT, "LIMELIGHT_DATA_DIR": str(home)},
    )
    try:
        _wait_for(first, started + _START_TIMEOUT_SECONDS)
        yield perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def message(request: SearchRequest) -> bytes:
    """The request as it goes over the wire."""
    body = encode(request.body)
    key = b64encode(f"{DEMO_ID}:{DEMO_SECRET}".encode()).decode()
    head = (
        "POST /v1/social/creators/profiles/search HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Basic {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def _wait_for(first: bytes, until: float) -> None:
    while True:
        try:
            client = Client()
        except ConnectionRefusedError:
            if perf_counter() > until:
                raise
            sleep(0.01)
        else:
            client.request(first)
            client.close()
            return


def _median(message: bytes) -> float:
    """In milliseconds."""
    client = Client()
    client.request(message)
    taken = [_time_request(client, message) for _ in range(RUNS)]
    client.close()
    return 1000 * median(taken)


def _time_request(client: Client, message: bytes) -> float:
    started = perf_counter()
    client.request(message)
    return perf_counter() - started


def _throughput(messages: Sequence[bytes]) -> float:
    """Requests a second of several clients, each asking for all in turn, from a place of its own."""
    until = perf_counter() + SECONDS
    starts = [len(messages) * number // CLIENTS for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(lambda start: _count_answers(messages, start, until), starts)) / SECONDS


def _count_answers(messages: Sequence[bytes], start: int, until: float) -> int:
    client, answered = Client(), 0
    for each in islice(cycle(messages), start, None):
        if perf_counter() > until:
            break
        client.request(each)
        answered += 1
    client.close()
    return answered
