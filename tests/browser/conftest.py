"""One app server and one Chromium for the browser tests; every page's console must stay silent."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Route,
    WebSocket,
    expect,
    sync_playwright,
)
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "assets" / "player"
PATIENCE = 30_000
"""Milliseconds until something that should come is missing; on a busy machine it may come late."""
expect.set_options(timeout=PATIENCE)
# As on a computer without a graphics card: only WebGL is drawn by an emulated one.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--process-per-site",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Else a script that the process has compiled is read again in the background at each page load,
# only to be thrown away. Of two such lists the last counts, so what Playwright leaves out is here.
WITHOUT = (
    "--disable-features=ScriptStreaming,AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,"
    "PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
READS_BACK = "GPU stall due to ReadPixels"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def app_server(script: str = "app.py", port: int | None = None, base: str = "") -> Iterator[str]:
    """The app on a free local port, until the block ends; ``base``: the path it is under."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.port", str(port), "--server.headless", "true"]
    options += ["--server.address", "127.0.0.1", "--server.baseUrlPath", base]
    root = f"http://127.0.0.1:{port}" + f"/{base}" * bool(base)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command + options, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"{root}/_stcore/health")
            yield root
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with app_server() as url:
        yield url


def chromium_path() -> str:
    """Of the browsers that are there the one without windows, which loads a page soonest."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, WITHOUT])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Iterator[Page]:
    """A page that can import the player's files as they are."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.endswith(".js"):
            body = (MODULES / path.lstrip("/")).read_text(encoding="utf-8")
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    context = chromium.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://player.test/")
    yield page
    context.close()


BEEN_HERE = "try { localStorage.setItem('momentum-seen', '1'); } catch {}"
"""Who has been here is not greeted."""


class Opener:
    """Opens pages of the app, and remembers what their consoles said."""

    def __init__(
        self,
        browser: Browser,
        server: str,
        contexts: dict[Any, BrowserContext] | None = None,
        kept: dict[Any, Page] | None = None,
    ) -> None:
        self.browser, self.server = browser, server
        self.contexts = {} if contexts is None else contexts
        self.kept = {} if kept is None else kept
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self.runs = 0
        self._sent: list[int] = []
        self._unmapped: list[Page] = []

    def context(self, options: dict[str, Any]) -> BrowserContext:
        """A context with these options; kept, so that the app's own scripts are loaded once.
        With ``newcomer`` its browser has never seen the page before."""
        options = {"color_scheme": "light", "reduced_motion": "no-preference", **options}
        key = (self.server, *sorted(options.items()))
        if key not in self.contexts:
            newcomer = options.pop("newcomer", False)
            context = self.browser.new_context(base_url=self.server, **options)
            if not newcomer:
                context.add_init_script(BEEN_HERE)
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            # Stays open, and with it the process that has the page's scripts compiled.
            context.new_page().goto("/_stcore/health")
            self.contexts[key] = context
        return self.contexts[key]

    def __call__(
        self, query: str = "", *, width: int = 1440, height: int = 900, **options: Any
    ) -> Page:
        page = self.context(options).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.hear(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        page.on("websocket", self.overhear)
        page.goto(f"/{query}")
        ready(page)
        self._unmapped.append(page)
        return page

    def look(self, query: str = "", *, width: int = 1440, height: int = 900) -> Page:
        """A page that this link opens, the same one for every test that asks for it: to be looked
        at, or to have its clock set, and left otherwise as it is."""
        key = (query, width, height)
        if key not in self.kept:
            self.kept[key] = self(query, width=width, height=height)
        return self.kept[key]

    @property
    def sent(self) -> list[int]:
        """Sizes of the messages that pages sent to the server, the first maps' requests included."""
        while self._unmapped:
            mapped(self._unmapped.pop())
        return self._sent

    def overhear(self, socket: WebSocket) -> None:
        """Note what goes over a page's socket: sizes of what it sends, and how often a run has ended.
        The page itself need not show that: where its browser is busy, a run's begin and end come at
        once, and the page never says that it runs."""

        def told(data: str | bytes) -> None:
            news = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            self.runs += news.WhichOneof("type") == "script_finished"

        socket.on("framesent", lambda data: self._sent.append(len(data)))
        socket.on("framereceived", told)

    def ran(self, page: Page, runs: int) -> None:
        """Wait until so many runs of the page's script have ended since it was opened."""
        end = time.monotonic() + PATIENCE / 1000
        while self.runs < runs:
            assert time.monotonic() < end, f"{self.runs} runs have ended, not {runs}"
            page.evaluate("() => new Promise(requestAnimationFrame)")

    def hear(self, text: str) -> None:
        """Note what a console says, but for what Chromium says of itself: without a graphics card
        it reads every WebGL canvas back to show it, and warns that this is slow."""
        if READS_BACK not in text:
            self.said.append(text)

    def close(self) -> None:
        """Close the pages, not the contexts, and not those that are kept for others to look at."""
        for context in self.contexts.values():
            for page in context.pages[1:]:
                if page not in self.kept.values():
                    page.close()


def ready(page: Page) -> None:
    """Wait until the script has run, the stage has drawn its first picture and the still is gone."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function(
        "() => globalThis.momentumPage?.player?.begun && !document.getElementById('first')"
    )


def mapped(page: Page) -> None:
    """Wait until the maps that are in view have come, and the server rests."""
    page.wait_for_function(
        "() => { const { inView, maps, kind } = globalThis.momentumPage.player.maps;"
        " return inView === false || (inView && maps[kind]?.done === 1); }"
    )
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.fixture(scope="session")
def contexts() -> dict[Any, BrowserContext]:
    return {}


@pytest.fixture(scope="session")
def kept(chromium: Browser, server: str, contexts: dict[Any, BrowserContext]) -> Opener:
    """Who opens the pages that are kept."""
    return Opener(chromium, server, contexts)


Look = Callable[..., Page]


@pytest.fixture
def look(kept: Opener) -> Iterator[Look]:
    """For facts that need no page of their own: see `Opener.look`."""
    yield kept.look
    assert kept.said == []


@pytest.fixture
def open_page(
    chromium: Browser, server: str, contexts: dict[Any, BrowserContext], kept: Opener
) -> Iterator[Opener]:
    opener = Opener(chromium, server, contexts, kept.kept)
    yield opener
    opener.close()
    assert opener.said == []
