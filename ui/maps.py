"""The maps: what there is of one each time the player asks, so that nothing waits for a whole one.

They are computed turn by turn (ui/turns.py), in processes of their own, and once for all who look
at the same one.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from momentum_core.stage import map_parts
from ui.failure import guarded
from ui.session import state
from ui.turns import Turns, cores
from ui.worker import Process

PATIENCE = 0.15
"""Seconds that a run of the page waits for something new. A slider that is released meanwhile waits
as long, and a map of one of our own losses is there by then."""
SOONEST, LATEST = 200, 2000
"""When to ask again, in milliseconds: less than the lease of ui/turns.py, so that the work is still
under way then."""


def here(session: str) -> bool:
    """Whether a visitor has the page open."""
    return not exists() or get_instance().is_active_session(session)


TURNS: Turns[map_parts.Part] = Turns(cores(), here, sits=Process)


def visitor() -> str:
    """Who this is."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def asked() -> None:
    """The player wants a map, or more of it."""
    state.wanted = (state.get("maps") or {}).get("want")  # it may speak before it is on the page


def maps(component: Callable[..., Any]) -> None:
    """What is new of the map that is wanted; the player keeps it, so it is sent once. In the
    stage's fragment: of two fragments whose components speak at once Streamlit would rerun one."""
    wanted = state.pop("wanted", None)
    TURNS.hire()  # a process needs half a second before it can begin
    component(key="maps", data=more(wanted) if wanted else b"", on_want_change=guarded(asked))
    keep()


def keep() -> None:
    """Stop what is computed for the visitor if it is not about what is on the stage any more."""
    kind, of = state.get("drawn", ("", "", 0))[:2]
    if kind and json.loads(of) != map_parts.subject(state.settings, kind):
        TURNS.leave(visitor())
        del state.drawn


def more(wanted: dict[str, Any]) -> bytes:
    """What is new of a map, or when to ask again; nothing if it is not about what is on the stage
    now: then the player has changed its mind, and asks again. Equal bytes would not be sent twice,
    so it is numbered."""
    kind, settings = wanted["kind"], state.settings
    subject = map_parts.subject(settings, kind)
    if json.loads(wanted["of"]) != subject:
        return b""
    of = json.dumps(subject)
    last = state.get("drawn")
    seen = last[2] if last and last[1] == of else 0
    work = TURNS.ask(visitor(), of, functools.partial(map_parts.parts, settings, kind))
    found = TURNS.newer(work, seen, PATIENCE)
    names = {"kind": kind, "of": wanted["of"], "serial": wanted["serial"]}
    if not found:
        state.drawn = (kind, of, seen)
        again = int(1000 * TURNS.ahead(work))
        return map_parts.later(min(max(again, SOONEST), LATEST), **names)
    number, part = found
    state.drawn = (kind, of, number)
    return map_parts.message(part, **names)
