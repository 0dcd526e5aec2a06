"""Of methods and runs: who runs, how it ends, and at what place."""

from __future__ import annotations

METHOD_NAMES: dict[str, str] = {
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adam": "Adam",
    "rmsprop": "RMSProp",
}

RUNNERS: dict[str, str] = {**METHOD_NAMES, "plain": "without momentum", "buffer": "PyTorch’s way"}

NO_ALPHA: dict[str, str] = {
    "adam": "Adam has no α. It averages the gradient with its own β₁ = 0.9 and divides by the "
    "gradient’s usual size, kept with β₂ = 0.999.",
    "rmsprop": "RMSProp has no α. It divides the gradient by its own usual size, kept with "
    "ρ = 0.99.",
}
"""What a method has instead of an α."""

WHO: dict[str, str] = {
    "momentum": "With momentum",
    "nesterov": "With Nesterov’s momentum",
    "adam": "With Adam",
    "rmsprop": "With RMSProp",
    "plain": "Without momentum",
    "buffer": "With PyTorch’s momentum",
}

SENTENCES: dict[str, str] = {
    "rested": "{who} the ball rests in {place}, {w}, after {steps:steps}.",
    "floor": "{who} the ball rests on {place}, at {w}, after {steps:steps}.",
    "balanced": "{who} the ball balances on {place}, {w}, after {steps:steps}.",
    "balanced, unlisted": "{who} the ball stands still at {w}, after {steps:steps}.",
    "quiet": "{who} the ball has been nearly still since step {steps}, in {place}, {w}.",
    "quiet, on": "{who} the ball has been nearly still since step {steps}, on {place}, {w}.",
    "quiet, unlisted": "{who} the ball has been nearly still since step {steps}, at {w}.",
    "rolling": "{who} the ball is still rolling after {steps:steps}, at {w}.",
    "escaped": "{who} the ball escapes: after {steps:steps} it is at {w} and gone for good.",
    "undefined": "{who} the ball is lost after {steps:steps}, at {w}: its next step finds no value "
    "of the loss, or no slope.",
    "hovering": "{who} the ball never rests, as each batch pulls its own way. In the last half of "
    "{steps:steps} it hovers {hover} above the lowest loss, on average.",
}
"""How a run ended, by outcome; floor: at rest on a valley floor; on: at a place that is no valley;
unlisted: on ground that no list has and that is level."""

PLACES: dict[str, str] = {
    "lowest": "the lowest valley",
    "tied": "one of the lowest valleys",
    "only": "the valley",
    "minimum": "a small local minimum",
    "valley": "a valley",
    "saddle": "a saddle",
    "maximum": "a hilltop",
    "flat": "flat ground",
    "floor": "the valley floor, all of it lowest",
    "level": "a valley floor, level all along",
}

MARKS: dict[str, str] = {
    "lowest": "lowest",
    "tied": "lowest",
    "only": "minimum",
    "minimum": "local minimum",
    "saddle": "saddle",
    "maximum": "hilltop",
    "flat": "flat",
    "floor": "valley floor: all of it lowest",
    "level": "level valley floor",
}
"""The words at a stationary point."""
