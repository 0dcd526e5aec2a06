"""For everybody: keys, names, words, contrast."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Look, Opener, mapped
from tests.browser.stage_page import ball, player, serious, settled, shown, themed


@pytest.mark.parametrize(
    ("loss", "first", "then"), [("double-well", "light", "dark"), ("himmelblau", "dark", "light")]
)
def test_axe_finds_nothing_serious(open_page: Opener, loss: str, first: str, then: str):
    """No violation that axe-core calls serious or critical, in the theme that the page is opened in
    and in the other one."""
    page = open_page(f"?loss={loss}&at=4&race=plain,adam", color_scheme=first)
    for scheme in (first, then):
        themed(page, scheme)
        assert serious(page) == []


def test_keys_for_the_whole_page(open_page: Opener):
    """Space plays and pauses, arrows step, Home and End go to the ends, ? lists the keys."""
    page = open_page("?at=3")
    page.locator("body").press("ArrowRight")
    assert shown(page)["step"] == 4
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page)["step"] == 2
    page.keyboard.press("End")
    assert shown(page)["step"] == simulate(Settings()).steps
    page.keyboard.press("Home")
    assert shown(page)["step"] == 0
    page.keyboard.press("Space")
    assert shown(page)["playing"]
    page.keyboard.press("Space")
    assert not shown(page)["playing"]
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog", name="Keys").is_visible()


def test_keyboard_only(open_page: Opener):
    """From opening the page to a changed, replayed, copied link without a pointer."""
    page = open_page("?at=3")

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            label = page.evaluate(
                """() => { let e = document.activeElement;
                while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                return e?.getAttribute('aria-label') || e?.textContent || ''; }"""
            )
            if label.startswith(name):
                return
        raise AssertionError(f"{name} can't be reached by Tab")

    tab_to("Momentum α")
    page.keyboard.press("PageDown")
    settled(page, alpha=0.8)
    tab_to("The ball")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => globalThis.momentumPage.player.talk.draft === null")
    tab_to("Play")
    page.keyboard.press("Enter")
    assert shown(page)["playing"]
    page.keyboard.press("Enter")
    tab_to("Copy link")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert "alpha=0.8&" in link
    assert f"start={shown(page)['start'][0]:g}&" in link


def test_the_step_is_spoken_when_the_clock_stands(open_page: Opener):
    """Politely, with the run's numbers and which way each term goes."""
    page = open_page("?at=3")
    run = simulate(Settings())
    spoken = page.locator(".spoken").first

    assert spoken.get_attribute("aria-live") == "polite"
    text = spoken.text_content()
    assert text.startswith("step 3: w = 0.515, loss ")
    assert text.endswith("; the gradient pushes right, momentum carries left")
    number = re.search(r"loss (\S+);", text)[1].replace("−", "-")
    assert float(number) == pytest.approx(run.loss[3], rel=1e-3)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 5")
    assert spoken.text_content() == text


def test_two_weights_are_spoken_as_a_pair(open_page: Opener):
    """With up and down."""
    page = open_page("?loss=narrow-valley&at=2")
    text = page.locator(".spoken").first.text_content()

    assert re.search(r"w = \(\S+, \S+\), loss", text)
    assert re.search(r"the gradient pushes .*(up|down)", text)


def test_everything_has_a_name(look: Look):
    """Every control of the stage is called something."""
    page = look("?loss=himmelblau&race=plain,nesterov,adam&at=9")
    unnamed = page.evaluate(
        """() => [...globalThis.momentumPage.player.root.querySelectorAll('button, input, select, [role=slider]')]
        .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim())).map((e) => e.outerHTML)"""
    )

    assert unnamed == []


