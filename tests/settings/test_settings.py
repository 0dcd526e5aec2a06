"""Settings, their limits, and links that keep their meaning."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from itertools import pairwise
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula
from momentum_core.settings.fields import FIELDS, spell_number, typed_limits
from momentum_core.settings.link import (
    ABSENT,
    RESERVED,
    carried,
    from_query,
    to_query,
)
from momentum_core.settings.settings import OWNED, Settings
from momentum_core.settings.stops import eta_grid, eta_limits, own_eta, with_value
from tests.strategies import any_settings

LONGEST_LINK = 2000
"""Characters that a link may have; some programs cut longer ones."""


@given(any_settings())
def test_round_trip(settings):
    """A link holds every setting, to the last bit, and nothing in it is complained about."""

    assert (settings, []) == from_query(to_query(settings))


@given(any_settings())
def test_whatever_decides_the_run_is_spelled_out(settings):
    """No default, present or future, can change what a link runs."""

    others = {name for loss, names in OWNED.items() if loss != settings.loss for name in names}
    assert {f.name for f in FIELDS} - set(ABSENT) - others <= set(to_query(settings))


def test_what_absence_means_never_changes():
    """These values are part of every link ever shared."""

    assert {"drop": (), "speed": 1.0, "loop": False, "path": False, "at": None} == ABSENT


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
        ("q", ""),
        ("q", "w^"),
        ("q", "(w"),
        ("q", "7"),
        ("q", "w" + "+w" * 500),
    ],
)
def test_a_bad_value_falls_back_and_is_named(name, value):
    """The default stands in, and one sentence names the parameter."""

    settings, complaints = from_query({name: value})

    assert Settings() == settings
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{name} = ")
    assert len(complaints[0]) < 200


LINES = Settings.of("line")
TYPED = Settings.of("formula", q="x^2 + y^2")


@pytest.mark.parametrize(
    ("base", "name", "value"),
    [
        (TYPED, "window", ""),
        (TYPED, "window", "1"),
        (TYPED, "window", "-1,1,-1"),
        (TYPED, "window", "-1,1"),
        (TYPED, "window", "1,-1,-1,1"),
        (TYPED, "window", "-1,1,-1,nan"),
        (TYPED, "window", "-1,1,-1,1,-1,1"),
        (TYPED, "window", "-1e30,1e30,0,1"),
        (LINES, "data", ""),
        (LINES, "data", "volvos"),
        (LINES, "data", "1_2"),
        (LINES, "data", "1_2_3"),
        (LINES, "data", "1_2_1_3"),
        (LINES, "data", "t_y_1_2_x_4"),
        (LINES, "data", "1_2_3_inf"),
        (LINES, "data", "_".join(["1"] * 30_000)),
        (LINES, "standardise", "yes"),
        (LINES, "batch", "0"),
        (LINES, "batch", "25"),
        (LINES, "batch", "-1"),
        (LINES, "batch", "2.5"),
        (LINES, "batch", "every"),
        (LINES, "seed", "-1"),
        (LINES, "seed", "4294967296"),
        (LINES, "seed", "99999999999"),
        (LINES, "seed", "x"),
        (LINES, "shuffle", "2"),
    ],
)
def test_a_bad_value_of_ones_own_loss_falls_back_and_is_named(base, name, value):
    """The rest of the link holds, and one sentence names the parameter."""
    own = {"loss": base.loss, "q": base.q} if base is TYPED else {"loss": base.loss}
    settings, complaints = from_query({**own, name: value})

    assert base == settings
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{name} = ")
    assert complaints[0].endswith(".")
    assert "zip" not in complaints[0]
    assert len(complaints[0]) < 300


def test_a_formula_alone_chooses_its_loss():
    """With everything that suits the formula."""

    assert (Settings.of("formula", q="x^2 + y^2"), []) == from_query({"q": "x^2 + y^2"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x^2 y^2", "x^2 + y^2"),
        ("sin (x) x²/10", "sin(x) + x^2/10"),
        ("|x| |y|", "abs(x) + abs(y)"),
        ("| x | y²", "abs(x) + y^2"),
        ("(x 1) (y-1)^2", "(x + 1) + (y-1)^2"),
    ],
)
def test_a_plus_sign_in_a_link_arrives_as_a_space_and_is_a_plus_sign_all_the_same(text, meant):
    settings, complaints = from_query({"q": text})
    assert [c[:43] for c in complaints] == ["In this link’s formula a space is read as +"]
    points = settings.surface.grid(9)
    assert np.array_equal(from_formula(meant).value(points), settings.surface.value(points))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("w^4 - 2w^2 0.3w", "w^4 - 2w^2 + 0.3w"),
        ("(1-x)^2 100(y-x^2)^2", "(1-x)^2 + 100(y-x^2)^2"),
        ("x^2 1", "x^2 + 1"),
        ("(x 1)^2", "(x + 1)^2"),
    ],
)
def test_before_a_number_a_plus_sign_goes_without_saying(text, meant):
    """A product has its number in front."""
    settings, complaints = from_query({"q": text})
    points = settings.surface.grid(9)
    assert np.array_equal(from_formula(meant).value(points), settings.surface.value(points))
    assert complaints == []


def test_a_group_of_three_digits_is_told_of():
    """It may be meant as a part of the number before it."""
    assert "a space is read as +" in from_query({"q": "x^2/1 500"})[1][0]


def test_which_space_was_read_as_a_plus_sign_is_said():
    """Both that a space and a plus sign look the same in a link, and what came of it here."""
    settings, complaints = from_query({"q": "cos(2pi x)"})
    assert settings.q == "cos(2pi+x)"
    assert complaints == [
        "In this link’s formula a space is read as +: “cos(2pi+x)”. A product is written with *."
    ]
    for text in (
        "x^2 + y^2",
        "sin x",
        "lambda x: x^2",
        "cos(2pi*x)",
        "x^2+y^2",
        r"\frac{x}{2} + 1",
    ):
        assert from_query({"q": text})[1] == [], text


OTHER_WAYS = [
    "sin 2x y",
    "sin x cos x",
    "lambda x: x**2",
    r"\frac{1}{2} x^2",
    r"\sin x \cos \theta",
    "def f(w, b): return w b",
    "ln x y^2",
    "θ₀ θ₁",
    "√2 x",
    "½ x²",
    "max(0,5; x y)",
]


@pytest.mark.parametrize("text", ["x y", "2 w", "|x| |y|", "sin (x) (x - 1)^2", *OTHER_WAYS])
def test_a_product_without_its_sign_stays_a_product_in_a_link(text):
    settings = Settings.of("formula", q=text)
    back, complaints = from_query(to_query(settings))
    assert complaints == []
    points = settings.surface.grid(9)
    values = settings.surface.value(points), back.surface.value(points)
    assert np.array_equal(*values, equal_nan=True)


def test_data_alone_choose_their_loss():
    """With everything that suits the data."""

    assert (Settings.of("line", data="cars"), []) == from_query({"data": "cars"})


def test_a_bad_formula_says_what_the_parser_says():
    """The same sentence that the field on the page would show, and the default loss."""
    with pytest.raises(FormulaError) as refused:
        from_formula("w^2 + foo")
    settings, complaints = from_query({"q": "w^2 + foo", "window": "-1,1"})
    sentence = str(refused.value).removesuffix(".")

    assert Settings() == settings
    assert [f"q = “w^2 + foo” is not usable: {sentence}."] == complaints


def test_a_formula_has_to_be_there():
    """Its loss is named, and it isn't."""
    settings, complaints = from_query({"loss": "formula"})

    assert Settings() == settings
    assert ["q = “” is not usable: Type"] == [c[:26] for c in complaints]


