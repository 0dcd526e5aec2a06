"""What somebody reads who comes for the first time, and who doesn't."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.runs.run import race
from momentum_core.settings.settings import Settings
from momentum_core.words import english
from tests.browser.conftest import Opener
from tests.browser.stage_page import player

WORDS = english.labels()["intro"]
FORGET = "() => localStorage.removeItem('momentum-seen')"
IN_VIEW = """(parts) => parts.filter((part) => {
const { root } = globalThis.momentumPage.player, { top, bottom, left, right } = root.querySelector(part).getBoundingClientRect();
return !(top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom > top); })"""


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (844, 390), (1440, 900)])
def test_a_newcomer_sees_a_question_and_one_button(open_page: Opener, size: tuple[int, int]):
    """Both in view without scrolling, beside the ball; nothing rolls and no formula is read yet."""
    page = open_page(newcomer=True)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(FORGET)
    page.goto("/")
    question = page.locator(".question")
    expect(question).to_contain_text(WORDS["question"])

    assert page.evaluate(IN_VIEW, [".question", "button.go", ".hill g.ball"]) == []
    assert not re.search("[Ͱ-Ͽ∇]", question.text_content())
    assert not player(page, "p.clock.playing")
    assert not page.locator(".formula").is_visible()
    assert not page.get_by_text(CATALOGUE["double-well"].teaches).is_visible()
    assert page.locator(".hill .arrow").first.evaluate("(e) => getComputedStyle(e).visibility") == (
        "hidden"
    )


def test_what_may_be_grabbed_is_said_where_the_run_will_be_told(open_page: Opener):
    """On a telephone there is no hole between clock and sliders, and when the words make room for the
    run's nothing moves."""
    page = open_page(newcomer=True, width=390, height=844)
    page.evaluate(FORGET)
    page.goto("/")
    lines = page.locator(".hints .sentence")
    expect(lines).to_have_text([WORDS["ball"], WORDS["plain"]])
    assert player(page, "p.sentences.checkVisibility({ visibilityProperty: true })") is False
    tops = "() => ['.st-key-eta', '.st-key-alpha'].map((x) => document.querySelector(x).getBoundingClientRect().top)"
    box, before = lines.last.bounding_box(), page.evaluate(tops)
    assert before[0] - box["y"] - box["height"] < 40

    page.get_by_role("button", name=WORDS["go"]).click()
    expect(lines).to_have_count(0)
    assert player(page, "p.sentences.checkVisibility({ visibilityProperty: true })")
    assert page.evaluate(tops) == before


def test_the_run_answers_then_the_formula_comes(open_page: Opener):
    """The press lets the ball roll and leaves the focus on the clock; who comes again sees at once
    what everybody sees."""
    page = open_page(newcomer=True)
    page.evaluate(FORGET)
    page.goto("/")
    page.get_by_role("button", name=WORDS["go"]).click()

    assert player(page, "p.root.getRootNode().activeElement.className") == "play"
    expect(page.get_by_text(CATALOGUE["double-well"].teaches)).to_be_visible()
    expect(page.locator(".question")).to_contain_text(WORDS["answer"])
    assert page.locator("button.go").count() == 0
    expect(page.locator(".formula")).to_be_visible()
    assert page.locator(".question").count() == 0

    page.goto("/")
    page.wait_for_function("() => globalThis.momentumPage?.player?.clock.playing")
    assert page.locator(".question").count() == 0


def test_the_answer_is_true():
    """Of the run that a bare link opens: with momentum the ball is left of the hump when it is
    said, and the ball without never gets there."""
    runs = race(Settings())

    assert runs["ball"].trajectory.w[8, 0] < 0.0
    assert runs["plain"].trajectory.w[:, 0].min() > 0.5


@pytest.mark.parametrize(
    "query", ["?alpha=0.9", "?lesson=formula", "?view=projector", "?embed=true", "?hide=chart"]
)
def test_a_link_that_says_something_is_opened_as_ever(open_page: Opener, query: str):
    """Also for who has never been here: no question, and the formula."""
    page = open_page(newcomer=True)
    page.evaluate(FORGET)
    page.goto(f"/{query}")
    page.wait_for_function("() => globalThis.momentumPage?.player?.begun")

    assert page.locator(".question, button.go").count() == 0
    expect(page.locator(".formula")).to_be_visible()


def test_whatever_else_is_taken_hold_of_ends_the_greeting(open_page: Opener):
    """A slider moved by a key: the formula is there, with the new value."""
    page = open_page(newcomer=True)
    page.evaluate(FORGET)
    page.goto("/")
    page.locator(".question").wait_for()
    page.locator(".hill g.ball").focus()
    page.keyboard.press("ArrowLeft")

    expect(page.locator(".formula")).to_be_visible()
    assert page.locator(".question, button.go").count() == 0
