"""A loss of one's own: a typed formula, or a line through data."""

from __future__ import annotations

from typing import Any

import streamlit as st

from momentum_core.explain import endings
from momentum_core.formula.parse import HELP
from momentum_core.formula.refusals import FormulaError
from momentum_core.formula.typeset import equations
from momentum_core.lessons.presentation import Presentation
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data import table
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.observations import MOST_ROWS, DataError
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.methods.draws import SEED_LIMITS
from momentum_core.settings.settings import FORMULA, LINE, Settings, observations_of
from momentum_core.settings.stops import own_eta
from momentum_core.words import english
from ui.plain import plain
from ui.session import adopt, begin, change, state

FIRST_FORMULA = "w^4 - 2w^2 + 0.3w"
OTHER_DATA = "other"
"""In the list of data: bring your own."""
TYPED, PASTED = 100_000, 1_000_000
"""Characters that a field takes: far more than can be used, for a sentence to refuse them. What is
more than that can't be sent at all, see maxWidgetStateSize in .streamlit/config.toml; the browser
keeps it out of the field and tells the server nothing, so the dialog says so beforehand."""
BATCHES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 100, 128, 200, 256, 400)


def bring(loss: str, *, told: bool = True, **own: Any) -> None:
    """Another loss, or another version of this one: with its own η and start, as is told then."""
    begin()
    old = state.settings
    try:
        fresh = Settings.of(loss, **own)
    except ValueError as error:
        adopt(old)
        state.notices = [str(error)]
        return
    # A batch that is larger than the new data is all of them.
    batch = old.batch if old.batch < len(fresh.observations or ()) else 0
    eta = own_eta(fresh.surface, old.method)
    change(loss=loss, **own, batch=batch, eta=eta, start=fresh.start)
    if told:
        state.notices.append(endings.brought(old, state.settings))


def bring_formula() -> None:
    """The formula of the loss that is shown, to go on from; nothing on the stage changes."""
    old = state.settings
    if old.loss in CATALOGUE:
        window = tuple(x for pair in old.surface.bounds for x in pair)
        change(loss=FORMULA, q=old.surface.text, window=window)
    else:
        bring(FORMULA, q=state.get("q") or FIRST_FORMULA, window=())


def typed() -> None:
    """A formula was typed. One that can't be used stays in its field, with the reason below."""
    text = state.q
    begin()
    state.problem = ""
    try:
        from_formula(text)
    except FormulaError as error:
        state.problem = str(error)
        return
    bring(FORMULA, told=False, q=text.strip(), window=())


def framed() -> None:
    """The window was typed."""
    settings = state.settings
    window = tuple(state[f"window{k}"] for k in range(2 * settings.surface.d))
    begin()
    try:
        surface = Settings.of(FORMULA, q=settings.q, window=window).surface
    except ValueError as error:
        state.notices = [str(error)]
        return
    inside = all(lo <= x <= hi for x, (lo, hi) in zip(settings.start, surface.bounds, strict=True))
    change(window=window, **({} if inside else {"start": surface.start}))


def formula() -> None:
    """The field, what is wrong with what was typed, and the loss in proper mathematics."""
    settings = state.settings
    asked: dict[str, Any] = {"on_change": typed, "help": HELP, "placeholder": FIRST_FORMULA}
    st.text_input("Q =", state.q, key="q", max_chars=TYPED, **asked)
    if state.get("problem"):
        st.error(plain(state.problem))
    surface = settings.surface
    with st.container(key="mathematics"):
        st.latex(_mathematics(surface))
    with st.popover("Window"):
        for axis, (low, high) in enumerate(surface.bounds):
            span = high - low
            for k, end in enumerate(("from", "to")):
                label = f"{surface.names[axis]} {end}"
                name = f"window{2 * axis + k}"
                at = {"value": state[name], "key": name, "step": span / 10, "format": "%.6g"}
                st.number_input(label, **at, on_change=framed)


def completeness(surface: Surface) -> None:
    """Of any loss: a line where it may have more stationary points than are marked."""
    found = stationary_points(surface)
    if not found.complete:
        st.caption(endings.incomplete(found))


