"""In another site's page: course platforms and articles have the app in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from front_door.embed import piece
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import PATIENCE, READS_BACK
from tests.browser.stage_page import native

FILE = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"t,y\n0,2.5\n1,4\n2,7\n"}
TEXT = "<p>Read this first.</p>" * 80
BEGUN = "() => globalThis.momentumPage?.player?.begun"
WITHOUT_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
Object.defineProperty(document, "cookie", { get: () => "", set() {} });"""
"""As where a browser keeps nothing for what stands in another site's page."""
Course = Callable[..., Page]


@pytest.fixture
def course(chromium: Browser) -> Iterator[Course]:
    """Opens another site's page with some HTML: localhost and 127.0.0.1 are two sites, so that no
    cookie of the app's is sent in the frame. What the consoles say is looked at when it closes."""
    said: list[str] = []
    contexts: list[BrowserContext] = []
    body = ""

    class Parent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = f'<!doctype html><link rel="icon" href="data:,"><title>A course</title>{body}'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    def opened(html: str, *, script: str = "", clipboard: bool = False) -> Page:
        nonlocal body
        body = html
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if script:
            context.add_init_script(script)
        if clipboard:
            context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://localhost:{parent.server_port}")
        return page

    parent = ThreadingHTTPServer(("127.0.0.1", 0), Parent)
    Thread(target=parent.serve_forever, daemon=True).start()
    yield opened
    for context in contexts:
        context.close()
    parent.shutdown()
    parent.server_close()
    assert [text for text in said if READS_BACK not in text] == []


def frame(address: str, **attributes: object) -> str:
    attributes = {"width": 800, "height": 600, **attributes}
    return (
        f'<iframe src="{address}" {" ".join(f"{k}={v!s}" for k, v in attributes.items())}></iframe>'
    )


def inside(page: Page, part: str) -> Frame:
    """The frame whose address has this part, when its first picture is drawn."""
    element = page.locator(f"iframe[src*='{part}']")
    element.scroll_into_view_if_needed()
    found = element.element_handle().content_frame()
    assert found
    found.wait_for_url(lambda url: part in url)
    found.wait_for_function(BEGUN)
    found.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    return found


def test_two_at_once(course: Course, server: str):
    """Each has its own run, and the page around them stays where it is. One that is lazy and below
    the window is not asked for before it is scrolled to; 320 pixels are enough."""
    first = frame(f"{server}/?embed=true&loss=bowl&at=3&lesson=steps")
    lazy = frame(f"{server}/?embed=true&loss=himmelblau&at=2", width=320, loading="lazy")
    page = course(f"{TEXT}{first}{TEXT * 4}{lazy}")
    hill = next(each for each in page.frames if "bowl" in each.url)
    hill.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    assert page.evaluate("scrollY") == 0
    hill = inside(page, "bowl")
    there = page.evaluate("scrollY")
    hill.wait_for_function("() => momentumPage.player.maps.maps.basin?.done ?? true")
    assert page.evaluate("scrollY") == there
    assert not any("himmelblau" in each.url for each in page.frames)

    flat = inside(page, "himmelblau")
    assert flat.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for each, loss, step in ((hill, "bowl", 3), (flat, "himmelblau", 2)):
        shown = each.evaluate(
            "(k) => { const { run } = momentumPage.player.balls[0];"
            " return [...run.w.slice(k * run.d, k * run.d + run.d)]; }",
            step,
        )
        assert shown == simulate(Settings.of(loss)).trajectory.w[step].tolist()


@pytest.mark.parametrize("allowed", [True, False])
def test_it_copies_its_link(course: Course, server: str, allowed: bool):
    """Where the frame may, to the clipboard; else the link stands there to be copied by hand.
    Either way it opens a page, not a frame."""
    more = {"allow": "clipboard-write"} if allowed else {}
    page = course(frame(f"{server}/?embed=true&alpha=0.8&at=4", **more), clipboard=allowed)
    app = inside(page, "alpha")
    app.get_by_role("button", name="Copy link").click()
    if allowed:
        expect(app.get_by_role("button", name="Copied")).to_be_visible()
        page.bring_to_front()
        page.evaluate("focus()")
        link = page.evaluate("navigator.clipboard.readText()")
    else:
        link = app.locator(".notices span").inner_text().partition(": ")[2]
    assert link.startswith(f"{server}/?")
    assert "alpha=0.8" in link
    assert "at=4" in link
    assert "embed" not in link
    assert "%2C" not in link


def test_keys_are_the_pages_in_which_they_are_pressed(course: Course, server: str):
    """Those of the course scroll it; those of the frame are the stage's only where they mean
    something there."""
    page = course(f"{frame(f'{server}/?embed=true&at=4')}{TEXT * 4}")
    app = inside(page, "at=4")
    page.locator("p").first.click()
    before = page.evaluate("scrollY")
    page.keyboard.press("Space")
    page.wait_for_function("(y) => scrollY > y + 100", arg=before)
    assert app.evaluate("momentumPage.player.clock.step") == 4
    assert not app.evaluate("momentumPage.player.clock.playing")

    page.evaluate("scrollTo(0, 0)")
    app.evaluate(
        """() => { globalThis.taken = [];
        addEventListener("keydown", (event) => taken.push([event.key, event.defaultPrevented])); }"""
    )
    app.locator(".sentence").first.click()
    for key in ("PageDown", "PageUp", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    taken = dict(app.evaluate("taken"))
    assert not any(taken.values())


def test_a_file_is_given(course: Course, server: str):
    """Without any cookie."""
    page = course(frame(f"{server}/?embed=true&loss=line", width=1000, height=800))
    app = inside(page, "loss=line")
    native(page.frame_locator("iframe"), "data").click()
    app.get_by_role("option", name="Your own data").click()
    app.locator("input[type=file]").set_input_files(FILE)
    app.get_by_role("button", name="Fit a line to these").click()
    app.wait_for_function("() => momentumPage.player.scene.data?.y[0] === 2.5")


def test_where_nothing_may_be_kept(course: Course, server: str):
    """The page runs, is dragged and told as ever."""
    page = course(frame(f"{server}/?embed=true&at=4"), script=WITHOUT_STORAGE)
    app = inside(page, "at=4")
    app.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    app.wait_for_function(
        "() => momentumPage.player.talk.shown.settings.alpha < 0.9 && !momentumPage.player.talk.draft"
    )


def test_a_picture_that_becomes_alive(course: Course, server: str):
    """Nothing is asked for before the tap; then the link's own run is there, where the picture was."""
    page = course(piece(f"{server}/?loss=bowl&alpha=0.8&at=2"))
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute(
        "alt", "With momentum the ball rests in the valley, w = 0.000, after 88 steps."
    )
    assert picture.evaluate("(node) => node.complete && node.naturalWidth") == 1200
    assert len(page.frames) == 1 or page.frames[1].url in ("", "about:blank")
    page.get_by_text("Tap to make it roll").click()
    app = inside(page, "loss=bowl")
    expect(picture).to_be_hidden()
    assert app.evaluate("momentumPage.player.clock.step") == 2
