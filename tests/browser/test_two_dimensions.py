"""Two weights: the contours, the surface, the race."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect

from momentum_core.losses.catalogue import CATALOGUE, FIRST
from momentum_core.runs.run import race, simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import FLAGS, Look, Opener, chromium_path
from tests.browser.stage_page import (
    arrows_of,
    ball,
    frame,
    middle,
    native,
    player,
    scrub,
    settled,
    shown,
    themed,
)

VALLEY = Settings.of("narrow-valley")
RACE = "?loss=himmelblau&race=plain,nesterov,adam&at=9"


def axes_of(page: Page) -> dict[str, list[float]]:
    """Plotly's own account of where its axes are: offset, length, low, high."""
    return page.evaluate(
        """() => { const l = globalThis.momentumPage.player.contour.plot._fullLayout;
        return Object.fromEntries(['xaxis', 'yaxis'].map((a) => [a[0], [l[a]._offset, l[a]._length, ...l[a].range]])); }"""
    )


def pixel(axes: dict[str, list[float]], w: np.ndarray) -> tuple[float, float]:
    (x0, width, a, b), (y0, height, c, d) = axes["x"], axes["y"]
    return x0 + (w[0] - a) / (b - a) * width, y0 + (d - w[1]) / (d - c) * height


def lines(page: Page) -> int:
    """How many contour lines are on the page."""
    return player(
        page, "p.contour.plot.querySelectorAll('.contourlines path, .contourlevel path').length"
    )


@pytest.mark.parametrize("step", [0, 4, 30])
def test_the_ball_and_its_arrows_are_where_the_run_says(look: Look, step: int):
    """On the axes that Plotly drew; the terms tip to tail, to scale, their sum to the next step."""
    page = look("?loss=narrow-valley&at=4")
    scrub(page, step)
    t = simulate(VALLEY).trajectory
    axes, seen, arrows = axes_of(page), ball(page, "contour"), arrows_of(page, "contour")

    assert (seen["step"], seen["w"]) == (step, t.w[step].tolist())
    assert (seen["x"], seen["y"]) == pytest.approx(pixel(axes, t.w[step]), abs=0.01)
    assert arrows["gradient"]["value"] == (-VALLEY.eta * t.gradient[step]).tolist()
    assert arrows["momentum"]["value"] == (VALLEY.alpha * t.update[step]).tolist()
    assert arrows["sum"]["value"] == t.update[step + 1].tolist()
    total = arrows["sum"]
    if total["times"] == [1]:
        assert total["tip"] == pytest.approx(pixel(axes, t.w[step + 1]), abs=0.01)
    if step:
        gradient, momentum = arrows["gradient"], arrows["momentum"]
        assert gradient["times"] == momentum["times"] == total["times"]
        assert momentum["tail"] == pytest.approx(gradient["tip"], abs=0.01)
        assert momentum["tip"] == pytest.approx(total["tip"], abs=0.01)


SHAPES = [(1280, 720), (1920, 800), (820, 1180), (390, 844)]
"""Sizes of a browser's window: a laptop, a wide one, a tablet upright, a telephone."""
EVEN = [
    *("loss=himmelblau", "loss=beale", "loss=narrow-valley", "q=x^2%2B10y^2"),
    "q=x^2%2By^2&window=-1,1,-2,2",
]
"""Losses whose window is no more than about twice as long as wide."""


@pytest.mark.parametrize("loss", EVEN)
def test_both_axes_have_one_scale(open_page: Opener, loss):
    """So the gradient is at right angles to the contour lines, whatever the pane's shape; and the
    whole window is in sight."""
    page = open_page(f"?{loss}&at=3")
    bounds = player(page, "p.contour.scene.bounds")
    for width, height in SHAPES:
        page.set_viewport_size({"width": width, "height": height})
        frame(page)
        frame(page)
        axes = axes_of(page)
        scales = {name: length / (high - low) for name, (_, length, low, high) in axes.items()}

        assert scales["x"] == pytest.approx(scales["y"], rel=1e-3)
        for (low, high), name in zip(bounds, "xy", strict=True):
            assert axes[name][2] <= low + 1e-9
            assert axes[name][3] >= high - 1e-9


def test_equal_sides_are_equal_in_3d(open_page: Opener):
    """A window as wide as it is high stands on a square."""
    page = open_page("?q=x^2%2B10y^2&at=3")
    (x, y) = player(page, "p.contour.scene.bounds")

    assert x[1] - x[0] == y[1] - y[0]
    assert player(page, "(({x, y}) => x / y)(p.relief.plot._fullLayout.scene.aspectratio)") == 1


