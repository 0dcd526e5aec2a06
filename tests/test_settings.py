"""Settings, their limits, and links that keep their meaning."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.settings import (
    ABSENT,
    CATALOGUE,
    FIELDS,
    RESERVED,
    Settings,
    eta_grid,
    from_query,
    own_eta,
    spell_number,
    to_query,
    with_value,
)
from tests.strategies import any_settings


@given(any_settings())
def test_round_trip(settings):
    """A link holds every setting, to the last bit, and nothing in it is complained about."""

    assert (settings, []) == from_query(to_query(settings))


@given(any_settings())
def test_whatever_decides_the_run_is_spelled_out(settings):
    """No default, present or future, can change what a link runs."""

    assert {f.name for f in FIELDS} - set(ABSENT) <= set(to_query(settings))


def test_what_absence_means_never_changes():
    """These values are part of every link ever shared."""

    assert {"speed": 1.0, "loop": False, "path": False, "at": None} == ABSENT


def test_an_old_link_still_opens_the_same_settings():
    """A link as it was spelled when the page was first published."""

    link = "loss=double-well&method=momentum&eta=0.04&alpha=0.9&start=1.5&steps=200&race=plain"
    query = dict(part.split("=") for part in link.split("&"))

    expected = Settings(
        loss="double-well", eta=0.04, alpha=0.9, start=(1.5,), steps=200, race=("plain",)
    )
    assert (expected, []) == from_query(query)
    assert query == to_query(expected)


def test_every_setting_has_a_row():
    """The table and the class name the same settings, and none is a reserved parameter."""

    assert [f.name for f in fields(Settings)] == [f.name for f in FIELDS]
    assert not RESERVED & {f.name for f in FIELDS}


def test_a_link_by_hand_brings_the_losss_own_defaults():
    """Only the loss is named: η and start are its own."""

    settings, complaints = from_query({"loss": "plateau"})

    assert (CATALOGUE["plateau"].eta, CATALOGUE["plateau"].start) == (settings.eta, settings.start)
    assert complaints == []


def test_adam_by_hand_brings_its_own_eta():
    """Its learning rate means something else."""
    settings, complaints = from_query({"method": "adam"})

    assert (settings.eta, complaints) == (own_eta(settings.surface, "adam"), [])


def test_between_adam_and_the_others_a_racer_has_its_own_eta():
    """And the others share theirs."""
    settings = Settings(eta=0.03)

    assert settings.racer("adam").eta == own_eta(settings.surface, "adam")
    assert settings.racer("nesterov").eta == 0.03
    assert settings.racer("adam").racer("plain").eta == settings.surface.eta


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss", "no-such-loss"),
        ("loss", ""),
        ("method", "sgd"),
        ("eta", "0"),
        ("eta", "-1"),
        ("eta", "nan"),
        ("eta", "inf"),
        ("eta", "1e999"),
        ("eta", "٣"),
        ("eta", "0.1.2"),
        ("eta", "1_0"),
        ("eta", ""),
        ("eta", "0." + "1" * 60),
        ("alpha", "1.0000001"),
        ("alpha", "-0.1"),
        ("alpha", "nan"),
        ("start", "nan"),
        ("start", "1,2"),
        ("start", "1e30"),
        ("start", ",,,,,,"),
        ("steps", "0"),
        ("steps", "2001"),
        ("steps", "1e2"),
        ("steps", "9" * 400),
        ("steps", "²"),
        ("race", "plain,plain"),
        ("race", "<script>alert(1)</script>"),
        ("speed", "3"),
        ("loop", "yes"),
        ("path", "01"),
        ("at", "-1"),
        ("at", "99999"),
    ],
)
def test_a_bad_value_falls_back_and_is_named(name, value):
    """The default stands in, and one sentence names the parameter."""

    settings, complaints = from_query({name: value})

    assert Settings() == settings
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{name} = ")
    assert len(complaints[0]) < 200


def test_a_repeated_value_falls_back_and_is_named():
    """Which of the two was meant can't be known."""

    settings, complaints = from_query({"eta": ["0.1", "0.2"], "alpha": ["0.5"]})

    assert (Settings().eta, 0.5) == (settings.eta, settings.alpha)
    assert ["eta = “0.1” is not usable: it appears 2 times."] == complaints


@given(
    st.dictionaries(
        st.sampled_from([f.name for f in FIELDS] + ["q", "x"]), st.text() | st.lists(st.text())
    )
)
def test_no_link_raises(query):
    """Whatever is in a link, settings come out, and what they say is printable."""

    settings, complaints = from_query(query)

    assert (settings, []) == from_query(to_query(settings))
    assert all(c.isprintable() for c in complaints)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_spelled_exactly(x):
    """The shortest spelling reads back as the same number."""

    assert x == float(spell_number(x))


@pytest.mark.parametrize(
    "change",
    [
        {"loss": "nowhere"},
        {"method": "sgd"},
        {"eta": math.nan},
        {"eta": 0.0},
        {"alpha": 1.5},
        {"start": (math.inf,)},
        {"start": (math.nan,)},
        {"start": (0.0, 0.0)},
        {"steps": 0},
        {"steps": 20.5},
        {"steps": None},
        {"at": True},
        {"race": ("nobody",)},
        {"speed": 3.0},
        {"at": -1},
    ],
)
def test_illegal_settings_are_refused(change):
    """Nothing outside of the limits can be built."""

    with pytest.raises(ValueError, match=r"\w"):
        replace(Settings(), **change)


def test_the_plain_racer_has_no_momentum():
    """It shares loss, start, η and steps."""

    settings = Settings(eta=0.03, alpha=0.8, method="nesterov", steps=77)

    plain = settings.racer("plain")
    assert ("momentum", 0.0, 0.03, 77) == (plain.method, plain.alpha, plain.eta, plain.steps)


@pytest.mark.parametrize("surface", CATALOGUE.values(), ids=CATALOGUE)
def test_the_eta_grid_has_three_digits_and_holds_the_default(surface):
    """Evenly spread enough for a slider, every stop short enough to read."""

    grid = eta_grid(surface.eta_limits)

    assert surface.eta in grid
    assert all(x == float(f"{x:.2e}") for x in grid)
    assert all(1 < b / a < 1.06 for a, b in pairwise(grid))


@given(st.floats(1e-4, 1.0))
def test_a_value_off_the_grid_is_put_in_its_place(x):
    """The slider can stand exactly where a link says."""

    grid = with_value(eta_grid((1e-3, 0.5)), x)

    assert x in grid
    assert sorted(set(grid)) == list(grid)
