"""A page of hostile texts, each in whatever Streamlit reads as Markdown."""

import streamlit as st

from tests.hostile import HOSTILE, UNDERLINED, scrambled
from ui.plain import plain

for k, text in enumerate((*HOSTILE, *UNDERLINED, *scrambled(150))):
    with st.container(key=f"text-{k}"):
        st.markdown(plain(text))
        st.button(plain(text), key=f"button-{k}")
for k, text in enumerate((*HOSTILE, *UNDERLINED)):
    safe = plain(text)
    with st.container(key=f"more-{k}"):
        st.caption(safe)
        st.error(safe)
        st.info(safe)
        st.table([{safe: safe}])
        st.pills("pills", [safe], key=f"pills-{k}", label_visibility="collapsed")
        st.progress(0.5, safe)
        st.markdown(f"- **{safe}**")
