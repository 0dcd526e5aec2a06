"""Gradient descent with momentum: losses, update rules, runs and links. Its public face.

>>> surface = from_formula("w^4 - 2w^2 + 0.3w")
>>> [(round(p.w[0], 3), p.kind) for p in stationary_points(surface).points]
[(-1.036, 'minimum'), (0.96, 'minimum'), (0.075, 'maximum')]
>>> settings, complaints = from_query({"loss": "double-well", "alpha": "0.86", "eta": "0.04"})
>>> run = simulate(settings)
>>> run.outcome.value, run.steps, run.place.kind, to_query(settings)["alpha"]
('rested', 131, 'minimum', '0.86')
>>> path = descend(CATALOGUE["bowl"].gradient, [1.0], eta=0.5, alpha=0.25, steps=3)
>>> path.w[:, 0].tolist()
[1.0, 0.5, 0.125, -0.03125]
>>> "nesterov" in METHODS, Settings.of("bowl").start
(True, (-1.8,))
>>> from_formula("sin(")
Traceback (most recent call last):
momentum_core.formula.refusals.FormulaError: “(” at character 4 is never closed.
"""

from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import descend
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import simulate
from momentum_core.settings.link import from_query, to_query
from momentum_core.settings.settings import Settings

__all__ = [
    "CATALOGUE",
    "METHODS",
    "FormulaError",
    "Settings",
    "descend",
    "from_formula",
    "from_query",
    "simulate",
    "stationary_points",
    "to_query",
]
