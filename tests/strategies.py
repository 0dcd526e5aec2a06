"""Hypothesis strategies that several tests share."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from momentum_core.datasets import DATA
from momentum_core.descent import METHODS
from momentum_core.draws import SEED_LIMITS
from momentum_core.observations import DataError, Observations
from momentum_core.settings import (
    ALPHA_LIMITS,
    DROP_LIMITS,
    ETA_LIMITS,
    FORMULA,
    LINE,
    RACERS,
    SPEEDS,
    START_REACH,
    STEPS_LIMITS,
    Settings,
    observations_of,
)
from momentum_core.surfaces import CATALOGUE
from momentum_core.table import spell

FORMULAS = {
    "w^4 - 2w^2 + 0.3w": 1,
    "sqrt(x) + x²": 1,
    "abs(w) + w^2": 1,
    "1e-9*w^2": 1,
    "x^2 − 3·x*y + 5y^2": 2,
    "exp(-w1^2) + w2^4": 2,
    "(x + 2y)^2": 2,
}
"""Typed losses, with their number of weights: a pole's edge, a kink, a hardly curved one, a trough."""


@st.composite
def own_loss(draw: st.DrawFn) -> dict[str, object]:
    """What chooses a loss: one of the catalogue's, a typed formula, or a line through data."""
    loss = draw(st.sampled_from([*CATALOGUE, *[FORMULA, LINE] * 5]))
    if loss == FORMULA:
        q = draw(st.sampled_from(list(FORMULAS)))
        ends = [st.tuples(st.floats(-9, -0.5), st.floats(0.5, 9)) for _ in range(FORMULAS[q])]
        window = [x for pair in draw(st.tuples(*ends)) for x in pair]
        return {"loss": loss, "q": q, "window": tuple(draw(st.sampled_from([[], window])))}
    if loss != LINE:
        return {"loss": loss}
    data = draw(st.sampled_from(list(DATA)) | any_observations(8).map(spell))
    return {
        "loss": loss,
        "data": data,
        "standardise": draw(st.booleans()),
        "batch": draw(st.integers(0, len(observations_of(data)))),
        "seed": draw(st.integers(*SEED_LIMITS)),
        "shuffle": draw(st.booleans()),
    }


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    """Every legal Settings, with no value left out."""
    own = draw(own_loss())
    start = tuple(
        draw(st.floats(low - START_REACH * (high - low), high + START_REACH * (high - low)))
        for low, high in Settings.of(**own).surface.bounds
    )
    return Settings(
        **own,
        method=draw(st.sampled_from(list(METHODS))),
        eta=draw(st.floats(*ETA_LIMITS)),
        alpha=draw(st.floats(*ALPHA_LIMITS)),
        start=start,
        steps=draw(st.integers(*STEPS_LIMITS)),
        drop=draw(st.just(()) | st.tuples(st.integers(*STEPS_LIMITS), st.floats(*DROP_LIMITS))),
        race=tuple(draw(st.lists(st.sampled_from(RACERS), unique=True))),
        speed=draw(st.sampled_from(SPEEDS)),
        loop=draw(st.booleans()),
        path=draw(st.booleans()),
        at=draw(st.none() | st.integers(0, STEPS_LIMITS[1])),
    )


def _combined(children: st.SearchStrategy) -> st.SearchStrategy:
    pair = st.tuples(children, children)
    names = st.sampled_from(["exp", "log", "sqrt", "sin", "tan", "tanh", "cosh", "atan", "abs"])
    return st.one_of(
        st.tuples(children, st.sampled_from("+-*/^"), children).map(
            lambda t: f"({t[0]}{t[1]}{t[2]})"
        ),
        st.tuples(names, children).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(children, st.sampled_from(["2", "3", "-1", "0.5", "(1/3)"])).map("^".join),
        pair.map(" ".join),
    )


_atoms = st.sampled_from(["x", "y", "2", "0.3", "pi", "x", "y"])
formulas = st.recursive(_atoms, _combined, max_leaves=8)
"""Well-formed formulas in one or two variables."""


@st.composite
def any_observations(draw: st.DrawFn, most: int = 20) -> Observations:
    """Legal observations at very different places and scales, some of them with equal y."""
    number = st.floats(-1, 1).map(lambda x: round(x, 6))
    size = st.sampled_from([1e-5, 0.01, 1.0, 30.0, 1e3, 1e5])
    n = draw(st.integers(2, most))
    columns = []
    for _ in range(2):
        middle, spread = draw(number) * draw(size), draw(size)
        columns.append(
            [middle + spread * x for x in draw(st.lists(number, min_size=n, max_size=n))]
        )
    try:
        return Observations("random", tuple(columns[0]), tuple(columns[1]))
    except DataError:
        assume(False)
        raise
