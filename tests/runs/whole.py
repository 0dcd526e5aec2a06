"""A map that is asked for to its end."""

from __future__ import annotations

from collections.abc import Iterator

from momentum_core.runs.maps import Map


def drawn(maps: Iterator[Map | None]) -> list[Map]:
    """All that there is to see on the way, without the pauses."""
    return [found for found in maps if found is not None]


def finished(maps: Iterator[Map | None]) -> Map:
    """The fine map, all of it computed."""
    return drawn(maps)[-1]
