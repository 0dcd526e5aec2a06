"""The page, and beside it how many sessions are in memory: those that Streamlit keeps for who may
come back, for two minutes, are closed first."""

import gc

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state import SessionState

from ui.controls import Control


def sessions(request: Request) -> Response:
    """How many objects there are of each kind that a visitor has of their own."""
    for thing in gc.get_objects():
        if isinstance(thing, AppSession) and not get_instance().is_active_session(thing.id):
            get_instance().close_session(thing.id)
    gc.collect()
    kinds = (AppSession, SessionState, Control)
    living = [type(thing) for thing in gc.get_objects()]
    return JSONResponse({kind.__name__: living.count(kind) for kind in kinds})


app = st.App("../../ui/page.py", routes=[Route("/sessions", sessions)])
