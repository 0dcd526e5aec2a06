"""What is sent to the player."""

from __future__ import annotations

import json
import re

import pytest

from momentum_core.explain.verdict import verdict
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula
from momentum_core.runs.run import race, simulate
from momentum_core.settings.settings import Settings
from momentum_core.stage import answer, bundle, scenery
from momentum_core.words import english


def test_the_player_never_evaluates_text():
    """Losses are data to it."""
    assert not re.search(r"\beval\b|new Function|\bFunction\(", bundle.page_script())


def test_the_player_knows_streamlit_only_in_its_adapter():
    """The rest runs in any page."""
    for path in (bundle.ASSETS / "player").rglob("*.js"):
        text = path.read_text(encoding="utf-8").replace("// Streamlit; a host", "")
        assert path.parent.name == "host" or "treamlit" not in text, path.name


def test_colours_are_used_by_their_names_only():
    """Every colour of the style sheets and the scripts comes from the one table."""
    files = [path for path in (bundle.ASSETS / "player").rglob("*") if path.is_file()]

    assert {path.suffix for path in files} == {".js", ".ts", ".css"}
    for path in files:
        text = re.sub(r"#fff\b|#000\b|#FFFFFF", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text), path.name


@pytest.mark.parametrize("pair", bundle.palette().values(), ids=bundle.palette())
def test_colours_are_pairs(pair):
    """One for light, one for dark."""
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in pair)


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["gradient", "momentum", "update", "ghost", "ink", "quiet"])
@pytest.mark.parametrize("behind", ["paper", "ground"])
def test_text_colours_have_contrast(name, behind, theme):
    """WCAG AA for text, on paper and on the hill."""
    a, b = sorted(luminance(bundle.palette()[key][theme]) for key in (name, behind))

    assert (b + 0.05) / (a + 0.05) >= 4.5


@pytest.mark.parametrize("loss", CATALOGUE)
def test_scenery_is_plain_finite_data(loss):
    """JSON without NaN or infinity, and small."""
    text = json.dumps(scenery.scenery(Settings.of(loss)), allow_nan=False)

    assert len(text) < 40_000


def test_an_answer_is_small():
    """Ball and ghost, 200 steps: positions alone."""
    settings = Settings(steps=200)
    runs = race(settings)
    numbers = sum(run.trajectory.w.size for run in runs.values())

    assert 8 * numbers < len(answer.answer(settings, runs, [])) < 8 * numbers + 1_250


def test_an_answer_says_why_the_ball_ended_so():
    """The verdict on the chosen ball, once."""
    settings = Settings.of("bowl")
    data = answer.answer(settings, race(settings), [])
    told = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])

    assert told["verdict"] == verdict(simulate(settings)).sentence
    assert told["verdict"].startswith("Swings")


def test_every_outcome_has_a_sentence():
    """And every method somebody who it is about."""
    from momentum_core.methods.descent import Outcome
    from momentum_core.methods.table import RACERS

    places = {"floor", "balanced, unlisted", "quiet, on", "quiet, unlisted"}
    assert {o.value for o in Outcome} | places == set(english.runs.SENTENCES)
    assert set(RACERS) == set(english.runs.WHO) == set(english.runs.RUNNERS)


def test_spikes_do_not_flatten_the_picture():
    """Beside a pole the picture ends where the loss's own floor and ceiling are."""
    surface = from_formula("1/x")
    low, high = scenery.window(surface)

    assert low < surface.floor
    assert surface.ceiling < high < surface.ceiling + 0.1 * (surface.ceiling - surface.floor)


@pytest.mark.parametrize("text", ["1/x", "exp(1/x)", "x^x^x", "sin(x)cos(y)", "1/(x y)", "tan(x)"])
def test_the_scenery_of_a_typed_loss(text):
    """It is plain finite data, too."""
    assert json.dumps(scenery.scenery(Settings.of("formula", q=text)), allow_nan=False)
