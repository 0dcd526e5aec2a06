"""A telephone in the hand: what is in view together, what a swipe does, and that nothing is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from momentum_core.lessons import read
from momentum_core.methods.table import METHODS
from tests.browser.conftest import Opener
from tests.browser.stage_page import frame, player, settled, shown
from tests.browser.test_alive import Touch
from tests.browser.test_layout import sized
from tests.browser.test_tour import answered, on_step

PHONE = {"has_touch": True, "is_mobile": True}
LESSONS = read.load()
SIDEWAYS = (844, 390)
TABLET = (820, 1180)
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"

HIDDEN = """([parts, beside]) => {
const { root } = globalThis.momentumPage.player, stage = document.querySelector('.st-key-stage').getBoundingClientRect();
const out = (box, top) => box.top < top - 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.right > innerWidth + 1 || box.bottom <= box.top;
return parts.filter((part) => {
  const own = root.querySelector(part), node = own ?? document.querySelector(part);
  return !node || out(node.getBoundingClientRect(), own || beside ? 0 : stage.bottom); }); }"""
"""Which parts are not wholly in view; what is the page's may not be under the stage either."""

CUT = """() => {
const p = globalThis.momentumPage.player, { host } = p.formula, places = [];
const walk = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode, box = node.parentElement.closest('.value, .name');
  if (!box || !node.data.trim() || getComputedStyle(node.parentElement).visibility === 'hidden') continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const [start, end] = [node.data.search(/\\S/), node.data.trimEnd().length];
  range.setStart(node, start);
  range.setEnd(node, end);
  for (const { left, right, top, bottom } of range.getClientRects()) places.push({ text: node.data, left, right, top, bottom });
}
const edge = document.querySelector('.st-key-stage').getBoundingClientRect();
const wrong = places.filter(({ left, right }) => left < edge.left - 1 || right > edge.right + 1).map((x) => [x.text, x.left, x.right]);
places.forEach((a, i) => places.slice(i + 1).forEach((b) => {
  if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
    wrong.push([a.text, b.text]); }));
return wrong; }"""
"""Texts of the formula that leave the stage's width or lie on each other, by where their letters
are: a box is as wide as it was made, whatever hangs over it, and what hangs over scrolls nothing."""


def hidden(page: Page, *parts: str, beside: bool = False) -> list[str]:
    frame(page)
    return page.evaluate(HIDDEN, [list(parts), beside])


def swipe(page: Page, x: float, y: float, dx: float = 0, dy: float = 0) -> None:
    """One finger, which comes to rest before it lifts, and with it what it scrolls."""
    finger = Touch(page)
    finger.send("touchStart", (x, y))
    for k in range(1, 9):
        finger.send("touchMove", (x + dx * k / 8, y + dy * k / 8))
    for _ in range(4):
        frame(page)
        finger.send("touchMove", (x + dx, y + dy))
    finger.send("touchEnd")
    frame(page)


def choice(page: Page) -> dict[str, Any]:
    """What is chosen and where the clock stands, when all hands are off."""
    seen = shown(page)
    return {name: seen[name] for name in ("eta", "alpha", "start", "step", "held", "preview")}


def test_stage_question_and_verdict_are_in_view_together(open_page: Opener):
    """While the question is read the stage stays, and tells nothing; after a wrong answer what is
    said to it stands under the stage, and the run that answers is seen. On a telephone upright and
    on its side, and on a tablet."""
    page = open_page("?lesson=together&page=1", width=390, height=844, **PHONE)
    last = page.locator(".st-key-prediction button").last
    for size in ((390, 844), (360, 640), TABLET, SIDEWAYS):
        sized(page, *size)
        beside = size == SIDEWAYS
        page.evaluate(f"{SCROLLED} = 0")
        last.evaluate(f"(e) => e.scrollIntoView({{ block: '{'nearest' if beside else 'end'}' }})")
        parts = (".stage .pane.hill", ".group.moves", ".st-key-prediction")
        assert hidden(page, *parts, beside=beside) == [], size
    assert page.locator(".said").text_content() == ""

    sized(page, 360, 640)
    page.get_by_role("button", name="Nowhere: the two cancel.").tap()
    answered(page)
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step > 4")
    expect(page.locator(".said")).to_have_text("✗ Not quite")
    parts = (".stage .pane.hill", ".said", ".group.moves", ".st-key-told p")
    assert shown(page)["playing"]
    assert hidden(page, *parts) == []


