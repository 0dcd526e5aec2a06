"""The front door: what ``streamlit run app.py`` starts. The page itself is ui/page.py."""

import streamlit as st

from front_door import door, health
from ui import failure

app = st.App(
    "ui/page.py",
    routes=door.routes(),
    middleware=door.middleware(),
    lifespan=health.lifespan,
    on_script_error=failure.unforeseen,
)
