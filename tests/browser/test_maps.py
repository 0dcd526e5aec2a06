"""The maps: asked for when they are in view, true to the core, and a control."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from momentum_core.runs.many import OUTCOMES
from momentum_core.runs.maps import basin_map, eta_alpha_map
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Look, Opener, app_server
from tests.browser.stage_page import frame, middle, native, player, settled, shown
from tests.runs.whole import finished

FINE = "() => momentumPage.player.maps.maps['{}']?.done === 1"


def fine(page: Page, kind: str) -> None:
    page.locator(".pad").scroll_into_view_if_needed()
    page.wait_for_function(FINE.format(kind))


def packed(page: Page, kind: str, part: str) -> str:
    """The bytes of a map's ends or steps, as base64: a list of so many numbers takes seconds."""
    return player(
        page,
        f"btoa(Array.from(new Uint8Array(p.maps.maps['{kind}'].{part}.slice().buffer),"
        " (c) => String.fromCharCode(c)).join(''))",
    )


def in_base64(array: np.ndarray, kind: str) -> str:
    return base64.b64encode(array.astype(kind).tobytes()).decode()


def pixel(page: Page, x: float, y: float) -> list[int]:
    """The colour at a place of the pad, as parts of its size."""
    return page.evaluate(
        """([x, y]) => { const c = globalThis.momentumPage.player.maps.canvas;
        return [...c.getContext('2d').getImageData(x * c.width, y * c.height, 1, 1).data]; }""",
        [x, y],
    )


def test_the_map_is_the_cores(look: Look):
    """Cell by cell."""
    page = look("?at=0")
    fine(page, "eta-alpha")
    core = finished(eta_alpha_map(Settings()))
    ends = np.where(core.in_minimum, core.place, 255 - core.outcome)

    assert OUTCOMES[0].value == "rested"
    assert packed(page, "eta-alpha", "ends") == in_base64(ends, "u1")
    assert packed(page, "eta-alpha", "steps") == in_base64(core.steps, "<u2")


def test_cells_are_painted_where_they_belong(look: Look):
    """η across, α up: two cells that end in different minima have different tones."""
    page = look("?at=0")
    fine(page, "eta-alpha")
    core = finished(eta_alpha_map(Settings()))
    places = core.place[:, :].astype(int)
    rested = core.outcome == 0
    seen = {}
    for row in range(4, 156, 8):
        for column in range(4, 156, 8):
            block = places[row - 3 : row + 4, column - 3 : column + 4]
            if rested[row - 3 : row + 4, column - 3 : column + 4].all() and np.ptp(block) == 0:
                colour = pixel(page, (column + 0.5) / 160, 1 - (row + 0.5) / 160)
                seen.setdefault(block[0, 0], []).append(colour)
    bluish = {place: np.mean([c[2] > c[0] for c in colours]) for place, colours in seen.items()}

    assert len(bluish) == 2
    assert sorted(bluish.values()) == [0, 1]


def test_the_pad_is_a_control(open_page: Opener):
    """Dragged: the stage follows at every frame, no message; released: the core's run."""
    page = open_page("?at=0")
    fine(page, "eta-alpha")
    silent = len(open_page.sent)
    x, y = middle(page.locator(".spot .inner"))
    page.mouse.move(x, y)
    page.mouse.down()
    seen = set()
    for k in range(1, 5):
        page.mouse.move(x - 6 * k, y + 8 * k)
        frame(page)
        now = shown(page)
        seen.add((now["eta"], now["alpha"]))
        assert now["preview"]
    assert len(seen) == 4
    assert len(open_page.sent) == silent
    page.mouse.up()
    eta, alpha = now["eta"], now["alpha"]
    settled(page, eta=eta, alpha=alpha)
    assert middle(page.locator(".spot .inner")) == pytest.approx((x - 24, y + 32), abs=3)
    assert f"eta={eta}" in page.url
    assert player(page, "p.maps.maps['eta-alpha'].done") == 1


def test_the_pad_by_keyboard(open_page: Opener):
    """Arrows move η and α on the sliders' grids."""
    page = open_page("?at=0")
    page.locator(".spot").focus()
    page.keyboard.press("Shift+ArrowDown")
    assert shown(page)["alpha"] == 0.89
    page.keyboard.press("Shift+ArrowLeft")
    settled(page, alpha=0.89, eta=0.039)
    assert page.locator(".spot").get_attribute("aria-valuetext") == "η = 0.039, α = 0.89"


def test_every_start(open_page: Opener):
    """Over the contours, true to the core, anew for another α; gone at a second click."""
    page = open_page("?loss=himmelblau&at=0")
    page.get_by_role("button", name="Every start").click()
    page.wait_for_function(FINE.format("basin"))
    core = finished(basin_map(Settings.of("himmelblau")))
    assert packed(page, "basin", "steps") == in_base64(core.steps, "<u2")
    assert page.locator(".contour .basin").is_visible()
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    core = finished(basin_map(Settings.of("himmelblau", alpha=0.89)))
    page.wait_for_function(
        "() => { const { maps } = momentumPage.player, m = maps.maps.basin;"
        " return m.done === 1 && m.of === maps.of('basin', maps.choice); }"
    )
    assert packed(page, "basin", "steps") == in_base64(core.steps, "<u2")
    page.get_by_role("button", name="Every start").click()
    expect(page.locator(".contour .basin")).to_be_hidden()


def test_no_map_is_computed_out_of_view(open_page: Opener):
    """On a phone the pad is below the fold: nothing is asked for until it is scrolled to."""
    page = open_page("?at=0", width=390, height=844)
    settled(page, alpha=0.9)
    frame(page)
    assert player(page, "p.maps.wanted ?? null") is None
    fine(page, "eta-alpha")


