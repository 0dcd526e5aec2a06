"""The tour and the teacher's view in a real browser."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from momentum_core.lessons import read
from momentum_core.lessons.claims import settings_of
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.stage import answer, scenery
from momentum_core.words import english
from momentum_core.words.english import PARTS
from tests.browser.conftest import Opener, mapped
from tests.browser.stage_page import middle, player, serious, settled, shown, themed
from tests.ui.test_page import read_answer

LESSONS = read.load()
TOUR = [
    (key, k, step)
    for key, lesson in LESSONS.items()
    if lesson.part == "tour"
    for k, step in enumerate(lesson.steps, 1)
]
TASKS = [
    (key, k, step)
    for key, lesson in LESSONS.items()
    for k, step in enumerate(lesson.steps, 1)
    if step.task
]
MET = """async (cases) => {
  const { loadScene, integrate } = await import('/core/descent.js');
  const { met } = await import('/panels/lesson.js');
  return cases.map(({ scenery, choice, until }) => {
    const run = integrate(loadScene(scenery), choice);
    return met(until, { choice, run, step: choice.at ?? run.steps });
  });
}"""

FORMULA = """async ([scenery, choice, lesson, words]) => {
  const { loadScene, integrate } = await import('/core/descent.js');
  const { Formula } = await import('/panels/formula.js');
  const host = document.createElement('div');
  const formula = new Formula(host, words, {});
  const scene = loadScene(scenery);
  formula.setScene(scene);
  formula.setLesson(lesson);
  formula.draw({ t: 0, balls: [{ name: 'ball', run: integrate(scene, choice) }], choice });
  const text = (nodes) => Array.from(nodes, (e) => e.textContent);
  return [text(host.querySelectorAll('.symbol')).join(''), text(host.querySelectorAll('.later .symbol'))];
}"""


def on_step(page: Page, lesson: str, number: int) -> None:
    """Wait until a step's heading has the focus and the stage shows it."""
    page.wait_for_function(
        """([key, title]) => globalThis.momentumPage.player.lesson.step?.key === key
        && document.activeElement.tagName === 'H2' && document.activeElement.textContent.startsWith(title)""",
        arg=[f"{lesson}-{number}", LESSONS[lesson].steps[number - 1].title],
    )


def answered(page: Page) -> None:
    """Wait until what is said to an answer has the focus."""
    page.wait_for_function(
        "() => globalThis.momentumPage.player.lesson.step.answered"
        " && document.activeElement.closest('.st-key-told, .st-key-explanation')"
    )


