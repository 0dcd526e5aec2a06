"""The page's widgets show what is chosen; what is chosen is the settings.

A widget of Streamlit's keeps what it shows under its key, and each message from the browser brings
what all of them show. If code told a widget another value under the same key, there would be two
owners: a message that was sent before the browser had heard of it would bring the old value back as
if somebody had just chosen it. So code never does. A widget that shows another value than it
should is replaced by one with a new key, which begins with that value; what is still reported under
the old key nobody reads. The value under a key is only ever changed by the visitor, in that widget.

Around each is a container with a key that stays, for the style sheet and for the player.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.failure import guarded
from ui.session import begin, state


@dataclass(frozen=True, slots=True)
class Control:
    """A widget as it is now: the how manieth under its name, and what it begins with."""

    name: str
    number: int
    value: Any

    @property
    def key(self) -> str:
        """Its key of Streamlit's."""
        return f"{self.name}-{self.number}"

    def tells(self, choose: Callable[..., None], *args: Any) -> dict[str, Any]:
        """Its key, and that ``choose(*args, value)`` is called when the visitor has chosen."""
        return {"key": self.key, "on_change": _chosen, "args": (self, choose, *args)}


def anything(value: Any) -> bool:
    """Of a widget without limits: it may begin with whatever it is given."""
    return True


def between(low: Any, high: Any) -> Callable[[Any], bool]:
    """Of a widget with two limits: it may begin with what lies between them."""
    return lambda value: low <= value <= high


@contextmanager
def control(name: str, value: Any, legal: Callable[[Any], bool] = anything) -> Iterator[Control]:
    """A container for the widget that shows ``value``; in it, that widget is to be made.
    ``legal``: what it may begin with, besides that value, within its limits of now."""
    with st.container(key=name):
        yield current(name, value, legal)


def current(name: str, value: Any, legal: Callable[[Any], bool] = anything) -> Control:
    """The widget as it was, if it shows the value and still may begin as it did; else the next one
    under its name. One that has not been on the page for a while shows what it begins with: that is
    all Streamlit remembers."""
    controls = state.setdefault("controls", {})
    now: Control = controls.get(name) or Control(name, 0, value)
    begins = now.value == value or legal(now.value)
    if state.get(now.key, now.value) != value or not begins:
        now = Control(name, now.number + 1, value)
    controls[name] = now
    state.setdefault("controls_made", set()).add(name)
    return now


def part_begins() -> None:
    """From here on the controls of a part of the page are made."""
    state.controls_made = set()


def part_ends(part: str) -> None:
    """All controls of this part have been made. One that it had and has no longer is replaced by
    none: the browser may still tell what it showed, before it has heard that it is gone, and
    Streamlit, which has forgotten it, would take that for a choice."""
    made, parts = state.controls_made, state.setdefault("controls_of", {})
    moved = set().union(*(parts[other] for other in parts if other != part))
    for name in parts.get(part, set()) - made - moved:
        gone = state.controls[name]
        state.controls[name] = Control(name, gone.number + 1, gone.value)
    parts[part] = made
    part_begins()


@guarded
def _chosen(widget: Control, choose: Callable[..., None], *args: Any) -> None:
    """What a widget reports that has been replaced is what it showed, and no choice: Streamlit
    knows its callback for ever, and takes any value for a new one. Nor is nothing at all one."""
    value = state[widget.key]
    begin()
    if value is not None and state.get("controls", {}).get(widget.name) == widget:
        choose(*args, value)
