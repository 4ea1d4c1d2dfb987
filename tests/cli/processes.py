"""Runs commands as processes, in a sandbox of a temporary directory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def process(directory: Path, *command: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIMELIGHT_")}
    environment |= {"LIMELIGHT_DATA_DIR": str(directory), "LIMELIGHT_SANDBOX__CREATORS": "0"}
    environment |= settings
    started = subprocess.Popen([sys.executable, *command], env=environment, text=True, stderr=subprocess.PIPE)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def wait_until(condition: Callable[[], bool], server: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert server.poll() is None, server.stderr and server.stderr.read()
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("the condition did not hold within a minute")


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False