def test_a_formula_that_needs_its_window_is_not_blamed():
    """It has no value in a window of its own choice, and it has in the link's."""
    settings, complaints = from_query({"q": "sqrt(w - 40)*w", "window": "41,44"})

    assert ((41.0, 44.0), []) == (settings.window, complaints)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"window": "-1,1"}, "window"),
        ({"batch": "3"}, "batch"),
        ({"loss": "bowl", "q": "w^2"}, "q"),
        ({"q": "w^2", "data": "cars"}, "data"),
        ({"data": "cars", "window": "-1,1"}, "window"),
        ({"loss": "formula", "q": "w^2", "seed": "2"}, "seed"),
    ],
)
def test_what_belongs_to_another_loss_is_named(query, name):
    """It isn't used, and the rest is as without it."""
    settings, complaints = from_query(query)

    assert [f"{name} is not used: it belongs to another loss."] == complaints
    assert (settings, []) == from_query({k: v for k, v in query.items() if k != name})


def test_a_batch_of_all_is_all():
    """Hubble's 24 of 24; it is spelled "all"."""
    settings, complaints = from_query({"data": "hubble", "batch": "24"})

    assert (0, []) == (settings.batch, complaints)
    assert "all" == to_query(settings)["batch"]
    assert 0 == Settings.of("line", batch=24).batch


