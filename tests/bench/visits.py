"""What a visit costs who comes: bytes on the wire and, on an emulated telephone, seconds. Part of
``make bench``; nothing is asserted.

The telephone is Chromium with a processor four times slower and a line of 1.6 Mbit/s that takes
150 ms there and back. Bytes are those of the answers with their headers, and of the socket's
messages. A second visit is one to the same link with the same browser.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.conftest import BEEN_HERE, FLAGS, app_server, chromium_path, ready

LINKS = {"hill": "?at=0", "two weights": "?loss=himmelblau&at=0"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SLOWER, LATENCY, RATE = 4, 150, 1.6e6 / 8
MOVES = """
globalThis.moved = 0;
let gone = false, begun = false;
addEventListener("momentum-begun", () => { begun = true; });
new MutationObserver(() => { gone ||= begun && !document.getElementById("first"); })
  .observe(document, { childList: true, subtree: true });
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) if (gone) globalThis.moved += value;
}).observe({ type: "layout-shift" });
"""
"""How much of the page moves once its still has gone, as Chromium counts it (layout shift)."""
TARGETS = {
    "first visit, kB": {"hill": 2100, "two weights": 2100},
    "second visit, kB": {"hill": 60, "two weights": 60},
    "telephone: formula and still, s": {"hill": 3, "two weights": 3},
    "telephone: the ball is there, s": {"hill": 10, "two weights": 15},
    "telephone: moves when the still has gone": {"hill": 0.1, "two weights": 0.1},
    "server start → first picture, s": {"hill": 2.5},
}


class Wire:
    """What comes over a page's line."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.client = context.new_cdp_session(self.page)
        self.size, self.requests = 0.0, 0
        self.client.send("Network.enable")
        self.client.on("Network.loadingFinished", self.came)
        self.client.on("Network.webSocketFrameReceived", self.said)

    def came(self, event: dict[str, Any]) -> None:
        self.requests += event["encodedDataLength"] > 0
        self.size += event["encodedDataLength"]

    def said(self, event: dict[str, Any]) -> None:
        response = event["response"]
        text = len(response["payloadData"])
        self.size += text * 3 / 4 if response["opcode"] == 2 else text

    def slow(self) -> None:
        """Like a telephone's, on a slow line."""
        self.client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        line = {"latency": LATENCY, "downloadThroughput": RATE, "uploadThroughput": RATE}
        self.client.send("Network.emulateNetworkConditions", {"offline": False, **line})


def bytes_of(browser: Browser, url: str, link: str) -> tuple[float, float]:
    """Kilobytes of a first visit, to its first picture, and of a second."""
    context = browser.new_context()
    context.add_init_script(BEEN_HERE)
    sizes = []
    for _ in range(2):
        wire = Wire(context)
        wire.page.goto(f"{url}/{link}")
        ready(wire.page)
        sizes.append(wire.size / 1000)
        wire.page.wait_for_load_state("networkidle")
        wire.page.close()
    context.close()
    return sizes[0], sizes[1]


def seconds_of(browser: Browser, url: str, link: str) -> tuple[float, float, float]:
    """On a telephone: until something is seen, until the ball is there; and what moves then."""
    context = browser.new_context(**PHONE)
    context.add_init_script(BEEN_HERE)
    context.add_init_script(MOVES)
    wire = Wire(context)
    wire.page.set_default_timeout(120_000)
    wire.slow()
    since = time.monotonic()
    wire.page.goto(f"{url}/{link}", wait_until="commit")
    wire.page.wait_for_function("() => globalThis.momentumPage?.player?.begun")
    begun = time.monotonic() - since
    painted = wire.page.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    )
    wire.page.wait_for_load_state("networkidle")
    moved = wire.page.evaluate("() => globalThis.moved")
    context.close()
    return (painted or float("nan")) / 1000, begun, moved


def main() -> None:
    """Measure all, and print a table."""
    found: dict[str, dict[str, float]] = {name: {} for name in TARGETS}
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        context = browser.new_context()
        context.add_init_script(BEEN_HERE)
        page = context.new_page()
        since = time.monotonic()
        with app_server() as url:
            page.goto(url)
            page.wait_for_function("() => globalThis.momentumPage?.player?.begun")
            found["server start → first picture, s"]["hill"] = time.monotonic() - since
            context.close()
            for name, link in LINKS.items():
                first, second = bytes_of(browser, url, link)
                seen, begun, moved = seconds_of(browser, url, link)
                found["first visit, kB"][name] = first
                found["second visit, kB"][name] = second
                found["telephone: formula and still, s"][name] = seen
                found["telephone: the ball is there, s"][name] = begun
                found["telephone: moves when the still has gone"][name] = moved
        browser.close()
    print("| a visit | " + " | ".join(LINKS) + " | target | met? |\n|---|---|---|---|---|")
    for measure, targets in TARGETS.items():
        values = [found[measure].get(name) for name in LINKS]
        cells = " | ".join("" if x is None else f"{x:,.3g}" for x in values)
        good = all(found[measure][name] <= most for name, most in targets.items())
        limits = " · ".join(f"≤ {most:g}" for most in targets.values())
        print(f"| {measure} | {cells} | {limits} | {'yes' if good else '**no**'} |")


if __name__ == "__main__":
    main()
