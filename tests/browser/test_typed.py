"""Numbers that are typed: in the place of one that stands on the stage, and run as a link runs them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from momentum_core.runs.run import simulate
from momentum_core.settings.fields import typed_limits
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Opener
from tests.browser.stage_page import frame, middle, native, player, settled, shown

PLACES = {"eta": ".term.eta", "alpha": ".term.alpha", "start": ".term.w", "steps": ".count"}
TYPED = {
    "eta": ("0.123456", "0.123456"),
    "alpha": ("0,7654321", "0.7654321"),
    "start": ("−1.23456789", "-1.23456789"),
    "steps": ("37", "37"),
}
"""What people type, and how a link spells it."""
WRONG = {
    "eta": (
        "1e17",
        "“1e17”: the learning rate η must be a number between 1e−18 and 1e16.",
    ),
    "alpha": ("1.0001", "“1.0001”: the momentum α must be a number between 0 and 1."),
    "start": ("left", "“left”: the start must be a number between {low} and {high}."),
    "steps": ("2.5", "“2.5”: the number of steps must be whole, and between 1 and 2000."),
}


def ask(page: Page, name: str) -> Locator:
    """Click a number, and have the field that takes its place."""
    page.locator(PLACES[name]).click()
    return page.locator("input.typed")


def run_of(page: Page) -> list[float]:
    return player(page, "Array.from(p.balls[0].run.w)")


def test_a_typed_number_is_what_a_link_would_bring(open_page: Opener, subtests):
    """Each of the four, after a click on the number: the run of that very number, to the last bit,
    and a link that says it; the native control shows it; the focus is back where it was."""
    page = open_page("?at=3")
    query = {}
    for name, (text, spelled) in TYPED.items():
        with subtests.test(name):
            field = ask(page, name)
            expect(field).to_be_focused()
            field.fill(text)
            field.press("Enter")
            query[name] = spelled
            settings, _ = from_query(query)
            value = getattr(settings, name)
            settled(page, **{name: list(value) if name == "start" else value})
            assert page.locator("input.typed").count() == 0
            assert player(
                page,
                f"p.root.getRootNode().activeElement === p.root.querySelector('{PLACES[name]}')",
            )
            assert simulate(settings).trajectory.w[:, 0].tolist() == run_of(page)
            assert re.search(rf"[?&]{name}={re.escape(spelled)}(&|$)", page.url)


def test_a_wrong_number_is_refused_and_changes_nothing(open_page: Opener, subtests):
    """One sentence with the limits, read aloud; the field keeps the text, nothing is sent, the run
    stays; Escape gives the number and the focus back."""
    page = open_page("?at=3")
    low, high = typed_limits(Settings().surface)["start"][0]
    before, link, silent = run_of(page), page.url, len(open_page.sent)
    for name, (text, says) in WRONG.items():
        with subtests.test(name):
            field = ask(page, name)
            field.fill(text)
            field.press("Enter")
            alert = page.get_by_role("alert")
            expect(alert).to_have_text(
                says.format(low=f"{low:g}".replace("-", "−"), high=f"{high:g}")
            )
            expect(field).to_have_value(text)
            expect(field).to_have_attribute("aria-invalid", "true")
            assert before == run_of(page)
            assert not shown(page)["preview"]
            field.press("Escape")
            assert field.count() == 0
            assert player(
                page,
                f"p.root.getRootNode().activeElement === p.root.querySelector('{PLACES[name]}')",
            )
    assert silent == len(open_page.sent)
    assert link.split("&at")[0] in page.url


def test_a_click_is_no_drag_and_a_drag_no_click(open_page: Opener):
    """A press that trembles opens the field and changes nothing; one that goes on drags, and no field
    comes; what is typed and left is taken, unless it is wrong: then it stays, and is said."""
    page = open_page("?at=3")
    x, y = middle(page.locator(".term.alpha"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2)
    frame(page)
    assert shown(page)["alpha"] == 0.9
    page.mouse.up()
    field = page.locator("input.typed")
    expect(field).to_have_value("0.9")
    assert shown(page)["held"] == 0
    field.press("Escape")

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y)
    page.mouse.move(x - 2, y)
    page.mouse.up()
    assert field.count() == 0
    assert shown(page)["alpha"] == 0.9

    ask(page, "alpha").fill("much")
    page.get_by_role("button", name="One step forward").click()
    expect(field).to_have_value("much")
    expect(page.get_by_role("alert")).to_contain_text("between 0 and 1")
    field.fill("0.5")
    page.get_by_role("button", name="One step forward").click()
    settled(page, alpha=0.5)
    assert field.count() == 0


def test_by_keyboard(open_page: Opener):
    """A digit on the slider begins the number, Enter ends it; keys of the page mean nothing there."""
    page = open_page("?at=3")
    page.get_by_role("slider", name=re.compile("^Learning rate")).focus()
    page.keyboard.press("0")
    field = page.get_by_role("textbox", name="learning rate η")
    expect(field).to_have_value("0")
    page.keyboard.type(".05")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    assert (0.01, 3) != (shown(page)["eta"], shown(page)["step"])
    assert shown(page)["step"] == 3
    page.keyboard.press("Enter")
    settled(page, eta=0.05)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => globalThis.momentumPage.player.talk.choice.eta > 0.05")


def test_each_number_of_a_pair_is_typed(open_page: Opener):
    """A click on the second of them, or Tab from the first; the other one stays."""
    page = open_page("?loss=narrow-valley&at=2")
    y = shown(page)["start"][1]
    page.locator(".term.w .value > span").first.click()
    field = page.locator("input.typed")
    field.fill("-1.25")
    page.keyboard.press("Tab")
    settled(page, start=[-1.25, y])
    expect(page.get_by_role("textbox", name="start of w₂")).to_be_focused()
    field.fill("0.5")
    field.press("Enter")
    settled(page, start=[-1.25, 0.5])
    assert shown(page)["step"] == 0
    assert native(page, "start1").input_value() == "0.5"


def test_where_a_number_is_hidden_it_is_not_typed(open_page: Opener):
    """As it can't be dragged there."""
    page = open_page("?at=3&hide=eta,alpha,start,steps")
    for place in PLACES.values():
        page.locator(place).click(force=True)
        assert page.locator("input.typed").count() == 0
    assert page.locator(".formula [tabindex]").count() == 0