def tab_to(page: Page, text: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent").strip() == text:
            return
    raise AssertionError(f"{text} can't be reached by Tab")


def way_on(page: Page) -> float:
    """Where the buttons under a lesson's text end."""
    box = page.locator(".st-key-ways").bounding_box()
    return box["y"] + box["height"]


def drawn(page: Page) -> dict[str, Any]:
    """How far the stage and the chart show the runs."""
    return player(
        page,
        "({trails: [...p.hill.runners.values()].map((r) => +r.trail.dataset.steps),"
        " known: p.balls.map((b) => b.run.w.length / b.run.d - 1), lines: p.chart.series.map((s) => s.path.upto),"
        " last: p.clock.last, words: p.sentences.textContent, next: p.formula.cells.next.text})",
    )


def test_lesson_one_by_keyboard_alone(open_page: Opener):
    """In by Tab, through both steps, a question answered, on to the next lesson, and out again."""
    page = open_page("?at=0", height=900)
    tab_to(page, "Take the tour")
    page.keyboard.press("Enter")
    on_step(page, "formula", 1)
    assert "lesson=formula&page=1" in page.url
    page.keyboard.press("PageDown")
    on_step(page, "formula", 2)
    assert "lesson=formula&page=2" in page.url
    page.keyboard.press("PageUp")
    on_step(page, "formula", 1)
    page.keyboard.press("PageDown")
    on_step(page, "formula", 2)
    right = next(a for a in LESSONS["formula"].steps[1].prediction.answers if a.right)
    tab_to(page, right.text)
    page.keyboard.press("Enter")
    answered(page)
    expect(page.locator(".st-key-told")).to_contain_text("✓ Right")
    assert player(page, "p.lesson.spoken.textContent").startswith("Right. Watch how slow")
    page.keyboard.press("PageDown")
    on_step(page, "steps", 1)
    tab_to(page, "Leave the tour")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !globalThis.momentumPage.player.lesson.step")
    assert "lesson" not in page.url


def test_the_whole_tour_by_keyboard_alone(open_page: Opener):
    """From the first step to the lesson after the last, with nothing but Page Down: at a question
    it is pressed once more to be asked, and once to see the answer."""
    page = open_page("?at=0&race=none", reduced_motion="reduce")
    tab_to(page, "Take the tour")
    page.keyboard.press("Enter")
    for lesson, number, step in TOUR:
        on_step(page, lesson, number)
        if step.prediction:
            page.keyboard.press("PageDown")
            page.wait_for_function(
                "(key) => globalThis.momentumPage.player.lesson.warned === key",
                arg=f"{lesson}-{number}",
            )
            page.keyboard.press("PageDown")
            answered(page)
        page.keyboard.press("PageDown")
    on_step(page, "valley", 1)
    assert len(TOUR) == sum(len(x.steps) for x in LESSONS.values() if x.part == "tour") > 20


def test_nothing_is_shown_before_a_wrong_answer_and_it_plays_after(open_page: Opener):
    """The stage runs to step 4 and waits; whatever is tried, there is nothing beyond."""
    page = open_page("?lesson=together&page=1")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 4")
    page.get_by_role("button", name="Whole path").click()
    page.get_by_role("button", name="Last step", exact=True).click()
    page.get_by_role("button", name="Loop").click()
    hidden = drawn(page)
    assert (hidden["trails"], hidden["known"], hidden["lines"], hidden["last"]) == (
        [4],
        [4],
        [4],
        4,
    )
    assert hidden["words"] == "With momentum: the stage waits for your answer."
    assert hidden["next"] == "—"
    assert page.locator(".hill .arrow.momentum").is_visible()
    assert not page.locator(".hill .arrow.sum").is_visible()
    x, y = middle(page.locator(".drag.alpha"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=4)
    assert shown(page)["preview"]
    assert drawn(page)["known"] == [4]
    page.mouse.up()
    page.get_by_role("button", name="Back to the lesson’s setting").click()
    settled(page, alpha=0.9)
    assert drawn(page)["known"] == [4]
    # What was dragged before that, and is told only now, doesn't count.
    runs = open_page.runs
    page.evaluate("() => globalThis.momentumPage.player.talk.host.send({ alpha: 0.78, anew: 0 })")
    open_page.ran(page, runs + 1)
    assert shown(page)["alpha"] == 0.9

    page.get_by_role("button", name="To the right: the slope decides.").click()
    answered(page)
    expect(page.locator(".st-key-told")).to_contain_text("✗ Not quite")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step > 6")
    assert shown(page)["playing"]
    run = simulate(settings_of(LESSONS["together"].steps[0].query))
    assert drawn(page)["known"] == [run.steps]


def test_page_down_asks_before_it_shows(open_page: Opener):
    """The first press points to the question, the second shows the answer, the third goes on."""
    page = open_page("?lesson=gradient&page=1", reduced_motion="reduce")
    page.keyboard.press("PageDown")
    expect(page.locator(".notices")).to_contain_text("Choose an answer first.")
    assert drawn(page)["known"] == [0]
    page.keyboard.press("PageDown")
    answered(page)
    expect(page.locator(".st-key-told")).to_contain_text("The answer is “At 0, the bottom.”")
    assert not shown(page)["playing"]
    assert shown(page)["step"] == shown(page)["last"] == 2
    page.keyboard.press("PageDown")
    on_step(page, "gradient", 2)


def test_another_run_is_revealed(open_page: Opener):
    """The reveal's link plays from its start."""
    page = open_page("?lesson=valley&page=1")
    answer = LESSONS["valley"].steps[0].prediction.answers[0].text
    page.get_by_role("button", name=answer).click()
    answered(page)
    reveal = settings_of(LESSONS["valley"].steps[0].reveal)
    settled(page, eta=reveal.eta)
    assert shown(page)["playing"]
    assert f"eta={reveal.eta}" in page.url


def test_another_loss_is_revealed_and_stays(open_page: Opener):
    """The list of losses, folded away, has no say in it."""
    page = open_page("?lesson=map&page=3")
    mapped(page)
    page.evaluate(
        "() => { const p = globalThis.momentumPage.player, take = p.setAnswer.bind(p); p.came = [];"
        " p.setAnswer = (a) => { if (a.lesson?.answered) p.came.push([a.scene, a.settings.eta]); take(a); }; }"
    )
    page.get_by_role("button", name="Show me").click()
    answered(page)
    settled(page, loss="narrow-valley")
    mapped(page)
    page.wait_for_timeout(2000)

    assert {tuple(came) for came in player(page, "p.came")} == {("narrow-valley", 1)}
    assert "loss=narrow-valley&method=momentum&eta=1&" in page.url


@pytest.mark.parametrize("query", ["lesson=steps&page=2", "lesson=easy&page=1"])
def test_the_clock_is_shown_where_the_task_wants_it(open_page: Opener, query: str):
    """“Show me” sends it there, though the run is the same; the lesson's setting sends it back."""
    page = open_page(f"?{query}", reduced_motion="reduce")
    assert shown(page)["step"] == 0
    page.get_by_role("button", name="Show me").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 5")
    page.get_by_role("button", name="Back to the lesson’s setting").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 0")


def test_a_clock_that_was_moved_by_hand_stays(open_page: Opener):
    """Whoever does the task is not sent back by the answer to it."""
    page = open_page("?lesson=steps&page=2", reduced_motion="reduce")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-explanation")).to_contain_text("The first step was")
    page.wait_for_function("() => globalThis.momentumPage.player.lesson.step.answered")
    assert shown(page)["step"] == 5


def test_a_task_is_noticed(open_page: Opener):
    """When the finger is off: the explanation appears."""
    page = open_page("?lesson=momentum&page=2")
    assert page.locator(".st-key-explanation").count() == 0
    cell = page.locator(".drag.alpha")
    for _ in range(9):
        cell.press("PageUp")
    expect(page.locator(".st-key-explanation")).to_contain_text("Steps in one direction")
    settled(page, alpha=0.9)
    assert player(page, "p.root.getRootNode().activeElement.classList.contains('alpha')")
    assert player(page, "p.lesson.spoken.textContent").startswith("Done. Steps in one direction")


def test_what_is_still_being_chosen_is_kept_when_a_task_is_noticed(open_page: Opener):
    """Keys that are pressed while the news come go on from where they are."""
    page = open_page("?lesson=momentum&page=2")
    page.evaluate(
        """() => { const p = globalThis.momentumPage.player, take = p.setAnswer.bind(p);
        p.setAnswer = (answer) => {
          if (answer.lesson?.answered && !p.more) { p.more = true; p.talk.typed({ alpha: 0.8 }); }
          take(answer);
        }; }"""
    )
    cell = page.locator(".drag.alpha")
    for _ in range(6):
        cell.press("PageUp")
    expect(page.locator(".st-key-explanation")).to_contain_text("Steps in one direction")
    settled(page, alpha=0.8)


def test_the_player_and_the_core_agree_on_tasks(modules: Page):
    """Of what a step opens with and of its solution, for every task."""
    cases = []
    for _, _, step in TASKS:
        for query in (step.query, step.task.query):
            settings = settings_of(query)
            cases.append(
                {
                    "scenery": scenery.scenery(settings),
                    "choice": read_answer(answer.answer(settings, {}, []))["settings"],
                    "until": step.task.conditions(),
                }
            )

    assert modules.evaluate(MET, cases) == [False, True] * len(TASKS)


def test_leaving_and_returning(open_page: Opener):
    """What was asked is still asked, the stage is free meanwhile, and stays the same one; the way on
    is on the screen."""
    page = open_page("?lesson=formula&page=2")
    page.evaluate("() => { globalThis.before = globalThis.momentumPage.player; }")
    page.get_by_role("button", name="Leave the tour").click()
    page.wait_for_function("() => !globalThis.momentumPage.player.lesson.step")
    assert drawn(page)["last"] > 100
    page.get_by_role("button", name="Take the tour").click()
    on_step(page, "formula", 2)
    assert player(page, "p === globalThis.before"), "the player has been built anew"
    assert drawn(page)["last"] == 0
    assert way_on(page) < 800
    page.get_by_role("button", name="Show me").click()
    answered(page)
    assert drawn(page)["last"] > 100
    assert way_on(page) < 860


@pytest.mark.parametrize(
    ("lesson", "chosen", "symbols", "later"),
    [
        ("something", {"eta": 0.1, "alpha": 0}, "w←w+something", []),
        ("gradient", {"eta": 1, "alpha": 0}, "w←w−η∇Q(w)", ["η"]),
        ("gradient", {"eta": 0.5, "alpha": 0}, "w←w−η∇Q(w)", []),
        ("eta", {"alpha": 0}, "w←w−η∇Q(w)", []),
        ("eta", {"alpha": 0.5}, "w←w−η∇Q(w)+αΔw", []),
        ("momentum", {"alpha": 0}, "w←w−η∇Q(w)+αΔw", []),
        ("wikipedia", {}, "w:=w−η∇Qi(w)+αΔw", []),
        ("whole", {}, "w:=w−η∇Q(w)+αΔw", []),
        ("wikipedia", {"loss": "line", "batch": 1}, "w:=w−η∇Qi(w)+αΔw", []),
        ("wikipedia", {"loss": "line"}, "w:=w−η∇Q(w)+αΔw", []),
        ("wikipedia", {"loss": "line", "batch": 4}, "w:=w−η∇QB(w)+αΔw", []),
        ("momentum", {"loss": "line"}, "w←w−η∇Q(w)+αΔw", []),
        ("momentum", {"loss": "line", "batch": 4}, "w←w−η∇QB(w)+αΔw", []),
        ("momentum", {"loss": "line", "batch": 1}, "w←w−η∇Qi(w)+αΔw", []),
        ("wikipedia", {"method": "nesterov"}, "w←w−η∇Q(w + αΔw)+αΔw", []),
    ],
)
def test_the_formula_grows(
    modules: Page, lesson: str, chosen: dict[str, Any], symbols: str, later: list[str]
):
    """As far as the lesson has it, or as far as it has to be to be true of what is chosen; what is
    to come leaves its place empty. As Wikipedia prints it, it says which observations a step takes."""
    settings = Settings.of(**{"loss": "bowl", **chosen})
    choice = read_answer(answer.answer(settings, {}, []))["settings"]
    arguments = [scenery.scenery(settings), choice, lesson, english.labels()]

    assert modules.evaluate(FORMULA, arguments) == [symbols, later]


def test_the_parts_of_the_formula_keep_their_places(open_page: Opener):
    """From one step to the next the gradient stays where it is."""
    page = open_page("?lesson=gradient&page=2", reduced_motion="reduce")

    def places() -> list[float]:
        return [page.locator(f".formula .{c}").bounding_box()["x"] for c in ("w", "gradient")]

    before = places()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    answered(page)
    page.keyboard.press("PageDown")
    on_step(page, "gradient", 3)
    assert places() == pytest.approx(before, abs=2)


def test_hidden_parts_are_nowhere(open_page: Opener):
    """Neither on the page nor in the accessibility tree. A hidden number is one to read."""
    names = {
        "race": "On the stage", "clock": "Play", "chart": "Loss against step",
        "formula": "The update rule", "loss": "Loss\"", "method": "Method", "eta": "η learning rate",
        "alpha": "α momentum", "steps": "steps", "start": "start", "reset": "Reset",
        "tour": "Take the tour", "teachers": "For teachers", "link": "Copy link",
        "maps": "η and α. Drag", "theory": "Theory beside measurement",
        "data": "Data\"", "batch": "observations a step",
    }  # fmt: skip
    assert set(names) == set(PARTS) - {"sentences"}

    def there(page: Page) -> set[str]:
        tree = page.locator("body").aria_snapshot()
        sentence = page.locator(".sentence").first
        found = {part for part, name in names.items() if f'"{name}' in tree}
        return found | ({"sentences"} if sentence.is_visible() else set())

    assert there(open_page("?loss=line&at=0")) == set(PARTS)
    half = ["race", "clock", "link", "chart", "method", "alpha", "start", "tour", "data"]
    assert there(open_page(f"?loss=line&at=0&hide={','.join(PARTS)}")) == set()
    page = open_page(f"?loss=line&at=0&hide={','.join(half)}")
    assert there(page) == set(PARTS) - set(half)
    x, y = middle(page.locator(".formula .alpha"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=3)
    page.mouse.up()
    assert shown(page)["alpha"] == 0.9
    assert "hide=race,clock" in page.url
    assert page.locator(".formula [role=slider]").count() == 1


SIZES = """() => {
  const small = [];
  const walk = (node) => {
    if (node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.childNodes) {
      if (child.nodeType === 3 && child.textContent.trim()) {
        const range = document.createRange();
        range.selectNode(child);
        const box = range.getBoundingClientRect(), e = child.parentElement;
        const style = e && getComputedStyle(e);
        const seen = box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0 && style.visibility === 'visible'
          && !['STYLE', 'SCRIPT', 'OPTION', 'title'].includes(e.tagName) && !e.closest('.spoken');
        const scale = seen && e instanceof SVGElement ? Math.hypot(e.getScreenCTM().c, e.getScreenCTM().d) : 1;
        if (seen && parseFloat(style.fontSize) * scale < 23.99) small.push([child.textContent.trim(), style.fontSize, e.className]);
        if (seen) count += 1;
      } else if (child.nodeType === 1) walk(child);
    }
  };
  let count = 0;
  walk(document.body);
  return { small, count };
}"""


@pytest.mark.parametrize(
    "query", ["at=4", "loss=himmelblau&at=2", "data=cars&at=2", "lesson=together&page=1"]
)
def test_projector_text_is_large(open_page: Opener, query: str):
    """No text below 24 pixels, on the stage or off it, and nothing to scroll."""
    page = open_page(f"?view=projector&{query}", width=1280, height=720, reduced_motion="reduce")
    found = page.evaluate(SIZES)

    assert found["small"] == []
    assert found["count"] > 15
    folded = (
        "losspick",
        "losscontrol",
        "eta",
        "alpha",
        "steps",
        "start",
        "reset",
        "theory",
        "all",
        "chart",
    )
    assert [name for name in folded if page.locator(f".st-key-{name}").is_visible()] == []
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"() => {main}.scrollWidth <= {main}.clientWidth")
    assert page.evaluate(f"() => {main}.scrollHeight <= {main}.clientHeight")
    stage_box, formula = (
        page.locator(f".player > .{c}").bounding_box() for c in ("stage", "formula")
    )
    assert stage_box["height"] + formula["height"] > 0.6 * 720


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lesson=steps&page=2", ["something"]),
        ("lesson=gradient&page=1", ["−∇Q"]),
        ("lesson=gradient&page=3", ["−η∇Q"]),
    ],
)
def test_arrows_grow_with_the_formula(open_page: Opener, query: str, words: list[str]):
    """No arrow before its term, and under the word that the lesson has for it."""
    page = open_page(f"?{query}", reduced_motion="reduce")
    if words == ["−∇Q"]:
        page.get_by_role("button", name="Show me").click()
        answered(page)
        page.keyboard.press("Home")
    arrows = page.locator(".hill .arrow:visible")
    expect(arrows).to_have_count(len(words))
    assert [text.split(" =")[0] for text in arrows.all_text_contents()] == words
    if words == ["something"]:
        assert not page.locator(".hill .tangent").is_visible()
        expect(page.locator(".sentence.ball")).not_to_contain_text("gradient")