def test_a_question_and_its_answers_are_in_view_from_the_start(open_page: Opener):
    """Of a page with two paragraphs, opened by its link: nothing has to be scrolled to."""
    page = open_page("?lesson=momentum&page=3", width=390, height=844, **PHONE)
    parts = (".stage .pane.hill", ".group.moves", ".st-key-lessonbox h2", ".st-key-prediction")
    assert hidden(page, *parts) == []


def test_what_tab_comes_to_is_not_under_the_stage(open_page: Opener):
    """Backwards from the end of a lesson's page, on a screen where all of it is longer than the
    window: each answer is seen while it has the focus."""
    page = open_page("?lesson=together&page=1", width=360, height=640, **PHONE)
    page.wait_for_function("() => !globalThis.momentumPage.player.clock.playing")
    page.evaluate(f"{SCROLLED} = 1e6")
    page.locator(".st-key-ways button").first.evaluate("(e) => e.focus({ preventScroll: true })")
    for answer in reversed(LESSONS["together"].steps[0].prediction.answers):
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name=answer.text)).to_be_focused()
        frame(page)
        stage = page.locator(".st-key-stage").bounding_box()
        top = page.evaluate("() => document.activeElement.getBoundingClientRect().top")
        assert top >= stage["y"] + stage["height"]


@pytest.mark.parametrize(
    ("query", "first", "then"),
    [("?at=3", (390, 844), SIDEWAYS), ("?loss=himmelblau&at=3", SIDEWAYS, (390, 844))],
)
def test_who_turns_the_telephone_keeps_the_stage(open_page: Opener, query: str, first, then):
    """Wherever the page was scrolled to, as long as some of the stage was in view."""
    page = open_page(query, width=first[0], height=first[1], **PHONE)
    page.wait_for_function("() => globalThis.momentumPage.player.maps.stageInView")
    page.locator(".stage").evaluate(
        "(e) => { const box = e.getBoundingClientRect();"
        " document.querySelector('[data-testid=stMain]').scrollTop += box.top + box.height / 2; }"
    )
    sized(page, *first)
    assert hidden(page, ".stage", beside=True) == [".stage"]
    page.set_viewport_size({"width": then[0], "height": then[1]})
    page.wait_for_function(f"() => !({HIDDEN})([['.stage'], true]).length")


@pytest.mark.parametrize("size", [(360, 640), (390, 844), SIDEWAYS])
def test_that_arrows_are_drawn_longer_is_always_said(open_page: Opener, size: tuple[int, int]):
    """However little room there is: beside them, or at the foot, where the axis has its name."""
    page = open_page("?start=0.15&at=0", width=size[0], height=size[1], **PHONE)
    longer = page.locator(".hill .longer")
    for step in (0, 1, 40, 60, 90):
        player(page, f"(p.clock.seek({step}), p.draw(), null)")
        frame(page)
        times = player(page, "p.hill.arrows.gradient.group.dataset.times")
        if times != "1":
            assert longer.is_visible(), step
            assert longer.text_content() == f"arrows drawn {times}× longer"
            on, name = (x.bounding_box() for x in (longer, page.locator(".hill .land .weight")))
            assert (
                on["x"] + on["width"] <= name["x"]
                or on["y"] + on["height"] <= name["y"]
                or on["y"] >= name["y"] + name["height"]
            ), step


WORDS_ON = """() => {
const { root } = globalThis.momentumPage.player, box = (e) => e.getBoundingClientRect();
const sum = box(root.querySelector(".written"));
return [sum.width, [...root.querySelectorAll(".hill .label")].filter((e) => {
  const { left, right, top, bottom } = box(e);
  return right > left && getComputedStyle(e).visibility !== "hidden" && left < sum.right && right > sum.left && top < sum.bottom - 1;
}).map((e) => e.textContent)]; }"""
"""How wide the sum is, and the words on the stage that lie on it."""


@pytest.mark.parametrize("size", [(360, 640), (390, 844), SIDEWAYS])
def test_no_word_of_the_stage_lies_on_the_sum(open_page: Opener, size: tuple[int, int]):
    """On the low stage of a lesson and on a higher one, at each of the steps on which the ball climbs
    the hump."""
    for query in ("?lesson=together&page=1", "?at=0"):
        page = open_page(query, width=size[0], height=size[1], reduced_motion="reduce", **PHONE)
        if "lesson" in query:
            page.get_by_role("button", name="Show me").click()
            answered(page)
        for step in range(1, 10):
            player(page, f"(p.clock.seek({step}), p.draw(), null)")
            frame(page)
            wide, on = page.evaluate(WORDS_ON)
            assert wide > 100
            assert on == [], (query, step)


