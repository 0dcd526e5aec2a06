"""A loss of one's own: a typed formula, or a line through data."""

from __future__ import annotations

from typing import Any

import streamlit as st

from momentum_core.explain import endings
from momentum_core.formula.letters import in_latex
from momentum_core.formula.parse import HELP
from momentum_core.formula.refusals import FormulaError
from momentum_core.formula.typeset import equations
from momentum_core.lessons.presentation import Presentation
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.line import creeping
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.methods.draws import SEED_LIMITS
from momentum_core.settings.settings import FORMULA, LINE, Settings, observations_of
from momentum_core.settings.stops import own_eta
from momentum_core.words.sentences import say
from ui import own_data
from ui.controls import control
from ui.plain import plain
from ui.session import begin, change, renewed, state

FIRST_FORMULA = "w^4 - 2w^2 + 0.3w"
OTHER_DATA = "other"
"""In the list of data: bring your own."""
TYPED = 100_000
"""Characters that the field takes: far more than can be used, for a sentence to refuse them."""
BATCHES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 100, 128, 200, 256, 400)


def bring(loss: str, *, told: bool = True, **own: Any) -> None:
    """Another loss, or another version of this one: with its own η and start, as is told then."""
    begin()
    old = state.settings
    try:
        fresh = Settings.of(loss, **own)
    except ValueError as error:
        state.notices = [str(error)]
        return
    # A batch that is larger than the new data is all of them.
    batch = old.batch if old.batch < len(fresh.observations or ()) else 0
    eta = own_eta(fresh.surface, old.method)
    change(loss=loss, **own, batch=batch, eta=eta, start=fresh.start)
    renewed("loss", *own, "batch", "eta", "start")
    if told:
        state.notices.append(endings.brought(old, state.settings))


def bring_formula() -> None:
    """The formula of the loss that is shown, to go on from; nothing on the stage changes."""
    old = state.settings
    if old.loss in CATALOGUE:
        window = tuple(x for pair in old.surface.bounds for x in pair)
        change(loss=FORMULA, q=old.surface.text, window=window)
    else:
        bring(FORMULA, q=FIRST_FORMULA, window=())


def typed(text: str) -> None:
    """A formula was typed. One that can't be used stays in its field, with the reason below."""
    state.problem = ""
    try:
        from_formula(text)
    except FormulaError as error:
        state.problem = str(error)
    else:
        bring(FORMULA, told=False, q=text.strip(), window=())
    state.typed["q"] = text


def ends() -> tuple[float, ...]:
    """The window as it stands in its fields: one that is refused stays there."""
    return tuple(state.typed.get(f"window{k}", x) for k, x in enumerate(state.settings.window))


def framed(k: int, end: float) -> None:
    """One of the window's ends was typed."""
    settings = state.settings
    window = (*ends()[:k], end, *ends()[k + 1 :])
    try:
        surface = Settings.of(FORMULA, q=settings.q, window=window).surface
    except ValueError as error:
        state.typed[f"window{k}"] = end
        state.notices = [str(error)]
        return
    inside = all(lo <= x <= hi for x, (lo, hi) in zip(settings.start, surface.bounds, strict=True))
    change(window=window, **({} if inside else {"start": surface.start}))


def formula() -> None:
    """The field, what is wrong with what was typed, and the loss in proper mathematics."""
    settings = state.settings
    asked: dict[str, Any] = {"help": HELP, "placeholder": FIRST_FORMULA}
    with control("q", state.typed.get("q", settings.q)) as field:
        st.text_input(
            say("page.formula"), field.value, max_chars=TYPED, **asked, **field.tells(typed)
        )
    if state.problem:
        st.error(plain(state.problem))
    surface = settings.surface
    with st.container(key="mathematics"):
        st.latex(_mathematics(surface))
    for note in surface.derived.notes:
        st.caption(plain(note))
    with st.popover(say("page.window")):
        for axis, (low, high) in enumerate(surface.bounds):
            span = high - low
            for k, end in enumerate(("page.window from", "page.window to")):
                label = say(end, name=settings.names[axis])
                at = 2 * axis + k
                with control(f"window{at}", ends()[at]) as field:
                    steps = {"step": span / 10, "format": "%.6g"}
                    st.number_input(label, value=field.value, **steps, **field.tells(framed, at))