FIELD = """() => {
  const { input } = globalThis.momentumPage.player.typing.field, { left, right } = input.getBoundingClientRect();
  return [input.inputMode, parseFloat(getComputedStyle(input).fontSize) >= 16, left >= 0 && right <= innerWidth]; }"""


def test_on_a_telephone(open_page: Opener):
    """After a tap: the keys for numbers where no minus is needed, type that isn't enlarged, within
    the window; the refusal, too."""
    page = open_page("?at=3", width=390, height=844, has_touch=True)
    modes: dict[str, Any] = {
        "eta": "decimal",
        "alpha": "decimal",
        "start": "text",
        "steps": "numeric",
    }
    for name, mode in modes.items():
        page.locator(PLACES[name]).tap()
        assert [mode, True, True] == page.evaluate(FIELD)
        page.locator("input.typed").fill("none")
        page.locator("input.typed").press("Enter")
        box = page.get_by_role("alert").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.locator("input.typed").press("Escape")


def test_a_held_question_is_not_told_by_typing(open_page: Opener):
    """What is typed while a lesson waits is shown, and rolls no further than it waits."""
    page = open_page("?lesson=ball&page=1")
    assert player(page, "p.lesson.waits")
    words = page.locator(".sentences").inner_text()
    ask(page, "alpha").fill("0.31")
    page.keyboard.press("Enter")
    settled(page, alpha=0.31)
    assert player(page, "p.lesson.waits")
    assert player(page, "p.clock.last") == 0
    assert words == page.locator(".sentences").inner_text()


READS = """async (texts) => {
  const { typedNumber } = await import("/core/numbers.js");
  return texts.map((text) => { const x = typedNumber(text); return Number.isNaN(x) ? null : x; }); }"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,1", 0.1),
        (" .5 ", 0.5),
        ("1e-3", 0.001),
        ("−2,5", -2.5),
        ("+3.", 3.0),
        ("0,123", 0.123),
        ("0.30000000000000004", 0.30000000000000004),
        ("1,234", None),
        ("1.234,5", None),
        ("0x10", None),
        ("", None),
        ("Infinity", None),
        ("1e9999", None),
        ("1 2", None),
    ],
)
def test_a_number_is_read_as_people_type_it(modules: Page, text: str, value: float | None):
    """With a point or a comma; what could be two numbers is none."""
    assert [value] == modules.evaluate(READS, [text])
