"""The catalogue of losses: one entry each, under a key that never changes.

They are those of the optimisation literature (Rosenbrock 1960; Himmelblau 1972; Beale 1958;
Styblinski & Tang 1990; Dixon & Szegő 1978; Gramacy & Lee 2012; Forrester 2008; Goh 2017 on
Distill; Lessard, Recht & Packard 2016) and some simple shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from momentum_core.losses.surface import Surface


def _catalogue() -> Mapping[str, Surface]:
    square = ((-2.0, 2.0), (-2.0, 2.0))
    losses = {
        "double-well": Surface(
            "Two wells, tilted",
            "w^4 - 2w^2 + 0.3w",
            "Momentum climbs out of the first hollow; without it the ball is stuck.",
            ((-2.0, 2.0),),
            (1.5,),
            0.04,
            (0.001, 0.5),
            2.0,
        ),
        "bowl": Surface(
            "Bowl",
            "w^2/2",
            "The simplest loss: momentum overshoots, swings and comes to rest.",
            ((-2.0, 2.0),),
            (-1.8,),
            0.05,
            (0.005, 5.0),
        ),
        "plateau": Surface(
            "Plateau",
            "w^2/(1 + w^2)",
            "On flat ground plain descent crawls; momentum gathers speed.",
            ((-6.0, 6.0),),
            (5.5,),
            0.3,
            (0.01, 5.0),
        ),
        "cliff": Surface(
            "Cliff",
            "0.05(w + 1.5)^2 + w/sqrt(w^2 + 0.1)",
            "The steep wall flings the ball; momentum carries it far past the valley.",
            ((-7.0, 4.0),),
            (3.0,),
            0.2,
            (0.005, 20.0),
        ),
        "two-sines": Surface(
            "Waves",
            "sin(x) + sin(10x/3)",
            "Several hollows: momentum decides in which one the ball rests.",
            ((2.7, 7.5),),
            (2.75,),
            0.13,
            (0.001, 1.0),
        ),
        "gramacy-lee": Surface(
            "Growing waves (Gramacy & Lee)",
            "sin(10pi*x)/(2x) + (x - 1)^4",
            "Hollows get deeper to the left; momentum hops over the shallow ones.",
            ((0.5, 2.5),),
            (2.4,),
            0.002,
            (0.00005, 0.1),
        ),
        "forrester": Surface(
            "Level spot (Forrester)",
            "(6x - 2)^2 * sin(12x - 4)",
            "A level spot on the way holds plain descent; momentum rolls through it.",
            ((0.0, 1.0),),
            (0.5,),
            0.001,
            (0.00002, 0.02),
        ),
        "bumpy": Surface(
            "Bumpy slope",
            "0.1w^2 + 0.15sin(8w)",
            "Small bumps trap plain descent at once; momentum rolls over them.",
            ((-6.0, 6.0),),
            (5.0,),
            0.05,
            (0.001, 1.0),
        ),
        "kink": Surface(
            "Kink",
            "sqrt(w^2 + 0.01)",
            "The slope hardly shrinks near the bottom, so momentum swings far past it.",
            ((-3.0, 3.0),),
            (2.5,),
            0.02,
            (0.001, 5.0),
        ),
        "flat-bottom": Surface(
            "Flat bottom",
            "w^4/4",
            "The bottom is so flat that the last stretch takes for ever.",
            ((-2.0, 2.0),),
            (1.8,),
            0.05,
            (0.001, 2.0),
        ),
        "lessard": Surface(
            "Three bends (Lessard, Recht & Packard)",
            "12.5w^2 - 6(w-1)(w-1+abs(w-1)) + 6(w-2)(w-2+abs(w-2))",
            "One valley, and yet well-tuned momentum can circle in it for ever.",
            ((-5.0, 5.0),),
            (3.3,),
            0.11,
            (0.0005, 1.0),
        ),
        "round-bowl": Surface(
            "Round bowl",
            "(x^2 + y^2)/2",
            "Equally curved all round: the slope points straight at the minimum.",
            square,
            (-1.6, 1.2),
            0.05,
            (0.005, 5.0),
        ),
        "narrow-valley": Surface(
            "Narrow valley",
            "(x^2 + 25y^2)/2",
            "Steep across, shallow along: plain descent crawls, momentum gains speed.",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (-2.7, 1.2),
            0.03,
            (0.001, 0.2),
        ),
        "rosenbrock": Surface(
            "Banana valley (Rosenbrock)",
            "(1 - x)^2 + 100(y - x^2)^2",
            "A curved valley: easy to find, slow to follow.",
            ((-2.0, 2.0), (-1.0, 3.0)),
            (-1.2, 1.0),
            0.001,
            (0.00001, 0.01),
        ),
        "banana": Surface(
            "Banana valley (Distill)",
            "(1 - x)^2 + 20(3y - x^2)^2",
            "A gentler curved valley, which momentum follows to its end.",
            ((-2.0, 2.0), (-0.27, 1.07)),
            (-1.5, 0.9),
            0.002,
            (0.00002, 0.02),
        ),
        "beale": Surface(
            "Valley between steep corners (Beale)",
            "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
            "Past a saddle into a valley that gets flatter and flatter.",
            ((-0.5, 4.0), (-1.0, 1.5)),
            (0.5, -0.8),
            0.01,
            (0.00005, 0.1),
        ),
        "himmelblau": Surface(
            "Four minima (Himmelblau)",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "Four equally deep minima: momentum decides which one the ball finds.",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (0.0, -4.0),
            0.004,
            (0.00005, 0.05),
        ),
        "styblinski-tang": Surface(
            "Four hollows (Styblinski–Tang)",
            "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
            "One of four hollows is the deepest; momentum carries the ball there.",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (4.2, 4.7),
            0.01,
            (0.0001, 0.1),
        ),
        "six-hump-camel": Surface(
            "Six humps (camel)",
            "(4 - 2.1x^2 + x^4/3)x^2 + x*y + 4(y^2 - 1)y^2",
            "Six minima, two of them deepest; momentum leaves the shallow one.",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (2.0, 1.2),
            0.01,
            (0.0002, 0.2),
        ),
        "two-wells": Surface(
            "Two funnels",
            "x^2 + y^2 - 2exp(-((x - 1)^2 + y^2)/0.2) - 3exp(-((x + 1)^2 + y^2)/0.2)",
            "Two funnels in a bowl: momentum gets past the near one to the deeper.",
            square,
            (1.8, 0.3),
            0.02,
            (0.0005, 0.5),
        ),
        "saddle": Surface(
            "Saddle",
            "x^2/2 - y^2/2 + y^4/4",
            "On a saddle the slope fades; momentum gets away from it sooner.",
            square,
            (-1.7, 0.001),
            0.02,
            (0.001, 2.0),
        ),
        "matyas": Surface(
            "Shallow valley (Matyas)",
            "0.26(x^2 + y^2) - 0.48x*y",
            "A slanted valley, 25 times as curved across as along.",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-9.0, -3.0),
            0.5,
            (0.01, 10.0),
        ),
        "booth": Surface(
            "Slanted bowl (Booth)",
            "(x + 2y - 7)^2 + (2x + y - 5)^2",
            "Hardly narrow: plain descent is soon there, much momentum swings on.",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-5.0, -1.0),
            0.08,
            (0.0005, 0.5),
        ),
        "high-plain": Surface(
            "High plain",
            "(x^2 + 4y^2)/(1 + x^2 + 4y^2)",
            "Far out the ground is almost level: momentum gathers speed there.",
            ((-4.0, 4.0), (-4.0, 4.0)),
            (3.5, 2.5),
            0.2,
            (0.005, 10.0),
        ),
    }
    return MappingProxyType(losses)


CATALOGUE: Mapping[str, Surface] = _catalogue()
"""Every loss a link can name. Keys and texts never change: old links mean them."""
