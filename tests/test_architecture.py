"""docs/ARCHITECTURE.md and CONTRIBUTING.md are true of the code as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|md))`", TEXT)))
MOST = 13
"""Files of code in one room."""


def rooms() -> list[str]:
    """Every folder of code, as the document writes it."""
    core = [p.parent for p in (ROOT / "momentum_core").glob("*/__init__.py")]
    player = [p for p in (ROOT / "assets" / "player").iterdir() if p.is_dir()]
    return [
        f"{p.relative_to(ROOT)}/"
        for p in [ROOT / "front_door", ROOT / "ui", ROOT / "turns", *core, *player]
    ]


@pytest.mark.parametrize("path", NAMED)
def test_every_path_exists(path):
    """From the root of the repository."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_there(room):
    """With a sentence of its own in the tables."""
    assert re.search(rf"^\| `{re.escape(room)}` \| .+ \|$", TEXT, re.M)


@pytest.mark.parametrize(("name", "path"), re.findall(r"`(\w+)` in `([\w./]+)`", TEXT))
def test_every_function_is_where_it_is_said_to_be(name, path):
    """On η's way."""
    source = (ROOT / path).read_text(encoding="utf-8")

    assert re.search(rf"^(export |async )?(def|function) {name}\(", source, re.M)


@pytest.mark.parametrize(
    "change",
    ["loss", "method", "function", "lesson", "URL parameter", "colour", "sentence", "language"],
)
def test_the_common_changes_have_a_row(change):
    """Where do I change …"""
    assert re.search(rf"^\| an? {change}\b.* \| .+ \|$", TEXT, re.M)


@pytest.mark.parametrize(
    "folder",
    sorted(
        {
            p.parent
            for top in ("momentum_core", "ui", "turns", "front_door")
            for p in (ROOT / top).rglob("*.py")
        }
        | {p.parent for p in (ROOT / "assets" / "player").rglob("*.js")}
    ),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_no_room_is_crowded(folder):
    """A stranger can read what is in it at a glance."""
    files = [p for p in folder.iterdir() if p.suffix in {".py", ".js"}]

    assert len([p for p in files if p.name != "__init__.py"]) <= MOST


@pytest.mark.parametrize("target", re.findall(r"^\| `make (\w+)`", CONTRIBUTING, re.M))
def test_every_command_exists(target):
    """Whatever CONTRIBUTING tells people to make."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.M)


@pytest.mark.parametrize(
    ("pattern", "path"), re.findall(r"sed -i 's/(.+?)/.*' (\S+)", CONTRIBUTING)
)
def test_what_is_broken_on_purpose_is_there(pattern, path):
    """Else the command changes nothing, and whoever tries it sees no test turn red."""
    assert re.search(pattern, (ROOT / path).read_text(encoding="utf-8"))


MENTIONED = sorted(
    {
        (str(p.relative_to(ROOT)), path)
        for folder, kinds in (("momentum_core", ["py"]), ("ui", ["py"]), ("assets", ["js", "css"]))
        for kind in kinds
        for p in (ROOT / folder).rglob(f"*.{kind}")
        if "bundle" not in p.name
        for path in re.findall(r"\b(?:[a-z_]+/)+[a-z_]+\.(?:py|js)\b", p.read_text("utf-8"))
    }
)


@pytest.mark.parametrize(("where", "path"), MENTIONED)
def test_a_file_that_the_code_speaks_of_exists(where, path):
    """From the root, or as the end of a path."""
    tops = ("momentum_core", "ui", "assets", "tests")

    assert (ROOT / path).exists() or any([*(ROOT / top).glob(f"**/{path}")] for top in tops)
