"""Browsers that Playwright can't drive as the system installs them: Firefox and WebKit, Safari's engine.

Firefox speaks WebDriver BiDi on a socket of its own, WebKit plain WebDriver by its driver. Sources:
W3C, WebDriver BiDi and WebDriver 2. No more of either is here than the tests of test_engines.py need.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import PATIENCE, free_port, wait_for

SIZE = {"width": 1440, "height": 900}
LEFT = "code=1001 (going away)"
LOOK = 0.05
"""Seconds between two looks at something that is waited for."""


class Engine(Protocol):
    """One window of a browser."""

    said: list[str]
    """Errors and warnings on the page's console, where the browser tells of them."""

    def open(self, url: str) -> None: ...

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript is worth on the page, as JSON."""

    def act(self, actions: list[dict[str, Any]]) -> None:
        """WebDriver's own notation of what a hand does."""

    def resize(self, width: int, height: int) -> None:
        """Give the window a size; a page in it may be lower."""


def wait_until(engine: Engine, expression: str) -> None:
    """Until an expression holds on the page."""
    end = time.monotonic() + PATIENCE / 1000
    while not engine.value(f"Boolean({expression})"):
        assert time.monotonic() < end, f"never: {expression}"
        time.sleep(LOOK)


def drag(engine: Engine, x: float, y: float, by: int) -> None:
    """Press at a point, move sideways in steps, and hold there."""
    path = [{"type": "pointerMove", "x": round(x) + by * k // 5, "y": round(y)} for k in range(6)]
    engine.act([mouse(path[0], {"type": "pointerDown", "button": 0}, *path[1:])])


def press(engine: Engine, x: float, y: float) -> None:
    """Press at a point, and let go."""
    at = {"type": "pointerMove", "x": round(x), "y": round(y)}
    down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
    engine.act([mouse(at, down, up)])


ENTER = "\ue007"
"""WebDriver's name of the key."""


def type_in(engine: Engine, text: str) -> None:
    """Press one key after the other."""
    strokes = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
    engine.act([{"type": "key", "id": "keys", "actions": strokes}])


def drop(engine: Engine) -> None:
    engine.act([mouse({"type": "pointerUp", "button": 0})])


def mouse(*actions: dict[str, Any]) -> dict[str, Any]:
    kind = {"pointerType": "mouse"}
    return {"type": "pointer", "id": "mouse", "parameters": kind, "actions": list(actions)}


class Firefox:
    """By WebDriver BiDi."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.said, self._last = socket, [], 0
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]
        self._call("browsingContext.setViewport", context=self._page, viewport=SIZE)

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self._last += 1
        self.socket.send(json.dumps({"id": self._last, "method": method, "params": arguments}))
        while True:
            told = json.loads(self.socket.recv(PATIENCE / 1000))
            if told.get("method") == "log.entryAdded":
                self._hear(told["params"])
            elif told.get("id") == self._last:
                assert told["type"] == "success", told
                return told["result"]

    def _hear(self, entry: dict[str, Any]) -> None:
        # Of a page that is left Streamlit says so, and that may be heard on the next one.
        if entry["level"] in ("warn", "error") and LEFT not in entry["text"]:
            self.said.append(entry["text"])

    def open(self, url: str) -> None:
        self._go("about:blank")
        self.said.clear()
        self._go(url)

    def _go(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def value(self, expression: str) -> Any:
        answer = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._page},
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def act(self, actions: list[dict[str, Any]]) -> None:
        self._call("input.performActions", context=self._page, actions=actions)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._call("browsingContext.setViewport", context=self._page, viewport=size)


class WebKit:
    """By WebDriver, which tells nothing of the console."""

    def __init__(self, address: str, browser: str) -> None:
        self.said: list[str] = []
        self._session = f"{address}/session"
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session += f"/{self._post(capabilities=wanted)['sessionId']}"
        self._post("/window/rect", **SIZE)

    def _post(self, path: str = "", **arguments: Any) -> Any:
        return self._ask("POST", path, json.dumps(arguments).encode())

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._session + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE / 1000) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def open(self, url: str) -> None:
        self._post("/url", url=url)

    def value(self, expression: str) -> Any:
        told = self._post("/execute/sync", script=f"return JSON.stringify({expression})", args=[])
        return json.loads(told or "null")

    def act(self, actions: list[dict[str, Any]]) -> None:
        self._post("/actions", actions=actions)

    def resize(self, width: int, height: int) -> None:
        self._post("/window/rect", width=width, height=height)

    def close(self) -> None:
        self._ask("DELETE", "")


@contextlib.contextmanager
def running(*command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program, until the block ends."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    with subprocess.Popen(command, **quiet) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(10)


@contextlib.contextmanager
def firefox() -> Iterator[Firefox]:
    """Without a window, and without WebGL: as on a machine that has no graphics card for it."""
    path = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))))
    port = str(free_port())
    with tempfile.TemporaryDirectory() as profile:
        (Path(profile) / "user.js").write_text('user_pref("webgl.disabled", true);\n')
        command = (path, "--headless", "--profile", profile, "--remote-debugging-port", port)
        env = {**os.environ, "HOME": profile}
        with running(*command, env=env), connected(f"ws://127.0.0.1:{port}/session") as socket:
            yield Firefox(socket)


def connected(url: str) -> ClientConnection:
    """A socket to a program that has just been started."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            return connect(url, max_size=None)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK)


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display that nobody sees, by its name."""
    read, write = os.pipe()
    size = f"{SIZE['width']}x{SIZE['height']}x24"
    with running("Xvfb", "-displayfd", str(write), "-screen", "0", size, pass_fds=(write,)):
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"


@contextlib.contextmanager
def webkit() -> Iterator[WebKit]:
    """In the small browser that comes with the engine."""
    browser = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))[-1]
    with screen() as display, tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "DISPLAY": display, "HOME": home, "XDG_RUNTIME_DIR": home}
        address = f"http://127.0.0.1:{(port := free_port())}"
        with running("WebKitWebDriver", f"--port={port}", env=env):
            wait_for(f"{address}/status")
            engine = WebKit(address, str(browser))
            try:
                yield engine
            finally:
                engine.close()
