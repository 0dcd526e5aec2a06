"""The page: read the choices, simulate, show."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import streamlit as st

from momentum_core import counted
from momentum_core.explain import endings
from momentum_core.losses.catalogue import CATALOGUE, FIRST
from momentum_core.losses.surface import Surface
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import known_race
from momentum_core.settings.fields import FIELDS, spell_number, start_limits
from momentum_core.settings.settings import FORMULA, LINE
from momentum_core.settings.stops import (
    ALPHA_GRID,
    STEPS_GRID,
    eta_grid,
    eta_limits,
    own_eta,
    with_value,
)
from momentum_core.stage import bundle, files
from momentum_core.stage.answer import answer
from momentum_core.stage.scenery import scene_key, scenery
from momentum_core.words.sentences import say
from turns.brake import sparing
from ui import about, lesson, own_loss, teacher
from ui.controls import between, control, part_begins, part_ends
from ui.failure import guarded, survived, well
from ui.maps import maps
from ui.session import begin, change, counts, reset, staged, state, undo
from ui.theory import theory

PLAYER_MAY_CHANGE = tuple(field.name for field in FIELDS if field.name != "at")
OWN_LOSSES = {FORMULA: "page.own formula", LINE: "page.own line"}
MORE = "more"  # In the list of losses: those that are not among the first.


@st.cache_resource
def components() -> dict[str, Any]:
    """The player's code, and the places on the page where it lives."""
    sources = {"code": bundle.loader(), "player": bundle.page_script()}
    sources |= {place: bundle.announcer(place) for place in ("scenery", "stage", "chart", "maps")}
    return {
        name: st.components.v2.component(f"momentum_{name}", js=source)
        for name, source in sources.items()
    }


def slid(name: str, value: Any) -> None:
    """A slider was released."""
    change(**{name: value})


def placed(axis: int, value: float) -> None:
    """A number of the start was typed."""
    start = state.settings.start
    change(start=(*start[:axis], value, *start[axis + 1 :]))


def chose_method(method: str) -> None:
    """Between methods to which η means different things it changes, too."""
    old = state.settings
    changes: dict[str, Any] = {"method": method, "race": [x for x in old.race if x != method]}
    if METHODS[method].eta_is != METHODS[old.method].eta_is:
        changes["eta"] = own_eta(old.surface, method)
    change(**changes)
    if old.eta != state.settings.eta:
        state.notices = [endings.other_eta(old, state.settings)]


def chose_loss(key: str) -> None:
    """Another loss brings its own η and start; the rest stays as it is. MORE is none yet."""
    state.more = state.settings.loss if key == MORE else ""
    if key == MORE:
        return
    if key == FORMULA:
        own_loss.bring_formula()
    elif key == LINE:
        own_loss.bring(LINE, data=state.settings.data)
    else:
        own_loss.bring(key)


@guarded
def played() -> None:
    """Something was dragged on the stage, or how it is watched was changed."""
    sent = state.stage.get("change") or {}
    if "returned" in sent:
        lesson.recall(sent.get("answers"))
        state.returned = sent["returned"]
    known = sent.get("anew", 0)
    changes = {x: sent[x] for x in PLAYER_MAY_CHANGE if x in sent and counts(x, known)}
    if changes:
        change(**changes)


def slider(name: str, label: str, grid: tuple[Any, ...], **options: Any) -> None:
    """A native slider over a grid, and the current value where it is not on the grid."""
    value = getattr(state.settings, name)
    with control(name, value, between(grid[0], grid[-1])) as at:
        st.select_slider(
            label,
            with_value(with_value(grid, at.value), value),
            value=at.value,
            format_func=spell_number,
            **at.tells(slid, name),
            **options,
        )


def name_of(loss: str) -> str:
    """A loss as the list calls it."""
    return CATALOGUE[loss].name if loss in CATALOGUE else say(OWN_LOSSES.get(loss, "page.more"))


