"""The page in Firefox and in WebKit, the engine of Safari: the first visit, each frame of a step, a
drag, a typed number, the surface in 3-D or why there is none, a lesson, also on a telephone. What Chromium is asked in the other files is not asked again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from momentum_core.lessons import read
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.words import english
from tests.browser.engines import (
    ENTER,
    SIZE,
    Engine,
    Firefox,
    drag,
    drop,
    firefox,
    press,
    type_in,
    wait_until,
    webkit,
)
from tests.browser.test_beats import SAMPLE, of_one_step
from tests.browser.test_phone import HIDDEN

pytestmark = pytest.mark.services
PLAYER = "globalThis.momentumPage.player"
RESTS = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
LESSON, PAGE = "together", 1


@pytest.fixture(scope="module", params=[firefox, webkit], ids=lambda browser: browser.__name__)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with request.param() as engine:
        yield engine


@pytest.fixture(autouse=True)
def silent(engine: Engine) -> Iterator[None]:
    """No console says anything."""
    yield
    assert engine.said == []


def opened(engine: Engine, url: str) -> None:
    """Open a page and wait until the stage has drawn its first picture."""
    engine.open(url)
    wait_until(engine, f"globalThis.momentumPage?.player?.begun && {RESTS}")


def test_first_view_and_a_drag(engine: Engine, server: str):
    """The ball stands where the run says, on the hill; α follows the hand, the address
    and the slider follow when it lets go, and the clock plays on request."""
    opened(engine, f"{server}/?at=4")
    run = simulate(Settings())

    ball = f"{PLAYER}.hill.hero.ball"
    assert engine.value(f"{ball}.dataset.w") == repr(float(run.trajectory.w[4, 0]))
    assert engine.value(f"{ball}.getBoundingClientRect().width") > 10
    drawn = f"{PLAYER}.hill.plot.querySelector('.curve').getBoundingClientRect().height"
    assert engine.value(drawn) > 100
    assert engine.value("document.documentElement.scrollWidth <= innerWidth")

    alpha = f"{PLAYER}.root.querySelector('.term.alpha').getBoundingClientRect()"
    box = engine.value(f"(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])({alpha})")
    drag(engine, *box, by=-50)
    wait_until(engine, f"{PLAYER}.talk.choice.alpha === 0.8 && {PLAYER}.talk.held")
    assert "alpha=0.8&" not in engine.value("location.href")
    drop(engine)
    wait_until(engine, f"!{PLAYER}.talk.draft && {PLAYER}.talk.shown.settings.alpha === 0.8")
    slider = "document.querySelector('.st-key-alpha input[type=range]')"
    wait_until(engine, f"{slider}.getAttribute('aria-valuetext') === '0.8'")
    assert "alpha=0.8&" in engine.value("location.href")

    engine.value(f"{PLAYER}.root.querySelector('.transport .play').click()")
    wait_until(engine, f"{PLAYER}.clock.step >= 6")


MIDDLE = (
    "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])({}.getBoundingClientRect())"
)


def middle_of(engine: Engine, node: str) -> list[float]:
    """The middle of an element, in the page's pixels."""
    return engine.value(MIDDLE.format(node))


@pytest.mark.parametrize("query", ["race=plain", "loss=himmelblau&race=plain,nesterov"])
def test_all_is_of_one_step_in_every_frame(engine: Engine, server: str, query: str):
    """As Chromium is asked in test_beats.py: numbers, sum, arrows, tangent, sentence, chart and balls
    of some hundred frames that follow each other."""
    opened(engine, f"{server}/?{query}&at=0")
    if "loss" in query and not isinstance(engine, Firefox):
        wait_until(engine, f"{PLAYER}.relief.sight")
    engine.value(f"void ({SAMPLE})([120, 1, 1]).then((found) => {{ globalThis.found = found; }})")
    wait_until(engine, "globalThis.found")

    of_one_step(
        engine.value("globalThis.found"), query, 1, lambda w: engine.value(f"{PLAYER}.hill.px({w})")
    )


def test_who_comes_for_the_first_time(engine: Engine, server: str):
    """A question and one button, beside the ball; the run answers, and the formula comes."""
    opened(engine, f"{server}/?at=0")
    engine.value("localStorage.removeItem('momentum-seen')")
    opened(engine, f"{server}/")
    words = english.labels()["intro"]
    question = engine.value(f"{PLAYER}.root.querySelector('.question').textContent")
    assert question == words["sentence"] + words["question"]
    parts = "['.question', 'button.go', '.hill g.ball', '.hints']"
    outside = (
        f"{parts}.filter((part) => {{ const b = {PLAYER}.root.querySelector(part).getBoundingClientRect();"
        " return !(b.top >= 0 && b.left >= 0 && b.bottom <= innerHeight && b.right <= innerWidth && b.bottom > b.top); })"
    )
    assert engine.value(outside) == []
    assert not engine.value(f"{PLAYER}.clock.playing")

    press(engine, *middle_of(engine, f"{PLAYER}.root.querySelector('button.go')"))
    wait_until(engine, f"{PLAYER}.clock.step >= 8")
    question = engine.value(f"{PLAYER}.root.querySelector('.question')?.textContent")
    assert question == words["answer"] + words["other"]
    wait_until(engine, f"!{PLAYER}.root.querySelector('.question')")
    formula = f"getComputedStyle({PLAYER}.root.querySelector('.formula')).visibility"
    assert engine.value(formula) == "visible"


