"""The page as a host serves it that passes on none of the front door's routes: Streamlit's own alone."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parents[2] / "ui" / "page.py")
