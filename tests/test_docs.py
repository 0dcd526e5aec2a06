"""README.md, MODEL.md and CHANGELOG.md say what is true."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest

from momentum_core.lessons import presentation
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.methods.descent import Outcome
from momentum_core.methods.rules import BETA1, BETA2, EPSILON, RHO
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs import ending
from momentum_core.runs.run import race, simulate
from momentum_core.settings.fields import (
    ALPHA_LIMITS,
    DROP_LIMITS,
    FIELDS,
    SPEEDS,
    START_REACH,
    STEPS_LIMITS,
    spell_number,
)
from momentum_core.settings.link import RESERVED, from_query
from momentum_core.settings.settings import Settings
from momentum_core.words import numbers
from momentum_core.words.english import PARTS

ROOT = Path(__file__).parents[1]
README, MODEL, CHANGELOG = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "MODEL.md", "CHANGELOG.md")
)
STREAMLITS_OWN = {"embed", "embed_options"}
LINKS = sorted(set(re.findall(r"\?([a-z_]+=[^\s`)>\"]+)", README + MODEL)))

every_link = pytest.mark.parametrize("link", LINKS)


def table_row(text: str, name: str) -> str:
    """The row of a Markdown table that begins with a name in code type; empty if there is none."""
    found = re.search(rf"^\| `{re.escape(name)}` \|.*\|$", text, re.M)
    return found[0] if found else ""


def requirements(file: str) -> list[str]:
    return re.findall(r"^\w[\w-]*", (ROOT / file).read_text(encoding="utf-8"), re.M)


def loss_row(key: str) -> str:
    """The row of a loss in MODEL.md."""
    s = CATALOGUE[key]
    window = " × ".join(
        f"{numbers.number(low)} to {numbers.number(high)}" for low, high in s.bounds
    )
    start = ", ".join(map(numbers.number, s.start))
    exact = "yes" if s.value_program.exact and s.gradient_program.exact else "no"
    cells = [f"`{key}`", s.name, f"`{s.text}`", window, start, numbers.number(s.eta), exact]
    return f"| {' | '.join(cells)} | {s.teaches} |"


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_every_parameter_is_in_the_readme(name):
    """Each parameter of a link has its row."""

    assert table_row(README, name)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_every_reserved_name_is_in_the_readme(name):
    """Each parameter of the page's own has its row, too."""

    assert table_row(README, name)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_that_can_be_hidden_is_in_the_readme(part):
    """In the table of what a link can hide."""
    table = README.split("| What is hidden |")[1].split("\n\n")[0]

    assert re.search(rf"^\|[^|]*`{part}`", table, re.M)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("method", [f"`{name}`" for name in METHODS]),
        ("eta", [" to ".join(map(spell_number, ETA_LIMITS))]),
        ("alpha", [" to ".join(map(spell_number, ALPHA_LIMITS))]),
        ("start", [f"{spell_number(START_REACH)} window sides"]),
        ("steps", [" to ".join(map(str, STEPS_LIMITS))]),
        (
            "drop",
            [" to ".join(map(str, STEPS_LIMITS)), " to ".join(map(spell_number, DROP_LIMITS))],
        ),
        ("race", ["`none`", *(f"`{name}`" for name in RACERS)]),
        ("speed", [*map(spell_number, SPEEDS)]),
        ("at", [f"0 to {STEPS_LIMITS[1]}"]),
    ],
)
def test_the_readme_states_the_limits(name, says):
    """The limits of a parameter are those that settings/settings.py keeps."""
    limits = table_row(README, name).split(" | ")[2]

    assert not [text for text in says if text not in limits]


@pytest.mark.parametrize("name", ["loss", "method", "alpha", "steps", "race", "speed"])
def test_the_readme_states_the_defaults(name):
    """What a parameter's absence means is what Settings has."""
    field = next(field for field in FIELDS if field.name == name)
    default = table_row(README, name).split(" | ")[3]

    assert default.split(",")[0].strip("`") == field.spell(getattr(Settings(), name))


def test_there_are_links():
    """The search for links finds those of both documents."""

    assert len(LINKS) >= 20


