"""What a page's parts do that come late, or not at all: they are waited for, and nothing stops."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Opener, mapped, ready
from tests.browser.stage_page import player, settled, shown

PLOTLY = re.compile(r"/(momentum/plotly|static/js/PlotlyChart)[-.][\w-]+\.js")
LOADING = "The picture is still loading"
RELOAD = "Reload the page"
LONG = "10:00"
"""Minutes that a slow line may take."""


def without_plotly(opener: Opener, query: str, **options) -> tuple[Page, list[Route]]:
    """A page that has all but its drawing library, and the requests for that, which wait."""
    page = opener.context(options).new_page()
    held: list[Route] = []
    page.on("console", lambda message: opener.hear(message.text))
    page.on("pageerror", lambda error: opener.said.append(str(error)))
    page.route(PLOTLY, lambda route: held.append(route))
    page.clock.install()
    with page.expect_request(PLOTLY):
        page.goto(f"/{query}")
    page.wait_for_function("() => globalThis.momentumPage?.player?.balls")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    return page, held


def test_a_picture_that_comes_late(open_page: Opener):
    """After ten minutes the page still says that it is loading; then the picture is there."""
    page, held = without_plotly(open_page, "?loss=himmelblau&at=3")
    page.clock.fast_forward(LONG)
    missing = page.locator(".stage .missing")
    expect(missing).to_contain_text(LOADING)
    assert page.get_by_text(RELOAD).count() == 0
    assert page.locator(".contour .tools:visible, .contour g.ball:visible").count() == 0

    held[0].continue_()
    ready(page)
    expect(page.locator(".contour .js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".contour g.ball")).to_be_visible()
    expect(missing).to_be_empty()
    assert player(page, "p.contour.hero.ball.dataset.step") == "3"
    assert len(held) == 1


def test_what_was_done_while_it_loaded_is_kept(open_page: Opener):
    """The clock that a visitor has moved stays where it is when the picture comes."""
    page, held = without_plotly(open_page, "?loss=himmelblau")
    for _ in range(2):
        page.get_by_role("button", name="One step forward").click()
    assert shown(page)["step"] == 2
    held[0].continue_()
    ready(page)
    expect(page.locator(".contour g.ball")).to_have_attribute("data-step", "2")
    assert not shown(page)["playing"]


def test_a_hill_waits_for_nothing(open_page: Opener):
    """Its picture needs no library, and asks for none before it is there."""
    page = open_page.context({}).new_page()
    page.route(PLOTLY, lambda route: route.abort())
    page.goto("/?at=3")
    ready(page)
    expect(page.locator(".hill g.ball")).to_have_attribute("data-step", "3")
    expect(page.locator(".hill .curve")).to_be_visible()


def test_a_picture_that_never_comes(open_page: Opener):
    """When neither our own Plotly comes nor Streamlit's, the page says so; all else works, and the
    reload that it advises helps."""
    page, held = without_plotly(open_page, "?loss=himmelblau&at=3")
    page.route(PLOTLY, lambda route: route.abort())
    held[0].abort()
    missing = page.locator(".stage .missing")
    expect(missing).to_contain_text(RELOAD)
    assert shown(page)["step"] == 3
    page.get_by_role("button", name="One step forward").click()
    assert shown(page)["step"] == 4
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    expect(page.locator(".chart .line.ball")).to_be_visible()
    expect(missing).to_contain_text(RELOAD)
    assert "alpha=0.89" in page.url
    complaints = [said for said in open_page.said if "PlotlyChart" not in said]
    assert set(complaints) == {"Failed to load resource: net::ERR_FAILED"}
    open_page.said.clear()

    page.unroute(PLOTLY)
    page.reload()
    ready(page)
    expect(missing).to_be_empty()
    assert shown(page)["alpha"] == 0.89


def test_an_answer_that_comes_late(open_page: Opener):
    """What was chosen stays on the stage until the server has been heard; then it is its own run."""
    page = open_page.context({}).new_page()
    late: list[str | bytes] = []
    sockets: list[WebSocketRoute] = []
    slow = False

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda data: late.append(data) if slow else socket.send(data))
        socket.on_message(server.send)

    page.route_web_socket(re.compile("/_stcore/stream"), connect)
    page.clock.install()
    page.goto("/?at=3")
    ready(page)
    mapped(page)
    slow = True
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    for _ in range(12):
        page.clock.run_for(1000)
        assert (0.89, True) == (shown(page)["alpha"], shown(page)["preview"])
    slow = False
    for data in late:
        sockets[-1].send(data)
    settled(page, alpha=0.89)
    assert "alpha=0.89" in page.url


def test_a_server_that_does_not_take_a_choice(open_page: Opener):
    """It was told, has run and rests: then what it has is shown again."""
    page = open_page.context({}).new_page()
    page.clock.install()
    page.goto("/?at=3")
    ready(page)
    mapped(page)
    page.evaluate(
        "() => { const { host } = momentumPage.player, { send } = host; host.send = () => send({}); }"
    )
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => momentumPage.player.talk.choice.alpha === 0.89")
    for _ in range(12):
        page.clock.run_for(1000)
        page.wait_for_selector("[data-test-script-state=notRunning]")
    settled(page, alpha=0.9)
    assert shown(page)["alpha"] == 0.9