def test_touch_targets_on_a_phone(open_page: Opener):
    """At least 44 pixels each way."""
    page = open_page("?at=3", width=390, height=844, has_touch=True)
    small = page.evaluate(
        """() => [...globalThis.momentumPage.player.root.querySelectorAll('button, select, .drag')]
        .filter((e) => e.offsetParent && !e.closest('dialog'))
        .map((e) => [e.className, e.getBoundingClientRect()])
        .filter(([, b]) => b.width < 43.5 || b.height < 43.5).map(([c, b]) => [c, b.width, b.height])"""
    )

    assert small == []
    assert float(player(page, "p.hill.hero.hit.getAttribute('r')")) >= 22


def test_focus_can_be_seen(open_page: Opener):
    """The ball shows a ring, buttons an outline, when reached by keyboard."""
    page = open_page("?at=3")
    page.locator("body").press("Tab")
    for _ in range(60):
        page.keyboard.press("Tab")
        if player(page, "p.root.getRootNode().activeElement === p.hill.hero.ball"):
            break
    assert player(page, "getComputedStyle(p.hill.hero.focusRing).stroke") != "none"
    assert ball(page)["step"] == 3


def test_a_way_straight_to_the_stage(open_page: Opener):
    """Tab comes to it first, and only then it is seen; Enter leads to the stage, and the next Tab to
    the formula."""
    page = open_page("?at=3")
    way = page.get_by_role("link", name="Skip to the stage")
    assert way.bounding_box()["y"] < 0
    page.keyboard.press("Tab")
    expect(way).to_be_focused()
    page.wait_for_function("() => document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert player(page, "p.root.getRootNode().activeElement === p.root")
    page.keyboard.press("Tab")
    assert player(page, "p.formula.host.contains(p.root.getRootNode().activeElement)")


INK = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let other = 0;
  for (let k = 0; k < data.length; k += 4)
    other += Math.abs(data[k] - data[0]) + Math.abs(data[k + 1] - data[1]) + Math.abs(data[k + 2] - data[2]) > 120;
  return (4 * other) / data.length; }"""


def ink(page: Page, place: Locator) -> float:
    """Which part of a place is painted otherwise than its corner."""
    place.scroll_into_view_if_needed()
    png = base64.b64encode(place.screenshot()).decode()
    return page.evaluate(INK, png)


SEEN = {
    "slider": ".st-key-eta [data-testid=stSlider] > :last-child",
    "scrub": "input.scrub",
    "switch": ".st-key-theory label > span + div",
    "legend": ".chip.plain svg",
    "key": ".key i >> nth=0",
    "sentence": ".sentence >> nth=0",
    "trail": ".hill .over",
}
STATE = """([on, off]) => [on, off].map((node) => { const { borderTopWidth, borderTopColor, backgroundColor } =
  getComputedStyle(node); return [borderTopWidth, borderTopColor, backgroundColor].join(); })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_high_contrast_nothing_vanishes(open_page: Opener, subtests, scheme):
    """Where the system chooses the colours: controls and marks are painted otherwise than what is
    around them, and what is pressed looks otherwise than what isn't."""
    page = open_page("?at=3&race=plain", forced_colors="active", color_scheme=scheme)
    mapped(page)
    for name, place in SEEN.items():
        with subtests.test(name):
            assert ink(page, page.locator(place)) > 0.01
    pairs = {
        "race": (".chip.plain", ".chip.nesterov"),
        "method": (
            ".st-key-method button >> nth=0",
            ".st-key-method button >> nth=1",
        ),
        "map": (".head button[aria-pressed=true]", ".head button[aria-pressed=false] >> nth=0"),
    }
    for name, pair in pairs.items():
        with subtests.test(name):
            nodes = [page.locator(place).element_handle() for place in pair]
            on, off = page.evaluate(STATE, nodes)
            assert on != off


