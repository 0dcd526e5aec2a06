"""Of the panel that shows theory beside measurement."""

from __future__ import annotations

WORDS = {
    "toggle": "Theory beside measurement",
    "batches": "With mini-batches each step follows a loss of its own; this theory is about the "
    "whole loss’s gradient.",
    "distance": "distance to the minimum",
    "predicted": "predicted: {rate} of it a step",
    "step": "step",
    "details": "Roots, regimes and differences",
    "variance": "Variance of w around the minimum along each direction, in the long run: measured "
    "over the last half of the run, and expected for this η and batch.",
    "short": "To measure it takes {needed:steps}; this run has {steps:steps}.",
    "too short": "To measure it takes {needed:steps}, more than a run can have here.",
    "enough": "Take {steps:steps}",
    "standardise": "Standardise the inputs",
    "wrong": "Something is wrong here",
    "left out": "(My formula or data are too long for a link. They are:)",
    "line": "The line at the run’s end, in the data’s own units: y = {height} {sign} {slope} t, "
    "with t = {t} and y = {y}.",
}

TITLES = {
    "direction": "direction",
    "rate": "left after a step, predicted",
    "measured_rate": "measured",
    "period": "steps a swing, predicted",
    "measured_period": "swing, measured",
    "steps": "steps to 1 % of the way left",
    "curvature": "curvature λ",
    "x": "ηλ",
    "regime": "regime",
    "roots": "roots σ",
    "rate_off": "rate, difference",
    "period_off": "period, difference",
}
"""The table's columns: the keys of a row, and what stands above them."""

NOISE_TITLES = {
    "direction": "direction",
    "curvature": "curvature λ",
    "measured": "measured",
    "even": "formula, even noise",
    "exact": "exact",
    "plain": "exact, α = 0",
    "factor": "α makes it",
}
"""The columns of the table of a run with mini-batches."""
