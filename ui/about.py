"""Which version this is, and where to say that something on the page is wrong.

Name, version and repository stand in pyproject.toml alone. The link opens the repository's issue
form with the page's own link filled in; GitHub fills fields by their ids in
.github/ISSUE_TEMPLATE/wrong.yml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from momentum_core.settings.link import carried
from momentum_core.words.sentences import say
from ui.session import state
from ui.teacher import address

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FORM = "wrong.yml"
LONGEST = 6000
"""Characters of an address that every server reads; GitHub's refuses some 8,000."""


def line() -> None:
    """At the foot of the page."""
    link = report(address(state.shown), carried(state.settings))
    with st.container(key="about"):
        st.markdown(
            say("page.version", version=PROJECT["version"], wrong=say("panel.wrong"), link=link)
        )


def report(link: str, whole: bool = True) -> str:
    """The address of the issue form, with the version and a link of the page. ``whole``: the link
    carries all that was chosen. If it doesn't, or is too long to be carried on, it goes without
    formula and data, and the form asks for them in words.

    >>> report("http://a.b/?q=(w-1)^2").partition("&version=")[2].partition("&link=")[2]
    'http%3A%2F%2Fa.b%2F%3Fq%3D%28w-1%29%5E2'
    """
    form = {"template": FORM, "version": PROJECT["version"]}
    if whole and len(full := _opened(form | {"link": link})) <= LONGEST:
        return full
    page, _, query = link.partition("?")
    rest = [(name, x) for name, x in parse_qsl(query) if name not in ("q", "data")]
    return _opened(form | {"link": f"{page}?{urlencode(rest)}", "what": say("panel.left out")})


def _opened(form: dict[str, str]) -> str:
    return f"{PROJECT['urls']['Repository']}/issues/new?{urlencode(form)}"
