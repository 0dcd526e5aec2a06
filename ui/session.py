"""What one visitor has chosen, and how it changes. No widget is told of it: see ui/controls.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from momentum_core import counted
from momentum_core.lessons import presentation
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import carried, from_query
from momentum_core.settings.settings import FORMULA, LINE, Settings
from momentum_core.words.sentences import say
from ui.pace import opening

TOO_LONG = {FORMULA: "told.long formula", LINE: "told.long data"}

state = st.session_state


def adopt(settings: Settings) -> None:
    """Make these the settings. What was typed and refused stays in its field until another formula
    is on the stage, or another window."""
    old = state.get("settings")
    if old is None or (old.q, old.window) != (settings.q, settings.window):
        state.typed, state.problem = {}, ""
    state.settings = settings


def stage_anew(settings: Settings) -> None:
    """Make these the settings, in the place of all that has been chosen so far."""
    adopt(settings)
    renewed(*(field.name for field in FIELDS))


def renewed(*names: str) -> None:
    """These settings have been set by something other than a hand on the stage: what it tells late
    of what was dragged there before doesn't count any more."""
    state.anew = staged() + 1
    state.setdefault("since", {}).update(dict.fromkeys(names, state.anew))


def staged() -> int:
    """How often settings were renewed."""
    times: int = state.get("anew", 0)
    return times


def counts(name: str, known: int) -> bool:
    """Whether a choice counts that was made on the stage when it knew of so many times."""
    since: int = state.get("since", {}).get(name, 0)
    return known >= since


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
    if state.notices:
        counted.REFUSALS.add()


def change(**changes: Any) -> None:
    """Change some settings; an illegal value changes nothing and says why."""
    begin()
    state.undo = None
    state.notices = []
    try:
        adopt(replace(state.settings, **changes))
    except (ValueError, TypeError) as error:
        counted.REFUSALS.add()
        state.notices = [str(error)]
    if not carried(state.settings):
        state.notices.append(say(TOO_LONG[state.settings.loss]))


def reset() -> None:
    """Back to what the loss opens with; the old settings are kept for an undo."""
    begin()
    old = state.settings
    watched = {"speed": old.speed, "loop": old.loop, "path": old.path}
    stage_anew(Settings.of(old.loss, q=old.q, data=old.data, **watched))
    state.undo, state.notices = old, []


def undo() -> None:
    """Back to what was there before the reset."""
    begin()
    if state.undo is not None:
        stage_anew(state.undo)
    state.undo = None
