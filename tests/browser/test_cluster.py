"""Replicas behind the real nginx: what a visitor sees of it when one of them dies."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from deploy.cluster import Cluster, running, wait_until
from momentum_core.lessons import read
from momentum_core.settings.fields import FIELDS, spell_number
from momentum_core.words import english
from tests.browser.conftest import Opener, mapped, ready
from tests.browser.stage_page import middle, native, player, settled, shown, thumb

pytestmark = pytest.mark.services
TABLE = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"t;y\n1;2,5\n2;3\n4;7\n"}
CHOSEN = [field.name for field in FIELDS if field.name != "at"]
DIED = re.compile(r"^WebSocket onclose|WebSocket connection to .* failed|net::ERR_|502|503")
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


@contextlib.contextmanager
def crashed(cluster: Cluster, page: Page) -> Iterator[str]:
    """The replica that serves the page is dead in the block, and back after it."""
    name = serving(page)
    cluster.crash(name)
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


def gone(page: Page) -> None:
    """Wait until the page has noticed that its server is away."""
    page.wait_for_function("() => momentumPage.player.talk.offline")


SAID = """() => { const seen = globalThis.seen = new Set();
requestAnimationFrame(function look() {
  seen.add(globalThis.momentumPage.player.root.querySelector(".notices").textContent);
  requestAnimationFrame(look); }); }"""
"""Notes all that is said over the stage from now on, in the set ``seen``."""
OFFLINE = english.labels()["offline"] + "×"


def link(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_page_through_nginx(visit: Opener, cluster: Cluster):
    """It comes compressed; the visitor's cookie names the replica that their socket is on."""
    page = visit("?loss=line&at=3")
    name = serving(page)
    assert name in cluster.replicas
    path = page.evaluate("document.querySelector('script[type=module][src]').src")
    status, cookie, coding, body = asked(
        cluster, urlsplit(path).path, **{"Accept-Encoding": "gzip"}
    )
    assert (200, None, "gzip") == (status, cookie, coding)
    assert len(gzip.decompress(body)) > 2 * len(body)


@pytest.mark.parametrize(
    ("proto", "reach"), [("http", "SameSite=Lax"), ("https", "Secure; SameSite=None; Partitioned")]
)
def test_where_the_cookie_is_kept(cluster: Cluster, proto: str, reach: str):
    """With https also in a frame of another site; without it wherever there is plain http."""
    cookie = asked(cluster, "/?loss=bowl", **{"X-Forwarded-Proto": proto})[1]
    assert re.fullmatch(rf"replica=[abc]; Path=/; HttpOnly; {reach}", cookie)


def test_numbers_are_for_who_runs_it(cluster: Cluster):
    """Nobody asks for them through nginx."""
    assert asked(cluster, "/metrics")[0] == 404


def test_an_upload_comes_to_where_the_socket_is(visit: Opener, cluster: Cluster):
    """Even when the socket had to move, and the replica where it was is back."""
    page = visit("?loss=line&at=3")
    with crashed(cluster, page) as first:
        gone(page)
        back(page)
    assert serving(page) != first
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    page.locator("input[type=file]").set_input_files(TABLE)
    page.get_by_role("button", name="Fit a line to these").click()
    page.wait_for_function("() => momentumPage.player.scene.data?.y[0] === 2.5")


def test_killed_while_the_ball_rolls(visit: Opener, cluster: Cluster):
    """The ball rolls on, from where it was; link and settings are as they were, and of the server
    nothing is said but that it can't be reached."""
    page = visit("?loss=double-well&alpha=0.8&race=plain,nesterov&steps=400&speed=0.5")
    mapped(page)
    page.evaluate(SAID)
    before, address = shown(page), page.url
    with crashed(cluster, page) as first:
        gone(page)
        back(page)
        assert serving(page) != first
    after = shown(page)
    assert after["playing"]
    assert after["step"] >= before["step"]
    assert [name for name in CHOSEN if after.get(name) != before.get(name)] == []
    assert page.url == address
    assert set(page.evaluate("[...seen]")) == {"", OFFLINE}
    visible = page.locator(".notices span")
    expect(visible).to_have_count(0)


@pytest.mark.parametrize("handle", ["formula", "slider"])
def test_killed_while_something_is_dragged(visit: Opener, cluster: Cluster, handle: str):
    """The hand does not lose it, and what it chose is what the next server has."""
    page = visit("?at=3")
    mapped(page)
    x, y = middle(page.locator(".term.alpha")) if handle == "formula" else thumb(page, "alpha")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 20, y)
    page.wait_for_function("() => momentumPage.player.talk.choice.alpha < 0.9")
    with crashed(cluster, page) as first:
        gone(page)
        page.wait_for_function("() => !momentumPage.player.talk.offline")
        page.mouse.move(x - 40, y)
        alpha = shown(page)["alpha"]
        assert alpha < 0.9
        page.mouse.up()
        back(page)
        assert serving(page) != first
    settled(page, alpha=alpha)
    assert native(page, "alpha").get_attribute("aria-valuetext") == spell_number(alpha)
    assert link(page)["alpha"] == [spell_number(alpha)]


def test_killed_in_a_lesson(visit: Opener, cluster: Cluster):
    """What was answered stays answered, although the next server has never heard of it."""
    page = visit("?lesson=together&page=1")
    step = read.load()["together"].steps[0]
    right = next(answer for answer in step.prediction.answers if answer.right)
    page.get_by_role("button", name=right.text).click()
    told = page.locator(".st-key-told")
    expect(told).to_contain_text(right.feedback)
    page.wait_for_function("() => momentumPage.player.clock.step > 6")
    before, address = shown(page), page.url
    with crashed(cluster, page) as first:
        gone(page)
        back(page)
        assert serving(page) != first
    expect(told).to_contain_text(right.feedback)
    assert player(page, "p.lesson.waits") is False
    assert shown(page)["step"] >= before["step"]
    assert page.url == address


def test_killed_at_an_open_question(visit: Opener, cluster: Cluster):
    """It stays open, and the stage waits where it waited."""
    page = visit("?lesson=together&page=1")
    page.wait_for_function("() => momentumPage.player.clock.step === 4")
    with crashed(cluster, page):
        gone(page)
        back(page)
    assert player(page, "[p.lesson.waits, p.clock.step]") == [True, 4]
    expect(page.locator(".st-key-prediction button").first).to_be_visible()


def test_data_that_no_link_can_carry(visit: Opener, cluster: Cluster):
    """That is said when they are brought; another server gets them from the page, and a reload of
    the page from what the browser keeps."""
    page = visit("?loss=line&at=3")
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    rows = [f"{k + 0.125};{(k * 7919) % 101 + 0.375}" for k in range(300)]
    table = {**TABLE, "buffer": "\n".join(["t;y", *rows]).encode()}
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Fit a line to these").click()
    expect(page.locator(".notices")).to_contain_text("A link can’t carry so many data")
    page.wait_for_function("() => momentumPage.player.scene.data?.y.length === 300")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    before = player(page, "p.scene.data.y")
    with crashed(cluster, page):
        gone(page)
        back(page)
    settled(page, loss="line")
    assert player(page, "p.scene.data.y") == before
    expect(page.locator(".notices")).to_contain_text("A link can’t carry so many data")

    page.reload()
    page.wait_for_function("() => globalThis.momentumPage?.player?.scene?.data?.y.length === 300")
    assert player(page, "p.scene.data.y") == before
    page.goto(page.url.replace("eta=", "speed=2&eta="))
    ready(page)
    assert len(player(page, "p.scene.data.y")) < 300
