"""What a visit asks for, and that the page does without what does not come."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

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
