"""A real browser, a real server, and a customer's page that comes from another origin."""

import asyncio
import json
import shutil
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from limelight.app import create_app
from limelight.settings import HttpSettings, SandboxSettings, Settings
from limelight.store.connections import Brands
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_NAME, DEMO_SECRET

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # A customer's site, as far as the browser can tell, which is not of this machine.
    "--host-resolver-rules=MAP shop.example 127.0.0.1, MAP stranger.example 127.0.0.1",
)
TIMEOUT_MS = 10_000

CUSTOMERS_PAGE = """<!doctype html><title>Shop</title>
<button id="open">Connect an account</button><ol id="heard"></ol>
<script src="%(home)s/connect/v2/phyllo-connect.js"></script>
<script>
  const heard = (name) => (...facts) => {
    const item = document.createElement("li");
    item.textContent = [name, ...facts].join(" ");
    document.getElementById("heard").append(item);
  };
  window.connect = PhylloConnect.initialize(%(config)s);
  const events = ["accountConnected", "accountDisconnected", "tokenExpired", "exit", "connectionFailure"];
  events.forEach((name) => window.connect.on(name, heard(name)));
  document.getElementById("open").onclick = () => window.connect.open();
</script>"""


@dataclass(frozen=True)
class Server:
    """Limelight, served on a port of this machine."""

    settings: Settings
    app: Litestar

    @property
    def home(self) -> str:
        return self.settings.public_url

    def call(self, method: str, path: str, body: object = None) -> Any:
        """An answer of the API to the demo tenant."""
        basic = b64encode(f"{DEMO_NAME}:{DEMO_SECRET}".encode()).decode()
        content = None if body is None else json.dumps(body).encode()
        request = Request(self.home + path, content, {"Authorization": f"Basic {basic}"}, method=method)
        with urlopen(request) as answer:
            return json.load(answer)

    def link(self, external_id: str) -> str:
        body = {"external_id": external_id, "name": "Ada"}
        return str(self.call("POST", "/v1/links", body)["microsite_url"])

    def user(self, external_id: str) -> str:
        return str(self.call("POST", "/v1/users", {"external_id": external_id, "name": "Ada"})["id"])

    def token(self, user_id: str, *products: str) -> str:
        body = {"user_id": user_id, "products": products or ("IDENTITY", "ENGAGEMENT")}
        return str(self.call("POST", "/v1/sdk-tokens", body)["sdk_token"])

    def brand(self, **changes: object) -> None:
        """Change how the demo tenant shows itself."""

        async def change() -> None:
            database = Database(self.settings)
            async with database.session() as session:
                await Brands(session).update(DEMO_ID, **changes)
            await database.close()

        # The browser's own event loop has this thread.
        with ThreadPoolExecutor() as threads:
            threads.submit(asyncio.run, change()).result()


@dataclass(frozen=True)
class CustomerSite:
    """A customer's site: whatever the path, it answers its one page."""

    port: int
    pages: dict[str, str]

    def shows(self, server: Server, config: dict[str, object], host: str = "localhost") -> str:
        """The address of a page that initialises Connect with that."""
        page = CUSTOMERS_PAGE % {"home": server.home, "config": json.dumps(config)}
        self.pages["/"] = page
        return f"http://{host}:{self.port}/"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(TIMEOUT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from run_server(tmp_path_factory.mktemp("browser"), create_app)


@pytest.fixture
def shop() -> Iterator[CustomerSite]:
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get("/", "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield CustomerSite(site.server_port, pages)
    site.shutdown()
    site.server_close()


def run_server(directory: Path, make: Callable[[Settings], Litestar]) -> Iterator[Server]:
    """The app on a free port, until the caller is done with it."""
    port = free_port()
    settings = Settings(
        data_dir=directory,
        public_url=f"http://127.0.0.1:{port}",
        sandbox=SandboxSettings(creators=0),
        http=HttpSettings(port=port),
    )
    app = make(settings)
    running = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running.started
    yield Server(settings, app)
    running.should_exit = True
    thread.join(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