LONGEST = max(
    ((key, k, step) for key, lesson in LESSONS.items() for k, step in enumerate(lesson.steps, 1) if step.prediction),
    key=lambda found: sum(len(a.text) + len(a.feedback) for a in found[2].prediction.answers) + len(found[2].text),
)  # fmt: skip


@pytest.mark.parametrize(
    ("lesson", "number"),
    [LONGEST[:2], ("valley", 2), ("myths", 7), ("noise", 1), ("damping", 1), ("formula", 1)],
)
def test_a_lesson_on_the_projector(open_page: Opener, lesson: str, number: int):
    """The stage stays where it is, the column scrolls by itself, and the way on is always there;
    nothing stands over the formula. When the answer is there the text makes room for it."""
    query = f"?view=projector&lesson={lesson}&page={number}"
    page = open_page(query, width=1280, height=720, reduced_motion="reduce")
    main = "document.querySelector('[data-testid=stMain]')"
    buttons = [".st-key-lesson_back", ".st-key-setting", ".st-key-leave", ".st-key-teacher"]
    for shown_it in (False, True):
        if shown_it:
            other = page.get_by_role("button", name="Show me")
            if not other.count():
                break
            other.click()
            answered(page)
            assert not page.locator("[class*=st-key-step-] p").first.is_visible()
        assert page.evaluate(SIZES)["small"] == []
        assert page.evaluate(f"() => {main}.scrollHeight <= {main}.clientHeight")
        on = (
            ".st-key-lesson_next"
            if shown_it or not LESSONS[lesson].steps[number - 1].prediction
            else ""
        )
        for name in [*buttons, on or ".st-key-lesson_back"]:
            box = page.locator(f"{name} button").bounding_box()
            assert 0 < box["y"] < box["y"] + box["height"] <= 720
            assert box["x"] + box["width"] < page.locator(".formula").bounding_box()["x"]
        stage_box = page.locator(".player > .stage").bounding_box()
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 400)
        page.wait_for_function(
            "() => new Promise((done) => requestAnimationFrame(() => done(true)))"
        )
        assert page.locator(".player > .stage").bounding_box() == stage_box
    told = page.locator(".st-key-told, .st-key-explanation").first
    if told.count():
        assert told.bounding_box()["y"] < 400


