"""Hypothesis strategies that several tests share."""

from __future__ import annotations

import math

from hypothesis import assume, reject
from hypothesis import strategies as st

from momentum_core.formula.functions import TYPED
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.observations import DataError, Observations
from momentum_core.losses.data.spelled import spell
from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.draws import SEED_LIMITS
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.settings.fields import (
    ALPHA_LIMITS,
    DROP_LIMITS,
    SPEEDS,
    START_REACH,
    STEPS_LIMITS,
)
from momentum_core.settings.settings import FORMULA, LINE, Settings, observations_of

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
        race=tuple(draw(st.lists(st.sampled_from([*RACERS]), unique=True))),
        speed=draw(st.sampled_from(SPEEDS)),
        loop=draw(st.booleans()),
        path=draw(st.booleans()),
        at=draw(st.none() | st.integers(0, STEPS_LIMITS[1])),
    )


def _combined(children: st.SearchStrategy) -> st.SearchStrategy:
    pair = st.tuples(children, children)
    names = st.sampled_from([*TYPED])
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


HARD_FORMULAS = {
    **FORMULAS,
    "1/w^2 + w": 1,
    "log(w)": 1,
    "sqrt(w - 1)": 1,
    "abs(w)": 1,
    "w": 1,
    "w^20": 1,
    "exp(9w)": 1,
    "1e20*w^2": 1,
    "1e-20*w^2": 1,
    "w^2 + 1e12": 1,
    "sin(x)/x": 1,
    "sin(1e5*x)": 1,
    "tan(x)": 1,
    "sqrt(abs(w))": 1,
    "w^3": 1,
    "exp(16w)": 1,
    "abs(w)^1.5": 1,
    "w^(4/3)": 1,
    "(w^2 - 1)^2": 1,
    "x^2 + 1e25*y^2": 2,
    "(x^2 + y^2)^(3/4)": 2,
    "x^2*y^2": 2,
    "cosh(9x) + y^2": 2,
    "1e-6*x^2 + 1e6*y^2": 2,
    "x^2 + 1e-12*y^2": 2,
    "x*y": 2,
    "abs(x) + abs(y)": 2,
    "log(x*y)": 2,
    "x^2 - y^2 + y^4": 2,
    "x + y": 2,
}
"""Typed losses of every kind that has no bowl, or a hardly or an extremely curved one."""
HARD_DATA = (
    "0_0_1_0_2_0",
    "1_2_2_4_3_6",
    "1_1_2_1",
    "0_5_1_7",
    "-1000000_1_1000000_2",
    "0_0_0_1_0_0_0_1_0_2_9_1",
    "0_0.000001_0.00001_0_0.00002_0.000002",
    "999990_1_1000000_2_999995_3",
)
"""Flat, on one line, of two points, of the largest and smallest numbers, of one that is far off."""


@st.composite
def edge_settings(draw: st.DrawFn, formulas: dict[str, int] = HARD_FORMULAS) -> Settings:
    """Legal settings at the edges of everything: η at and beside its limits and the ηλ where
    something changes, α 0, 1 and hardly below, starts on stationary points and far out."""
    loss = draw(st.sampled_from([*CATALOGUE, *[FORMULA, LINE] * 6]))
    own: dict[str, object] = {"loss": loss}
    if loss == FORMULA:
        own["q"] = draw(st.sampled_from(list(formulas)))
        side = draw(st.sampled_from([(), (), (-2.0, 2.0), (-1e9, 1e9), (1.0, 1 + 1e-6)]))
        own["window"] = side * formulas[own["q"]]
    if loss == LINE:
        own["data"] = draw(st.sampled_from([*DATA, *HARD_DATA]))
        own["standardise"] = draw(st.booleans())
        most = len(observations_of(own["data"])) - 1
        own["batch"] = draw(st.sampled_from([0, 1, most]))
        own["shuffle"] = draw(st.booleans())
    try:
        surface = Settings.of(**own).surface
    except ValueError:  # there is nothing to be seen in this window
        reject()
    alpha = draw(st.sampled_from(EDGES_OF_ALPHA) | st.floats(*ALPHA_LIMITS))
    return Settings(
        **own,
        method=draw(st.sampled_from([*METHODS, "momentum", "nesterov"])),
        eta=_edge_of_eta(draw, surface, alpha),
        alpha=alpha,
        start=_edge_of_start(draw, surface),
        steps=draw(st.sampled_from([1, 2, 5, 6, 7, 13, 250, 250, 2000])),
        drop=draw(st.sampled_from([(), (), (), (1, 1e-3), (1, 1.0), (2000, 1e3), (3, 1e3)])),
        race=draw(st.sampled_from([(), ("plain",), tuple(RACERS)])),
        at=draw(st.sampled_from([None, 0, STEPS_LIMITS[1]])),
    )


EDGES_OF_ALPHA = (
    *(0.0, 5e-324, 1e-9, 0.25, 0.5, 0.9, 0.97, 0.99, 0.995, 0.99999),
    *(1 - 1e-9, math.nextafter(1.0, 0.0), 1.0),
)


def _edge_of_eta(draw: st.DrawFn, surface: Surface, alpha: float) -> float:
    bends = sorted(
        {abs(x) for p in stationary_points(surface).points for x in p.eigenvalues if x} or {1.0}
    )
    bends = [x for x in bends if math.isfinite(x)] or [1.0]
    curvature = draw(st.sampled_from(bends))
    edges = (1, 2, 4, 2 * (1 + alpha), 2 * (1 + alpha) / (1 + 2 * alpha), 4 / 3)
    edges += ((1 - math.sqrt(alpha)) ** 2, (1 - alpha) ** 2 / (1 + alpha) ** 2)
    beside = st.sampled_from([0.0, 2e-16, -2e-16, 3e-12, -3e-12, 1e-9, -1e-9, 1e-4, -1e-4, 0.5])
    at = draw(st.sampled_from(edges)) * (1 + draw(beside)) / curvature
    anywhere = [surface.eta, *ETA_LIMITS]
    eta = draw(st.sampled_from([at] * 6 + anywhere) | st.floats(-18, 16).map(lambda x: 10**x))
    return min(max(eta, ETA_LIMITS[0]), ETA_LIMITS[1])


def _edge_of_start(draw: st.DrawFn, surface: Surface) -> tuple[float, ...]:
    places = [p.w for p in stationary_points(surface).points] or [surface.start]
    middle = draw(st.sampled_from([*places[:9], surface.start]))
    way = draw(st.sampled_from([(0, 0), (1, 0), (0, 1), (1, -1), (1, 1)]))
    far = draw(st.sampled_from([0, 1e-17, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 3, START_REACH + 1]))
    start = []
    for x, step, (low, high) in zip(middle, way, surface.bounds, strict=False):
        reach = START_REACH * (high - low)
        start.append(min(max(x + step * far * (high - low), low - reach), high + reach))
    return tuple(start)