def pick() -> None:
    """Which loss, near the stage in every layout: from a short list, or from the rest."""
    with st.container(key="losspick"):
        if not state.shown.shows("loss"):
            return
        chosen = state.settings.loss
        rest = [key for key in CATALOGUE if key not in FIRST]
        asked = chosen in rest or state.get("more") == chosen
        losses = (*FIRST, *OWN_LOSSES, MORE)
        with control("loss", MORE if asked else chosen) as short:
            st.selectbox(
                say("page.loss"),
                losses,
                index=losses.index(short.value),
                format_func=name_of,
                **short.tells(chose_loss),
            )
        if asked:
            with control("rest", chosen if chosen in rest else None) as long:
                st.selectbox(
                    say("page.more losses"),
                    rest,
                    index=None if long.value is None else rest.index(long.value),
                    format_func=name_of,
                    placeholder=say("page.choose"),
                    **long.tells(chose_loss),
                )


def choices() -> None:
    """What the loss is made of, and the method."""
    surface = state.settings.surface
    with st.container(key="losscontrol"):
        if state.shown.shows("loss"):
            if state.settings.loss == FORMULA:
                own_loss.formula()
            elif state.settings.loss in CATALOGUE and not state.shown.lesson:
                st.caption(surface.teaches)
            own_loss.completeness(surface)
        if state.settings.loss == LINE:
            own_loss.line(state.shown)
        if state.shown.shows("method"):
            with control("method", state.settings.method) as row:
                st.segmented_control(
                    say("page.method"),
                    METHODS,
                    default=row.value,
                    required=True,
                    format_func=lambda name: say(f"method.{name}"),
                    **row.tells(chose_method),
                )


def starting() -> None:
    """Where the ball starts, and back to the loss's own settings."""
    surface = state.settings.surface
    if state.shown.shows("start"):
        start_fields(surface)
    if not state.shown.shows("reset") or state.shown.lesson:
        return
    if state.undo is None:
        st.button(say("page.reset"), key="reset", on_click=guarded(reset))
    else:
        st.button(say("page.undo"), key="undo_reset", on_click=guarded(undo))


def start_fields(surface: Surface) -> None:
    """A number for each weight, under the name that a typed formula has for it."""
    names = state.settings.names
    with st.container(key="start", horizontal=True):
        sides = zip(surface.bounds, start_limits(surface), strict=True)
        for axis, ((low, high), (least, most)) in enumerate(sides):
            start = state.settings.start[axis]
            with control(f"start{axis}", start, between(least, most)) as field:
                st.number_input(
                    say("page.start" if surface.d == 1 else "page.start of", name=names[axis]),
                    least,
                    most,
                    value=field.value,
                    step=(high - low) / 40,
                    format="%.6g",
                    **field.tells(placed, axis),
                )


def outside() -> tuple[Any, ...]:
    """What the page depends on outside of the stage and its sliders. A message of Streamlit's may
    bring a choice made there and news of the stage at once, and is taken as one of the stage's."""
    settings, shown = state.settings, state.shown
    own = (settings.method, settings.batch, settings.seed, settings.shuffle)
    typed = (*state.typed.items(), state.problem, state.get("asking"))
    return scene_key(settings), own, shown, lesson.token(), typed, teacher.asked()


@st.fragment
def live(rest: tuple[Any, ...]) -> None:
    """What a slider changes: alone it is rerun, resent and redrawn when one is released; with the
    rest of the page if that is no longer as it was."""
    if outside() != rest:
        st.rerun()
    alone = not state.pop("whole", False)
    part_begins()
    with sparing(state), counted.RELEASES.timed() if alone else nullcontext(), survived():
        stage()


