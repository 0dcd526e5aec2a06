"""The naive twin: the same losses, sliders and runs, shown as most Streamlit apps would show them.

Every slider change builds a Plotly figure with one ``go.Frame`` a step and hands it to
``st.plotly_chart``; a Play button animates it. Run it with ``streamlit run tests/bench/twin.py``;
it reads the same links as the app, and ``view=3d`` opens the surface too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import Surface
from momentum_core.runs.run import Run, race
from momentum_core.settings.fields import spell_number
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import ALPHA_GRID, STEPS_GRID, eta_grid, with_value

GRID = {1: 400, 2: 80}
"""Points along an axis of the still picture, for losses of one and of two weights."""
COLOURS = {"ball": "#D55E00", "plain": "#5B6673"}


def still(surface: Surface, solid: bool) -> go.Scatter | go.Contour | go.Surface:
    """The loss itself: its curve, its contour lines, or the surface in 3-D."""
    points = surface.grid(GRID[surface.d])
    value = surface.value(points)
    if surface.d == 1:
        return go.Scatter(x=points[:, 0], y=value, mode="lines", name="loss")
    x, y = points[0, :, 0], points[:, 0, 1]
    if solid:
        return go.Surface(x=x, y=y, z=value, showscale=False, opacity=0.9)
    return go.Contour(x=x, y=y, z=value, ncontours=30, contours_coloring="lines", showscale=False)


def moving(name: str, run: Run, upto: int, solid: bool) -> list[go.Scatter | go.Scatter3d]:
    """One ball after ``upto`` steps: the path so far and the ball at its end."""
    k = min(upto, run.steps)
    columns = [*run.trajectory.w.T, run.loss]
    if len(columns) == 3 and not solid:
        columns.pop()
    axes = dict(zip("xyz", columns, strict=False))
    path = {axis: column[: k + 1] for axis, column in axes.items()}
    here = {axis: column[k : k + 1] for axis, column in axes.items()}
    kind = go.Scatter3d if solid else go.Scatter
    colour = COLOURS.get(name, "#0072B2")
    return [
        kind(**path, mode="lines", line={"color": colour, "width": 2}, name=f"{name}'s path"),
        kind(**here, mode="markers", marker={"color": colour, "size": 10}, name=name),
    ]


def figure(settings: Settings, runs: Mapping[str, Run], solid: bool = False) -> go.Figure:
    """The whole animation: the loss, the balls, a frame for every step, Play and Pause."""
    surface = settings.surface

    def balls(upto: int) -> list[go.Scatter | go.Scatter3d]:
        return [trace for name, run in runs.items() for trace in moving(name, run, upto, solid)]

    last = max(run.steps for run in runs.values())
    chart = go.Figure([still(surface, solid), *balls(0)])
    places = list(range(1, len(chart.data)))
    chart.frames = [go.Frame(data=balls(k), traces=places, name=str(k)) for k in range(last + 1)]
    animation = {"frame": {"duration": 50, "redraw": True}, "transition": {"duration": 0}}
    chart.update_layout(
        title=f"η = {spell_number(settings.eta)}, α = {spell_number(settings.alpha)}",
        height=600,
        updatemenus=[
            {
                "type": "buttons",
                "buttons": [
                    {
                        "label": "Play",
                        "method": "animate",
                        "args": [None, {**animation, "fromcurrent": True}],
                    },
                    {
                        "label": "Pause",
                        "method": "animate",
                        "args": [[None], {**animation, "mode": "immediate"}],
                    },
                ],
            }
        ],
    )
    low, high = np.array(surface.bounds).T
    if not solid:
        chart.update_xaxes(range=[low[0], high[0]])
        if surface.d == 2:
            chart.update_yaxes(range=[low[1], high[1]])
    return chart


def main() -> None:
    """Read the link, show the sliders, run, and show the figure."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    linked, _ = from_query(query)
    with st.sidebar:
        losses = list(CATALOGUE)
        loss = st.selectbox("Loss", losses, losses.index(linked.loss))
        base = linked if loss == linked.loss else Settings.of(loss)
        chosen = {
            name: st.select_slider(
                label, with_value(grid, value), value, key=name, format_func=spell_number
            )
            for name, label, grid, value in (
                ("eta", "η learning rate", eta_grid(base.surface.eta_limits), base.eta),
                ("alpha", "α momentum", ALPHA_GRID, base.alpha),
                ("steps", "steps", STEPS_GRID, base.steps),
            )
        }
        solid = st.toggle("3-D", st.query_params.get("view") == "3d", disabled=base.surface.d == 1)
    settings = replace(base, **chosen)
    runs = race(settings)
    st.plotly_chart(figure(settings, runs))
    if solid and settings.surface.d == 2:
        st.plotly_chart(figure(settings, runs, solid=True), key="solid")


if __name__ == "__main__":
    st.set_page_config(page_title="Twin", layout="wide")
    main()
