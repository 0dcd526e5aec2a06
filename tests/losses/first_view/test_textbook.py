"""Textbook losses, typed without a window: what a visitor sees of each, and its first run.

The minima are the literature's (Jamil & Yang 2013, arXiv:1308.4008; Surjanovic & Bingham, Virtual
Library of Simulation Experiments; Gavana, Global Optimization Benchmarks) or follow by hand, as
those of two funnels and of bowls with a kink.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.runs.run import Run, simulate
from momentum_core.settings.settings import Settings


class Row(NamedTuple):
    """A loss; the lowest minima that are seen, and how low; whether the first run rests."""

    text: str
    lowest: list[tuple[float, ...]]
    value: float
    rests: bool = True


BOOK = {
    "sphere": Row("x^2+y^2", [(0, 0)], 0),
    "ackley": Row(
        "-20exp(-0.2sqrt(0.5(x^2+y^2)))-exp(0.5(cos(2pi*x)+cos(2pi*y)))+e+20", [(0, 0)], 0
    ),
    "rastrigin": Row("20+x^2-10cos(2pi*x)+y^2-10cos(2pi*y)", [(0, 0)], 0),
    "rastrigin, one weight": Row("10+x^2-10cos(2pi*x)", [(0,)], 0),
    "rosenbrock": Row("(1-x)^2+100(y-x^2)^2", [(1, 1)], 0, False),
    "beale": Row("(1.5-x+x*y)^2+(2.25-x+x*y^2)^2+(2.625-x+x*y^3)^2", [(3, 0.5)], 0, False),
    "goldstein-price": Row(
        "(1+(x+y+1)^2*(19-14x+3x^2-14y+6x*y+3y^2))*(30+(2x-3y)^2*(18-32x+12x^2+48y-36x*y+27y^2))",
        [(0, -1)],
        3,
    ),
    "booth": Row("(x+2y-7)^2+(2x+y-5)^2", [(1, 3)], 0),
    "bukin 6": Row("100sqrt(abs(y-0.01x^2))+0.01abs(x+10)", [(-10, 1)], 0, False),
    "matyas": Row("0.26(x^2+y^2)-0.48x*y", [(0, 0)], 0),
    "levy 13": Row("sin(3pi*x)^2+(x-1)^2*(1+sin(3pi*y)^2)+(y-1)^2*(1+sin(2pi*y)^2)", [(1, 1)], 0),
    "griewank": Row("1+(x^2+y^2)/4000-cos(x)*cos(y/sqrt(2))", [(0, 0)], 0),
    "himmelblau": Row(
        "(x^2+y-11)^2+(x+y^2-7)^2",
        [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)],
        0,
    ),
    "three-hump camel": Row("2x^2-1.05x^4+x^6/6+x*y+y^2", [(0, 0)], 0),
    "six-hump camel": Row(
        "(4-2.1x^2+x^4/3)x^2+x*y+4(y^2-1)y^2",
        [(0.089842, -0.712656), (-0.089842, 0.712656)],
        -1.031628,
    ),
    "easom": Row("-cos(x)cos(y)exp(-((x-pi)^2+(y-pi)^2))", [(np.pi, np.pi)], -1, False),
    "cross-in-tray": Row(
        "-0.0001(abs(sin(x)sin(y)exp(abs(100-sqrt(x^2+y^2)/pi)))+1)^0.1",
        [(a, b) for a in (-1.349407, 1.349407) for b in (-1.349407, 1.349407)],
        -2.062612,
    ),
    "schaffer 2": Row("0.5+(sin(x^2-y^2)^2-0.5)/(1+0.001(x^2+y^2))^2", [(0, 0)], 0, False),
    "schaffer 4": Row(
        "0.5+(cos(sin(abs(x^2-y^2)))^2-0.5)/(1+0.001(x^2+y^2))^2",
        [(0, 1.253115), (0, -1.253115), (1.253115, 0), (-1.253115, 0)],
        0.292579,
        False,
    ),
    "styblinski-tang": Row("(x^4-16x^2+5x+y^4-16y^2+5y)/2", [(-2.903534, -2.903534)], -78.332331),
    "drop-wave": Row("-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)", [(0, 0)], -1),
    "bohachevsky 1": Row("x^2+2y^2-0.3cos(3pi*x)-0.4cos(4pi*y)+0.7", [(0, 0)], 0),
    "zakharov": Row("x^2+y^2+(0.5x+y)^2+(0.5x+y)^4", [(0, 0)], 0),
    "dixon-price": Row("(x-1)^2+2(2y^2-x)^2", [(1, np.sqrt(0.5)), (1, -np.sqrt(0.5))], 0),
    "trid": Row("(x-1)^2+(y-1)^2-x*y", [(2, 2)], -2),
    "salomon": Row("1-cos(2pi*sqrt(x^2+y^2))+0.1sqrt(x^2+y^2)", [(0, 0)], 0),
    "leon": Row("100(y-x^3)^2+(1-x)^2", [(1, 1)], 0, False),
    "bird": Row(
        "sin(x)exp((1-cos(y))^2)+cos(y)exp((1-sin(x))^2)+(x-y)^2",
        [(4.701056, 3.152946)],
        -106.764537,
    ),
    "freudenstein-roth": Row("(x-13+((5-y)y-2)y)^2+(x-29+((y+1)y-14)y)^2", [(5, 4)], 0, False),
    "egg crate": Row("x^2+y^2+25(sin(x)^2+sin(y)^2)", [(0, 0)], 0),
    "periodic": Row("1+sin(x)^2+sin(y)^2-0.1exp(-x^2-y^2)", [(0, 0)], 0.9),
    "deckkers-aarts": Row(
        "100000x^2+y^2-(x^2+y^2)^2+0.00001(x^2+y^2)^4",
        [(0, 14.945108), (0, -14.945108)],
        -24776.518342,
        False,
    ),
    "wavy": Row("1-0.5(cos(10x)exp(-x^2/2)+cos(10y)exp(-y^2/2))", [(0, 0)], 0),
    "xin-she yang 2": Row("(abs(x)+abs(y))exp(-sin(x^2)-sin(y^2))", [(0, 0)], 0, False),
    "schwefel 2.22": Row("abs(x)+abs(y)+abs(x)abs(y)", [(0, 0)], 0, False),
    "exponential": Row("-exp(-0.5(x^2+y^2))", [(0, 0)], -1),
    "problem 15": Row("(x^2-5x+6)/(x^2+1)", [(1 + np.sqrt(2),)], (7 - 5 * np.sqrt(2)) / 2),
    "problem 18's kind": Row("x^6-15x^4+27x^2+250", [(-3,), (3,)], 7),
    "problem 6": Row("-(x+sin(x))exp(-x^2)", [(0.679578,)], -0.824239),
    "problem 13": Row("-x^(2/3)-(1-x^2)^(1/3)", [(np.sqrt(0.5),)], -(2 ** (2 / 3))),
    "a narrow well": Row("1-1/(1+5(x^2+y^2))", [(0, 0)], 0),
    "a narrow well off zero": Row("-exp(-8((x-1)^2+(y-1)^2))", [(1, 1)], -1),
    "two funnels": Row("-exp(-8((x-1)^2+y^2))-0.8exp(-8((x+1)^2+y^2))", [(1, 0)], -1),
    "two unlike funnels": Row("-exp(-20((x-1)^2+y^2))-0.8exp(-8((x+1)^2+y^2))", [(1, 0)], -1),
    "four kinked bowls": Row("(|x|-1)^2+(|y|-1)^2", [(1, 1), (1, -1), (-1, 1), (-1, -1)], 0),
    "erf and arsinh": Row("erf(x)^2+asinh(y)^2", [(0, 0)], 0),
}

WITHOUT_END = "bukin 6"
"""Towards its crease the slope has no end, so no η keeps a ball at it."""

every_loss = pytest.mark.parametrize("name", BOOK)


def opened(name: str) -> tuple[Row, Surface]:
    return BOOK[name], from_formula(BOOK[name].text)


def first_run(text: str) -> Run:
    s = from_formula(text)
    settings = Settings.of("formula", q=text)
    assert settings.start == s.start
    return simulate(settings)


@every_loss
def test_the_lowest_minima_are_seen(name):
    """They are in the picture and marked as lowest, and nothing else is."""
    row, s = opened(name)
    found = [p for p in stationary_points(s).points if p.lowest]
    away = np.abs(np.array(row.lowest)[:, None] - np.array([p.w for p in found])).max(-1)

    assert len(found) == len(row.lowest)
    assert away.min(0).max() <= 2e-4 * s.span
    assert [p.value for p in found] == pytest.approx([row.value] * len(found), abs=2e-5 * s.relief)


@every_loss
def test_the_lowest_minima_are_not_at_the_border(name):
    """There is picture on all sides of them."""
    row, s = opened(name)
    low, high = np.array(s.bounds).T
    part = (np.array(row.lowest) - low) / (high - low)

    assert ((part > 0.03) & (part < 0.97)).all()


@pytest.mark.parametrize("name", [name for name in BOOK if name != WITHOUT_END])
def test_the_first_run_shows_something(name):
    """Within 250 steps the ball is away from its start, in the picture all the way, lower at the end
    than at the start; and where the table says so it rests."""
    row, s = opened(name)
    run = first_run(row.text)
    low, high = np.array(s.bounds).T
    w = run.trajectory.w

    assert ((w >= low) & (w <= high)).all()
    assert np.abs(w - w[0]).max() >= 0.05 * s.span
    assert run.loss[-1] < run.loss[0]
    assert (run.outcome.value == "rested") == row.rests


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("sin(sqrt(x^2+y^2))/sqrt(x^2+y^2)", 5),
        ("-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)", 2),
        ("1-cos(2pi*sqrt(x^2+y^2))+0.1sqrt(x^2+y^2)", 2),
        ("(x^2+y^2-1)^2", 2),
        ("(x*y-1)^2", 2),
        ("(x+y)^2", 2),
        ("abs(x)+abs(y)", 2),
    ],
)
def test_symmetric_losses_open_on_their_middle(text, half):
    """A loss that is the same turned by half a turn is seen from its middle."""
    assert from_formula(text).bounds == ((-half, half), (-half, half))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("acos(w)^2", (-1, 1)),
        ("cot(w)", (0, np.pi)),
        ("asin(w)^2", (-1, 1)),
        ("sqrt(1-w)+sqrt(1+w)", (-1, 1)),
    ],
)
def test_a_loss_between_two_ends_is_seen_whole(text, bounds):
    """From where it begins to where it ends, or from pole to pole, and little more."""
    ((low, high),) = from_formula(text).bounds
    (a, b), width = bounds, bounds[1] - bounds[0]

    assert a - 0.2 * width <= low < a < b < high <= b + 0.2 * width


def test_a_loss_that_begins_in_both_directions_is_seen_from_there():
    """acosh has values from 1 on."""
    (x, y) = from_formula("acosh(x)+acosh(y)").bounds

    assert x == y
    assert 0 <= x[0] < 1 < 4 < x[1] <= 8
