"""A typed formula and a line through data, as a visitor meets them."""

from __future__ import annotations

import re
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.methods.draws import batches
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Look, Opener, mapped
from tests.browser.stage_page import arrows_of, frame, native, player, scrub, settled, shown, thumb

LINE = Settings.of("line", data="cars", batch=4, seed=3)
LINK = "?loss=line&data=cars&batch=4&seed=3"


def run_shown(page: Page) -> list[float]:
    return player(page, "Array.from(p.balls[0].run.w)")


def test_typing_a_formula(open_page: Opener):
    """Its picture, its mathematics, its link; a refused one keeps text and picture."""
    page = open_page("?loss=formula&q=x^2")
    mapped(page)
    field = page.get_by_label("Q =", exact=True)
    field.fill("x^4 - 3x^2 + x/2")
    field.press("Enter")
    settled(page, q="x^4 - 3x^2 + x/2")
    page.wait_for_function("() => new URL(location.href).searchParams.get('q')?.startsWith('x^4')")
    run = simulate(Settings.of("formula", q="x^4 - 3x^2 + x/2"))
    assert run_shown(page) == run.trajectory.w.ravel().tolist()
    expect(page.locator(".katex").first).to_be_visible()
    page.evaluate("() => momentumPage.player.clock.pause()")
    marks = player(page, "[...p.hill.marks.querySelectorAll('.mark')].map((t) => t.textContent)")
    assert marks == ["lowest", "local minimum", "hilltop"]
    field.fill("x^4 - 3y + z")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There are 3 weights: x and y and z")
    assert field.input_value() == "x^4 - 3y + z"
    assert run_shown(page) == run.trajectory.w.ravel().tolist()


@pytest.mark.parametrize("key", ["rosenbrock", "beale", "two-wells"])
def test_the_mathematics_is_not_cut_off(open_page: Opener, key: str):
    """All of it is in the column, and none too small to read."""
    page = open_page(f"?q={quote(CATALOGUE[key].text, safe='')}&at=0")
    shown = page.locator(".st-key-mathematics .katex-display")
    expect(shown).to_be_visible()
    for width in (1440, 1080):
        page.set_viewport_size({"width": width, "height": 900})
        frame(page)
        column = page.locator(".st-key-losscontrol").bounding_box()
        box = shown.locator(".katex-html").bounding_box()

        assert shown.evaluate("(e) => e.scrollWidth <= e.clientWidth")
        assert column["x"] <= box["x"]
        assert box["x"] + box["width"] <= column["x"] + column["width"]
        sizes = "(e) => [...e.querySelectorAll('.mrel')].map((x) => parseFloat(getComputedStyle(x).fontSize))"
        assert min(shown.evaluate(sizes)) > 9


def test_a_typed_loss_is_dragged_live(open_page: Opener):
    """Without a message, and on release the core's run."""
    page = open_page("?loss=formula&q=x^2%2By^4-x*y&at=0")
    silent = len(open_page.sent)
    x, y = thumb(page, "alpha")
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 4):
        page.mouse.move(x - 8 * k, y)
        frame(page)
    alpha = shown(page)["alpha"]
    assert shown(page)["preview"]
    assert len(open_page.sent) == silent
    page.mouse.up()
    settled(page, alpha=alpha)
    w = simulate(Settings.of("formula", q="x^2+y^4-x*y", alpha=alpha)).trajectory.w
    assert run_shown(page) == w.ravel().tolist()


def test_a_loss_with_a_gap(open_page: Opener):
    """No ground where it has no value; the ball that gets there is lost, by name."""
    page = open_page("?loss=formula&q=sqrt(x)&window=-1,4&start=1&eta=0.5&alpha=0.9&at=99")

    expect(page.locator(".sentence.ball")).to_contain_text("its next step finds no value")
    left, begins, zero = player(
        page,
        "[p.hill.area.left, Number(p.hill.line.getAttribute('d').split(/[M,]/)[1]), p.hill.px(0)]",
    )
    assert left + 100 < begins == pytest.approx(zero, abs=2)


@pytest.mark.parametrize(
    ("text", "axes", "called"),
    [
        ("θ^4 - 2θ^2 + 0.3θ", ["θ"], "θ"),
        ("(x - 1)^2 + 4y^2 + xy", ["x", "y"], "(x, y)"),
        ("(w + b - 1)^2 + b^2", ["w", "b"], "(w, b)"),
        ("x[0]^2 + 2x[1]^2", ["x₀", "x₁"], "x"),
    ],
)
def test_a_formula_keeps_its_letters(open_page: Opener, text: str, axes: list[str], called: str):
    """In the update rule, on the axes from above and in 3-D, in sentences, to a screen reader, in
    the fields: nowhere a w that was not typed."""
    page = open_page(f"?loss=formula&q={quote(text)}&at=3")
    mapped(page)
    of = called if called[0] == "(" else f"({called})"
    symbols = "".join(page.locator(".formula .symbol").all_text_contents())
    assert symbols == f"{called}←{called}−η∇Q{of}+αΔ{called}"
    if len(axes) == 1:
        assert page.locator(".hill .weight").all_text_contents() == axes
    else:
        names = player(page, "p.contour.plot.layout.annotations.map((a) => a.text)")
        assert names == [f"<i>{name}</i>" for name in axes]
    expect(page.locator(".sentence.ball")).to_contain_text(f"{called} = ")
    expect(page.get_by_role("slider", name="The ball")).to_have_attribute(
        "aria-valuetext", re.compile(rf"^{re.escape(called)} = ")
    )
    expect(page.locator(".chart .title")).to_have_text(re.compile(rf"loss Q{re.escape(of)} at"))
    for name in axes if len(axes) > 1 else []:
        expect(page.get_by_label(f"Start {name}")).to_be_visible()


