"""The catalogue of losses: one entry each, under a key that never changes.

They are those of the optimisation literature (Rosenbrock 1960; Himmelblau 1972; Beale 1958;
Styblinski & Tang 1990; Dixon & Szegő 1978; Gramacy & Lee 2012; Forrester 2008; Goh 2017 on
Distill; Lessard, Recht & Packard 2016) and some simple shapes. Their names, and what each teaches,
stand among the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from momentum_core.losses.surface import Surface
from momentum_core.words.sentences import say


def _catalogue() -> Mapping[str, Surface]:
    square = ((-2.0, 2.0), (-2.0, 2.0))
    losses: dict[str, tuple[Any, ...]] = {
        "double-well": (
            "w^4 - 2w^2 + 0.3w",
            ((-2.0, 2.0),),
            (1.5,),
            0.04,
            (0.001, 0.5),
            2.0,
        ),
        "bowl": (
            "w^2/2",
            ((-2.0, 2.0),),
            (-1.8,),
            0.05,
            (0.005, 5.0),
        ),
        "plateau": (
            "w^2/(1 + w^2)",
            ((-6.0, 6.0),),
            (5.5,),
            0.3,
            (0.01, 5.0),
        ),
        "cliff": (
            "0.05(w + 1.5)^2 + w/sqrt(w^2 + 0.1)",
            ((-7.0, 4.0),),
            (3.0,),
            0.2,
            (0.005, 20.0),
        ),
        "two-sines": (
            "sin(x) + sin(10x/3)",
            ((2.7, 7.5),),
            (2.75,),
            0.13,
            (0.001, 1.0),
        ),
        "gramacy-lee": (
            "sin(10pi*x)/(2x) + (x - 1)^4",
            ((0.5, 2.5),),
            (2.4,),
            0.002,
            (0.00005, 0.1),
        ),
        "forrester": (
            "(6x - 2)^2 * sin(12x - 4)",
            ((0.0, 1.0),),
            (0.5,),
            0.001,
            (0.00002, 0.02),
        ),
        "bumpy": (
            "0.1w^2 + 0.15sin(8w)",
            ((-6.0, 6.0),),
            (5.0,),
            0.05,
            (0.001, 1.0),
        ),
        "kink": (
            "sqrt(w^2 + 0.01)",
            ((-3.0, 3.0),),
            (2.5,),
            0.02,
            (0.001, 5.0),
        ),
        "flat-bottom": (
            "w^4/4",
            ((-2.0, 2.0),),
            (1.8,),
            0.05,
            (0.001, 2.0),
        ),
        "lessard": (
            "12.5w^2 - 6(w-1)(w-1+abs(w-1)) + 6(w-2)(w-2+abs(w-2))",
            ((-5.0, 5.0),),
            (3.3,),
            0.11,
            (0.0005, 1.0),
        ),
        "round-bowl": (
            "(x^2 + y^2)/2",
            square,
            (-1.6, 1.2),
            0.05,
            (0.005, 5.0),
        ),
        "narrow-valley": (
            "(x^2 + 25y^2)/2",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (-2.7, 1.2),
            0.03,
            (0.001, 0.2),
        ),
        "rosenbrock": (
            "(1 - x)^2 + 100(y - x^2)^2",
            ((-2.0, 2.0), (-1.0, 3.0)),
            (-1.2, 1.0),
            0.001,
            (0.00001, 0.01),
        ),
        "banana": (
            "(1 - x)^2 + 20(3y - x^2)^2",
            ((-2.0, 2.0), (-0.27, 1.07)),
            (-1.5, 0.9),
            0.002,
            (0.00002, 0.02),
        ),
        "beale": (
            "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
            ((-0.5, 4.0), (-1.0, 1.5)),
            (0.5, -0.8),
            0.01,
            (0.00005, 0.1),
        ),
        "himmelblau": (
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (0.0, -4.0),
            0.004,
            (0.00005, 0.05),
        ),
        "styblinski-tang": (
            "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (4.2, 4.7),
            0.01,
            (0.0001, 0.1),
        ),
        "six-hump-camel": (
            "(4 - 2.1x^2 + x^4/3)x^2 + x*y + 4(y^2 - 1)y^2",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (2.0, 1.2),
            0.01,
            (0.0002, 0.2),
        ),
        "two-wells": (
            "x^2 + y^2 - 2exp(-((x - 1)^2 + y^2)/0.2) - 3exp(-((x + 1)^2 + y^2)/0.2)",
            square,
            (1.8, 0.3),
            0.02,
            (0.0005, 0.5),
        ),
        "saddle": (
            "x^2/2 - y^2/2 + y^4/4",
            square,
            (-1.7, 0.001),
            0.02,
            (0.001, 2.0),
        ),
        "matyas": (
            "0.26(x^2 + y^2) - 0.48x*y",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-9.0, -3.0),
            0.5,
            (0.01, 10.0),
        ),
        "booth": (
            "(x + 2y - 7)^2 + (2x + y - 5)^2",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-5.0, -1.0),
            0.08,
            (0.0005, 0.5),
        ),
        "high-plain": (
            "(x^2 + 4y^2)/(1 + x^2 + 4y^2)",
            ((-4.0, 4.0), (-4.0, 4.0)),
            (3.5, 2.5),
            0.2,
            (0.005, 10.0),
        ),
    }
    return MappingProxyType(
        {
            key: Surface(say(f"catalogue.{key}"), text, say(f"teaches.{key}"), *rest)
            for key, (text, *rest) in losses.items()
        }
    )


CATALOGUE: Mapping[str, Surface] = _catalogue()
"""Every loss a link can name. Keys and texts never change: old links mean them."""

FIRST = (
    *("double-well", "bowl", "plateau", "cliff"),
    *("narrow-valley", "rosenbrock", "himmelblau", "saddle"),
)
"""Those to meet first, each for what it alone teaches: a hollow to get out of, overshooting, flat
ground, a wall, a valley, a bent one, several minima, a saddle."""
