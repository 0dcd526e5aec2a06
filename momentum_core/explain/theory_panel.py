"""The theory panel: a table and a figure of a run beside the theory of the minimum it is in.

All arithmetic is in ``measured``; here numbers become text, and distances a figure.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from momentum_core.colours import COLOURS
from momentum_core.explain.batches import jitter_of
from momentum_core.explain.verdict import verdict
from momentum_core.methods.descent import Outcome
from momentum_core.runs.run import Run
from momentum_core.settings.settings import LINE, observations_of
from momentum_core.settings.stops import STEPS_GRID
from momentum_core.theory.measured import Comparison, Direction, changes_eta, comparison
from momentum_core.theory.noise import Jitter
from momentum_core.words.numbers import MINUS, number
from momentum_core.words.sentences import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

MISSING = "–"
"""In a cell without a finite number."""


FIRST = ("direction", "rate", "measured_rate", "period", "measured_period", "steps")
"""The columns that are read first: how fast, how it swings, how long."""


def silence(run: Run) -> str:
    """Why theory has nothing to compare with a run: the verdict, which for mini-batches is about
    another theory; empty where it has something."""
    if comparison(run) is not None:
        return ""
    found = verdict(run)
    draws = run.settings.batch and found.kind not in ("uncovered", "dropped")
    return say("panel.batches") if draws else found.sentence


def rows(run: Run) -> tuple[dict[str, str], ...]:
    """The table: a row for each direction, flattest first, with the keys of TITLES; none where
    theory is silent. A measured cell is MISSING where the run was not long enough in the bowl."""
    bowl = comparison(run)
    return tuple(_row(run, d) for d in bowl.directions) if bowl else ()


def _row(run: Run, d: Direction) -> dict[str, str]:
    along = "w" if run.surface.d == 1 else f"({', '.join(number(x, 2) for x in d.vector)})"
    return {
        "direction": along,
        "rate": _cell(d.rate, 6),
        "measured_rate": _cell(d.measured_rate, 6),
        "period": _cell(d.period, 5),
        "measured_period": _cell(d.measured_period, 5),
        "steps": _steps(d.gap),
        "curvature": _cell(d.curvature, 4),
        "x": _cell(run.settings.eta * d.curvature, 4),
        "regime": say(f"regime.{d.regime}"),
        "roots": _roots(*d.roots),
        "rate_off": _difference(d.rate_off),
        "period_off": _difference(d.period_off),
    }


def _steps(gap: float) -> str:
    """So many steps until a hundredth of the distance is left: the first k with rateᵏ ≤ 1/100, of a
    rate that is 1 − gap."""
    return f"{math.ceil(math.log(0.01) / math.log1p(-gap)):,}" if 0 < gap < 1 else MISSING


def noise(run: Run) -> Jitter | None:
    """The jitter of a run with mini-batches, measured and predicted; None where nothing can be
    predicted, and ``no_jitter`` says why."""
    s = run.settings
    if not s.batch or s.shuffle or changes_eta(run) or run.outcome is not Outcome.HOVERING:
        return None
    return jitter_of(run)


def no_jitter(run: Run) -> str:
    """Why nothing can be predicted of a run with mini-batches: its verdict."""
    return verdict(run).sentence


def line(run: Run) -> str:
    """The line that a run ends with, over t as it was measured; empty where it is none."""
    s = run.settings
    w = run.trajectory.w[-1]
    if s.loss != LINE or run.outcome is Outcome.ESCAPED:
        return ""
    data = observations_of(s.data)
    height, slope = (float(x) for x in (data.in_data_units(w) if s.standardise else w))
    words = {
        "height": number(height),
        "slope": number(abs(slope)),
        "sign": MINUS if slope < 0 else "+",
    }
    return say("panel.line", **words, t=data.t_label, y=data.y_label)


def noise_rows(found: Jitter) -> tuple[dict[str, str], ...]:
    """The table of a run with mini-batches: a row for each direction, flattest first, with the keys
    of NOISE_TITLES. A measured cell is MISSING where the run was not long enough, one of α = 0
    where the variance then grows without end."""
    columns = (found.curvatures, found.even, found.exact, found.measured, found.plain)
    return tuple(
        _noise_row(found.directions[k], *(None if x is None else float(x[k]) for x in columns))
        for k in range(len(found.curvatures))
    )


def _noise_row(
    v: np.ndarray, curvature: Any, even: Any, exact: Any, measured: Any, plain: Any
) -> dict[str, str]:
    times = exact / plain if plain else math.inf
    factor = say("number.times", factor=number(times, 3)) if math.isfinite(times) else MISSING
    return {
        "direction": f"({', '.join(number(x, 2) for x in v)})",
        "curvature": _cell(curvature, 4),
        "measured": _cell(measured, 3),
        "even": _cell(even, 3),
        "exact": _cell(exact, 3),
        "plain": _cell(plain, 3),
        "factor": factor,
    }


def enough_steps(found: Jitter) -> int:
    """The step limit with which the jitter can be measured: 0 where it is, or can't be."""
    if found.measured is not None:
        return 0
    return next((steps for steps in STEPS_GRID if steps >= found.needed), 0)