@pytest.mark.parametrize("text", ["asinh(w)^2", "cbrt(w^2-1)", "log10(x^2+1)+acos(y/9)"])
def test_a_function_that_the_player_computes(open_page: Opener, text: str):
    """The first run is the core's, its mathematics is set, and the player can run it, too."""
    page = open_page(f"?loss=formula&q={quote(text)}&at=3")
    run = simulate(Settings.of("formula", q=text))

    assert run_shown(page) == run.trajectory.w.ravel().tolist()
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.locator(".katex-error")).to_have_count(0)


@pytest.mark.parametrize("step", [0, 7])
def test_the_line_and_its_batch_are_the_runs(look: Look, step: int):
    """The line stands where the ball does; the step's observations stand out; so do its arrows."""
    page = look(f"{LINK}&at=7")
    scrub(page, step)
    run, data = simulate(LINE), DATA["cars"]
    members = set(batches(len(data), 4, LINE.steps, 3, False)[step].tolist())

    drawn = player(
        page, "p.fit.circles.flatMap((c, i) => (c.classList.contains('drawn') ? [i] : []))"
    )
    assert set(drawn) == members
    line = player(page, "p.fit.fitted.get('ball').dataset.w.split(',').map(Number)")
    assert line == run.trajectory.w[step].tolist()
    ends = player(
        page,
        "['x1', 'y1', 'x2', 'y2'].map((k) => +p.fit.fitted.get('ball').getAttribute(k))",
    )
    low, high = player(page, "[p.fit.low, p.fit.high]")
    a, b = line
    points = player(page, f"[p.fit.py({a + b * low}), p.fit.py({a + b * high})]")
    assert [ends[1], ends[3]] == pytest.approx(points, abs=1e-6)
    gradient = arrows_of(page, "contour")["gradient"]["value"]
    assert gradient == (-LINE.eta * run.trajectory.gradient[step]).tolist()
    assert page.locator(".term.gradient .symbol").text_content() == "∇QB(w)"
    assert "epoch" in page.locator(".count").text_content()


def test_the_whole_gradient_is_beside_the_batchs(open_page: Opener, look: Look):
    """Faintly, from the same place and on the same scale; only where a step takes some of the data."""
    page = look(f"{LINK}&at=7")
    scrub(page, 7)
    w = simulate(LINE).trajectory.w[7]
    whole = -LINE.eta * LINE.surface.gradient(w)
    arrow = arrows_of(page, "contour")["gradient"]
    common = player(
        page, "Math.min(...Object.values(p.contour.arrows).map((a) => +a.group.dataset.times))"
    )
    units = np.array(player(page, "[p.contour.units[0], -p.contour.units[1]]"))
    line = np.array(
        player(page, "['x1', 'y1', 'x2', 'y2'].map((k) => +p.contour.terms.full.getAttribute(k))")
    )
    assert line[:2] == pytest.approx(arrow["tail"])
    assert line[2:] - line[:2] == pytest.approx(whole * units * common)
    other = open_page("?loss=line&data=cars&at=7")
    assert not other.locator(".contour .full").is_visible()


def test_a_mini_batch_run_is_dragged_live(open_page: Opener):
    """The browser draws the same observations as the core."""
    page = open_page(f"{LINK}&at=3")
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    preview = run_shown(page)
    settled(page, alpha=0.89)
    w = simulate(Settings.of("line", data="cars", batch=4, seed=3, alpha=0.89)).trajectory.w

    assert preview == run_shown(page) == w.ravel().tolist()
    assert "alpha=0.89" in page.url
    assert "batch=4" in page.url


def test_ones_own_data(open_page: Opener):
    """Pasted into the dialog: the line is fitted to them, and the link carries them."""
    page = open_page("?loss=line")
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    page.get_by_label("Paste here").fill("age,height\n4,102\n5,109\n7,121\n")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Fit a line to these").click()
    page.wait_for_function("() => momentumPage.player.scene.data?.t.length === 3")

    page.wait_for_function("() => location.search.includes('age_height_4_102_5_109_7_121')")
    assert player(page, "p.scene.data.yLabel") == "height"


def test_an_uploaded_file(open_page: Opener):
    """As pasted data."""
    page = open_page("?loss=line")
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"t;y\n1;2,5\n2;3\n4;7\n"}
    page.locator("[data-testid=stDialog] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Fit a line to these").click()
    page.wait_for_function("() => momentumPage.player.scene.data?.y[0] === 2.5")


def test_data_and_3d_take_turns(open_page: Opener):
    """A switch beside the contours."""
    page = open_page(f"{LINK}&at=3")
    assert page.locator(".fit.pane").is_visible()
    page.get_by_role("button", name="In 3-D").click()
    assert page.locator(".relief.pane").is_visible()
    assert not page.locator(".fit.pane").is_visible()
    assert page.locator(".switch .relief").get_attribute("aria-pressed") == "true"