def stage() -> None:
    """The stage, its sliders, and what belongs to its run."""
    settings, shown = state.settings, state.shown
    sliders(settings.method)
    runs = known_race(settings)
    about_lesson, returned = lesson.for_player(), state.get("returned", 0)
    data = answer(settings, runs, state.notices, shown, about_lesson, staged(), returned)
    components()["stage"](
        key="stage", data=data, on_change_change=played, on_lesson_change=guarded(lesson.heard)
    )
    if shown.shows("theory") and not shown.lesson:
        theory(runs["ball"])
    maps(components()["maps"])
    about.line()
    part_ends("stage")
    well()


def dropped() -> None:
    """That η changes on the way, as only a link can make it, and the way back to one η."""
    k, factor = state.settings.drop
    eta = spell_number(float(f"{state.settings.eta_after(k):.6g}"))
    times = spell_number(factor)
    with st.container(key="drop"):
        st.caption(say("page.dropped", steps=k, eta=eta, factor=times))
        st.button(say("page.steady"), key="steady", on_click=guarded(change), kwargs={"drop": ()})


def sliders(method: str) -> None:
    """η and α; the rest too, but in a lesson folded away."""
    shown = state.shown
    if shown.shows("eta"):
        slider("eta", say("page.eta"), eta_grid(eta_limits(state.settings.surface, method)))
    if state.settings.drop:
        dropped()
    if shown.shows("alpha"):
        without = (
            {}
            if METHODS[method].has_alpha
            else {"disabled": True, "help": say(f"no alpha.{method}")}
        )
        slider("alpha", say("page.alpha"), ALPHA_GRID, **without)
    with st.expander(say("page.all controls"), key="all") if shown.lesson else nullcontext():
        if shown.lesson:
            pick()
            choices()
        if shown.shows("steps"):
            slider("steps", say("page.steps"), STEPS_GRID)
        starting()


def lacks() -> set[str]:
    """The files that have not come to this browser."""
    found: set[str] = state.setdefault("lacks", set())
    return found


@guarded
def lacked() -> None:
    """A file of ours has not come: it is sent another way."""
    begin()
    lacks().add(str(state.code.get("lacks")))


def machinery() -> None:
    """What the page needs and nobody sees: the player's code, the loss's scenery, and where it is
    not a file of ours that brings it, Plotly. A hill is drawn without it."""
    addresses = files.addresses()
    components()["code"](key="code", data=dict(addresses), on_lacks_change=lacked)
    components()["scenery"](key="scenery", data=scenery(state.settings), on_wake_change=begin)
    lacking = lacks()
    if "player" in lacking:
        components()["player"](key="player")
    if state.settings.surface.d == 2 and ("plotly" in lacking or "plotly" not in addresses):
        import plotly.graph_objects as go  # takes long, and is seldom needed

        st.plotly_chart(go.Figure(), key="plotly")


def main() -> None:
    """Read the link once, then follow the widgets and the stage."""
    begin()
    part_begins()
    state.whole, shown = True, state.shown
    st.html(f"<style>{bundle.page_style(shown)}</style>")
    with st.container(key="main"):
        title()
        if shown.lesson:
            # As many parts as without: what follows would be built anew, the player too.
            st.container(key="nopick")
            lesson.column()
        else:
            pick()
            choices()
        if shown.shows("chart"):
            components()["chart"](key="chart")
        part_ends("outside")
        live(outside())
    with st.container(key="machinery"):
        machinery()


def title() -> None:
    """Name, the way into the tour, what is for teachers."""
    with st.container(key="title"):
        with st.container(key="name"):
            st.markdown(f"# {say('page.name')}\n\n{say('page.line')}")
        with st.container(key="entries", horizontal=True):
            if state.shown.shows("tour") and not state.shown.lesson:
                st.button(say("page.tour"), key="take", on_click=guarded(lesson.take))
            if state.shown.shows("teachers"):
                teacher.panel()


st.set_page_config(page_title=say("page.name"), page_icon="assets/icon.svg", layout="wide")
with (counted.CHANGES if "settings" in state else counted.OPENINGS).timed(), survived():
    main()