def test_a_valley_floor_is_drawn_and_named(open_page: Opener):
    """Strokes of the ring lie on it, and a word says that all of it is lowest; the ball rests."""
    page = open_page("?q=(x^2%2By^2-1)^2&at=9999")
    axes = axes_of(page)
    strokes = page.eval_on_selector_all(
        ".contour .cross.floor",
        "(nodes) => nodes.filter((n) => n.tagName === 'line').map((n) => "
        "['x1', 'y1', 'x2', 'y2'].map((a) => Number(n.getAttribute(a))))",
    )
    x0, y0 = pixel(axes, np.zeros(2))
    x1, _ = pixel(axes, np.array([1.0, 0.0]))
    away = [np.hypot((a + c) / 2 - x0, (b + d) / 2 - y0) / (x1 - x0) for a, b, c, d in strokes]

    assert len(away) > 20
    assert away == pytest.approx([1.0] * len(away), abs=0.01)
    assert "valley floor: all of it lowest" in page.locator(".contour .marks").text_content()
    expect(page.get_by_text("rests on the valley floor, all of it lowest").first).to_be_attached()


def test_a_closer_look_has_lines_of_its_own(open_page: Opener):
    """Zoomed in around the ball there are still contour lines, and the ball is in sight."""
    page = open_page("?loss=narrow-valley&at=5")
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
        frame(page)
    assert lines(page) >= 6
    seen, area = ball(page, "contour"), player(page, "p.contour.area")
    assert area["left"] < seen["x"] < area["right"]
    assert area["top"] < seen["y"] < area["bottom"]


def test_contour_lines_stay_while_playing(open_page: Opener):
    """Nothing that moves erases them."""
    page = open_page("?loss=narrow-valley")
    before = lines(page)
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 4")

    assert before > 5
    assert lines(page) == before


def test_the_start_is_dragged_live(open_page: Opener):
    """In the contours too: no message, and on release the core's run."""
    page = open_page("?loss=rosenbrock&at=3")
    box = page.locator(".contour .over").bounding_box()
    silent = len(open_page.sent)
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    paths = set()
    for k in range(4):
        page.mouse.move(box["x"] + 200 + 15 * k, box["y"] + 100 + 10 * k)
        frame(page)
        assert shown(page)["preview"]
        paths.add(player(page, "p.contour.runners.get('ball').line.getAttribute('d')"))
    start = shown(page)["start"]
    assert len(paths) == 4
    assert len(open_page.sent) == silent
    page.mouse.up()
    settled(page, start=start)
    run = simulate(Settings.of("rosenbrock", start=tuple(start)))
    assert run.trajectory.w.ravel().tolist() == player(page, "Array.from(p.balls[0].run.w)")


def resting_camera(page: Page) -> list[float]:
    """Where the 3-D camera stands once it has stopped gliding."""
    return page.evaluate(
        """async () => { const r = globalThis.momentumPage.player.relief;
        const next = () => new Promise(requestAnimationFrame);
        const eye = () => Object.values(r.plot._fullLayout.scene._scene.getCamera().eye);
        for (let still = 0, before = eye(); still < 10; ) {
          await next();
          still = eye().every((x, k) => Math.abs(x - before[k]) < 1e-9) ? still + 1 : 0;
          before = eye();
        }
        return eye(); }"""
    )


def test_the_camera_turns_and_survives(open_page: Opener):
    """However far it is turned, the surface is never seen from below; a double click brings the
    first view back. Turned by hand, it stays through a slider change, another size and playing."""
    page = open_page("?loss=himmelblau&at=3")
    page.wait_for_function("() => globalThis.momentumPage.player.relief.sight")
    first = resting_camera(page)
    x, y = middle(page.locator(".relief.pane"))
    for down in (-150, 150):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + down, steps=3)
        page.mouse.up()
        seen = resting_camera(page)
        assert seen[2] > 0.15
        assert seen != pytest.approx(first, abs=0.01)
        assert np.hypot(*seen[:2]) > 0.1
    page.mouse.dblclick(x, y)
    assert resting_camera(page) == pytest.approx(first, abs=1e-6)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=4)
    page.mouse.up()
    turned = resting_camera(page)
    assert turned != pytest.approx(first, abs=0.01)
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    page.set_viewport_size({"width": 1300, "height": 860})
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 5")

    assert resting_camera(page) == pytest.approx(turned, abs=1e-3)


