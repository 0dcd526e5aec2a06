"""For teachers: a view for the projector, a link that hides what distracts, and its QR code."""

from __future__ import annotations

import html
from dataclasses import replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from momentum_core.lessons import presentation
from momentum_core.lessons.presentation import Presentation
from momentum_core.settings.link import to_query
from momentum_core.words.sentences import language, say
from ui.controls import control
from ui.session import state

LARGEST_QR = 2300
"""Characters that a QR code can hold."""


def panel() -> None:
    """What is in it is made when it is opened, from the settings of that moment."""
    opened = st.popover(say("teacher.open"), key="teacher", on_change="rerun", type="tertiary")
    if not opened.open:
        return
    with opened:
        with control("projector", state.shown.projector) as switch:
            st.toggle(say("teacher.projector"), switch.value, **switch.tells(project))
        above = st.container(key="share")
        shown = st.pills(
            say("teacher.parts"),
            list(language.PARTS),
            format_func=lambda part: say(f"shown.{part}"),
            selection_mode="multi",
            default=[part for part in language.PARTS if part not in state.shown.hide],
            key="parts",
        )
        hidden = tuple(part for part in language.PARTS if part not in shown)
        # Whoever gets the link has a screen of their own.
        link = address(replace(state.shown, hide=hidden, projector=False))
        with above:
            picture(link)
            st.code(link, language=None, wrap_lines=True)
            if only_here(link):
                st.markdown(say("teacher.only here", page=elsewhere(link)))


def asked() -> tuple[Any, ...]:
    """What was last heard of the panel: whether it is open, and what its link shows."""
    return state.get("teacher"), tuple(state.get("parts") or ())


def project(on: bool) -> None:
    """Projector view on or off."""
    state.shown = replace(state.shown, projector=on)


def address(shown: Presentation) -> str:
    """The link of what is on the stage, shown in a certain way; spelled as the player spells it."""
    query = presentation.to_query(shown) | to_query(state.settings)
    base = urlsplit(st.context.url or "")
    return urlunsplit((*base[:2], base.path or "/", urlencode(query, safe=",*"), ""))


def only_here(link: str) -> bool:
    """Whether a link's host means the computer that it is opened on.

    >>> [only_here(f"http://{host}/") for host in ("localhost:8501", "127.0.0.1", "[::1]:1", "a.b")]
    [True, True, True, False]
    """
    host = urlsplit(link).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def elsewhere(link: str) -> str:
    """How others in the same network can open the page.

    >>> elsewhere("http://localhost:8501/?loss=bowl")
    'http://<address of this computer>:8501'
    """
    base = urlsplit(link)
    port = f":{base.port}" if base.port else ""
    return f"{base.scheme}://{say('teacher.this computer')}{port}"


def picture(link: str) -> None:
    """The link as a QR code, always dark on light, so that a phone can read it from a wall."""
    if len(link) > LARGEST_QR:
        st.caption(say("teacher.long"))
        return
    code = segno.make_qr(link, error="l")
    svg = code.svg_data_uri(border=4, light="#fff", dark="#000", omitsize=True)
    size = "width: min(100%, 420px)"
    st.html(f'<img class="qr" style="{size}" alt="{html.escape(say("teacher.code"))}" src="{svg}">')