def test_what_belongs_to_other_losses_is_at_its_default():
    """So equal pictures are equal settings."""

    assert Settings() == Settings(
        q="w^2", data="cars", batch=3, seed=5, shuffle=True, window=(0, 1)
    )
    assert Settings.of("formula", q="w^2") == Settings.of("formula", q=" w^2 ", seed=5)


def test_a_learning_rate_is_legal_however_odd_the_loss():
    """A formula so flat, or a window so wide, that the η that suits it is enormous."""
    for query in ({"q": "1e-20*w^2"}, {"q": "w^2", "window": "-1e9,1e9", "method": "adam"}):
        settings, complaints = from_query(query)
        assert [] == complaints
        grid = eta_grid(eta_limits(settings.surface, settings.method))
        assert len(grid) > 10
        assert all(replace(settings, eta=eta).eta == eta for eta in (grid[0], grid[-1]))


@pytest.mark.parametrize(
    "own",
    [
        {"loss": "formula", "q": "√(x²+y²)" + "+0.123456·x·y" * 20},
        {"loss": "formula", "q": "x^2+y^2" + "+ 2 * x*y" * 20},
        {
            "loss": "line",
            "data": "~" * 40 + "_" + "~" * 40 + "".join(f"_{k}.5_{k % 7 - 3}" for k in range(130)),
        },
        {
            "loss": "line",
            "data": "λ" * 40 + "_" + "λ" * 40 + "".join(f"_{k}_{k % 7}" for k in range(130)),
        },
    ],
)
def test_a_link_that_carries_its_settings_is_short_enough(own):
    """With the longest of everything else, and an address of 100 characters before it."""
    fresh = Settings.of(**own)
    settings = replace(
        fresh,
        method="nesterov",
        eta=1.2345678901234567e-18,
        alpha=0.12345678901234567,
        start=tuple(low + (high - low) * 0.12345678901234567 for low, high in fresh.surface.bounds),
        steps=2000,
        race=("plain", "momentum", "nesterov", "adam"),
        speed=0.25,
        loop=True,
        path=True,
        at=2000,
    )
    length = len(urlencode(to_query(settings)))

    assert carried(settings)
    assert length + 100 < LONGEST_LINK


@pytest.mark.parametrize(
    ("own", "name"),
    [
        ({"loss": "formula", "q": "w^2" + "−π·π" * 48}, "q"),
        ({"loss": "line", "data": "_".join(str(k * k) for k in range(400))}, "data"),
    ],
)
def test_what_is_too_long_is_left_out(own, name):
    """The rest of the link is there, it is short, and ``carried`` says no."""
    settings = Settings.of(**own)
    query = to_query(settings)

    assert not carried(settings)
    assert name not in query
    assert {"loss", "eta", "start"} < set(query)
    assert len(urlencode(query)) < 500
    assert from_query(query)


