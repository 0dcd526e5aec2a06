"""For teachers: a view for the projector, a link that hides what distracts, and its QR code."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from momentum_core import presentation
from momentum_core.presentation import PARTS, Presentation
from momentum_core.settings import to_query
from ui.session import adopt, begin, state

LARGEST_QR = 2300
"""Characters that a QR code can hold."""


def panel() -> None:
    """What is in it is made when it is opened, from the settings of that moment."""
    opened = st.popover("For teachers", key="teacher", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        state.projector = state.shown.projector
        st.toggle("Projector view", state.projector, key="projector", on_change=project)
        above = st.container(key="share")
        shown = st.pills(
            "What the link shows",
            list(PARTS),
            format_func=PARTS.__getitem__,
            selection_mode="multi",
            default=[part for part in PARTS if state.shown.shows(part)],
            key="parts",
        )
        link = address(replace(state.shown, hide=tuple(p for p in PARTS if p not in shown)))
        with above:
            picture(link)
            st.code(link, language=None, wrap_lines=True)


def project() -> None:
    """Projector view on or off."""
    on = state.projector
    begin()
    state.shown = replace(state.shown, projector=on)
    adopt(state.settings)  # Streamlit forgets widgets that were not on the page.


def address(shown: Presentation) -> str:
    """The link of what is on the stage, shown in a certain way; spelled as the player spells it."""
    query = presentation.to_query(shown) | to_query(state.settings)
    base = urlsplit(st.context.url or "")
    return urlunsplit((*base[:2], base.path or "/", urlencode(query, safe=",*"), ""))


def picture(link: str) -> None:
    """The link as a QR code, always dark on light, so that a phone can read it from a wall."""
    if len(link) > LARGEST_QR:
        st.caption("This link is too long for a QR code.")
        return
    code = segno.make_qr(link, error="l")
    svg = code.svg_data_uri(border=4, light="#fff", dark="#000", omitsize=True)
    st.html(f'<img class="qr" alt="The link as a QR code" src="{svg}">')
