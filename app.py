"""The front door: what ``streamlit run app.py`` starts. The page itself is ui/page.py."""

import streamlit as st

from front_door import door, health

app = st.App(
    "ui/page.py", routes=door.routes(), middleware=door.middleware(), lifespan=health.lifespan
)