def test_a_task_that_is_done_says_so_on_the_stage(open_page: Opener):
    """And brings its text under it; who is at it stays there."""
    page = open_page("?lesson=momentum&page=2", width=390, height=844, **PHONE)
    assert page.locator(".said").text_content() == ""
    cell = page.locator(".drag.alpha")
    for _ in range(9):
        cell.press("PageUp")
    expect(page.locator(".said")).to_have_text("Done ✓")
    page.wait_for_function(
        f"() => !({HIDDEN})([['.stage .pane.hill', '.said', '.st-key-explanation'], false]).length"
    )
    assert player(page, "p.root.getRootNode().activeElement.classList.contains('alpha')")


def test_a_turned_page_begins_under_the_stage(open_page: Opener):
    """Its heading is in view, and so is the stage; wherever the last page was left."""
    page = open_page("?lesson=formula&page=1", width=360, height=640, **PHONE)
    page.get_by_role("button", name="Next →").tap()
    on_step(page, "formula", 2)
    page.wait_for_function(
        f"() => !({HIDDEN})([['.formula', '.stage .pane.hill', '.st-key-lessonbox h2'], false]).length"
    )
    heading = page.locator(".st-key-lessonbox h2").bounding_box()["y"]
    assert heading - page.locator(".st-key-stage").bounding_box()["height"] < 40


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("?at=3", [".hill .over", ".pad .over", ".chart"]),
        ("?loss=himmelblau&at=3", [".contour .over", ".relief .plot"]),
    ],
)
def test_a_swipe_scrolls_whatever_it_begins_on(open_page: Opener, query: str, parts: list[str]):
    """And changes nothing that is chosen; nor does the touch that stops the page."""
    page = open_page(query, width=390, height=700, **PHONE)
    before = choice(page)
    if ".relief .plot" in parts:
        page.get_by_role("button", name="Every start").tap()
        page.wait_for_function("() => momentumPage.player.maps.maps.basin?.done === 1")
        expect(page.locator(".contour .basin")).to_be_visible()
    for part in parts:
        if part == ".relief .plot":
            page.locator(".switch button").last.scroll_into_view_if_needed()
            page.get_by_role("button", name="3-D").tap()
        place = page.locator(part)
        place.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
        frame(page)
        box, top = place.bounding_box(), page.evaluate(SCROLLED)
        swipe(page, box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"], dy=-120)

        assert page.evaluate(SCROLLED) > top + 50, part
        assert choice(page) == before, part


def test_the_map_is_moved_from_its_dot_or_after_a_tap(open_page: Opener):
    """A finger that goes sideways past it moves nothing; a tap brings the dot, which follows then."""
    page = open_page("?at=3", width=390, height=700, **PHONE)
    place = page.locator(".pad .over")
    place.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    frame(page)
    box, before = place.bounding_box(), choice(page)
    x, y = box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"]
    swipe(page, x, y, dx=90)
    assert choice(page) == before

    page.touchscreen.tap(x, y)
    page.wait_for_function(
        "(a) => momentumPage.player.talk.choice.alpha !== a", arg=before["alpha"]
    )
    tapped = choice(page)
    settled(page, eta=tapped["eta"], alpha=tapped["alpha"])
    swipe(page, x, y, dx=90)
    page.wait_for_function("(eta) => momentumPage.player.talk.choice.eta > eta", arg=tapped["eta"])


@pytest.mark.parametrize("width", [360, 390])
def test_no_number_of_the_formula_is_cut(open_page: Opener, width: int):
    """For every method, with one weight and two, at any step of a lively run: its letters are
    inside the stage, and none lies on another's. Each letter has its name."""
    wrong = {}
    for query in ("?at=0", "?loss=himmelblau&at=0"):
        page = open_page(query, width=width, height=740, **PHONE)
        for method in METHODS:
            player(page, f"p.talk.choose({{ method: '{method}' }})")
            for step in (0, 1, 4, 17):
                player(page, f"(p.clock.seek({step}), p.draw(), null)")
                if found := page.evaluate(CUT):
                    wrong[query, method, step] = found
            names = player(
                page,
                "[...p.formula.host.querySelectorAll('.name')].filter((e) => e.getClientRects().length === 0).length",
            )
            assert names == 0

    assert wrong == {}
