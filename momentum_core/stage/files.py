"""The files of ours that the browser asks the front door for.

A file's name carries what is in it, as a hash, so a browser may keep it for good, and two versions
of the page never mix theirs. Where Plotly is not built there is none of it: the page then takes the
one that Streamlit's own chart brings.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from momentum_core.stage import bundle

FOLDER = "momentum"
"""Under the page's own address."""
BUILT = Path(__file__).parents[2] / "build"
"""What is made when the app is installed; nothing of it is needed."""
PLOTLY = BUILT / "plotly.js"
"""Made by tools/plotly/build.mjs."""


@functools.cache
def files() -> Mapping[str, bytes]:
    """What is in each file, by its name: the player, and Plotly where it is built."""
    every = {"player": bundle.page_script().encode()}
    if PLOTLY.is_file():
        every["plotly"] = PLOTLY.read_bytes()
    return MappingProxyType({_named(kind, body): body for kind, body in every.items()})


@functools.cache
def addresses() -> Mapping[str, str]:
    """Where each kind of file is, relative to the page: "player", and "plotly" where it is built.

    >>> addresses()["player"].partition("-")[0]
    'momentum/player'
    """
    return MappingProxyType({name.partition("-")[0]: f"{FOLDER}/{name}" for name in files()})


def _named(kind: str, body: bytes) -> str:
    return f"{kind}-{hashlib.sha256(body).hexdigest()[:16]}.js"