def test_ball_and_path_come_to_the_surface_on_every_load(open_page: Opener):
    """Whether Plotly draws before or after it is followed."""
    page = open_page("?loss=two-wells&at=21")
    for _ in range(3):
        page.reload()
        page.wait_for_function("() => globalThis.momentumPage?.player?.relief.sight")
        assert solid(page)["step"] == 21
    page.evaluate(
        """() => { const r = globalThis.momentumPage.player.relief;
        r.sight = null; r.followed = null; r.follow(); }"""
    )
    page.wait_for_function("() => globalThis.momentumPage.player.relief.sight")


def test_the_zoom_survives(open_page: Opener):
    """And a pan; the ball stands at its place in the zoomed picture."""
    page = open_page("?loss=himmelblau&at=3")
    page.get_by_role("button", name="Zoom in").click()
    x, y = middle(page.locator(".contour .over"))
    page.keyboard.down("Shift")
    page.mouse.move(x + 60, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 20)
    page.mouse.up()
    page.keyboard.up("Shift")
    frame(page)
    ranges = player(page, "p.contour.ranges")
    assert ranges != [list(b) for b in CATALOGUE["himmelblau"].bounds]
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    page.get_by_role("button", name="One step forward").click()

    assert player(page, "p.contour.ranges") == ranges
    w = simulate(Settings.of("himmelblau", alpha=0.89)).trajectory.w[4]
    seen = ball(page, "contour")
    assert (seen["x"], seen["y"]) == pytest.approx(pixel(axes_of(page), w), abs=0.01)


def test_all_race_on_one_clock(look: Look):
    """Each stands where its own run is at the step that is shown."""
    page = look(RACE)
    runs = race(Settings.of("himmelblau", race=("plain", "nesterov", "adam")))

    for name in ("plain", "nesterov", "adam"):
        seen = player(page, f"({{...p.contour.runners.get('{name}').group.dataset}})")
        w = [float(x) for x in seen["w"].split(",")]
        assert (int(seen["step"]), w) == (9, runs[name].trajectory.w[9].tolist())


def test_the_legend_is_the_switch(open_page: Opener):
    """A click brings a runner onto the stage at once, into the link, and off again."""
    page = open_page("?loss=himmelblau&at=5")
    page.get_by_role("button", name="Nesterov", exact=True).click()
    settled(page, race=["nesterov", "plain"])
    assert player(page, "p.contour.runners.has('nesterov')")
    assert "race=nesterov,plain" in page.url
    page.get_by_role("button", name="without momentum").click()
    settled(page, race=["nesterov"])
    assert not player(page, "p.contour.runners.has('plain')")


def test_every_runner_has_its_own_shape_and_line(look: Look):
    """Not told apart by colour alone."""
    page = look(RACE)
    looks = page.evaluate(
        """() => ['plain', 'nesterov', 'adam'].map((name) => {
        const r = globalThis.momentumPage.player.contour.runners.get(name);
        const shape = r.disc.getAttribute('d').replace(/[-\\d.,e]+/g, '');
        return [shape + getComputedStyle(r.disc).strokeDasharray, getComputedStyle(r.line).strokeDasharray]; })"""
    )

    assert len({shape for shape, _ in looks}) == 3
    assert len({line for _, line in looks}) == 3


def test_nesterov_is_drawn_where_its_gradient_is_taken(open_page: Opener):
    """At w + αΔw, and its arrow is that gradient's."""
    page = open_page("?loss=narrow-valley&method=nesterov&at=4")
    settings = Settings.of("narrow-valley", method="nesterov")
    t = simulate(settings).trajectory
    ahead = t.w[4] + settings.alpha * t.update[4]
    look = page.locator(".contour .ahead")

    assert [float(x) for x in look.get_attribute("data-w").split(",")] == ahead.tolist()
    at = (float(look.get_attribute("cx")), float(look.get_attribute("cy")))
    assert at == pytest.approx(pixel(axes_of(page), ahead), abs=0.01)
    value = arrows_of(page, "contour")["gradient"]["value"]
    assert value == (-settings.eta * settings.surface.gradient(ahead)).tolist()
    assert page.locator(".term.gradient .symbol").text_content() == "∇Q(w + αΔw)"