def _cell(x: float | None, digits: int) -> str:
    return MISSING if x is None or not math.isfinite(x) else number(x, digits)


def _difference(x: float | None) -> str:
    """Measured minus predicted; what is left to rounding isn't shown as a number."""
    if x is not None and abs(x) < 1e-9:
        return say("number.tiny", limit=number(1e-9))
    return _cell(x, 2)


def _roots(first: complex, second: complex) -> str:
    """Both roots: 0.925 ± 0.211i, or the two real ones.

    >>> _roots(0.5 + 0.25j, 0.5 - 0.25j), _roots(0.9 + 0j, 0.5 + 0j)
    ('0.5 ± 0.25i', '0.9, 0.5')
    """
    if first.imag:
        return f"{_cell(first.real, 4)} ± {_cell(abs(first.imag), 4)}i"
    return f"{_cell(first.real, 4)}, {_cell(second.real, 4)}"


def distances(run: Run, dark: bool = False) -> go.Figure | None:
    """The distance to the minimum at each step, on a logarithmic axis, and the slope that theory
    predicts for it; None where theory is silent. Distances of 0 have no place on it."""
    bowl = comparison(run)
    if bowl is None:
        return None
    ink, quiet, line, paper = (COLOURS[name][dark] for name in ("ink", "quiet", "line", "paper"))
    import plotly.graph_objects as go  # takes a fifth of a second, and few look at it

    figure = go.Figure(layout={"template": "none", "paper_bgcolor": paper, "plot_bgcolor": paper})
    figure.add_scatter(
        **_shown(0, bowl.distance), name=say("panel.distance"), line={"color": ink, "width": 2}
    )
    if bowl.line.size:
        figure.add_scatter(
            **_shown(bowl.line_from, bowl.line),
            name=say("panel.predicted", rate=number(bowl.rate)),
            line={"color": COLOURS["gradient"][dark], "width": 2, "dash": "dash"},
        )
    axis = {"gridcolor": line, "zeroline": False, "color": quiet}
    figure.update_xaxes(title_text=say("panel.step"), **axis)
    figure.update_yaxes(
        title_text=say("panel.distance"), type="log", exponentformat="power", **_range(bowl), **axis
    )
    above = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"}
    return figure.update_layout(font_color=ink, legend=above, margin={"t": 16, "r": 16})


def _shown(first: int, sizes: np.ndarray) -> dict[str, list[float]]:
    """The steps and sizes that a logarithmic axis can show."""
    shown = np.flatnonzero(np.isfinite(sizes) & (sizes > 0))
    return {"x": (first + shown).tolist(), "y": sizes[shown].tolist()}


def _range(bowl: Comparison) -> dict[str, list[float]]:
    """From the smallest distance to the largest, whatever the predicted line does beyond."""
    sizes = np.log10(_shown(0, bowl.distance)["y"])
    return {"range": [float(sizes.min()) - 0.3, float(sizes.max()) + 0.3]} if sizes.size else {}
