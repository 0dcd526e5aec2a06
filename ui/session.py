"""What one visitor has chosen: the settings, and the widgets that show them."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import streamlit as st

from momentum_core.lessons import presentation
from momentum_core.lessons.claims import settings_of
from momentum_core.lessons.read import Step
from momentum_core.runs.run import race
from momentum_core.settings.fields import FIELDS, SPEEDS
from momentum_core.settings.link import carried, from_query
from momentum_core.settings.settings import FORMULA, LINE, Settings
from momentum_core.words.sentences import say

SLIDERS = ("eta", "alpha", "steps")
TOO_LONG = {FORMULA: "told.long formula", LINE: "told.long data"}
RATE = 5.0
"""Steps a second at speed 1."""
LONGEST, LONGEST_WAIT = 20.0, 10.0
"""Seconds that a lesson's run should take at most, and the way to the step where it waits."""
WIDGETS = ("method", *SLIDERS, "data", "standardise", "batch", "seed", "shuffle")
"""Settings that have a widget of the same name; see list_of_losses for the loss."""

SETTLED, LATELY = 0.5, 1.0
"""Seconds after which the browser has heard what a run had to tell, and after which what a widget
reports is somebody's choice for certain."""

state = st.session_state


def adopt(settings: Settings) -> None:
    """Make these the settings, and the widgets show them."""
    state.settings = settings
    if state.get(list_of_losses(), settings.loss) != settings.loss:
        # A list that is told another value may answer with its old one. So it gets a new list.
        state.list = state.get("list", 0) + 1
    shown = _shown(settings)
    if settings.q != state.get("adopted_q", ""):
        # What was typed and refused stays in the field until another formula is on the stage.
        state.adopted_q = settings.q
        state.problem = ""
        shown["q"] = settings.q
    for name, value in shown.items():
        # A widget that has the value already isn't sent again.
        if state.get(name) != value:
            state.setdefault("before", {})[name] = state.get(name)
            state[name] = state.setdefault("given", {})[name] = value
            state.setdefault("told", set()).add(name)
            state.told_at = time.monotonic()


def stale(name: str) -> bool:
    """Whether a widget has only reported what it showed before it was told another value, a moment
    ago: the browser had not heard of that when it sent its message."""
    lately = time.monotonic() - state.get("told_at", -math.inf) < LATELY
    before = state.get("before", {})
    return lately and name in before and before[name] == state[name]


def _shown(settings: Settings) -> dict[str, Any]:
    """What the widgets show, by their keys."""
    shown = {name: getattr(settings, name) for name in WIDGETS}
    shown |= {f"start{axis}": value for axis, value in enumerate(settings.start)}
    return shown | {f"window{k}": value for k, value in enumerate(settings.window)}


def tell_again() -> None:
    """At the start of a run: what widgets were told lately is told again.

    Streamlit tells a widget once that it has another value. If that run is overtaken by the next
    one before the browser has heard of it, the widget keeps its old value, and reports it later as
    if somebody had chosen it.
    """
    now = time.monotonic()
    if not state.get("complete", True):
        state.told_at = now
    if now - state.get("told_at", now) > SETTLED:
        state.told = set()
    shown = _shown(state.settings)
    for name in state.get("told", set()) & set(shown):
        state[name] = shown[name]
    state.complete = False


def first(name: str, low: Any, high: Any) -> Any:
    """What a widget between two limits begins with: the value that it was last given. One that is
    given its present value is sent whole after each change; one that is given none may report its
    lowest, if the run that sets it is overtaken before it is drawn."""
    given = state.get("given", {}).get(name)
    return given if given is not None and low <= given <= high else state[name]


def list_of_losses() -> str:
    """The key of the list of losses, which is another one after each change not made in it."""
    return f"loss-{state.list}" if state.get("list") else "loss"


def opening(step: Step) -> Settings:
    """What a step opens with: its link, at a speed with which nobody waits for long."""
    settings = settings_of(step.query)
    if step.hold is not None:
        return _paced(settings, step.hold, LONGEST_WAIT)
    return paced(settings) if step.task and settings.at is None else settings


def paced(settings: Settings) -> Settings:
    """With a speed at which a long run doesn't become a long wait."""
    return _paced(settings, max(run.steps for run in race(settings).values()), LONGEST)


def _paced(settings: Settings, steps: int, seconds: float) -> Settings:
    speed = next((x for x in SPEEDS if x >= 1 and steps <= RATE * x * seconds), SPEEDS[-1])
    return replace(settings, speed=speed)


def begin() -> None:
    """Read the link, once a session. A session also begins in the middle of somebody's work, when
    a lost connection comes back: then the first thing to run may be a callback."""
    if "settings" in state:
        return
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    settings, notices = from_query(query)
    state.shown, complaints = presentation.from_query(query)
    step = state.shown.step
    if step and not any(field.name in query for field in FIELDS):
        settings = opening(step)
    adopt(settings)
    state.notices, state.undo = notices + complaints, None


def change(**changes: Any) -> None:
    """Change some settings; an illegal value changes nothing and says why."""
    begin()
    state.undo = None
    state.notices = []
    try:
        state.settings = replace(state.settings, **changes)
    except (ValueError, TypeError) as error:
        state.notices = [str(error)]
    adopt(state.settings)
    if not carried(state.settings):
        state.notices.append(say(TOO_LONG[state.settings.loss]))


def reset() -> None:
    """Back to what the loss opens with; the old settings are kept for an undo."""
    begin()
    old = state.settings
    watched = {"speed": old.speed, "loop": old.loop, "path": old.path}
    adopt(Settings.of(old.loss, q=old.q, data=old.data, **watched))
    state.undo, state.notices = old, []


def undo() -> None:
    """Back to what was there before the reset."""
    begin()
    if state.undo is not None:
        adopt(state.undo)
    state.undo = None
