"""The data that the app brings along; assets/data/SOURCES.md says where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from momentum_core.losses.data.observations import Observations
from momentum_core.losses.data.table import read_table
from momentum_core.words.sentences import say

FOLDER = Path(__file__).parents[3] / "assets" / "data"


def _load(key: str) -> Observations:
    table = read_table((FOLDER / f"{key}.csv").read_bytes())
    t, y = table.names
    return table.observations(t, y, say(f"data set.{key}"), say(f"source.{key}"))


DATA: Mapping[str, Observations] = MappingProxyType(
    {key: _load(key) for key in ("hubble", "cars", "forbes")}
)
"""The data a link can name. Keys and values never change: old links mean them."""
