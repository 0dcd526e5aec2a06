"""Textbook losses, typed without a window: what a visitor sees of each, and its first run.

The minima are the literature's (Jamil & Yang 2013, arXiv:1308.4008; Surjanovic & Bingham, Virtual
Library of Simulation Experiments; Gavana, Global Optimization Benchmarks) or follow by hand, as
those of two funnels and of bowls with a kink.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pytest
import sympy

from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.runs.run import Run, simulate
from momentum_core.settings.settings import Settings
from tests.symbolic import read


class Row(NamedTuple):
    """A loss; the lowest minima that are seen, and how low; where the first run ends, and after how
    many steps: less than STEPS where it rests."""

    text: str
    lowest: list[tuple[float, ...]]
    value: float
    end: tuple[float, ...]
    steps: int


BOOK = {
    "sphere": Row("x^2+y^2", [(0, 0)], 0, (0.0, 0.0), 188),
    "ackley": Row(
        "-20exp(-0.2sqrt(0.5(x^2+y^2)))-exp(0.5(cos(2pi*x)+cos(2pi*y)))+e+20",
        [(0, 0)],
        0,
        (-1.959, 0.0),
        164,
    ),
    "rastrigin": Row("20+x^2-10cos(2pi*x)+y^2-10cos(2pi*y)", [(0, 0)], 0, (0.995, 0.995), 160),
    "rastrigin, one weight": Row("10+x^2-10cos(2pi*x)", [(0,)], 0, (0.0,), 172),
    "rosenbrock": Row("(1-x)^2+100(y-x^2)^2", [(1, 1)], 0, (0.464, 0.212), 250),
    "beale": Row(
        "(1.5-x+x*y)^2+(2.25-x+x*y^2)^2+(2.625-x+x*y^3)^2", [(3, 0.5)], 0, (2.948, 0.487), 250
    ),
    "goldstein-price": Row(
        "(1+(x+y+1)^2*(19-14x+3x^2-14y+6x*y+3y^2))*(30+(2x-3y)^2*(18-32x+12x^2+48y-36x*y+27y^2))",
        [(0, -1)],
        3,
        (-0.6, -0.4),
        186,
    ),
    "booth": Row("(x+2y-7)^2+(2x+y-5)^2", [(1, 3)], 0, (1.0, 3.0), 199),
    "bukin 6": Row("100sqrt(abs(y-0.01x^2))+0.01abs(x+10)", [(-10, 1)], 0, (-8.823, 0.713), 250),
    "matyas": Row("0.26(x^2+y^2)-0.48x*y", [(0, 0)], 0, (0.0, 0.0), 209),
    "levy 13": Row(
        "sin(3pi*x)^2+(x-1)^2*(1+sin(3pi*y)^2)+(y-1)^2*(1+sin(2pi*y)^2)",
        [(1, 1)],
        0,
        (1.33, 1.0),
        232,
    ),
    "griewank": Row("1+(x^2+y^2)/4000-cos(x)*cos(y/sqrt(2))", [(0, 0)], 0, (-9.42, 4.438), 166),
    "himmelblau": Row(
        "(x^2+y-11)^2+(x+y^2-7)^2",
        [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)],
        0,
        (-2.805, 3.131),
        172,
    ),
    "three-hump camel": Row("2x^2-1.05x^4+x^6/6+x*y+y^2", [(0, 0)], 0, (-1.748, 0.874), 243),
    "six-hump camel": Row(
        "(4-2.1x^2+x^4/3)x^2+x*y+4(y^2-1)y^2",
        [(0.089842, -0.712656), (-0.089842, 0.712656)],
        -1.031628,
        (0.09, -0.713),
        187,
    ),
    "easom": Row(
        "-cos(x)cos(y)exp(-((x-pi)^2+(y-pi)^2))", [(np.pi, np.pi)], -1, (3.142, 3.142), 250
    ),
    "cross-in-tray": Row(
        "-0.0001(abs(sin(x)sin(y)exp(abs(100-sqrt(x^2+y^2)/pi)))+1)^0.1",
        [(a, b) for a in (-1.349407, 1.349407) for b in (-1.349407, 1.349407)],
        -2.062612,
        (4.419, 1.471),
        164,
    ),
    "schaffer 2": Row(
        "0.5+(sin(x^2-y^2)^2-0.5)/(1+0.001(x^2+y^2))^2", [(0, 0)], 0, (0.0, 0.067), 250
    ),
    "schaffer 4": Row(
        "0.5+(cos(sin(abs(x^2-y^2)))^2-0.5)/(1+0.001(x^2+y^2))^2",
        [(0, 1.253115), (0, -1.253115), (1.253115, 0), (-1.253115, 0)],
        0.292579,
        (2.171, 0.0),
        250,
    ),
    "styblinski-tang": Row(
        "(x^4-16x^2+5x+y^4-16y^2+5y)/2", [(-2.903534, -2.903534)], -78.332331, (2.747, 2.747), 157
    ),
    "drop-wave": Row(
        "-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)", [(0, 0)], -1, (0.0, -1.564), 155
    ),
    "bohachevsky 1": Row(
        "x^2+2y^2-0.3cos(3pi*x)-0.4cos(4pi*y)+0.7", [(0, 0)], 0, (-0.619, 0.0), 166
    ),
    "zakharov": Row("x^2+y^2+(0.5x+y)^2+(0.5x+y)^4", [(0, 0)], 0, (0.0, 0.0), 195),
    "dixon-price": Row(
        "(x-1)^2+2(2y^2-x)^2", [(1, np.sqrt(0.5)), (1, -np.sqrt(0.5))], 0, (1.0, -0.707), 175
    ),
    "trid": Row("(x-1)^2+(y-1)^2-x*y", [(2, 2)], -2, (2.0, 2.0), 189),
    "salomon": Row("1-cos(2pi*sqrt(x^2+y^2))+0.1sqrt(x^2+y^2)", [(0, 0)], 0, (-0.449, -0.891), 155),
    "leon": Row("100(y-x^3)^2+(1-x)^2", [(1, 1)], 0, (0.881, 0.683), 250),
    "bird": Row(
        "sin(x)exp((1-cos(y))^2)+cos(y)exp((1-sin(x))^2)+(x-y)^2",
        [(4.701056, 3.152946)],
        -106.764537,
        (-1.537, 3.107),
        244,
    ),
    "freudenstein-roth": Row(
        "(x-13+((5-y)y-2)y)^2+(x-29+((y+1)y-14)y)^2", [(5, 4)], 0, (8.597, 3.936), 250
    ),
    "egg crate": Row("x^2+y^2+25(sin(x)^2+sin(y)^2)", [(0, 0)], 0, (-3.02, 3.019), 154),
    "periodic": Row("1+sin(x)^2+sin(y)^2-0.1exp(-x^2-y^2)", [(0, 0)], 0.9, (-3.142, 0.0), 169),
    "deckkers-aarts": Row(
        "100000x^2+y^2-(x^2+y^2)^2+0.00001(x^2+y^2)^4",
        [(0, 14.945108), (0, -14.945108)],
        -24776.518342,
        (0.0, 14.942),
        250,
    ),
    "wavy": Row(
        "1-0.5(cos(10x)exp(-x^2/2)+cos(10y)exp(-y^2/2))", [(0, 0)], 0, (-0.622, 0.622), 149
    ),
    "xin-she yang 2": Row(
        "(abs(x)+abs(y))exp(-sin(x^2)-sin(y^2))", [(0, 0)], 0, (-2.795, 1.211), 250
    ),
    "schwefel 2.22": Row("abs(x)+abs(y)+abs(x)abs(y)", [(0, 0)], 0, (-0.008, 0.012), 250),
    "exponential": Row("-exp(-0.5(x^2+y^2))", [(0, 0)], -1, (0.0, 0.0), 186),
    "problem 15": Row(
        "(x^2-5x+6)/(x^2+1)", [(1 + np.sqrt(2),)], (7 - 5 * np.sqrt(2)) / 2, (2.414,), 166
    ),
    "problem 18's kind": Row("x^6-15x^4+27x^2+250", [(-3,), (3,)], 7, (3.0,), 190),
    "problem 6": Row("-(x+sin(x))exp(-x^2)", [(0.679578,)], -0.824239, (0.68,), 162),
    "problem 13": Row("-x^(2/3)-(1-x^2)^(1/3)", [(np.sqrt(0.5),)], -(2 ** (2 / 3)), (0.707,), 198),
    "a narrow well": Row("1-1/(1+5(x^2+y^2))", [(0, 0)], 0, (0.0, 0.0), 192),
    "a narrow well off zero": Row("-exp(-8((x-1)^2+(y-1)^2))", [(1, 1)], -1, (1.0, 1.0), 189),
    "two funnels": Row(
        "-exp(-8((x-1)^2+y^2))-0.8exp(-8((x+1)^2+y^2))", [(1, 0)], -1, (-1.0, 0.0), 192
    ),
    "two unlike funnels": Row(
        "-exp(-20((x-1)^2+y^2))-0.8exp(-8((x+1)^2+y^2))", [(1, 0)], -1, (-1.0, 0.0), 213
    ),
    "four kinked bowls": Row(
        "(|x|-1)^2+(|y|-1)^2", [(1, 1), (1, -1), (-1, 1), (-1, -1)], 0, (-1.0, 1.0), 154
    ),
    "erf and arsinh": Row("erf(x)^2+asinh(y)^2", [(0, 0)], 0, (0.0, 0.0), 190),
}

STEPS = 250
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


@every_loss
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
    assert (run.outcome.value == "rested") == (row.steps < STEPS)


@every_loss
def test_where_the_first_run_ends(name):
    """There, and after so many steps."""
    row, s = opened(name)
    run = first_run(row.text)

    assert row.end == pytest.approx(tuple(run.trajectory.w[-1]), abs=1e-3 * s.span)
    assert row.steps == run.steps


def heavy_ball(text: str, start: tuple[float, ...], eta: float, steps: int) -> np.ndarray:
    """Places (steps+1, d) of a ball with α = 0.9, by slopes that SymPy has read and derived."""
    loss = read(re.sub(r"\|(.*?)\|", r"abs(\1)", text))
    weights = sorted(loss.free_symbols, key=str)
    slope = sympy.lambdify(weights, [loss.diff(w) for w in weights], "numpy")
    w, update, path = np.array(start), np.zeros(len(start)), [np.array(start)]
    for _ in range(steps):
        update = 0.9 * update - eta * np.array(slope(*w), dtype=float)
        w = w + update
        path.append(w)
    return np.array(path)


@every_loss
def test_another_ball_ends_there_too(name):
    """By SymPy's slopes, from the start and with the η that the page opens with; and where it rests
    it has hardly anywhere to go, but had when half of the steps were left."""
    row, s = opened(name)
    path = heavy_ball(row.text, s.start, s.eta, STEPS + 200)
    away = np.abs(path - path[-1]).max(-1)

    assert row.end == pytest.approx(tuple(path[row.steps]), abs=2e-3 * s.span)
    if row.steps < STEPS:
        assert away[row.steps :].max() < 2e-4 * s.span
        assert away[row.steps // 2] > 2e-5 * s.span


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
        ("|x*y-1|", 2),
        ("|x^2+y^2-1|", 2),
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
