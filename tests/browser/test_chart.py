"""The loss against the step, and what is said under the stage."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from momentum_core.explain import endings
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import race, simulate
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Opener
from tests.browser.stage_page import player, shown

INSIDE = """p.chart.series.map(({ points }) => points.map((text) => {
  const y = Number(text.split(',')[1]);
  return text && y >= 20 && y <= p.chart.size[1] - 22 ? y : null; }))"""
MARKS = """[...p.chart.axes.querySelectorAll('.tick[text-anchor=end]')].map((t) =>
  [t.textContent.replace('\u2212', '-'), Number(t.getAttribute('y')) - 4])"""


def read_off(page: Page) -> list[list[float | None]]:
    """The losses as the chart's own axis has them, None for what is off the chart."""
    marks = [(float(text), y) for text, y in player(page, MARKS)]
    log, floor = player(page, "p.chart.log"), player(page, "p.chart.floor")
    (a, y0), (b, y1) = marks[0], marks[-1]
    up = np.log10 if log else lambda q: q
    found = []
    for series in player(page, INSIDE):
        heights = [
            None if y is None else up(a) + (y - y0) / (y1 - y0) * (up(b) - up(a)) for y in series
        ]
        found.append([h if h is None else (floor + 10**h if log else h) for h in heights])
    return found


@pytest.mark.parametrize(
    "query",
    ["eta=0.6", "loss=narrow-valley&eta=0.2", "loss=beale&race=plain,nesterov,adam", "alpha=0.79"],
)
def test_the_chart_shows_no_loss_that_the_run_does_not_have(open_page: Opener, query: str):
    """What has no room on the axis is not drawn at its edge; the beginning always has room."""
    settings, _ = from_query(dict(part.split("=") for part in query.split("&")))
    page = open_page(f"?{query}&path=1&at=1")
    runs = list(race(settings).values())
    lowest = min(p.value for p in stationary_points(settings.surface).points)

    for run, losses in zip(runs, read_off(page), strict=True):
        assert losses[0] is not None
        for shown_loss, loss in zip(losses, run.loss, strict=True):
            if shown_loss is not None:
                above = max(abs(loss - lowest), abs(loss))
                assert shown_loss == pytest.approx(loss, abs=0.02 * above)


def test_the_ending_is_said_when_the_clock_gets_there(open_page: Opener):
    """Not at the step before, though nobody could see the ball move any more."""
    run = simulate(Settings())
    page = open_page(f"?at={run.steps - 1}")
    said = page.locator(".sentence.ball")
    ending = endings.ending(run, stationary_points(run.surface).points)

    expect(said).not_to_contain_text(ending)
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text(ending)


def test_a_ball_rests_outside_of_the_picture(open_page: Opener):
    """In the core's words, where no list has the place."""
    query = "?loss=formula&q=20%2Bx^2-10cos(2pi*x)%2By^2-10cos(2pi*y)&start=0.6,0.1&steps=2000"
    page = open_page(f"{query}&window=-0.7,0.7,-0.7,0.7&eta=0.0003&at=364")

    expect(page.locator(".sentence.ball")).to_contain_text(
        "rests in a valley, (x, y) = (0.995, 0.000)"
    )


def test_a_stopped_step_is_said(open_page: Opener):
    """In the words that a screen reader hears."""
    page = open_page("?at=4")
    expect(page.locator(".sentence.ball")).to_have_text(
        "Step 4: w = 0.291, loss −0.07484; the gradient pushes right, momentum carries left."
    )
    page.keyboard.press("Space")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.playing")
    expect(page.locator(".sentence.ball")).to_have_text("With momentum the ball rolls on …")
    assert shown(page)["step"] >= 4


def test_it_takes_the_room_that_others_leave(open_page: Opener):
    """Its width is its place's, also when the maps beside it go while nothing else changes size."""
    page = open_page("?at=5")
    chart = "p.chart.over.viewBox.baseVal.width"
    before = player(page, chart)
    player(page, "p.root.classList.add('no-maps')")
    page.wait_for_function(
        """(before) => { const { over, host } = globalThis.momentumPage.player.chart;
        const { width } = over.viewBox.baseVal;
        return width > before + 50 && Math.abs(width - host.getBoundingClientRect().width) < 1; }""",
        arg=before,
    )
    assert player(page, chart) > before


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_many_sentences_leave_the_chart_alone(open_page: Opener, size: tuple[int, int]):
    """However many run along, all of their sentences are in view, and none is on it."""
    racers = "plain,nesterov,adam,rmsprop,buffer"
    page = open_page(f"?alpha=0.86&at=250&race={racers}", width=size[0], height=size[1])
    expect(page.locator(".sentence")).to_have_count(6)
    words, chart = (page.locator(f".{name}").bounding_box() for name in ("sentences", "losses"))

    assert words
    assert chart
    assert words["y"] + words["height"] <= size[1] + 1
    assert words["x"] + words["width"] <= chart["x"] or words["y"] + words["height"] <= chart["y"]
    assert chart["height"] >= 100
