"""The methods against PyTorch, from the formula on: SymPy reads it, autograd derives it, torch.optim
takes the steps. Nothing of the core is used on that side. PyTorch is too large for ``make test``;
``make oracle`` runs this.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy
import torch

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import descend
from momentum_core.methods.rules import BETA1, BETA2, EPSILON, RHO
from momentum_core.methods.table import METHODS
from tests import symbolic

ALPHA, STEPS, RTOL = 0.85, 60, 1e-9
OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "momentum": lambda w, eta: torch.optim.SGD([w], eta, momentum=ALPHA),
    "nesterov": lambda w, eta: torch.optim.SGD([w], eta, momentum=ALPHA, nesterov=True),
    "adam": lambda w, eta: torch.optim.Adam([w], eta, betas=(BETA1, BETA2), eps=EPSILON),
    "rmsprop": lambda w, eta: torch.optim.RMSprop([w], eta, alpha=RHO, eps=EPSILON),
}
every_loss = pytest.mark.parametrize("key", CATALOGUE)


def loss(surface: Surface) -> Callable[..., torch.Tensor]:
    """A loss of torch tensors, one for each weight."""
    symbols = [symbolic.REAL[name] for name in surface.names]
    words = {"sin": torch.sin, "exp": torch.exp, "sqrt": torch.sqrt, "Abs": torch.abs}
    return sympy.lambdify(symbols, symbolic.read(surface.text), modules=[words])


def torch_path(surface: Surface, method: str, drop: tuple[int, float] = (STEPS, 1.0)) -> np.ndarray:
    """The weights (STEPS + 1, d) that torch.optim leads through; from a step on η is multiplied."""
    w = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    q, optimiser, path = loss(surface), OPTIMISERS[method](w, surface.eta), [surface.start]
    for k in range(STEPS):
        optimiser.param_groups[0]["lr"] = surface.eta * (drop[1] if k >= drop[0] else 1.0)
        optimiser.zero_grad()
        q(*w).backward()
        optimiser.step()
        path.append(w.detach().tolist())
    return np.array(path)


def path(surface: Surface, method: str, eta: float | list[float]) -> np.ndarray:
    """Ours; Nesterov's where PyTorch reports it, at the look-ahead points w + αΔw."""
    t = descend(surface.gradient, surface.start, eta=eta, alpha=ALPHA, method=method, steps=STEPS)
    return t.w + ALPHA * t.update if METHODS.get(method, METHODS["momentum"]).looks_ahead else t.w


def test_every_method_is_compared():
    """A new row of the table of methods needs its optimiser here."""
    assert set(METHODS) == set(OPTIMISERS)


@every_loss
@pytest.mark.parametrize("method", OPTIMISERS)
def test_pytorch_takes_the_same_path(key: str, method: str):
    """In float64, on every loss of the catalogue."""
    surface = CATALOGUE[key]
    expected = torch_path(surface, method)

    assert np.ptp(expected) > 0
    np.testing.assert_allclose(
        path(surface, method, surface.eta), expected, rtol=RTOL, atol=RTOL * surface.span
    )


@every_loss
def test_autograd_agrees(key: str):
    """On the derived gradient, all over the window."""
    surface, q = CATALOGUE[key], loss(CATALOGUE[key])
    low, high = np.array(surface.bounds).T
    for w in np.random.default_rng(5).uniform(low, high, (50, surface.d)):
        leaf = torch.tensor(w, requires_grad=True)
        q(*leaf).backward()
        slope = leaf.grad.numpy()
        np.testing.assert_allclose(surface.gradient(w), slope, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", ["double-well", "bowl", "himmelblau", "two-wells"])
def test_where_the_learning_rate_drops(key: str):
    """PyTorch's momentum is the racer that is called by its name; ours goes another way from there."""
    surface, (step, factor) = CATALOGUE[key], (6, 0.1)
    expected = torch_path(surface, "momentum", (step, factor))
    etas = [surface.eta] * step + [surface.eta * factor] * (STEPS - step)
    ours, theirs = (path(surface, rule, etas) for rule in ("momentum", "buffer"))

    np.testing.assert_allclose(theirs, expected, rtol=RTOL, atol=RTOL * surface.span)
    assert np.abs(ours[: step + 1] - expected[: step + 1]).max() <= RTOL * surface.span
    assert np.abs(ours[step + 3 :] - expected[step + 3 :]).max() > 1e-3 * surface.span
