"""What a docstring shows is what comes out."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules() -> list[str]:
    """The names of the modules that show something."""
    paths = sorted([*ROOT.glob("momentum_core/**/*.py"), *ROOT.glob("ui/**/*.py")])
    shows = [path.relative_to(ROOT) for path in paths if ">>> " in path.read_text("utf-8")]
    return [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in shows]


@pytest.mark.parametrize("name", modules())
def test_what_is_shown_comes_out(name):
    """Line by line; a failure prints what came out instead."""
    found = doctest.testmod(import_module(name))

    assert found.attempted > 0
    assert found.failed == 0


def test_the_public_face_shows_itself():
    """It is among the modules that are tried."""
    assert "momentum_core" in modules()
    assert len(modules()) > 10