def completeness(surface: Surface) -> None:
    """Of any loss: a line where it may have more stationary points than are marked."""
    found = stationary_points(surface)
    if not found.complete:
        st.caption(endings.incomplete(found))


def _mathematics(surface: Surface) -> str:
    """Q, its gradient, and with one weight its second derivative; what is too long is left out."""
    names = [in_latex(name) for name in surface.names]
    lines = [(f"Q({', '.join(names)})", surface.latex)]
    for name, entry in zip(names, surface.gradient_latex, strict=True):
        d = "d" if len(names) == 1 else r"\partial "
        lines.append((rf"\frac{{{d}Q}}{{{d}{name}}}", entry or r"\ldots"))
    if surface.curvature_latex:
        lines.append((rf"\frac{{d^2Q}}{{d{names[0]}^2}}", surface.curvature_latex))
    return equations(lines)


def chose_data(key: str) -> None:
    """Other data; or a dialog to bring some."""
    if key == OTHER_DATA:
        state.asking = True
        return
    bring(LINE, data=key, standardise=state.settings.standardise)


def standardised(value: bool) -> None:
    """The inputs were standardised, or are no longer: another loss with the same minimum."""
    bring(LINE, data=state.settings.data, standardise=value)


def drawn(name: str, value: Any) -> None:
    """Batch size, seed or shuffling changed."""
    change(**{name: value})


def line(shown: Presentation) -> None:
    """Which data, how many observations a step, and drawn how."""
    if shown.shows("data"):
        data()
    if shown.shows("batch"):
        batch()
    if state.get("asking"):
        own_data.ask(fitted)


def data() -> None:
    """The data sets, the visitor's own, and whether the inputs are standardised."""
    settings = state.settings
    mine = () if settings.data in DATA else (settings.data,)
    choices = (*DATA, *mine, OTHER_DATA)
    with control("data", settings.data, choices.__contains__) as listed:
        st.selectbox(
            say("page.data"),
            choices,
            index=choices.index(listed.value),
            format_func=lambda key: (
                say("page.own data") if key == OTHER_DATA else observations_of(key).name
            ),
            help=observations_of(settings.data).source or None,
            **listed.tells(chose_data),
        )
    with control("standardise", settings.standardise) as switch:
        st.toggle(say("page.standardise"), switch.value, **switch.tells(standardised))
    observations = observations_of(settings.data)
    if state.shown.lesson:
        return
    if observations.whole:
        counts = {"count": observations.count, "drawn": len(observations)}
        st.caption(say("page.sample", **counts))
    if not settings.standardise and (ratio := creeping(observations)):
        st.caption(own_data.creeps(ratio))


def batch() -> None:
    """How many observations a step takes, and how they are drawn."""
    settings = state.settings
    n = len(settings.observations or ())
    sizes = (*sorted({*(size for size in BATCHES if size < n), settings.batch} - {0}), 0)
    with control("batch", settings.batch, sizes.__contains__) as slider:
        st.select_slider(
            say("page.batch"),
            sizes,
            value=slider.value,
            format_func=lambda size: str(size or say("page.all")),
            **slider.tells(drawn, "batch"),
        )
    if settings.batch:
        with st.container(key="draws", horizontal=True):
            with control("seed", settings.seed) as field:
                told = field.tells(drawn, "seed")
                st.number_input(say("page.seed"), *SEED_LIMITS, field.value, step=1, **told)
            with control("shuffle", settings.shuffle) as switch:
                told = switch.tells(drawn, "shuffle")
                st.toggle(
                    say("page.shuffled"), switch.value, help=say("page.shuffled help"), **told
                )


def fitted(data: str, standardise: bool) -> None:
    """A line is to be fitted to the visitor's own data."""
    own_data.answered()
    bring(LINE, data=data, standardise=standardise)
