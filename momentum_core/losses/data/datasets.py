"""The data that the app brings along; assets/data/SOURCES.md says where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from momentum_core.losses.data.observations import Observations
from momentum_core.losses.data.table import read_table

FOLDER = Path(__file__).parents[3] / "assets" / "data"


def _load(key: str, name: str, source: str) -> Observations:
    table = read_table((FOLDER / f"{key}.csv").read_bytes())
    t, y = table.names
    return table.observations(t, y, name, source)


DATA: Mapping[str, Observations] = MappingProxyType(
    {
        "hubble": _load(
            "hubble",
            "Galaxies that move away (Hubble)",
            "The 24 nebulae of table 1 in Hubble's paper of 1929, with his distances.",
        ),
        "cars": _load(
            "cars",
            "Stopping distances of cars",
            "50 cars of the 1920s that were made to stop, from Ezekiel's textbook of 1930.",
        ),
        "forbes": _load(
            "forbes",
            "Boiling water in the mountains (Forbes)",
            "17 places in the Alps and in Scotland, from Forbes's paper of 1857.",
        ),
    }
)
"""The data a link can name. Keys and values never change: old links mean them."""
