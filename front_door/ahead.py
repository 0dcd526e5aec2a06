"""Streamlit's own files that a first visit asks for, before it knows that it will.

Its page names some sixty; the rest of its scripts come when an element needs them, each after the
one that imports it, which on a telephone's line costs a way there and back each time. The names
below are of the elements on our page. A name that a later Streamlit no longer has is passed over:
then that file comes when it is needed.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from streamlit import file_util

ELEMENTS = (
    *("BidiComponent", "Button", "ButtonGroup", "Checkbox", "Html"),
    *("NumberInput", "Selectbox", "Slider"),
)
SCRIPTS = "static/js"


def folder() -> Path:
    """Where Streamlit's own files are."""
    return Path(file_util.get_static_dir())


@functools.cache
def page() -> str:
    """Streamlit's own page."""
    return (folder() / "index.html").read_text("utf-8")


@functools.cache
def named() -> tuple[str, ...]:
    """The scripts and sheets that its page names, by their path."""
    return tuple(re.findall(r'(?:src|href)="\./(static/(?:js|css)/[^"]+)"', page()))


@functools.cache
def later() -> tuple[str, ...]:
    """The scripts that our elements need besides, by their path, each before what it imports."""
    found: list[str] = []
    for element in ELEMENTS:
        for path in (folder() / SCRIPTS).glob(f"{element}.*.js"):
            _follow(path.name, found)
    return tuple(path for path in (f"{SCRIPTS}/{name}" for name in found) if path not in named())


def _follow(name: str, found: list[str]) -> None:
    path = folder() / SCRIPTS / name
    if name in found or not path.is_file():
        return
    found.append(name)
    for other in re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', path.read_text("utf-8")):
        _follow(other, found)
