"""A webhook endpoint on loopback, with responses chosen by the test."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any


@dataclass(frozen=True)
class ReceivedRequest:
    """A received request. ``headers`` have lower-case names."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class WebhookReceiver:
    """``choose_status`` returns the status of each response, sent after ``latency_seconds``."""

    choose_status: Callable[[ReceivedRequest], int] = field(default=lambda _: 200)
    latency_seconds: float = 0.0
    url: str = ""
    received: list[ReceivedRequest] = field(default_factory=list)
    _arrival: Condition = field(default_factory=Condition)

    @property
    def events(self) -> list[str]:
        return [request.json["event"] for request in self.received]

    def handle(self, request: ReceivedRequest) -> int:
        time.sleep(self.latency_seconds)
        with self._arrival:
            self.received.append(request)
            self._arrival.notify_all()
        return self.choose_status(request)

    def wait_for(self, count: int, seconds: float = 10.0) -> list[ReceivedRequest]:
        """All requests, once there are at least ``count``. Raises TimeoutError."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self.received) >= count, seconds):
                raise TimeoutError(f"{len(self.received)} of {count} requests came in {seconds} seconds")
            return list(self.received)


@contextmanager
def run_receiver(port: int = 0) -> Iterator[WebhookReceiver]:
    """A receiver that serves until the block ends."""
    receiver = WebhookReceiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.handle(ReceivedRequest(self.path, headers, body))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Disable request logging."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
