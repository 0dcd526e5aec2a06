"""The window is used, whatever its size: what is in view together, and that nothing covers anything."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Page

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.words import english
from tests.browser.conftest import Look, Opener, mapped, ready
from tests.browser.stage_page import frame, player, scrub

SIZES = (
    *((320, 568), (360, 640), (390, 844), (844, 390), (600, 500), (820, 1180)),
    *((1024, 768), (1280, 720), (1440, 900), (2560, 1440)),
)
HILL, FLAT, FRAME = "?at=0&speed=2", "?loss=himmelblau&at=12&speed=2", "?embed=true&at=5"
"""Pages that are looked at here alone, for each test gives them a size of its own."""
BOXES = """(parts) => Object.fromEntries(parts.flatMap((part) => {
const { places } = globalThis.momentumPage.player;
const node = [document, places.root, places.below].map((at) => at?.querySelector(part)).find((x) => x);
if (!node || getComputedStyle(node).visibility === 'hidden') return [];
const { left, top, right, bottom } = node.getBoundingClientRect();
return right > left && bottom > top ? [[part, [left, top, right, bottom]]] : []; }))"""
PARTS = (
    *(".formula", ".hill.pane", ".contour.pane", ".relief.pane", ".tools", ".legend"),
    *(".transport", ".words", ".losses", ".head", ".pad", ".key"),
)


def sized(page: Page, width: int, height: int) -> None:
    """Give the window a size, and wait until the stage has drawn in it."""
    page.set_viewport_size({"width": width, "height": height})
    for _ in range(3):
        frame(page)


def boxes(page: Page, *parts: str) -> dict[str, list[float]]:
    return page.evaluate(BOXES, list(parts))


def covered(found: dict[str, list[float]]) -> list[tuple[str, str]]:
    """Which of these boxes share more than an edge."""
    return [
        (a, b)
        for (a, (l0, t0, r0, b0)), (b, (l1, t1, r1, b1)) in combinations(found.items(), 2)
        if min(r0, r1) - max(l0, l1) > 1 and min(b0, b1) - max(t0, t1) > 1
    ]


@pytest.mark.parametrize(
    "query", ["?at=4&race=plain,adam", "?loss=himmelblau&at=12", "?data=cars&at=3"]
)
def test_nothing_covers_anything_at_any_size(open_page: Opener, query: str):
    """No two parts share a place, nothing is scrolled sideways, and no number leaves the window."""
    page = open_page(query)
    wrong = {}
    for width, height in SIZES:
        sized(page, width, height)
        aside, right = player(
            page,
            "[document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth,"
            " Math.max(...[...p.formula.host.querySelectorAll('.value')].map((x) => x.getBoundingClientRect().right))]",
        )
        found = covered(boxes(page, *PARTS))
        if found or aside > 0 or right > width:
            wrong[width, height] = (found, aside, right)

    assert wrong == {}


@pytest.mark.parametrize("size", [(800, 600), (600, 500), (844, 390)])
def test_a_small_frame_shows_stage_and_both_sliders(look: Look, size: tuple[int, int]):
    """With the clock, the loss and the formula, and nothing is scrolled to."""
    page = look(FRAME)
    sized(page, *size)
    parts = (".formula", ".stage", ".group.moves", ".st-key-loss", ".st-key-eta", ".st-key-alpha")
    found = boxes(page, *parts)

    assert set(found) == set(parts)
    assert [
        name for name, (_, top, _, bottom) in found.items() if top < 0 or bottom > size[1]
    ] == []
    assert found[".stage"][3] - found[".stage"][1] > 0.4 * size[1]


def test_the_stage_has_most_of_a_low_laptop(look: Look):
    """At 1280×720 the hill is no strip: it has two fifths of the height, and is not four times as
    wide as high."""
    page = look(HILL)
    sized(page, 1280, 720)
    left, top, right, bottom = boxes(page, ".stage")[".stage"]

    assert bottom - top > 0.4 * 720
    assert right - left < 2.5 * (bottom - top)


def test_all_grows_with_the_window(look: Look):
    """On a wall display type, ball, arrows and stage are 1.6 times as large as on a laptop, which is
    how much higher it is, and hardly any of it is left empty."""
    page = look(HILL)
    scrub(page, 4)
    seen = []
    for width, height in ((1440, 900), (2560, 1440)):
        sized(page, width, height)
        sizes = player(
            page,
            "['.symbol', '.value', '.sentence', '.hill .label.mark', '.hill .arrow .label', 'button.play']"
            ".map((x) => parseFloat(getComputedStyle(p.root.querySelector(x)).fontSize))"
            ".concat(+p.hill.hero.disc.getAttribute('r'),"
            " parseFloat(getComputedStyle(p.root.querySelector('.arrow line')).strokeWidth),"
            " p.maps.canvas.getBoundingClientRect().width)",
        )
        native = page.locator(".st-key-method button p").first
        seen.append([*sizes, native.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")])
        found = boxes(page, ".stage", ".maps", ".words", ".st-key-title")

        assert found[".maps"][2] - found[".st-key-title"][0] > 0.95 * width
        assert found[".words"][3] > 0.9 * height

    *same, maps, _ = grown = [round(large / small, 1) for small, large in zip(*seen, strict=True)]
    assert [*same, grown[-1]] == [1.6] * 9
    assert maps >= 1.6


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1440, 900)])
def test_the_map_is_large_enough_to_see_its_edge(look: Look, size: tuple[int, int]):
    """More than 180 pixels a side at least, 280 on a laptop; and its key names every end that is
    on it, cut off nowhere."""
    page = look(HILL)
    sized(page, *size)
    mapped(page)
    side, ends, named, cut = player(
        page,
        "[p.maps.canvas.getBoundingClientRect().width, new Set(p.maps.maps['eta-alpha'].ends).size,"
        " p.maps.pad.key.children.length,"
        " [...p.maps.pad.key.children].some((x) => x.getBoundingClientRect().bottom > innerHeight)]",
    )

    assert side > (280 if size == (1440, 900) else 180)
    assert ends == named
    assert not cut


def test_what_is_said_covers_no_number(open_page: Opener):
    """A line for the visitor has a place of its own, at every size."""
    page = open_page("?eta=much&alpha=some&at=4&method=adam")
    page.get_by_role("button", name="Dismiss").wait_for()
    for width, height in SIZES[1:]:
        sized(page, width, height)
        found = boxes(page, ".notices", ".formula", ".stage", ".transport", ".sentences")

        assert ".notices" in found
        assert covered(found) == [], (width, height)


@pytest.mark.parametrize("size", [(1024, 900), (1440, 900), (844, 390), (640, 360), (600, 500)])
def test_no_name_of_a_loss_is_cut(look: Look, size: tuple[int, int]):
    """The longest one fits the field that shows it, and so does every other."""
    page = look(HILL)
    sized(page, *size)
    names = [name for name, _ in english.losses.CATALOGUE.values()]
    names += [name for name, _ in english.losses.DATA_SETS.values()]
    wide = page.locator(".st-key-loss input").first.evaluate(
        """(input, names) => { const before = input.value;
        const found = names.filter((name) => { input.value = name; return input.scrollWidth > input.clientWidth; });
        input.value = before;
        return found; }""",
        names,
    )

    assert wide == []


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (844, 390), (640, 360)])
def test_nothing_lies_on_a_small_picture_of_two_weights(look: Look, size: tuple[int, int]):
    """Not the sum, nor a button: each has a place of its own, and all of them are in view."""
    page = look(FLAT)
    sized(page, *size)
    parts = (".contour.pane", ".written", ".switch", ".tools", ".group.moves")
    found = boxes(page, *parts)

    assert set(found) == set(parts)
    assert covered(found) == []
    assert [name for name, box in found.items() if box[0] < 0 or box[2] > size[0]] == []
    assert [name for name, box in found.items() if box[1] < 0 or box[3] > size[1]] == []


ROWS = """(parts) => parts.map((part) => new Set([...[document, globalThis.momentumPage.player.root]
  .flatMap((at) => [...at.querySelectorAll(part)])].filter((x) => x.offsetParent)
  .map((x) => Math.round(x.getBoundingClientRect().top))).size)"""


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1440, 900)])
def test_methods_and_who_rolls_have_one_row_each(look: Look, size: tuple[int, int]):
    """With one weight and with two."""
    for query in (HILL, FLAT):
        page = look(query)
        sized(page, *size)
        assert page.evaluate(ROWS, [".st-key-method button", ".legend .chip"]) == [1, 1]


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_the_title_of_the_chart_is_not_cut(open_page: Opener, size: tuple[int, int]):
    """Also where its scale is logarithmic and its place is narrow."""
    page = open_page("?data=cars&at=3")
    sized(page, *size)
    assert player(page, "p.chart.log")
    text, right, edge = player(
        page,
        "[p.chart.title.textContent, p.chart.title.getBoundingClientRect().right, p.chart.host.getBoundingClientRect().right]",
    )

    assert "log scale" in text
    assert right <= edge


def test_the_projectors_formula_is_whole(open_page: Opener):
    """At 1024×768, the smallest of them, it ends before the way in for teachers begins."""
    for query in ("?view=projector&at=4", "?view=projector&loss=himmelblau&at=12"):
        page = open_page(query)
        sized(page, 1024, 768)
        last = player(
            page, "p.formula.host.querySelector('.term.update').getBoundingClientRect().right"
        )
        assert last < page.locator(".st-key-teacher").bounding_box()["x"]


CROWDED = """() => {
const { contour } = globalThis.momentumPage.player, [{ x, y, z, contours: c }] = contour.plot.data;
const at = (all, scale) => (i) => { const k = Math.min(Math.floor(i), all.length - 2); return scale(all[k] + (i - k) * (all[k + 1] - all[k])); };
let close = 0, lines = 0;
const along = (length, height, place) => {
  const points = [];
  for (let i = 1; i < length; i++) for (let level = c.start; level <= c.end; level += c.size) {
    const [a, b] = [height(i - 1), height(i)];
    if (a !== null && b !== null && (a - level) * (b - level) < 0) points.push(place(i - 1 + (level - a) / (b - a)));
  }
  points.sort((a, b) => a - b);
  points.forEach((at, k) => { close += k > 0 && at - points[k - 1] < 2.5; });
  lines += points.length; };
for (let row = 0; row < y.length; row += 5) along(x.length, (i) => z[row][i], at(x, contour.px));
for (let column = 0; column < x.length; column += 5) along(y.length, (i) => z[i][column], at(y, contour.py));
return [close / lines, lines]; }"""
"""Which part of the contour lines stands less than two and a half pixels from the next, and of how many."""
FLAT_LOSSES = [key for key, surface in CATALOGUE.items() if len(surface.bounds) == 2]


def test_contour_lines_make_no_pattern_on_a_telephone(open_page: Opener):
    """Of no loss more than a fifth of them stand so close that a screen's grid could make one of it: on
    the walls of a narrow valley they may, but not over an area."""
    page = open_page("?loss=himmelblau&at=3", width=390, height=844, has_touch=True, is_mobile=True)
    found = {}
    for key in FLAT_LOSSES:
        page.goto(f"/?loss={key}&at=3")
        ready(page)
        found[key] = page.evaluate(CROWDED)

    assert len(found) > 10
    assert all(lines > 100 for _, lines in found.values())
    assert {key: close for key, (close, _) in found.items() if close > 0.2} == {}


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_contour_lines_stand_apart(look: Look, size: tuple[int, int]):
    """Along the middle of a picture with steep sides and near its edges neighbours are three pixels
    apart, so that no pattern is seen that isn't there."""
    page = look(FLAT)
    sized(page, *size)
    gaps = player(
        page,
        """[4, 60, 115].flatMap((row) => {
        const { contour } = p, [{ x, z, contours: c }] = contour.plot.data, at = [];
        for (let i = 1; i < x.length; i++) for (let level = c.start; level <= c.end; level += c.size) {
          const [a, b] = [z[row][i - 1], z[row][i]];
          if ((a - level) * (b - level) < 0) at.push(contour.px(x[i - 1] + ((level - a) / (b - a)) * (x[i] - x[i - 1])));
        }
        at.sort((a, b) => a - b);
        return at.slice(1).map((x, k) => x - at[k]); })""",
    )

    assert len(gaps) > 20
    assert min(gaps) > 3


def test_the_surface_has_numbers_on_its_axes(look: Look):
    """They stand in the view, apart from each other, and nothing of Plotly's own axes is drawn."""
    page = look(FLAT)
    sized(page, 1440, 900)
    page.wait_for_function(
        "() => momentumPage.player.relief.sight && momentumPage.player.relief.over.querySelector('.tick')"
    )
    texts, places, view, lines = player(
        page,
        "(() => { const t = [...p.relief.over.querySelectorAll('.tick')], box = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };"
        " const { scene } = p.relief.plot._fullLayout;"
        " return [t.map((x) => x.textContent), t.map(box), box(p.relief.host), ['xaxis', 'yaxis', 'zaxis'].map((a) => scene[a].showline)]; })()",
    )

    assert {"0", "5"} <= set(texts)
    assert len(texts) >= 6
    assert covered({f"{k}": box for k, box in enumerate(places)}) == []
    assert all(x >= view[0] - 1 and r <= view[2] + 1 and b <= view[3] + 1 for x, _, r, b in places)
    assert lines == [False, False, False]
