"""Replicas behind the real nginx: what a visitor sees of it when one of them dies."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from deploy.cluster import Cluster, running, wait_until
from momentum_core.losses.data.observations import SAMPLE
from tests.browser.conftest import Opener, mapped, ready
from tests.browser.stage_page import middle, native, player, settled, shown

pytestmark = pytest.mark.services
TABLE = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"t;y\n1;2,5\n2;3\n4;7\n"}
DIED = re.compile(r"WebSocket connection to .* failed|net::ERR_|502|503")
"""What Chromium itself says when a replica dies."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running(Cluster()) as cluster:
        yield cluster


@pytest.fixture
def visit(chromium, cluster: Cluster) -> Iterator[Opener]:
    """Opens pages through nginx; their consoles say nothing but that a connection was lost."""
    opener = Opener(chromium, cluster.url)
    yield opener
    opener.close()
    for context in opener.contexts.values():
        context.close()
    assert [said for said in opener.said if not DIED.search(said)] == []


def serving(page: Page) -> str:
    """The name of the replica that this visitor is sent to."""
    return next(c["value"] for c in page.context.cookies() if c["name"] == "replica")


def crash(cluster: Cluster, name: str) -> None:
    cluster.replicas[name].end(signal.SIGKILL)


@contextlib.contextmanager
def crashed(cluster: Cluster, page: Page) -> Iterator[str]:
    """The replica that serves the page is dead in the block, and back after it."""
    name = serving(page)
    crash(cluster, name)
    try:
        yield name
    finally:
        cluster.replicas[name].start()
        cluster.replicas[name].await_ready()
        wait_until(lambda: asked(cluster, "/", name)[1] is None, f"nginx to send to {name} again")


def asked(cluster: Cluster, path: str, replica: str = "", **headers: str):
    """Status, cookie, coding and body of one request."""
    if replica:
        headers["Cookie"] = f"replica={replica}"
    connection = http.client.HTTPConnection("127.0.0.1", cluster.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as r:
            return r.status, r.headers["Set-Cookie"], r.headers["Content-Encoding"], r.read()


def back(page: Page) -> None:
    """Wait until the page has another server, and has told it everything."""
    page.wait_for_function(
        "() => document.querySelector('[data-test-connection-state=CONNECTED]')"
        " && !momentumPage.player.talk.offline && !momentumPage.player.talk.draft"
    )
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


SINCE = """() => {
const app = document.querySelector("[data-test-connection-state]");
const lost = globalThis.lost = { at: 0, took: 0, seen: [] };
new MutationObserver(() => {
  if (app.dataset.testConnectionState !== "CONNECTED") lost.at ||= performance.now();
}).observe(app, { attributes: true });
requestAnimationFrame(function look() {
  const { talk, notices } = globalThis.momentumPage.player;
  if (notices.text && !lost.seen.includes(notices.text)) lost.seen.push(notices.text);
  if (lost.at && !lost.took && !talk.offline && !talk.draft && app.dataset.testConnectionState === "CONNECTED")
    lost.took = performance.now() - lost.at;
  requestAnimationFrame(look);
});
}"""
"""Notes how long the page was without a server, and what it said meanwhile."""


def test_killed_while_the_ball_rolls(visit: Opener, cluster: Cluster):
    """The clock goes on, and afterwards all is as it was."""
    page = visit("?loss=rosenbrock&alpha=0.8&race=plain,nesterov&steps=400&speed=0.5")
    mapped(page)
    page.evaluate(SINCE)
    before = shown(page)
    first = serving(page)
    with crashed(cluster, page):
        page.wait_for_function("() => momentumPage.player.talk.offline")
        back(page)
        assert serving(page) != first
        print(page.evaluate("lost"))
    after = shown(page)
    print(before, after)
    assert after["step"] > before["step"]


def test_killed_in_a_lesson(visit: Opener, cluster: Cluster):
    page = visit("?lesson=together&page=1")
    page.get_by_role("button", name="To the left, but less than in the last step.").click()
    expect(page.locator(".st-key-told")).to_contain_text("Right")
    page.wait_for_function("() => momentumPage.player.clock.step > 6")
    page.evaluate(SINCE)
    with crashed(cluster, page):
        page.wait_for_function("() => momentumPage.player.talk.offline")
        back(page)
        print(page.evaluate("lost"))
        print(page.url, shown(page))
        page.screenshot(path="/tmp/plan/les.png")
        expect(page.locator(".st-key-told")).to_contain_text("Right")
