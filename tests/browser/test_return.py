"""A server that is killed and started again: when the page says that it is back."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, expect

from deploy.cluster import Replica, free_port
from momentum_core.lessons import read
from tests.browser.conftest import ROOT, Opener
from tests.serving.visitor import Visitor

pytestmark = pytest.mark.services
SOURCE = (ROOT / "assets/player/host/connection.js").read_text(encoding="utf-8")
(PATIENCE,) = re.findall(r"^const PATIENCE = (\d+);", SOURCE, re.MULTILINE)
NO_FALLBACK = f"""() => {{ const wait = globalThis.setTimeout;
globalThis.setTimeout = (tell, ms, ...more) => ms === {PATIENCE} ? 0 : wait(tell, ms, ...more); }}"""
"""Who waits as long as the page waits for a server that says nothing, waits for ever."""


@pytest.fixture
def replica() -> Iterator[Replica]:
    replica = Replica(free_port())
    replica.start()
    replica.await_ready()
    yield replica
    replica.end()


async def opened(url: str) -> None:
    async with Visitor(url):
        pass


@pytest.mark.parametrize("warm", [False, True])
def test_after_an_answered_question(chromium: Browser, replica: Replica, warm: bool):
    """The notice goes when the page's script has run on the server that is back, whether that takes
    long, as the first time, or not: by that event, and not as too much time has passed."""
    opener = Opener(chromium, replica.url)
    page = opener("?lesson=together&page=1")
    right = next(x for x in read.load()["together"].steps[0].prediction.answers if x.right)
    page.get_by_role("button", name=right.text).click()
    told = page.locator(".st-key-told")
    expect(told).to_contain_text(right.feedback)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.evaluate(NO_FALLBACK)
    replica.end(signal.SIGKILL)
    page.wait_for_function("() => momentumPage.player.talk.offline")
    replica.start()
    replica.await_ready()
    if warm:
        with ThreadPoolExecutor() as aside:
            aside.submit(asyncio.run, opened(replica.url)).result()
    page.wait_for_function("() => !momentumPage.player.talk.offline")
    expect(page.locator(".notices span")).to_have_count(0)
    expect(told).to_contain_text(right.feedback)
    opener.close()