def test_adam_has_its_own_formula(open_page: Opener):
    """m̂ over its usual size, no α, and one arrow."""
    page = open_page("?loss=narrow-valley&method=adam&at=1")
    settings = Settings.of("narrow-valley", method="adam", eta=shown(page)["eta"])
    t = simulate(settings).trajectory
    g0, g1 = t.gradient[0], t.gradient[1]
    mean = (0.9 * 0.1 * g0 + 0.1 * g1) / (1 - 0.81)

    texts = (
        page.locator(".term.mean .value").text_content().replace("−", "-").strip("()").split(",")
    )
    assert [float(x) for x in texts] == pytest.approx(mean.tolist(), rel=0.01)
    assert page.locator(".term.alpha").count() == 0
    assert native(page, "alpha").is_disabled()
    visible = page.locator(".contour .arrow:visible")
    assert visible.count() == 1


def solid(page: Page) -> dict[str, float]:
    """The ball in 3-D as it is drawn: its middle and radius in pixels, its step."""
    page.wait_for_selector(".relief .ball[data-r]", state="attached")
    data = player(page, "({...p.relief.runners.get('ball').ball.dataset})")
    return {name: float(data[name]) for name in ("x", "y", "r", "step")}


def camera(page: Page) -> dict[str, np.ndarray]:
    """Plotly's own camera: from the data's coordinates to the picture's, as 4 x 4 matrices."""
    found = page.evaluate(
        """() => { const s = globalThis.momentumPage.player.relief.plot._fullLayout.scene._scene;
        const { model, view, projection } = s.glplot.cameraParams;
        const all = { model, view, projection };
        const plain = Object.entries(all).map(([k, m]) => [k, Array.from(m)]);
        return { ...Object.fromEntries(plain), scale: Array.from(s.dataScale) }; }"""
    )
    scale = np.diag([*found.pop("scale"), 1])
    return {"scale": scale} | {k: np.reshape(m, (4, 4)).T for k, m in found.items()}


def seen_at(page: Page, point: np.ndarray) -> np.ndarray:
    """Where Plotly's camera shows a point of the data, in pixels."""
    c = camera(page)
    x, y, _, w = c["projection"] @ c["view"] @ c["model"] @ c["scale"] @ [*point, 1]
    box = page.locator(".relief.pane").bounding_box()
    return np.array([(1 + x / w) / 2 * box["width"], (1 - y / w) / 2 * box["height"]])


def turn(page: Page, eye: str) -> None:
    page.evaluate(
        f"""() => {{ const r = globalThis.momentumPage.player.relief;
        return r.Plotly.relayout(r.plot, {{ 'scene.camera.eye': {eye} }}); }}"""
    )


def test_the_ball_stands_on_the_surface(look: Look):
    """In 3-D its lowest point touches: the centre is one radius along the normal above Q(w)."""
    page = look("?loss=round-bowl&at=2")
    ball_seen = solid(page)
    surface = CATALOGUE["round-bowl"]
    w = simulate(Settings.of("round-bowl")).trajectory.w[2]
    units = np.array(player(page, "p.relief.units()"))
    slope = surface.gradient(w) * units[:2] / units[2]
    normal = np.array([*-slope, 1]) / np.hypot(1, np.hypot(*slope))
    centre = np.array([*w, surface.value(w)]) + 0.05 * normal * units

    seen = seen_at(page, centre)
    assert (ball_seen["x"], ball_seen["y"]) == pytest.approx(seen, abs=0.5)
    above = seen_at(page, centre + 0.05 * units * [0, 0, 1]) - seen
    assert 0.5 * ball_seen["r"] < np.hypot(*above) < ball_seen["r"]


def test_the_ball_moves_with_the_camera(open_page: Opener):
    """It is where Plotly's camera sees it, whoever turned the surface."""
    page = open_page("?loss=himmelblau&at=12")
    before = solid(page)
    turn(page, "{x: 0.9, y: -1, z: 1.1}")
    page.wait_for_function(
        f"() => Math.abs({before['x']} - momentumPage.player.relief.runners.get('ball').ball.dataset.x) > 20"
    )
    start = simulate(Settings.of("himmelblau")).trajectory.w[0]
    foot = [*start, CATALOGUE["himmelblau"].value(start)]
    first = player(page, "p.relief.runners.get('ball').dots[0]").removeprefix("M").split("h")[0]
    assert [float(x) for x in first.split(",")] == pytest.approx(seen_at(page, foot), abs=6)