LIT = """([on, off]) => {
const seen = (node) => { const { backgroundColor, borderTopColor, borderTopWidth, color, boxShadow } = getComputedStyle(node);
  return { ground: backgroundColor, edge: borderTopColor, wide: parseFloat(borderTopWidth), ink: color, boxShadow }; };
let behind = on.parentElement ?? on.getRootNode().host;
const clear = (node) => /^rgba\\(.*, 0\\)$|transparent/.test(getComputedStyle(node).backgroundColor);
while (behind && clear(behind)) behind = behind.parentElement ?? behind.getRootNode().host;
return [seen(on), seen(off), getComputedStyle(behind ?? document.body).backgroundColor]; }"""
PILLS = {
    "race": (".chip.plain", ".chip.nesterov"),
    "method": (".st-key-method button >> nth=0", ".st-key-method button >> nth=1"),
    "map": (".head button[aria-pressed=true]", ".head button[aria-pressed=false] >> nth=0"),
    "view": (".switch button[aria-pressed=true]", ".switch button[aria-pressed=false] >> nth=0"),
}


def contrast(one: str, other: str) -> float:
    """Of two colours as a style sheet computes them (W3C, WCAG 2.2, contrast ratio)."""

    def light(text: str) -> float:
        parts = [float(x) / 255 for x in re.findall(r"[\d.]+", text)[:3]]
        if text.startswith("color("):
            parts = [255 * x for x in parts]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_pressed_is_lit(open_page: Opener, subtests, scheme):
    """Its edge or its ground stands out from what is around it, three to one as the W3C asks of what
    tells a state; that of what isn't pressed does not, and its text can be read."""
    page = open_page("?data=cars&at=3&race=plain", color_scheme=scheme)
    for name, pair in PILLS.items():
        with subtests.test(name):
            nodes = [page.locator(place).element_handle() for place in pair]
            on, off, around = page.evaluate(LIT, nodes)
            assert on != off
            solid = [colour for colour in (on["edge"], on["ground"]) if "rgba" not in colour]
            assert max(contrast(colour, around) for colour in solid) >= 3
            assert contrast(off["edge"], around) < 3
            own = around if "rgba" in on["ground"] else on["ground"]
            assert contrast(on["ink"], own) >= 4.5


OUTSIDE = """() => {
  const found = [];
  const walk = (node) => {
    if (node.matches?.(".st-key-machinery, .st-key-maps, [data-testid=stHeader], .skip, dialog, svg, .spoken, .stSlider input")) return;
    const box = node.getBoundingClientRect?.();
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (box?.width > 1 && (own || node.matches("button, input, select, a")) &&
        getComputedStyle(node).visibility === "visible" && (box.left < -1 || box.right > innerWidth + 1))
      found.push([node.tagName, String(node.className), node.textContent.slice(0, 20), box.left, box.right]);
    for (const child of node.shadowRoot?.children ?? []) walk(child);
    for (const child of node.children) walk(child);
  };
  walk(document.body);
  const main = document.querySelector("[data-testid=stMain]");
  return [found, main.scrollWidth - main.clientWidth]; }"""


@pytest.mark.parametrize("zoom", [1.6, 2, 3, 4])
def test_enlarged_nothing_is_lost(open_page: Opener, subtests, zoom):
    """A window of 1280 by 720 at 160 to 400 %: nothing sticks out to the side, no sideways scrolling,
    and what is above and below can be scrolled to."""
    size = {"width": round(1280 / zoom), "height": round(720 / zoom)}
    page = open_page("?at=3", device_scale_factor=zoom, **size)
    for loss in ("double-well", "himmelblau"):
        with subtests.test(loss):
            if loss != "double-well":
                page = open_page(f"?loss={loss}&at=3", device_scale_factor=zoom, **size)
            assert [[], 0] == page.evaluate(OUTSIDE)
            thumbs = [
                f".st-key-{name} [data-testid=stSliderThumbValue]" for name in ("eta", "alpha")
            ]
            for place in (".term.eta", "button.play", *thumbs):
                page.locator(place).first.scroll_into_view_if_needed()
                expect(page.locator(place).first).to_be_in_viewport()