@pytest.mark.parametrize("query", ["at=4", "lesson=together&page=1"])
def test_a_phone_is_no_projector(open_page: Opener, query: str):
    """Whatever the link says, it looks as it does without."""
    seen = []
    for view in ("", "&view=projector"):
        page = open_page(f"?{query}{view}", width=390, height=844, reduced_motion="reduce")
        seen.append(
            page.evaluate(
                "() => { const p = globalThis.momentumPage.player, size = (e) => getComputedStyle(e).fontSize;"
                " const q = (s) => document.querySelector(s);"
                " return [size(p.formula.host.querySelector('.symbol')), size(p.sentences.querySelector('p')),"
                " p.stage.clientHeight, getComputedStyle(q('.st-key-name')).display,"
                " q('[data-testid=stMain]').scrollWidth]; }"
            )
        )
        assert page.locator(".st-key-eta").is_visible()

    assert seen[0] == seen[1]


def test_a_phone_shows_what_is_said_to_an_answer(open_page: Opener):
    """It comes into view, below the stage that answers."""
    page = open_page(
        "?lesson=together&page=1", width=390, height=844, has_touch=True, reduced_motion="reduce"
    )
    page.get_by_role("button", name="Nowhere: the two cancel.").click()
    answered(page)
    page.wait_for_function(
        "() => { const box = (s) => document.querySelector(s).getBoundingClientRect();"
        " const [stage, told] = ['.st-key-stage', '.st-key-told'].map(box);"
        " return stage.top > -1 && told.top >= stage.bottom && told.bottom <= 844; }"
    )