@every_link
def test_every_link_is_usable(link):
    """Nothing in a link of the documents is complained about."""
    query = {name: texts for name, texts in parse_qs(link).items() if name not in STREAMLITS_OWN}

    assert not from_query(query)[1]
    assert not presentation.from_query(query)[1]


@every_link
def test_every_link_uses_known_names(link):
    """A link names parameters that exist; others would be passed over in silence."""
    known = {field.name for field in FIELDS} | RESERVED | STREAMLITS_OWN

    assert set() == set(parse_qs(link)) - known


@pytest.mark.parametrize(
    ("link", "ends"),
    [
        ("at=4", {"ball": (-1.036,), "plain": (0.960,)}),
        ("alpha=0.85", {"ball": (0.960,), "plain": (0.960,)}),
        (
            "loss=styblinski-tang&race=plain,nesterov",
            {"ball": (-2.90, -2.90), "plain": (2.75, 2.75), "nesterov": (2.75, -2.90)},
        ),
        ("loss=bowl&alpha=0.6", {"ball": (0.0,), "plain": (0.0,)}),
        ("loss=gramacy-lee", {"ball": (1.349,), "plain": (2.122,)}),
    ],
)
def test_links_end_where_the_text_says(link, ends):
    """Each ball rests where README or MODEL says it does."""
    runs = race(from_query(parse_qs(link))[0])

    assert link in LINKS
    assert {Outcome.RESTED} == {r.outcome for r in runs.values()}
    assert {name: pytest.approx(w, abs=0.006) for name, w in ends.items()} == {
        name: tuple(r.trajectory.w[-1]) for name, r in runs.items()
    }


@pytest.mark.parametrize(
    ("link", "outcomes"),
    [
        ("loss=bowl&eta=3", {"ball": "rested", "plain": "escaped"}),
        ("loss=bowl&eta=4", {"ball": "escaped", "plain": "escaped"}),
        ("loss=bowl&alpha=1", {"ball": "rolling", "plain": "rested"}),
        (
            "loss=booth&race=plain,nesterov&steps=400",
            {"ball": "rested", "plain": "rested", "nesterov": "escaped"},
        ),
    ],
)
def test_links_end_how_the_text_says(link, outcomes):
    """Each ball rests, rolls on or escapes as README or MODEL says."""
    runs = race(from_query(parse_qs(link))[0])

    assert link in LINKS
    assert outcomes == {name: r.outcome.value for name, r in runs.items()}


def test_one_notch_of_alpha_decides():
    """README: with α = 0.86 the ball gets over the hump, with 0.85 it does not."""
    below, above = (simulate(Settings(alpha=alpha)).place for alpha in (0.85, 0.86))

    assert below
    assert above
    assert above.lowest > below.lowest


@pytest.mark.parametrize(("alpha", "steps"), [(0.6, 52), (0.9, 186)])
def test_how_soon_the_ball_rests_in_the_bowl(alpha, steps):
    """MODEL names the number of steps."""

    assert steps == simulate(Settings.of("bowl", alpha=alpha)).steps
    assert re.search(rf"^\| It creeps in.*\b{steps}\b", MODEL, re.M)


def test_how_long_a_swing_takes():
    """MODEL: in the bowl the ball passes the bottom every 14 steps."""
    w = simulate(Settings.of("bowl")).trajectory.w[:, 0]
    passes = np.flatnonzero(w[1:] * w[:-1] < 0)

    assert len(passes) > 9
    assert {14} == set(np.diff(passes).tolist())
    assert "every 14 steps" in MODEL


def test_the_step_on_a_constant_slope():
    """MODEL: on the kink's long slope the step grows towards 0.2, which it never passes."""
    t = simulate(Settings.of("kink")).trajectory
    steps = np.abs(t.update[1:][t.w[:-1, 0] > 1, 0])

    assert steps[0] == pytest.approx(0.02, rel=0.01)
    assert (np.diff(steps) > 0).all()
    assert 0.13 < steps[-1] < 0.2


