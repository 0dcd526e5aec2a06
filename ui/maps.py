"""The maps: what there is of one each time the player asks, so that nothing waits for a whole one.

They are computed turn by turn (turns/), in processes of their own, and once for all who look at
the same one.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from momentum_core.stage import map_parts
from turns.turns import Broken, Turns, cores
from turns.worker import Process
from ui.failure import guarded
from ui.session import state

PATIENCE = 0.15
"""Seconds that a run of the page waits for something new. A slider that is released meanwhile waits
as long, and a map of one of our own losses is there by then."""
SOONEST, LATEST = 200, 2000
"""When to ask again, in milliseconds: half as long again each time that there is nothing new, and
less than the lease of turns/turns.py, so that the work is still under way then."""
NOTHING = ("", "", 0, 0)
"""What of a map the visitor has been sent: its kind, what it is of, the serial of its last part,
and how often there has been nothing new since."""
LOG = logging.getLogger(__name__)


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
    kind, of, *_ = state.get("drawn", NOTHING)
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
    last = state.get("drawn", NOTHING)
    seen, waits = last[2:] if last[1] == of else (0, 0)
    work = TURNS.ask(visitor(), of, functools.partial(map_parts.parts, settings, kind))
    names = {"kind": kind, "of": wanted["of"], "serial": wanted["serial"]}
    try:
        found = TURNS.newer(work, seen, PATIENCE)
    except Broken:
        LOG.exception("A map could not be computed")
        return map_parts.message(map_parts.failed(), **names)
    if not found:
        state.drawn = (kind, of, seen, waits + 1)
        again = max(int(1000 * TURNS.ahead(work)), int(SOONEST * 1.5**waits))
        return map_parts.later(min(again, LATEST), **names)
    number, part = found
    state.drawn = (kind, of, number, 0)
    return map_parts.message(part, **names)
