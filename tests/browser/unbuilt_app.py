"""The app where nothing was built when it was installed, under a path of its own."""

from pathlib import Path

import streamlit as st

from front_door import door, health
from momentum_core.stage import files

files.PLOTLY = Path("nowhere")
app = st.App(
    Path(__file__).parents[2] / "ui" / "page.py",
    routes=door.routes(),
    middleware=door.middleware(),
    lifespan=health.lifespan,
)
