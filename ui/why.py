"""Theory beside measurement, for the run that is shown: only while somebody wants to see it."""

from __future__ import annotations

import streamlit as st

from momentum_core import figures
from momentum_core.predicted import suggestions
from momentum_core.run import Run
from ui.session import change


def why(run: Run) -> None:
    """A switch, and below it what theory says, what was measured, and what to try."""
    if not st.toggle("Theory beside measurement", key="theory"):
        return
    with st.container(key="why"):
        if silent := figures.silence(run):
            st.info(silent)
            return
        table, chart = st.columns([3, 2], gap="medium")
        with table:
            rows = [{figures.TITLES[k]: v for k, v in row.items()} for row in figures.rows(run)]
            st.table(rows)
            for k, choice in enumerate(suggestions(run)):
                st.button(choice.label, key=f"try{k}", on_click=change, kwargs=choice.changes)
        with chart:
            dark = st.context.theme.type == "dark"
            st.plotly_chart(
                figures.distances(run, dark),
                theme=None,
                height=320,
                config={"displayModeBar": False},
            )
