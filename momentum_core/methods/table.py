"""The methods to choose from, and who can run along: one row each, and nowhere else their names.

What the rest of the code asks a method it asks its row; its words stand under its name in words/.
A method is put in by a step in rules.py, its row here, its step in the player and its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from momentum_core.methods.rules import Step, adam, buffer, momentum, nesterov


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method.

    step: one step of its rule. has_alpha: whether it keeps a part α of the last update. eta_is:
    what η means to it, a "factor" of the slope or about the "length" of a step. covered: whether
    the theory of a ball in a bowl speaks of it. looks_ahead: whether it takes the gradient where
    momentum alone would lead.
    """

    step: Step
    has_alpha: bool
    eta_is: Literal["factor", "length"]
    covered: bool
    looks_ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Racer:
    """Somebody who can run along: by which method; with which α, if not with the ball's; by which
    step, if it is another way to write that method."""

    method: str
    alpha: float | None = None
    step: str = ""


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "momentum": Method(step=momentum, has_alpha=True, eta_is="factor", covered=True),
        "nesterov": Method(
            step=nesterov, has_alpha=True, eta_is="factor", covered=True, looks_ahead=True
        ),
        "adam": Method(step=adam, has_alpha=False, eta_is="length", covered=False),
    }
)
"""The methods to choose from, in the order in which the page lists them."""

RACERS: Mapping[str, Racer] = MappingProxyType(
    {
        "plain": Racer(method="momentum", alpha=0.0),
        **{name: Racer(method=name) for name in METHODS},
        "buffer": Racer(method="momentum", step="buffer"),
    }
)
"""Who can run along: plain gradient descent (α = 0), one of the methods, or momentum as PyTorch
writes it (see rules.py), which differs where η drops."""

STEPS: Mapping[str, Step] = MappingProxyType(
    {**{name: method.step for name, method in METHODS.items()}, "buffer": buffer}
)
"""Every rule that ``descend`` can follow."""
