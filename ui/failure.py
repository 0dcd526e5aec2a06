"""When the page's own code fails: the log has the trace, the visitor one sentence and the stage.

What was on the stage when all was well is put back, and the page is run again. If that fails, too,
it begins with what a bare link opens; if even that fails, the sentence is all there is.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from momentum_core import counted
from momentum_core.lessons.presentation import AS_USUAL
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import say
from ui.session import stage_anew, state

LOG = logging.getLogger(__name__)
Arguments = ParamSpec("Arguments")


def guarded(callback: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """A widget's callback: if it fails, what it was to change stays as it was."""

    @functools.wraps(callback)
    def attempt(*args: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            callback(*args, **named)
        except Exception:
            _told()
            _restore()

    return attempt


@contextmanager
def survived() -> Iterator[None]:
    """Around what a run of the page does: a failure is followed by another run."""
    try:
        yield
    except Exception:
        _told()
        state.failed = state.get("failed", 0) + 1
        if state.failed > 2:
            state.failed = 0
            st.error(say("door.broken"))
            st.stop()
        if state.failed == 2:
            state.good = (Settings(), AS_USUAL)
        _restore()
        st.rerun()


def well() -> None:
    """The stage has been shown: to this a failure comes back."""
    state.failed, state.good = 0, (state.settings, state.shown)


def _told() -> None:
    LOG.exception("The page's script failed.")
    counted.FAILED.add()


def _restore() -> None:
    settings, state.shown = state.get("good") or (Settings(), AS_USUAL)
    stage_anew(settings)
    state.undo, state.notices = None, [say("door.broken")]


def unforeseen(error: Exception) -> bool:
    """Whatever else Streamlit catches, and has logged: the sentence in the place of the trace."""
    counted.FAILED.add()
    st.error(say("door.broken"))
    return True
