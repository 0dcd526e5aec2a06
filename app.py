"""The front door: what ``streamlit run app.py`` starts. The page itself is ui/page.py."""

import streamlit as st

app = st.App("ui/page.py")