def test_the_step_worked_by_hand():
    """MODEL's worked step is step 4 of the run that the page opens on."""
    s = Settings()
    t = simulate(s).trajectory
    w, g, last, new, after = (
        float(x[0]) for x in (t.w[4], t.gradient[4], t.update[4], t.update[5], t.w[5])
    )
    block = MODEL.split("### One step by hand")[1].split("###")[0]
    stated = re.findall(r"^    \S.*=\s+(\S+)", block, re.M)

    assert [*map(numbers.number, (w, g, last, -s.eta * g, s.alpha * last, new, after))] == stated


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_loss_is_in_the_model(key):
    """A loss's row is made of what the catalogue says: key, formula, window, start, η and more."""

    assert loss_row(key) == table_row(MODEL, key)


def test_no_other_losses_are_in_the_model():
    """The tables of losses have no row too many."""
    tables = MODEL.split("## The losses")[1].split("\n## ")[0]

    assert list(CATALOGUE) == re.findall(r"^\| `([^`]+)` \|", tables, re.M)


def test_the_changelog_counts_the_losses():
    """As many losses as the catalogue has, with one weight and with two."""
    dimensions = [surface.d for surface in CATALOGUE.values()]
    one, two = dimensions.count(1), dimensions.count(2)

    assert f"{one + two} losses, {one} with one weight and {two} with two" in CHANGELOG


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("τ at rest", ending.REST),
        ("τ in balance", ending.BALANCE),
        ("near", ending.NEAR),
        ("far", ending.FAR),
    ],
)
def test_the_numbers_that_end_a_run(name, value):
    """MODEL has the constants of runs/run.py."""

    assert f"| {name} | {value:g} |" in MODEL


@pytest.mark.parametrize(
    ("symbol", "value"), [("β₁", BETA1), ("β₂", BETA2), ("ρ", RHO), ("ε", EPSILON)]
)
def test_the_methods_constants(symbol, value):
    """MODEL has the constants of methods/rules.py, wherever it states them."""
    stated = re.findall(rf"^    .* {symbol} = (\S+)$", MODEL, re.M)

    assert stated
    assert {value} == set(map(float, stated))


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", README, re.M)))
)
def test_every_make_target_exists(target):
    """Whatever README tells people to make, the Makefile can make."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.M)


@pytest.mark.parametrize(
    "package",
    [
        *requirements("requirements.txt"),
        *requirements("requirements-test.txt"),
        *requirements("requirements-oracle.txt"),
        *requirements("requirements-build.txt"),
        *json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"],
        *json.loads((ROOT / "tools/plotly/package.json").read_text("utf-8"))["dependencies"],
    ],
)
def test_every_requirement_is_explained(package):
    """README says what each package is for."""

    assert table_row(README, package)


def test_plotly_is_built_from_the_version_that_the_charts_have():
    """The wheel says which plotly.js is in it, at the beginning of its script."""
    packages = json.loads((ROOT / "tools/plotly/package.json").read_text("utf-8"))["dependencies"]
    script = files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")
    found = re.search(r"plotly\.js v([\d.]+)", script[:500])

    assert found
    assert packages["plotly.js"] == found[1]


@pytest.mark.parametrize(
    "path",
    sorted(
        set(re.findall(r"[\w./-]+\.(?:py|js|css|toml|txt|md|png)\b", README + MODEL + CHANGELOG))
        - {"plotly.js"}  # a package
    ),
)
def test_every_file_that_is_named_exists(path):
    """Files are named by their path from the root."""

    assert (ROOT / path).is_file()


@pytest.mark.parametrize("anchor", re.findall(r"MODEL\.md#([\w-]+)", README))
def test_links_into_the_model_have_a_target(anchor):
    """A heading of MODEL makes the anchor."""
    headings = re.findall(r"^#+ (.+)$", MODEL, re.M)

    assert anchor in [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings]


def test_the_changelog_has_this_version():
    """The version in pyproject.toml has its section."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert re.search(rf"^## {re.escape(project['version'])}\b", CHANGELOG, re.M)


def test_the_picture_is_light():
    """README's picture loads fast."""

    assert (ROOT / "docs" / "picture.png").stat().st_size < 200_000
