"""When the page's own code fails, the visitor reads a sentence and keeps the stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from momentum_core import counted
from momentum_core.runs import run
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import say
from tests.ui.test_page import control, opened, sent
from ui import failure, session

SAID = say("door.broken")
RACE = run.race


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Settings], bool]], None]:
    """Runs of some settings fail from now on."""

    def of(which: Callable[[Settings], bool]) -> None:
        def race(settings: Settings):
            if which(settings):
                raise ArithmeticError("no such run")
            return RACE(settings)

        # What the page calls, which would remember the runs of other tests.
        monkeypatch.setattr(run, "known_race", race)

    return of


def test_a_run_that_fails_leaves_the_stage_as_it_was(fails, caplog):
    """The choice is taken back, slider and all; the log has the trace."""
    at = opened(loss="bowl", alpha="0.7")
    before = counted.FAILED.total
    fails(lambda settings: settings.alpha == 0.5)
    control(at, "alpha").set_value(0.5).run()
    answer = sent(at, "stage")

    assert answer["settings"]["alpha"] == 0.7
    assert answer["settings"]["loss"] == "bowl"
    assert answer["notices"] == [SAID]
    assert control(at, "alpha").value == 0.7
    assert not at.exception
    assert "ArithmeticError: no such run" in caplog.text
    assert counted.FAILED.total == before + 1


def test_what_is_chosen_next_is_done(fails):
    """And the sentence is gone."""
    at = opened(loss="bowl", alpha="0.7")
    fails(lambda settings: settings.alpha == 0.5)
    control(at, "alpha").set_value(0.5).run()
    control(at, "alpha").set_value(0.6).run()

    assert sent(at, "stage")["settings"]["alpha"] == 0.6
    assert sent(at, "stage")["notices"] == []


def test_a_choice_that_fails_changes_nothing(monkeypatch, caplog):
    """It fails before the page is run, in a widget's callback."""
    at = opened(loss="bowl", alpha="0.7")

    def broken(settings, **changes):
        raise ArithmeticError("no such choice")

    monkeypatch.setattr(session, "replace", broken)
    control(at, "alpha").set_value(0.5).run()

    assert sent(at, "stage")["settings"]["alpha"] == 0.7
    assert sent(at, "stage")["notices"] == [SAID]
    assert control(at, "alpha").value == 0.7
    assert not at.exception
    assert "ArithmeticError: no such choice" in caplog.text


def test_a_link_whose_run_fails_opens_the_bare_page(fails):
    """There was no stage to keep."""
    fails(lambda settings: settings.loss == "bowl")
    at = opened(loss="bowl")

    assert sent(at, "stage")["settings"]["loss"] == Settings().loss
    assert sent(at, "stage")["notices"] == [SAID]


def test_where_nothing_can_be_run_there_is_the_sentence(fails):
    """And no trace of the code; the next visit is none the worse."""
    fails(lambda settings: True)
    at = opened()

    assert [error.value for error in at.error] == [SAID]
    fails(lambda settings: False)
    at.run()
    assert not at.error
    assert sent(at, "stage")["notices"] != []


def test_what_streamlit_catches_itself_is_the_same_sentence(monkeypatch):
    """Of an error that nothing of ours is around: the trace is not shown."""
    shown = []
    monkeypatch.setattr(failure.st, "error", shown.append)

    assert failure.unforeseen(ArithmeticError("secret")) is True
    assert shown == [SAID]