def test_the_map_of_starts_waits_for_the_stage(open_page: Opener):
    """It lies over the stage: while that is out of view it isn't asked for, and its switch brings
    the stage into view."""
    page = open_page("?at=0", width=390, height=844)
    page.locator(".pad").scroll_into_view_if_needed()
    fine(page, "eta-alpha")
    page.wait_for_function("() => momentumPage.player.maps.stageInView === false")
    player(page, "(p.maps.basin = true, p.maps.refresh(), null)")
    frame(page)
    assert player(page, "p.maps.wanted") is None
    player(page, "(p.maps.basin = false, p.maps.refresh(), null)")
    page.get_by_role("button", name="Every start").click()
    page.wait_for_function(FINE.format("basin"))
    assert page.locator(".stage").evaluate("(e) => e.getBoundingClientRect().top") >= -1


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_the_pad_is_square(look: Look, size):
    page = look("?at=0", width=size[0], height=size[1])
    page.locator(".pad").scroll_into_view_if_needed()
    fine(page, "eta-alpha")
    width, height = player(
        page,
        "(({ width, height }) => [width, height])(p.maps.canvas.getBoundingClientRect())",
    )
    assert width == pytest.approx(height, abs=1)
    assert width > 100


def test_with_mini_batches_theory_is_silent_on_the_pad(open_page: Opener):
    """Its map is of the whole loss's gradient: it goes when batches come."""
    page = open_page("?data=cars&standardise=1&at=0")
    page.get_by_role("button", name="Theory", exact=True).click()
    fine(page, "predicted")
    assert player(page, "p.maps.maps.predicted.rows") > 0
    native(page, "batch").focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => momentumPage.player.talk.choice.batch > 0")
    expect(page.locator(".silence")).to_contain_text("mini-batches")


def test_theory_on_the_pad(open_page: Opener):
    """The predicted map with its curves; for Adam a sentence."""
    page = open_page("?loss=narrow-valley&at=0")
    page.get_by_role("button", name="Theory", exact=True).click()
    fine(page, "predicted")
    expect(page.locator(".curve.edge").first).to_be_attached()
    assert page.locator(".pad .curve").count() == 2
    page.get_by_text("Adam", exact=True).first.click()
    expect(page.locator(".silence")).to_contain_text("Adam")


def test_theory_beside_measurement(open_page: Opener):
    """A table, what is behind it on demand, a chart, and a button that sets what it says."""
    page = open_page("?loss=narrow-valley")
    page.get_by_text("Theory beside measurement").click()
    panel = page.locator(".st-key-theorypanel")
    expect(panel.get_by_role("table").first).to_contain_text("steps a swing, predicted")
    expect(panel.get_by_text("oscillating").first).to_be_hidden()
    panel.get_by_text("Roots, regimes and differences").click()
    expect(panel.get_by_role("table").last).to_contain_text("oscillating")
    button = page.get_by_role("button", name="Best pair")
    text = button.text_content().replace("≈", "=")
    button.click()
    eta, alpha = (float(part.split("= ")[1]) for part in text.split(": ")[1].split(", "))
    settled(page, eta=eta, alpha=alpha)


def test_the_verdict_stands_with_the_ending(open_page: Opener):
    """Why, once the run has ended on the stage, and not before."""
    page = open_page("?at=3")
    expect(page.locator(".sentence.ball")).not_to_contain_text("barrier")
    page.get_by_role("button", name="Last step").click()
    expect(page.locator(".sentence.ball")).to_contain_text("Jumped the barrier")


def test_a_map_of_another_choice_is_faint(open_page: Opener):
    """While the start is dragged, until the map for the new one has come."""
    page = open_page("?at=0")
    fine(page, "eta-alpha")
    faint = "getComputedStyle(p.maps.canvas).opacity"
    assert player(page, faint) == "1"
    x, y = middle(page.locator(".hill .ball .hit"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y)
    frame(page)
    assert player(page, faint) == "0.3"
    page.mouse.up()
    page.wait_for_function(
        "() => getComputedStyle(globalThis.momentumPage.player.maps.canvas).opacity === '1'"
    )
    assert shown(page)["start"] != [1.5]


def test_a_map_never_delays_a_drag(chromium: Browser):
    """On a slow server: while a map grows each move is drawn by the next frame; on release the core
    answers before the map is whole, and the old map is abandoned for the new one."""
    with app_server("tests/browser/slow_maps.py") as url:
        opener = Opener(chromium, url)
        page = opener("?at=3")
        page.wait_for_function("() => momentumPage.player.maps.maps['eta-alpha']?.done > 0.1")
        expect(page.locator(".pad .busy")).to_be_visible()
        old = player(page, "p.maps.maps['eta-alpha'].of")
        x, y = middle(page.locator(".hill .ball .hit"))
        page.mouse.move(x, y)
        page.mouse.down()
        for move in (30, 60, 90):
            page.mouse.move(x - move, y)
            frame(page)
            assert float(player(page, "p.hill.hero.ball.dataset.w")) == shown(page)["start"][0]
        page.mouse.up()
        settled(page, start=shown(page)["start"])
        before = player(page, "({...p.maps.maps['eta-alpha']})")
        assert (before["of"], before["done"] < 1) == (old, True)
        page.wait_for_function(FINE.format("eta-alpha"))
        assert player(page, "p.maps.maps['eta-alpha'].of") != old
        assert opener.said == []
        opener.close()