def test_a_hill_hides_the_ball(open_page: Opener):
    """From behind it is not drawn through the surface; from above all of it is."""
    page = open_page("?loss=himmelblau&at=12&start=0,-4.5")
    solid(page)
    drawn = "getComputedStyle(p.relief.runners.get('ball').ball)"
    assert player(page, f"[{drawn}.display, {drawn}.clipPath]") == ["inline", "none"]
    turn(page, "{x: 1.6, y: 1.2, z: 0.25}")
    page.wait_for_function(
        "() => momentumPage.player.relief.runners.get('ball').ball.hasAttribute('clip-path')"
    )
    share = page.evaluate(
        """() => { const r = momentumPage.player.relief.runners.get('ball');
        const { height } = r.hole.getBBox(); return height / (2 * r.ball.dataset.r); }"""
    )
    assert 0.05 < share < 0.95
    turn(page, "{x: 1.6, y: 1.2, z: -0.6}")
    page.wait_for_function(
        "() => momentumPage.player.relief.runners.get('ball').ball.style.display === 'none'"
    )


def test_the_surface_follows_the_clock(look: Look):
    """Its path grows with the steps."""
    page = look("?loss=round-bowl&at=2")
    scrub(page, 2)
    assert solid(page)["step"] == 2
    dots = "p.relief.runners.get('ball').trail.getAttribute('d').split('M').length - 1"
    assert player(page, dots) == 3
    page.get_by_role("button", name="One step forward").click()
    frame(page)
    assert (player(page, dots), solid(page)["step"]) == (4, 3)
    scrub(page, 2)


def pick(page: Page, box: str, name: str) -> None:
    """Choose from a list by what is typed."""
    page.get_by_role("combobox", name=box, exact=True).fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def test_every_loss_in_light_and_dark(open_page: Opener):
    """Chosen from its list, by turns in light and in dark, drawn, playing, drawn in the other
    theme, and not a word on the console."""
    page, now, before = open_page(), "light", FIRST[0]
    for loss, surface in reversed(CATALOGUE.items()):
        if loss in FIRST:
            pick(page, "Loss", surface.name)
        else:
            if before in FIRST:
                pick(page, "Loss", "More losses …")
            pick(page, "More losses", surface.name)
        settled(page, loss=loss)
        before = loss
        page.wait_for_function("() => globalThis.momentumPage.player.clock.t > 0.5")
        view = "hill" if surface.d == 1 else "contour"
        assert ball(page, view)["r"] > 10, (loss, now)
        now = "light" if now == "dark" else "dark"
        themed(page, now)
        assert ball(page, view)["r"] > 10, (loss, now)


def test_on_a_phone_a_switch_shows_one_view(open_page: Opener):
    """From above first; in 3-D after a tap."""
    page = open_page("?loss=himmelblau&at=5", width=390, height=844)
    contour, relief = page.locator(".contour.pane"), page.locator(".relief.pane")

    assert (contour.is_visible(), relief.is_visible()) == (True, False)
    page.get_by_role("button", name="In 3-D").click()
    assert (contour.is_visible(), relief.is_visible()) == (False, True)
    assert solid(page)["r"] > 8
    box = page.locator(".st-key-alpha").bounding_box()
    assert box["y"] + box["height"] <= 844
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_while_it_plays_nothing_is_read_back(open_page: Opener):
    """A card that is asked for what it has drawn waits until all of it is: Plotly does so twice, at
    its first picture."""
    page = open_page.context({}).new_page()
    page.add_init_script(
        """globalThis.readBack = 0;
        for (const { prototype: gl } of [WebGLRenderingContext, WebGL2RenderingContext]) {
          const read = gl.readPixels;
          gl.readPixels = function (...all) { globalThis.readBack += 1; return read.apply(this, all); };
        }"""
    )
    page.goto("/?loss=himmelblau")
    page.wait_for_function("() => globalThis.momentumPage?.player?.relief.sight")
    turn(page, "{x: 0.9, y: -1, z: 1.1}")
    counts = []
    for step in (1, 2):
        page.wait_for_function(f"() => globalThis.momentumPage.player.clock.step >= {step}")
        counts.append(page.evaluate("globalThis.readBack"))

    assert counts[0] == counts[1] <= 2


def test_without_webgl_the_rest_works(playwright: Playwright, server: str):
    """A line says why there is no surface; the contours play."""
    flags = [f for f in FLAGS if "gl" not in f] + ["--disable-3d-apis", "--disable-gpu"]
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
    opener = Opener(browser, server)
    page = opener("?loss=himmelblau")

    expect(page.locator(".relief.pane")).to_contain_text("This browser can’t draw in 3-D")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 2")
    assert lines(page) > 5
    assert opener.said == []
    browser.close()