GAPS = """(code) => {
const text = code.firstChild, range = document.createRange();
const boxes = [...text.data].map((_, k) => {
  range.setStart(text, k);
  range.setEnd(text, k + 1);
  return range.getBoundingClientRect();
});
return boxes.map(({ width }) => width / parseFloat(getComputedStyle(code).fontSize)); }"""


def test_a_term_in_prose_has_no_gaps(open_page: Opener):
    """The letters of αΔw take the room of their own, as in a book: the w is the widest by far, while in
    a typewriter's letters all take the same."""
    page = open_page("?lesson=momentum&page=2", reduced_motion="reduce")
    code = page.locator(".st-key-lessonbox code", has_text="αΔw").first
    alpha, delta, w = code.evaluate(GAPS)

    assert w > 1.15 * alpha
    assert w > 1.05 * delta
    assert alpha + delta + w < 2.1
    assert code.evaluate("(e) => getComputedStyle(e).letterSpacing") == "normal"


def test_code_in_a_lesson_is_text(open_page: Opener):
    """As dark as the words around it, about as large, and in the letters of the formula above."""
    page = open_page("?lesson=formula&page=2", reduced_motion="reduce")
    look = (
        "(e) => { const { fontSize, color, fontFamily } = getComputedStyle(e);"
        " return [parseFloat(fontSize), color, fontFamily]; }"
    )
    code = page.locator(".st-key-lessonbox code").first
    (size, colour, letters), (around, dark, _) = (
        at.evaluate(look) for at in (code, code.locator("xpath=.."))
    )

    assert colour == dark
    assert size == pytest.approx(around, rel=0.1)
    formula = page.locator(".formula .symbol").first.evaluate(look)[2]
    assert set(letters.split(", ")) <= set(formula.split(", "))


