"""Reading and moving what is on the stage."""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Locator, Page


def player(page: Page, expression: str) -> Any:
    """A value of the page's player, p."""
    return page.evaluate(
        f"() => {{ const p = globalThis.momentumPage.player; return {expression}; }}"
    )


def shown(page: Page) -> dict[str, Any]:
    """What the stage shows: choice, step, playing, held, whether it is a preview."""
    return player(
        page,
        "({...p.talk.choice, step: p.clock.step, t: p.clock.t, playing: p.clock.playing, "
        "held: p.talk.held, preview: p.talk.draft !== null, last: p.clock.last})",
    )


def scrub(page: Page, step: int) -> None:
    """Set the clock to a step by its slider."""
    page.get_by_role("slider", name="Step", exact=True).fill(str(step))
    assert shown(page)["step"] == step


def settled(page: Page, **choice: Any) -> None:
    """Wait until the core's run for a choice is on the stage."""
    for name, value in choice.items():
        page.wait_for_function(
            "([name, value]) => { const p = globalThis.momentumPage.player;"
            " return p.talk.draft === null && JSON.stringify(p.talk.shown.settings[name]) === value; }",
            arg=[name, json.dumps(value, separators=(",", ":"))],
        )


def themed(page: Page, scheme: str) -> None:
    """Set the visitor's theme, "light" or "dark", and wait until the stage has it."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "(dark) => globalThis.momentumPage.player.root.classList.contains('dark') === dark",
        arg=scheme == "dark",
    )


def serious(page: Page) -> list[tuple[str, list]]:
    """What axe-core finds that it calls serious or critical: rules, and places."""
    return [
        (v["id"], [n["target"] for n in v["nodes"]][:5])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def frame(page: Page) -> None:
    """Wait until the next animation frame has been drawn."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def native(page: Page | FrameLocator, name: str) -> Locator:
    """A native control's input; not the one of a control just replaced, which stays on the page,
    hidden, until the script's run has ended."""
    key, part = f".st-key-{name}", "[data-testid=stElementContainer]"
    return page.locator(f":is({key}{part}, {key} {part}):visible input")


def thumb(page: Page, name: str) -> tuple[float, float]:
    """The middle of a native slider's thumb."""
    return middle(native(page, name).locator("xpath=../.."))


def ball(page: Page, view: str = "hill") -> dict[str, Any]:
    """The ball as it is drawn: its step, its w, the point it touches, its circle."""
    return page.evaluate(
        """(view) => { const p = globalThis.momentumPage.player[view].hero, b = p.ball.dataset, c = p.disc;
        const n = (k) => Number(c.getAttribute(k)), w = b.w.split(',').map(Number);
        return {step: +b.step, w: w.length === 1 ? w[0] : w, x: +b.x, y: +b.y,
                cx: n('cx'), cy: n('cy'), r: n('r')}; }""",
        view,
    )


def arrows_of(page: Page, view: str) -> dict[str, dict[str, list[float]]]:
    """What the arrows say of themselves: value, times, tail and tip, as numbers."""
    return page.evaluate(
        """(view) => Object.fromEntries(Object.entries(globalThis.momentumPage.player[view].arrows)
        .map(([name, {group}]) => [name, Object.fromEntries(
            Object.entries(group.dataset).map(([k, v]) => [k, v.split(',').map(Number)]))]))""",
        view,
    )
