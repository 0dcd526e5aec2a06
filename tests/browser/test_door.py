"""What a visit asks for, and that the page does without what does not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.stage import files
from tests.browser.conftest import BEEN_HERE, READS_BACK, app_server, ready
from tests.browser.stage_page import player

TWO = "?loss=himmelblau&at=4"
OURS, STREAMLITS = "momentum/plotly-", "/PlotlyChart."


class Visit:
    """A page, what it asked for, and what its console said."""

    def __init__(self, browser: Browser, url: str, query: str) -> None:
        self.context = browser.new_context()
        self.context.add_init_script(BEEN_HERE)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(f"{url}/{query}")
        ready(self.page)

    def asked_for(self, part: str) -> bool:
        return any(part in url for url in self.asked)

    def stands(self) -> None:
        """The picture is there, of the link's own run, and the console silent."""
        run = simulate(Settings.of("himmelblau"))
        w = float(player(self.page, "p.contour.hero.ball.dataset.w").split(",")[0])
        assert w == run.trajectory.w[4, 0]
        assert player(self.page, "p.contour.plot.querySelectorAll('.contourlayer path').length") > 5
        assert [text for text in self.said if READS_BACK not in text] == []


@pytest.fixture
def visit(chromium: Browser) -> Iterator[type]:
    visits: list[Visit] = []

    def opened(url: str, query: str) -> Visit:
        visits.append(Visit(chromium, url, query))
        return visits[-1]

    yield opened
    for each in visits:
        each.context.close()


def test_two_weights_take_our_own_plotly(visit, server: str):
    """A file of ours and none of Streamlit's; the player comes as a file, too, not by the socket."""
    found = visit(server, TWO)
    found.stands()

    assert "plotly" in files.addresses()
    assert found.asked_for(OURS)
    assert found.asked_for("momentum/player-")
    assert not found.asked_for(STREAMLITS)


def test_without_the_routes(visit):
    """Where a host passes only Streamlit's own, the page asks for no file of ours: the player comes
    by the socket, Plotly with Streamlit's chart."""
    with app_server("tests/browser/bare_app.py") as url:
        found = visit(url, TWO)
        found.stands()

        assert not found.asked_for("/momentum/")
        assert found.asked_for(STREAMLITS)


def test_without_what_is_built_and_under_a_path(visit):
    """The player is a file of ours under the page's own path; Plotly is Streamlit's."""
    with app_server("tests/browser/unbuilt_app.py", base="school/momentum") as url:
        found = visit(url, TWO)
        found.stands()

        assert found.asked_for(f"{url}/momentum/player-")
        assert not found.asked_for(OURS)
        assert found.asked_for(STREAMLITS)
        outside = [one for one in found.asked if not re.match(f"{url}/|blob:|data:", one)]
        assert outside == []


PLAYER = re.compile(r"/momentum/player-")
HOSTILE = "</title><script>alert(1)</script><img src=//evil.example>![x](http://evil.example)"


def test_the_formula_and_a_still_come_before_anything_is_alive(chromium: Browser, server: str):
    """They are seen while the player is still on its way, stand where it will draw them, and are
    gone when it has; nothing that stands in the layout moves for it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(BEEN_HERE)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    held: list[Route] = []
    page.route(PLAYER, lambda route: held.append(route))
    page.goto(f"{server}/?alpha=0.7&at=4")
    first = page.locator("#first")
    expect(first).to_contain_text("∇Q(w)")
    expect(first).to_contain_text("0.7")
    still = page.locator("#first .ball").bounding_box()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(first).to_be_visible()
    for route in held:
        route.continue_()
    ready(page)
    expect(first).to_have_count(0)
    drawn = page.locator(".hill g.ball .disc").bounding_box()
    for side in ("x", "y"):
        middle = [box[side] + box["width"] / 2 for box in (still, drawn)]
        assert middle[0] == pytest.approx(middle[1], abs=12), side
    assert said == []
    context.close()


def test_without_javascript_there_is_still_something_to_see(chromium: Browser, server: str):
    """Formula, still and how the run ends; and markup in a link is text there, too."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/?loss=bowl&eta=9")
    expect(page.locator("#first .says")).to_contain_text("escapes")
    expect(page.locator("#first path.curve")).to_be_visible()
    for name in ("q", "loss", "data"):
        page.goto(f"{server}/?{name}={quote(HOSTILE)}")
        expect(page.locator("#first h1")).to_have_text("Momentum")
    assert [url for url in asked if not re.match(f"{server}/|data:", url)] == []
    context.close()


LATEX = r"\href{javascript:alert(1)}{x}^2 + \includegraphics{http://evil.example/a}"


@pytest.mark.parametrize("text", [HOSTILE, LATEX])
def test_markup_in_a_formula_asks_no_other_host(visit, server: str, text: str):
    """Nor is anything of it run, in the living page either: it is refused in words."""
    found = visit(server, f"?q={quote(text)}")

    outside = [url for url in found.asked if not re.match(f"{server}/|blob:{server}/|data:", url)]
    assert outside == []
    assert found.page.evaluate("() => document.scripts.length") == found.page.evaluate(
        "() => document.querySelectorAll('script[src*=\"static/js\"], script:not([src])').length"
    )
    assert [line for line in found.said if READS_BACK not in line] == []
