"""The page: read the choices, simulate, show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from momentum_core import stage, worked
from momentum_core.descent import METHODS
from momentum_core.run import race
from momentum_core.settings import (
    ALPHA_GRID,
    FIELDS,
    START_REACH,
    STEPS_GRID,
    Settings,
    eta_grid,
    eta_limits,
    from_query,
    own_eta,
    spell_number,
    with_value,
)
from momentum_core.surfaces import CATALOGUE

SLIDERS = ("eta", "alpha", "steps")
PLAYER_MAY_CHANGE = tuple(field.name for field in FIELDS if field.name != "at")

state = st.session_state


@st.cache_resource
def components() -> dict[str, Any]:
    """The player's code, and the three places on the page where it lives."""
    words = {**worked.labels(), "parameters": [field.name for field in FIELDS]}
    sources = {"code": stage.page_script(words)}
    sources |= {place: stage.announcer(place) for place in ("scenery", "stage", "chart")}
    return {
        name: st.components.v2.component(f"momentum_{name}", js=source)
        for name, source in sources.items()
    }


def adopt(settings: Settings) -> None:
    """Make these the settings, and the widgets show them."""
    state.settings = settings
    state.loss = settings.loss
    for name in SLIDERS:
        state[name] = getattr(settings, name)
    state.method = settings.method
    for axis, value in enumerate(settings.start):
        state[f"start{axis}"] = value


def begin() -> None:
    """Read the link, once a session. A session also begins in the middle of somebody's work, when
    a lost connection comes back: then the first thing to run may be a callback."""
    if "settings" in state:
        return
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    settings, notices = from_query(query)
    adopt(settings)
    state.notices, state.undo = notices, None


def change(**changes: Any) -> None:
    """Change some settings; an illegal value changes nothing and says why."""
    begin()
    state.undo = None
    state.notices = []
    try:
        state.settings = replace(state.settings, **changes)
    except (ValueError, TypeError) as error:
        state.notices = [str(error)]
    adopt(state.settings)


def slid(name: str) -> None:
    """A slider was released."""
    change(**{name: state[name]})


def placed() -> None:
    """The start was typed."""
    typed = tuple(state[f"start{axis}"] for axis in range(2) if f"start{axis}" in state)
    begin()
    change(start=typed[: state.settings.surface.d])


def chose_method() -> None:
    """Between Adam and the others η changes too: it means something else there."""
    method = state.method
    begin()
    old = state.settings
    if method is None:
        return adopt(old)
    changes: dict[str, Any] = {"method": method, "race": [x for x in old.race if x != method]}
    if (method == "adam") != (old.method == "adam"):
        changes["eta"] = own_eta(old.surface, method)
    change(**changes)
    if old.eta != state.settings.eta:
        state.notices = [worked.other_eta(old, state.settings)]


def chose_loss() -> None:
    """Another loss brings its own η and start; the rest stays as it is."""
    key = state.loss
    begin()
    old, surface = state.settings, CATALOGUE[key]
    change(loss=key, eta=own_eta(surface, old.method), start=surface.start)
    state.notices = [worked.brought(old, state.settings)]


def reset() -> None:
    """Back to what the loss opens with; the old settings are kept for an undo."""
    begin()
    old = state.settings
    adopt(Settings.of(old.loss, speed=old.speed, loop=old.loop, path=old.path))
    state.undo, state.notices = old, []


def undo() -> None:
    """Back to what was there before the reset."""
    begin()
    if state.undo is not None:
        adopt(state.undo)
    state.undo = None


def played() -> None:
    """Something was dragged on the stage, or how it is watched was changed."""
    sent = state.stage.get("change") or {}
    changes = {name: sent[name] for name in PLAYER_MAY_CHANGE if name in sent}
    if changes:
        change(**changes)


def slider(name: str, label: str, grid: tuple[Any, ...], **options: Any) -> None:
    """A native slider over a grid, and the current value where it is not on the grid."""
    st.select_slider(
        label,
        with_value(grid, state[name]),
        key=name,
        format_func=spell_number,
        on_change=slid,
        args=(name,),
        **options,
    )


def controls() -> None:
    """Everything left of the stage."""
    surface = state.settings.surface
    with st.container(key="title"):
        st.markdown("# Momentum\n\nwhy a heavy ball finds the valley")
    with st.container(key="losscontrol"):
        st.selectbox(
            "Loss",
            list(CATALOGUE),
            key="loss",
            format_func=lambda key: CATALOGUE[key].name,
            on_change=chose_loss,
        )
        st.caption(surface.teaches)
        st.segmented_control(
            "Method",
            METHODS,
            key="method",
            format_func=worked.METHOD_NAMES.__getitem__,
            on_change=chose_method,
        )
    with st.container(key="sliders"):
        method = state.settings.method
        slider("eta", "η learning rate", eta_grid(eta_limits(surface, method)))
        without = {"disabled": True, "help": worked.NO_ALPHA} if method == "adam" else {}
        slider("alpha", "α momentum", ALPHA_GRID, **without)
    with st.container(key="more"):
        slider("steps", "steps", STEPS_GRID)
        with st.container(key="start", horizontal=True):
            for axis, (low, high) in enumerate(surface.bounds):
                reach = START_REACH * (high - low)
                st.number_input(
                    "start" if surface.d == 1 else f"start {['w₁', 'w₂'][axis]}",
                    low - reach,
                    high + reach,
                    key=f"start{axis}",
                    step=(high - low) / 40,
                    format="%.6g",
                    on_change=placed,
                )
        if state.undo is None:
            st.button("Reset", on_click=reset)
        else:
            st.button("Undo reset", on_click=undo)


def machinery() -> None:
    """What the page needs and nobody sees: the player's code, the loss's scenery, Plotly."""
    components()["code"](key="code")
    settings = state.settings
    components()["scenery"](key="scenery", data=stage.scenery(settings.loss, settings.surface))
    st.plotly_chart(go.Figure(), key="plotly")


def main() -> None:
    """Read the link once, then follow the widgets and the stage."""
    begin()
    st.html(f"<style>{(stage.ASSETS / 'page.css').read_text(encoding='utf-8')}</style>")
    with st.container(key="main"):
        with st.container(key="controls"):
            controls()
        with st.container(key="right"):
            runs = race(state.settings)
            answer = stage.answer(state.settings, runs, state.notices)
            with st.container(key="place"):
                components()["stage"](key="stage", data=answer, on_change_change=played)
            with st.container(key="losses"):
                components()["chart"](key="chart")
    with st.container(key="machinery"):
        machinery()


st.set_page_config(page_title="Momentum", page_icon="assets/icon.svg", layout="wide")
main()