def test_a_typed_number(engine: Engine, server: str):
    """A click on the number, another one in its place, Enter: run exactly as typed. A wrong one is
    refused and changes nothing."""
    opened(engine, f"{server}/?at=3")
    eta = middle_of(engine, f"{PLAYER}.formula.cells.eta.value")
    press(engine, *eta)
    wait_until(engine, f"{PLAYER}.typing.field.asked")
    type_in(engine, f"0.0123{ENTER}")
    wait_until(engine, f"!{PLAYER}.talk.draft && {PLAYER}.talk.shown.settings.eta === 0.0123")
    run = simulate(Settings(eta=0.0123))
    assert engine.value(f"Array.from({PLAYER}.balls[0].run.w)") == run.trajectory.w[:, 0].tolist()

    press(engine, *eta)
    wait_until(engine, f"{PLAYER}.typing.field.asked")
    type_in(engine, f"1e17{ENTER}")
    alert = f"{PLAYER}.root.querySelector('[role=alert]')"
    wait_until(engine, f"{alert}?.textContent.includes('between 1e−18 and 1e16')")
    assert engine.value(f"{PLAYER}.talk.choice.eta") == 0.0123


def test_a_lesson_on_a_telephone(engine: Engine, server: str):
    """Stage, clock and question are in view together; after a wrong answer so are its verdict on the
    stage, what is said to it, and the run."""
    engine.resize(400, 844)
    try:
        opened(engine, f"{server}/?lesson={LESSON}&page={PAGE}")
        wait_until(engine, f"{PLAYER}.clock.step === 4")
        answers = "[...document.querySelectorAll('.st-key-prediction button')]"
        engine.value(f"{answers}.at(-1).scrollIntoView({{ block: 'end' }})")
        parts = [".stage .pane.hill", ".group.moves", ".st-key-prediction"]
        wait_until(engine, f"!({HIDDEN})([{parts}, false]).length")

        wrong = next(
            answer.text
            for answer in read.load()[LESSON].steps[PAGE - 1].prediction.answers
            if not answer.right
        )
        engine.value(f"{answers}.find((b) => b.textContent === {wrong!r}).click()")
        parts = [".stage .pane.hill", ".group.moves", ".said", ".st-key-told p"]
        wait_until(engine, f"{PLAYER}.clock.step > 5")
        wait_until(engine, f"!({HIDDEN})([{parts}, false]).length")
        said = engine.value(f"{PLAYER}.root.querySelector('.said').textContent")
        assert said == "✗ Not quite"
    finally:
        engine.resize(**SIZE)


def test_two_weights(engine: Engine, server: str):
    """Contours with the ball on them; beside them the surface, or the sentence that says why not."""
    opened(engine, f"{server}/?loss=himmelblau&at=12")
    run = simulate(Settings.of("himmelblau"))

    told = ",".join(repr(float(x)) for x in run.trajectory.w[12])
    assert engine.value(f"{PLAYER}.contour.hero.ball.dataset.w") == told
    lines = (
        f"{PLAYER}.contour.plot.querySelectorAll('.contourlines path, .contourlevel path').length"
    )
    assert engine.value(lines) > 5
    sentence = english.labels()["nowebgl"]
    pane = engine.value(f"{PLAYER}.root.querySelector('.relief.pane').textContent")
    if isinstance(engine, Firefox):
        assert sentence in pane
    else:
        assert sentence not in pane
        wait_until(engine, f"+{PLAYER}.relief.runners.get('ball').ball.dataset.r > 5")


def test_a_lesson(engine: Engine, server: str):
    """The stage waits with its question, and goes on when it is answered."""
    opened(engine, f"{server}/?lesson={LESSON}&page={PAGE}")
    step = read.load()[LESSON].steps[PAGE - 1]
    wait_until(engine, f"{PLAYER}.clock.step === 4")
    assert step.title in engine.value("document.querySelector('.st-key-lessonbox h2').textContent")

    right = next(answer.text for answer in step.prediction.answers if answer.right)
    buttons = "[...document.querySelectorAll('.st-key-prediction button')]"
    engine.value(f"{buttons}.find((b) => b.textContent === {right!r}).click()")
    wait_until(engine, "document.querySelector('.st-key-told')?.textContent.includes('Right')")
    wait_until(engine, f"{PLAYER}.clock.step > 6")
