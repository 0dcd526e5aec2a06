"""Hypothesis strategies that several tests share."""

from __future__ import annotations

from hypothesis import strategies as st

from momentum_core.descent import METHODS
from momentum_core.settings import (
    ALPHA_LIMITS,
    ETA_LIMITS,
    RACERS,
    SPEEDS,
    START_REACH,
    STEPS_LIMITS,
    Settings,
)
from momentum_core.surfaces import CATALOGUE


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    """Every legal Settings, with no value left out."""
    loss = draw(st.sampled_from(list(CATALOGUE)))
    start = tuple(
        draw(st.floats(low - START_REACH * (high - low), high + START_REACH * (high - low)))
        for low, high in CATALOGUE[loss].bounds
    )
    return Settings(
        loss=loss,
        method=draw(st.sampled_from(list(METHODS))),
        eta=draw(st.floats(*ETA_LIMITS)),
        alpha=draw(st.floats(*ALPHA_LIMITS)),
        start=start,
        steps=draw(st.integers(*STEPS_LIMITS)),
        race=tuple(draw(st.lists(st.sampled_from(RACERS), unique=True))),
        speed=draw(st.sampled_from(SPEEDS)),
        loop=draw(st.booleans()),
        path=draw(st.booleans()),
        at=draw(st.none() | st.integers(0, STEPS_LIMITS[1])),
    )
