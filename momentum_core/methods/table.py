"""The methods to choose from, and who can run along: one row each.

What the rest of the code asks a method it asks its row, in the player too: the rows travel with the
scene. Its words stand under its name in words/. A method is put in by a step in rules.py, its row
here, its step in assets/player/core/descent.js, and its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from momentum_core.methods.rules import (
    BETA1,
    BETA2,
    EPSILON,
    RHO,
    State,
    Step,
    adam,
    adam_spread,
    buffer,
    edge,
    momentum,
    nesterov,
    rmsprop,
    rmsprop_spread,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks: a colour by its name, the shape of the marker, and the dashes of the
    line, as a style sheet writes them. own: the colour for light and for dark, if it is not one of
    COLOURS that stands for something else, too."""

    colour: str
    shape: Literal["circle", "diamond", "square", "cross", "triangle"]
    dash: str
    own: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method.

    step: one step of its rule. has_alpha: whether it keeps a part α of the last update. eta_is:
    what η means to it, a "factor" of the slope or about the "length" of a step. covered: whether
    the theory of a ball in a bowl speaks of it. looks_ahead: whether it takes the gradient where
    momentum alone would lead. taught: whether the lessons build its formula up. formula: what η
    multiplies in it, term by term: the term's name among the words' "terms" ("" for a sign) and its
    letters; "Q" stands for the loss, or for a mini-batch's. constants: its rule's own numbers.
    etas_across: where η is a length, how many of the η it opens with make a side of the window.
    spread: of a method that divides by the gradient's usual size, that size (d,) after some steps;
    own_edge: the largest eigenvalue of diag(η/spread)∇²Q with which such a method can lie still.
    """

    step: Step
    has_alpha: bool
    eta_is: Literal["factor", "length"]
    covered: bool
    formula: tuple[tuple[str, str], ...]
    look: Look
    looks_ahead: bool = False
    taught: bool = False
    constants: tuple[float, ...] = ()
    etas_across: int = 0
    spread: Callable[[State], Any] | None = None
    own_edge: float = 0.0

    def edge(self, alpha: Any) -> Any:
        """The ηλ beyond which a ball can't rest in a bowl; of a method that is covered."""
        return edge(alpha, self.looks_ahead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Racer:
    """Somebody who can run along: by which method, and how it looks; with which α, if not with the
    ball's; by which step, if it is another way to write that method."""

    method: str
    look: Look
    alpha: float | None = None
    step: str = ""


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "momentum": Method(
            step=momentum,
            has_alpha=True,
            eta_is="factor",
            covered=True,
            taught=True,
            formula=(("gradient", "∇Q(w)"),),
            look=Look("momentum", "circle", "none"),
        ),
        "nesterov": Method(
            step=nesterov,
            has_alpha=True,
            eta_is="factor",
            covered=True,
            looks_ahead=True,
            formula=(("gradient", "∇Q(w + αΔw)"),),
            look=Look("nesterov", "diamond", "9 3", ("#00734F", "#3FCFA4")),
        ),
        "adam": Method(
            step=adam,
            has_alpha=False,
            eta_is="length",
            covered=False,
            etas_across=80,
            constants=(BETA1, BETA2, EPSILON),
            spread=adam_spread,
            own_edge=2 * (1 + BETA1) / (1 - BETA1),
            formula=(("mean", "m̂"), ("", "/"), ("spread", "(√v̂ + ε)")),
            look=Look("adam", "square", "2 3", ("#A0356F", "#E59AC4")),
        ),
        "rmsprop": Method(
            step=rmsprop,
            has_alpha=False,
            eta_is="length",
            covered=False,
            # Its first step is ten times as long as η.
            etas_across=200,
            constants=(RHO, EPSILON),
            spread=rmsprop_spread,
            own_edge=2.0,
            formula=(("gradient", "∇Q(w)"), ("", "/"), ("spread", "(√v + ε)")),
            look=Look("rmsprop", "cross", "7 2 2 2 2 2", ("#4B2E9E", "#9C8CFF")),
        ),
    }
)
"""The methods to choose from, in the order in which the page lists them."""

RACERS: Mapping[str, Racer] = MappingProxyType(
    {
        "plain": Racer(method="momentum", alpha=0.0, look=Look("ghost", "circle", "4 3")),
        **{name: Racer(method=name, look=row.look) for name, row in METHODS.items()},
        "buffer": Racer(
            method="momentum",
            step="buffer",
            look=Look("buffer", "triangle", "12 3 2 3", ("#7A5C00", "#E0B84C")),
        ),
    }
)
"""Who can run along: plain gradient descent (α = 0), one of the methods, or momentum as PyTorch
writes it (see rules.py), which differs where η drops."""

STEPS: Mapping[str, Step] = MappingProxyType(
    {**{name: method.step for name, method in METHODS.items()}, "buffer": buffer}
)
"""Every rule that ``descend`` can follow."""