def test_a_repeated_value_falls_back_and_is_named():
    """Which of the two was meant can't be known."""

    settings, complaints = from_query({"eta": ["0.1", "0.2"], "alpha": ["0.5"]})

    assert (Settings().eta, 0.5) == (settings.eta, settings.alpha)
    assert ["eta = “0.1” is not usable: it appears 2 times."] == complaints


LIKELY = (
    *("formula", "line", "bowl", "w^2", "x^2+y^2", "log(w)", "-1,1", "-1,1,-1,1", "5,6", "cars"),
    *(
        "1_2_3_4",
        "1_2_1_3",
        "all",
        "0",
        "1",
        "2",
        "17",
        "4294967295",
        "1e-9w^2",
        "-1e9,1e9",
        "adam",
    ),
    *("0.1", "none", "plain,adam", "1e16", "nan"),
)
"""What a link may well hold, at its own place or at another."""


@examples(max_examples=400)
@given(
    st.dictionaries(
        st.sampled_from([f.name for f in FIELDS] + ["x"]),
        st.text() | st.lists(st.text()) | st.sampled_from(LIKELY),
    )
)
def test_no_link_raises(query):
    """Whatever is in a link, settings come out, and what they say is printable."""

    settings, complaints = from_query(query)

    assert not carried(settings) or (settings, []) == from_query(to_query(settings))
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
        {"at": 0.0},
        {"loop": 1},
        {"eta": None},
        {"loss": "formula"},
        {"loss": "formula", "q": "w^2", "window": (1.0,)},
        {"loss": "formula", "q": "w^2", "window": (1.0, 0.0)},
        {"loss": "line", "data": ""},
        {"loss": "line", "start": (0.0, 0.0), "batch": 25},
        {"loss": "line", "start": (0.0, 0.0), "batch": -1},
        {"loss": "line", "start": (0.0, 0.0), "batch": 2.0},
        {"loss": "line", "start": (0.0, 0.0), "seed": 2**32},
        {"loss": "line", "start": (0.0, 0.0), "standardise": "no"},
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("3", "it is not a number"),
        ("x,0.1", "it is not a whole number"),
        ("0,0.1", "the step must lie between 1 and 2000, the factor between 0.001 and 1000"),
        ("3,0", "the step must lie between 1 and 2000, the factor between 0.001 and 1000"),
        ("3,0.1,7", "it is not a number"),
    ],
)
def test_a_drop_that_is_none(text, says):
    """What a link says of it is refused with a sentence, and η stays the same."""
    settings, complaints = from_query({"drop": text})

    assert settings == Settings()
    assert complaints == [f"drop = “{text}” is not usable: {says}."]


def test_a_drop_by_a_program():
    """It has a step and a factor, or is no drop at all."""
    assert Settings(drop=[3, 1]).drop == (3, 1.0)
    with pytest.raises(ValueError, match="it needs a step and a factor"):
        Settings(drop=(3,))
    with pytest.raises(ValueError, match="it must be a whole number"):
        Settings(drop=(3.5, 0.1))


def ends(loss):
    """Each limit of what may be typed with a loss: name, weight, limit, and the number beyond."""
    for name, limits in typed_limits(CATALOGUE[loss]).items():
        for axis, (low, high) in enumerate(limits):
            for limit, way in ((low, -1), (high, 1)):
                beyond = limit + way if name == "steps" else math.nextafter(limit, way * math.inf)
                yield name, axis, limit, beyond


def put(settings, name, axis, value):
    start = settings.start
    whole = (*start[:axis], value, *start[axis + 1 :]) if name == "start" else value
    return replace(settings, **{name: whole})


@pytest.mark.parametrize("loss", ["double-well", "himmelblau"])
def test_what_may_be_typed_is_what_settings_take(loss):
    """The ends of the limits that the stage is told are legal, the next numbers beyond are not."""
    settings = Settings.of(loss)
    for name, axis, limit, beyond in ends(loss):
        assert limit in np.atleast_1d(getattr(put(settings, name, axis, limit), name))
        with pytest.raises(ValueError, match=name):
            put(settings, name, axis, beyond)
