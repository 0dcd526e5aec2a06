"""Theory beside measurement, for the run that is shown: only while somebody wants to see it."""

from __future__ import annotations

import streamlit as st

from momentum_core.explain import theory_panel
from momentum_core.explain.verdict import verdict
from momentum_core.runs.run import Run
from momentum_core.settings.settings import LINE
from momentum_core.theory.predicted import suggestions
from momentum_core.words.sentences import say
from ui.failure import guarded
from ui.own_loss import bring
from ui.plain import plain
from ui.session import change


def theory(run: Run) -> None:
    """A switch, and below it what theory says, what was measured, and what to try."""
    if not st.toggle(say("panel.toggle"), key="theory"):
        return
    with st.container(key="theorypanel"):
        if fitted := theory_panel.line(run):
            st.caption(plain(fitted))
        if run.settings.batch:
            noise(run)
            return
        if silent := theory_panel.silence(run):
            st.info(silent)
            return
        table, chart = st.columns([3, 2], gap="medium")
        with table:
            rows = theory_panel.rows(run)
            details = ("direction", *(key for key in rows[0] if key not in theory_panel.FIRST))
            st.table([titled(row, theory_panel.FIRST) for row in rows])
            with st.expander(say("panel.details")):
                st.table([titled(row, details) for row in rows])
            for k, choice in enumerate(suggestions(run)):
                st.button(
                    choice.label, key=f"try{k}", on_click=guarded(change), kwargs=choice.changes
                )
        with chart:
            dark = st.context.theme.type == "dark"
            st.plotly_chart(
                theory_panel.distances(run, dark),
                theme=None,
                height=320,
                config={"displayModeBar": False},
            )


def titled(row: dict[str, str], columns: tuple[str, ...]) -> dict[str, str]:
    """Some of a row's cells, under their titles."""
    return {say(f"title.{key}"): row[key] for key in columns}


def noise(run: Run) -> None:
    """Of a run with mini-batches: how far it is shaken, measured and expected, and what momentum
    does to it; or why there is nothing to compare, and what would change that."""
    found, s = theory_panel.noise(run), run.settings
    if found is None:
        st.info(theory_panel.no_jitter(run))
        if verdict(run).kind == "unpredicted" and not s.standardise:
            settings = {"data": s.data, "standardise": True}
            st.button(
                say("panel.standardise"),
                key="smooth",
                on_click=guarded(bring),
                args=(LINE,),
                kwargs=settings,
            )
        return
    st.caption(say("panel.variance"))
    st.table(
        [
            {say(f"noise title.{k}"): x for k, x in row.items()}
            for row in theory_panel.noise_rows(found)
        ]
    )
    if found.measured is None:
        enough = theory_panel.enough_steps(found)
        key = "panel.short" if enough else "panel.too short"
        st.caption(say(key, needed=found.needed, steps=run.steps))
        if enough:
            label = say("panel.enough", steps=enough)
            st.button(label, key="enough", on_click=guarded(change), kwargs={"steps": enough})
