"""What ui/ and the tests ask of Streamlit's Python, so that an upgrade says what it broke."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

ROOT = Path(__file__).parents[1]
TREES = [
    ast.parse(path.read_text("utf-8"))
    for path in (
        ROOT / "app.py",
        *sorted((ROOT / "ui").glob("*.py")),
        *sorted((ROOT / "front_door").glob("*.py")),
    )
]


@cache
def asked() -> set[str]:
    """Everything of Streamlit's that the page names, as far as it is a module's or a function's."""
    nodes = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {name for name in map(ast.unparse, nodes) if name.startswith("st.") and "(" not in name}


@cache
def calls() -> dict[str, set[str]]:
    """Every function of those that is called, and the arguments it is given by name."""
    found: dict[str, set[str]] = {}
    for node in (node for tree in TREES for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in asked():
            found.setdefault(name, set()).update(word.arg for word in node.keywords if word.arg)
    return found


def named(path: str) -> Any:
    """What is called st.….."""
    thing = st
    for name in path.split(".")[1:]:
        thing = getattr(thing, name)
    return thing


@pytest.mark.parametrize("path", sorted(asked()))
def test_everything_is_still_there(path: str):
    """All that ui/ and app.py name as st.…, decorators and the theme's type included."""
    *way, last = path.split(".")

    assert hasattr(named(".".join(way)), last)


@pytest.mark.parametrize("path", sorted(calls()))
def test_every_function_takes_what_it_is_given(path: str):
    """With the arguments that ui/ and app.py name."""
    parameters = inspect.signature(named(path)).parameters
    loose = any(p.kind is p.VAR_KEYWORD for p in parameters.values())

    assert loose or not calls()[path] - set(parameters)


def test_a_component_is_put_on_the_page_with_its_data():
    """ui/page.py gives key, data and what is done on news; momentum_stage and the like are names."""
    place = st.components.v2.component("contract", js="export default () => {}\n")
    parameters = inspect.signature(place).parameters

    assert {"key", "data"} <= set(parameters)
    assert [p.name for p in parameters.values() if p.kind is p.VAR_KEYWORD] == ["on_callbacks"]


def test_the_front_door_is_an_application():
    """app.py is ``st.App`` of the page's path, which a server calls as ASGI."""
    app = st.App("ui/page.py")

    assert callable(app)
    assert next(iter(inspect.signature(st.App).parameters)) == "script_path"
