"""The page in Firefox and in WebKit, the engine of Safari: the first view, a drag, the surface in 3-D
or why there is none, a lesson. What Chromium is asked in the other files is not asked again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from momentum_core.lessons import read
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.words import english
from tests.browser.engines import Engine, Firefox, drag, drop, firefox, wait_until, webkit

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
