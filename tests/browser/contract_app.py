"""A page with one of each thing of Streamlit's that the app leans on: see test_contract.py."""

import time

import plotly.graph_objects as go
import streamlit as st

CALLED = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  (globalThis.called ??= []).push({ data, parentElement, tell: (news) => setTriggerValue("change", news) });
}
"""


def chosen() -> None:
    state.heard = state.place["change"]


state = st.session_state
place = st.components.v2.component("place", js=CALLED)
bare = st.components.v2.component("bare", js=CALLED.replace("called", "bare"))
state.runs = state.get("runs", 0) + 1
state.setdefault("eta", 0.2)
with st.container(key="box"):
    st.select_slider("eta", (0.1, 0.2, 0.4), key="eta", format_func=lambda eta: f"{eta}0")
    st.caption(f"runs {state.runs}, eta {state.eta}, heard {state.get('heard')}")


@st.fragment
def live() -> None:
    place(key="place", data=f"{state.get('heard')}".encode(), on_change_change=chosen)


live()
bare(key="bare")
st.plotly_chart(go.Figure(), key="plotly")
st.markdown("text")
st.text_area("text", key="text")
# A run that is over at once may never be seen to run: states that follow each other closely are one.
st.button("button", icon=":material/check:", key="button", on_click=time.sleep, args=(0.3,))
st.segmented_control("group", ("a", "b"), key="group")
st.number_input("number", key="number")
st.selectbox("list", ("a", "b"), key="list")
st.toggle("switch", key="switch")
st.progress(0.5, text="progress")
with st.popover("popover", key="popover"):
    st.text("inside")
