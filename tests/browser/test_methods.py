"""Every method on the page: its control, its formula, its colour, its ball."""

from __future__ import annotations

import pytest

from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.run import race, simulate
from momentum_core.settings.settings import Settings
from momentum_core.words import english
from tests.browser.conftest import Look, Opener
from tests.browser.stage_page import native, player, settled, shown

COLOUR = (
    "[p.places.root, p.places.below].filter(Boolean).map((node) => getComputedStyle(node))"
    ".map((style) => ['hero', '{}'].map((name) => style.getPropertyValue(`--${{name}}`)))"
)


@pytest.mark.parametrize("method", METHODS)
def test_what_follows_the_ball_has_its_colour(open_page: Opener, method):
    """The clock's bar and the dot of the pad."""
    page = open_page(f"?method={method}")

    for hero, own in player(page, COLOUR.format(METHODS[method].look.colour)):
        assert hero == own != ""


@pytest.mark.parametrize("width", [1440, 390])
def test_all_methods_stand_in_one_row(look: Look, width):
    """Their control does not break into two lines, on a laptop or a phone."""
    page = look("?at=0", width=width, height=900 if width == 1440 else 844)
    boxes = [button.bounding_box() for button in page.locator(".st-key-method button").all()]

    assert len(boxes) == len(METHODS)
    assert len({round(box["y"]) for box in boxes}) == 1
    assert boxes[-1]["x"] + boxes[-1]["width"] <= width


def test_rmsprop_is_chosen_in_the_menu(open_page: Opener):
    """Its formula has the gradient over its usual size and no α; one arrow; and its ball rolls."""
    page = open_page("?loss=narrow-valley&at=1")
    page.get_by_role("radio", name="RMSProp", exact=True).click()
    settled(page, method="rmsprop")
    page.locator(".term.spread").wait_for()
    settings = Settings.of("narrow-valley", method="rmsprop", eta=shown(page)["eta"])
    t = simulate(settings).trajectory
    spread = (t.gradient[:2] ** 2 * [[0.99], [1]]).sum(0) ** 0.5 / 10

    told = page.locator(".term.spread .value").text_content().strip("()").replace("+", "")
    assert [float(x) for x in told.split(",")] == pytest.approx(spread.tolist(), rel=0.01)
    assert "".join(page.locator(".formula .symbol").all_text_contents()) == "w←w−η∇Q(w)/(√v + ε)"
    assert native(page, "alpha").is_disabled()
    assert page.locator(".contour .arrow:visible").count() == 1
    assert player(page, "Array.from(p.balls[0].run.w)") == t.w.ravel().tolist()


def test_everybody_runs_along(open_page: Opener):
    """On one stage, each with a mark and a sentence of its own."""
    names = tuple(name for name in RACERS if name != "momentum")
    page = open_page(f"?race={','.join(names)}&drop=20,0.5&at=9")
    runs = race(Settings(race=names, drop=(20, 0.5)))

    for name in names:
        assert player(page, f"p.balls.find((b) => b.name === '{name}').run.steps") == len(
            runs[name].trajectory
        )
    outlines = page.locator(".hill .ghost path").evaluate_all("(all) => all.map((x) => x.dataset)")
    assert len(outlines) == len(names)
    said = page.locator(".sentences").text_content()
    assert all(english.runs.WHO[name] in said for name in names)
