"""A page of hostile texts, each in whatever Streamlit reads as Markdown."""

import streamlit as st

from tests.hostile import HOSTILE, UNDERLINED, scrambled
from ui.plain import plain

for k, text in enumerate((*HOSTILE, *UNDERLINED)):
    safe = plain(text)
    with st.container(key=f"text-{k}"):
        for show in (st.markdown, st.caption, st.error, st.info):
            show(safe)
        st.markdown(f"- **{safe}**")
        st.button(safe, key=f"button-{k}")
        st.table([{safe: safe}])
        st.pills(safe, [safe], key=f"pills-{k}")
        st.progress(0.5, safe)
for k, text in enumerate(scrambled(150)):
    with st.container(key=f"scrambled-{k}"):
        st.markdown(plain(text))
        st.button(plain(text), key=f"scrambled-button-{k}")
st.button("help", key="help", help=plain(" ".join((*HOSTILE, *UNDERLINED))))