def _mathematics(surface: Surface) -> str:
    """Q, its gradient, and with one weight its second derivative; what is too long is left out."""
    names = [_latex(name) for name in surface.names]
    lines = [(f"Q({', '.join(names)})", surface.latex)]
    for name, entry in zip(names, surface.gradient_latex, strict=True):
        d = "d" if len(names) == 1 else r"\partial "
        lines.append((rf"\frac{{{d}Q}}{{{d}{name}}}", entry or r"\ldots"))
    if surface.curvature_latex:
        lines.append((rf"\frac{{d^2Q}}{{d{names[0]}^2}}", surface.curvature_latex))
    return equations(lines)


def _latex(name: str) -> str:
    return f"{name[0]}_{name[1]}" if len(name) == 2 else name


def chose_data() -> None:
    """Other data; or a dialog to bring some."""
    key = state.data
    begin()
    if key == OTHER_DATA:
        state.data = state.settings.data
        state.asking = True
        return
    bring(LINE, data=key, standardise=state.settings.standardise)


def standardised() -> None:
    """The inputs were standardised, or are no longer: another loss with the same minimum."""
    value = state.standardise
    begin()
    bring(LINE, data=state.settings.data, standardise=value)


def drawn() -> None:
    """Batch size, seed or shuffling changed."""
    begin()
    chosen = ("batch", "seed", "shuffle")
    change(**{name: state[name] for name in chosen if name in state})


def line(shown: Presentation) -> None:
    """Which data, how many observations a step, and drawn how."""
    if shown.shows("data"):
        data()
    if shown.shows("batch"):
        batch()
    if state.get("asking"):
        own_data()


def data() -> None:
    """The data sets, the visitor's own, and whether the inputs are standardised."""
    settings = state.settings
    mine = () if settings.data in DATA else (settings.data,)
    choices = (*DATA, *mine, OTHER_DATA)
    st.selectbox(
        "Data",
        choices,
        index=choices.index(state.data),
        key="data",
        format_func=lambda key: (
            "Your own data …" if key == OTHER_DATA else observations_of(key).name
        ),
        on_change=chose_data,
        help=observations_of(settings.data).source or None,
    )
    st.toggle(
        "standardise the inputs", state.standardise, key="standardise", on_change=standardised
    )


def batch() -> None:
    """How many observations a step takes, and how they are drawn."""
    settings = state.settings
    n = len(settings.observations or ())
    sizes = sorted({*(size for size in BATCHES if size < n), *filter(None, [settings.batch])})
    st.select_slider(
        "observations a step",
        (*sizes, 0),
        value=state.batch,
        key="batch",
        format_func=lambda size: str(size or "all"),
        on_change=drawn,
    )
    if settings.batch:
        with st.container(key="draws", horizontal=True):
            st.number_input("seed", *SEED_LIMITS, state.seed, key="seed", step=1, on_change=drawn)
            st.toggle(
                "shuffled", state.shuffle, key="shuffle", on_change=drawn, help=english.SHUFFLED
            )


def answered() -> None:
    """The dialog was closed."""
    state.asking = False


def fitted(data: str) -> None:
    """A line is to be fitted to the visitor's own data."""
    answered()
    bring(LINE, data=data)


@st.dialog("Your own data", width="medium", on_dismiss=answered)
def own_data() -> None:
    """Paste or upload a table and choose two of its columns."""
    st.markdown(
        "A table with one row for each observation, its columns divided by commas, "
        "semicolons or tabs. A line is fitted to two of them. "
        f"{MOST_ROWS} rows and {table.LONGEST:,} characters are the most. "
        f"A paste of more than {PASTED:,} characters is not taken into the field at all."
    )
    example = "age,height\n4,102\n5,109\n7,121"
    pasted = st.text_area(
        "Paste here", key="pasted", height=140, max_chars=PASTED, placeholder=example
    )
    file = st.file_uploader("or a CSV file", ["csv", "txt", "tsv"], key="uploaded")
    source = file.getvalue() if file else pasted
    if not source:
        return
    try:
        read = table.read_table(source)
        options = read.numeric if len(read.numeric) >= 2 else read.names
        t = st.selectbox("t, along", options, key="column_t")
        y = st.selectbox("y, up", [x for x in options if x != t], key="column_y")
        data = read.observations(t, y, "Your data")
    except DataError as error:
        st.error(plain(str(error)))
        return
    text = table.spell(data)
    st.caption(plain(endings.observed(data, table.fits(text))))
    if st.button("Fit a line to these", key="fit", type="primary", on_click=fitted, args=(text,)):
        st.rerun()