def test_controls_that_are_all_hidden_leave_nothing_to_open(open_page: Opener):
    """No empty box; with one of them it is there."""
    for hide, there in (("loss,method,steps,start", False), ("loss,method,steps", True)):
        page = open_page(f"?lesson=ball&page=2&hide={hide}", reduced_motion="reduce")
        assert page.get_by_text("All controls").is_visible() == there


@pytest.mark.parametrize("query", ["lesson=formula&page=2", "at=4"])
def test_on_a_phone(open_page: Opener, query: str):
    """The stage comes first, under the loss and the formula, then the text; nothing sticks out."""
    page = open_page(f"?{query}", width=390, height=844, has_touch=True, reduced_motion="reduce")
    main = "document.querySelector('[data-testid=stMain]')"

    assert page.evaluate(f"() => {main}.scrollWidth") <= 390
    assert page.locator(".player > .stage").bounding_box()["y"] < (
        150 if "lesson" in query else 200
    )
    if "lesson" in query:
        heading = page.locator(".st-key-lessonbox h2").bounding_box()
        assert page.locator(".player .sentences").bounding_box()["y"] < heading["y"] < 844


def test_the_qr_code_is_the_link(open_page: Opener):
    """Decoded from the screen it is the address of the page, and of what is ticked."""
    page = open_page("?loss=himmelblau&race=plain,adam&at=3&lesson=ball&page=2")
    page.get_by_role("button", name="For teachers").click()
    picture = page.get_by_role("img", name="The link as a QR code")

    def decoded() -> str:
        pixels = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("L"))
        (code,) = zxingcpp.read_barcodes(pixels)
        return code.text

    picture.wait_for()
    link = page.get_by_test_id("stCode").text_content()
    assert decoded() == page.url == link
    assert picture.bounding_box()["width"] >= 400
    only_here = page.get_by_text("This address works on this computer only")
    expect(only_here).to_contain_text(
        f"http://<address of this computer>:{page.url.split(':')[2].split('/')[0]}"
    )
    page.get_by_role("button", name="Who runs along").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("hide=race")
    page.wait_for_timeout(300)
    assert decoded() == page.get_by_test_id("stCode").text_content()


