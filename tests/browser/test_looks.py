"""No two minima of a loss look alike, on a map or in its key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from momentum_core.colours import COLOURS
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from tests.browser.conftest import Look, Opener

MINIMA = {
    key: [p.kind for p in stationary_points(s).points].count("minimum")
    for key, s in CATALOGUE.items()
}

PAINTED = """async ([count, colours, fine]) => {
const { look, paint } = await import("/draw/map_colours.js");
const map = { kind: "basin", rows: 1, columns: count, ends: Array.from({length: count}, (_, k) => k),
  steps: Array(count).fill(7) };
const points = map.ends.map(() => ({ kind: "minimum" }));
const side = 8 * fine, image = paint(map, side * count, side, (name) => colours[name], points, fine);
const cells = map.ends.map((k) => Array.from({length: side}, (_, y) =>
  [...image.data.slice(4 * (y * side * count + k * side), 4 * (y * side * count + (k + 1) * side))].join()));
return [map.ends.map((k) => look(k).join(" ")), cells.map((rows) => rows.join())];
}"""


@pytest.mark.parametrize("fine", [1, 2])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("loss", [key for key, count in MINIMA.items() if count > 1])
def test_no_two_minima_look_alike(modules: Page, loss: str, theme: int, fine: int):
    """Cells with the same number of steps are painted differently, and so are their samples."""
    colours = {name: pair[theme] for name, pair in COLOURS.items()}
    looks, cells = modules.evaluate(PAINTED, [MINIMA[loss], colours, fine])

    assert MINIMA[loss] == len(set(looks)) == len(set(cells))


def test_some_loss_needs_a_texture():
    """So that the test above is about them, too."""
    assert max(MINIMA.values()) > 8


SAMPLES = """() => {
const { pad } = globalThis.momentumPage.player.maps;
pad.drawKey({ kind: "basin", rows: 1, ends: pad.scene.points.map((_, k) => k) });
return [...pad.key.querySelectorAll("i")].map((node) => {
  const { backgroundColor, backgroundImage, backgroundSize } = getComputedStyle(node);
  return [backgroundColor, backgroundImage, backgroundSize].join("; "); }); }"""


def test_the_key_shows_every_look(open_page: Opener):
    """Of a loss with 16 minima each is in the key once, with a colour or texture of its own."""
    samples = open_page("?loss=bumpy&at=0").evaluate(SAMPLES)

    assert MINIMA["bumpy"] == len(samples) == len(set(samples))


BOXES = """() => [".legend", ".nsewdrag"].map((part) => {
const { top, bottom } = document.querySelector(`[data-testid=stPlotlyChart] ${part}`).getBoundingClientRect();
return [top, bottom]; })"""


def test_the_legend_of_the_distances_covers_nothing(open_page: Opener):
    """On a phone it has two rows, and the plot begins below them."""
    page = open_page("?loss=bowl&at=0", width=390, height=844)
    page.get_by_text("Theory beside measurement").click()
    page.locator("[data-testid=stPlotlyChart] .legend").wait_for()
    (top, bottom), (plot, _) = page.evaluate(BOXES)

    assert bottom - top > 30
    assert bottom <= plot


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_the_foot_covers_nothing(look: Look, width: int, height: int):
    """What stands above it ends before it begins; a narrow column may need two lines for it."""
    page = look("?at=0", width=width, height=height)
    theory, foot = (page.locator(f".st-key-{name}").bounding_box() for name in ("theory", "about"))

    assert theory["height"] > 0
    assert foot["height"] > 0
    assert theory["y"] + theory["height"] <= foot["y"]