def test_a_slider_that_waits_is_not_hidden(open_page: Opener):
    """A lesson that hasn't come to η and α gives out a link that will show them."""
    page = open_page("?lesson=steps&page=2", reduced_motion="reduce")
    assert page.locator(".st-key-eta, .st-key-alpha").count() == 0
    page.get_by_role("button", name="For teachers").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("lesson=steps&page=2")
    assert "hide" not in page.get_by_test_id("stCode").text_content()


def test_projector_view_is_in_the_link(open_page: Opener):
    """Switched on in the panel, it is in the address, and off again it is not; what the panel
    hands out is for screens of their own, and never has it."""
    page = open_page("?at=4")
    for on in (True, False):
        page.get_by_role("button", name="For teachers").click()
        page.locator(".st-key-projector label").click()
        page.wait_for_function(
            "(on) => globalThis.momentumPage.player.root.classList.contains('projector') === on",
            arg=on,
        )
        assert ("view=projector" in page.url) == on
        expect(page.get_by_test_id("stCode")).to_contain_text("at=4")
        assert "view" not in page.get_by_test_id("stCode").text_content()
        page.keyboard.press("Escape")
        page.locator(".st-key-parts").wait_for(state="detached")


@pytest.mark.parametrize(
    ("query", "width", "height", "first", "then"),
    [
        ("lesson=together&page=1", 1440, 900, "light", "dark"),
        ("lesson=together&page=1", 390, 844, "dark", "light"),
        ("view=projector&lesson=together&page=1", 1280, 720, "light", "dark"),
        ("view=projector&at=4", 1440, 900, "dark", "light"),
        ("at=4", 1440, 900, "light", "dark"),
    ],
)
def test_axe_finds_nothing_serious(
    open_page: Opener, query: str, width: int, height: int, first: str, then: str
):
    """In the tour before the answer and after it, also on a phone and on the projector, and in the
    teacher's panel; each in both themes."""
    size = {"width": width, "height": height}
    page = open_page(f"?{query}", **size, color_scheme=first, reduced_motion="reduce")
    for show in (False, True)[: 1 + ("together" in query or query == "at=4")]:
        if show and "together" in query:
            page.get_by_role("button", name="Show me").click()
            answered(page)
        elif show:
            page.get_by_role("button", name="For teachers").click()
            page.get_by_role("img", name="The link as a QR code").wait_for()
        for scheme in (first, then):
            themed(page, scheme)
            assert serious(page) == []
