"""How far a run with mini-batches is shaken about the minimum, measured and predicted.

Notation as in ``linefit``; v an eigenvector of the Hessian with curvature λ, x = ηλ, B the size of
a batch, e = w − w* the distance from the minimum. Draws with replacement make the batches of all
steps independent. Observation i has the gradient H_i e + c_i, with H_i = 2 (1, t_i)(1, t_i)ᵀ and
c_i its gradient at the minimum. Two predictions of the variance of e along v:

*even*: the noise is everywhere as strong as at the minimum, s² = mean (v·c_i)² / B. For momentum

    Var = η² s² (1 + α) / [(1 − α) x (2 (1 + α) − x)]

(compare Mandt, Hoffman & Blei 2017, arXiv:1704.04289, §4). It neglects that noise grows with the
distance, so it is good where the ball stays close: small x, large B.

*exact*: one step is linear, (e, Δw) ← K (e, Δw) + k with K and k averages over the batch. So the
second moments M of a run that has gone on for long solve M = E[K M Kᵀ] + E[k kᵀ], a linear system.
Where E[K ⊗ K] has an eigenvalue of 1 or more there is no such M: rare flings are so wide that the
mean square grows without end, even where a single run seems to hover.

A measured variance means something once the start is forgotten and many correlation times have
passed: with r_k the autocorrelation along v, T steps give it a relative error of √(2 Σ r_k² / T).
It is that of a run's last half, as is ``Run.hover``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from momentum_core.losses.data.line import batch_shape
from momentum_core.losses.data.observations import Observations
from momentum_core.methods.table import METHODS

FORGOTTEN = 0.1
"""The start is forgotten where the noiseless run is within this part of the predicted spread."""
PRECISION = 0.25
"""The relative error that a measured variance may have."""
PATIENCE = 5000
"""Forgetting and measuring may take so many steps; a slower run is called too slow to measure."""


@dataclass(frozen=True, slots=True, eq=False)
class Jitter:
    """Variances of w around the minimum along the Hessian's eigenvectors, flattest first.

    curvatures (2,); directions (2, 2), one unit vector a row; even (2,) and exact (2,) the two
    predictions; plain (2,) the exact one for the same η without momentum, None where that grows
    without end; measured (2,) that of the run's last half, or None while the run has fewer than
    ``needed`` steps; forgotten: the step at which the start is forgotten, in the last half.
    """

    curvatures: np.ndarray
    directions: np.ndarray
    even: np.ndarray
    exact: np.ndarray
    plain: np.ndarray | None
    measured: np.ndarray | None
    forgotten: int
    needed: int

    def hover(self, variances: np.ndarray) -> float:
        """The mean height above the least loss that such variances along v make: ½ Σ λ Var."""
        return float(self.curvatures @ variances) / 2


def jitter(
    observations: Observations,
    standardise: bool,
    w: np.ndarray,
    *,
    eta: float,
    alpha: float,
    size: int,
    method: str = "momentum",
) -> Jitter | None:
    """The shaking of a run w (K+1, 2) whose batches of ``size`` were drawn with replacement.

    None where nothing can be predicted: a method whose steps are not linear; a run that never
    forgets its start, or whose mean square grows without end; observations on one line, which have
    no noise at the minimum; and a run so slow that no bearable number of steps would do. It is not
    for shuffled epochs: their batches depend on each other, and shake less.
    """
    if not METHODS[method].covered:
        return None
    best = np.array(batch_shape(observations, standardise).minimum)
    mean, even, exact = _moments(observations, standardise, eta, alpha, size, method)
    if even is None or exact is None:
        return None
    v = np.linalg.eigh(_hessian(observations, standardise))[1]
    if not (_along(exact, v) >= 0).all():
        return None  # too near to the edge for 16 digits
    spread = np.sqrt(_along(exact, v))
    if (spread <= 1e-9 * (np.abs((w[0] - best) @ v) + np.abs(best).max())).any():
        return None
    forgotten, length = _patience(mean, exact, v, w[0] - best)
    if forgotten + length > PATIENCE:
        return None
    needed, middle = 2 * max(forgotten, length), (len(w) - 1) // 2
    plain = _moments(observations, standardise, eta, 0.0, size, "momentum")[2]
    return Jitter(
        curvatures=np.array(batch_shape(observations, standardise).curvatures),
        directions=v.T,
        even=_along(even, v),
        exact=_along(exact, v),
        plain=None if plain is None else _along(plain, v),
        measured=(((w[middle:] - best) @ v) ** 2).mean(axis=0) if len(w) > needed else None,
        forgotten=max(forgotten, middle),
        needed=needed,
    )


def _moments(
    observations: Observations, standardise: bool, eta: float, alpha: float, size: int, method: str
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """What a step does on average to (e, Δw), (4, 4), and the second moments of these: for even
    noise, and the exact ones; None where they grow without end."""
    kernels, kicks = _steps(
        observations, standardise, eta, alpha if METHODS[method].looks_ahead else 0.0
    )
    kernels[:, :, 2:] += alpha * np.concatenate([np.eye(2), np.eye(2)])
    mean = kernels.mean(axis=0)
    noise = kicks.T @ kicks / len(kicks) / size
    even = _stationary(np.kron(mean, mean), noise)
    return mean, even, _stationary(_second(kernels, size), noise)


def hover(observations: Observations, standardise: bool, w: np.ndarray) -> tuple[float, float]:
    """How far lines w (K, 2), a run's tail, are from the best one: the mean height above the least
    loss, and the root mean square distance in w."""
    q = batch_shape(observations, standardise)
    away = np.asarray(w) - np.array(q.minimum)
    return float(q.excess(w).mean()), math.sqrt(float((away**2).sum(axis=-1).mean()))


def _hessian(observations: Observations, standardise: bool) -> np.ndarray:
    q = batch_shape(observations, standardise)
    return 2 * np.array([[1.0, q.m], [q.m, q.m**2 + q.variance]])


def _steps(
    observations: Observations, standardise: bool, eta: float, ahead: float
) -> tuple[np.ndarray, np.ndarray]:
    """What observation i's gradient, taken at e + ``ahead`` Δw, does to (e, Δw): K without its
    momentum (n, 4, 4), and k (n, 4)."""
    data = observations.standardised if standardise else observations
    rows = np.stack([np.ones(len(data)), data.t], axis=-1)
    at_best = rows @ np.array(batch_shape(observations, standardise).minimum) - data.y
    c = 2 * rows * at_best[:, None]
    push = -2 * eta * rows[:, :, None] * rows[:, None, :]
    both = np.concatenate([push, ahead * push], axis=-1)
    kernels = np.concatenate([both, both], axis=1)
    kernels[:, :2, :2] += np.eye(2)
    kick = -eta * (c - c.mean(axis=0))
    return kernels, np.concatenate([kick, kick], axis=-1)


def _along(moments: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The variances of e along the columns of v."""
    return np.einsum("ji,jk,ki->i", v, moments[:2, :2], v)


def _second(kernels: np.ndarray, size: int) -> np.ndarray:
    """E[K ⊗ K] (16, 16) for batches of ``size`` independent draws."""
    mean = kernels.mean(axis=0)
    alone = np.einsum("nab,ncd->acbd", kernels, kernels).reshape(16, 16) / len(kernels)
    together = np.kron(mean, mean)
    return together + (alone - together) / size


def _stationary(second: np.ndarray, noise: np.ndarray) -> np.ndarray | None:
    """M (4, 4) with M = E[K M Kᵀ] + noise, or None where it grows without end."""
    if not np.abs(np.linalg.eigvals(second)).max() < 1:
        return None
    try:
        return np.linalg.solve(np.eye(16) - second, noise.reshape(16)).reshape(4, 4)
    except np.linalg.LinAlgError:
        return None


def _patience(
    mean: np.ndarray, moments: np.ndarray, v: np.ndarray, start: np.ndarray
) -> tuple[int, int]:
    """The step at which the start is forgotten, and how many steps a measurement is made of."""
    variances = _along(moments, v)
    goal = FORGOTTEN * np.sqrt(variances)
    rate = float(np.abs(np.linalg.eigvals(mean)).max())
    furthest = min(1.0, float((goal / (np.abs(start @ v) + goal)).min()))
    if rate >= 1:  # by rounding: so small an η takes for ever
        return PATIENCE, PATIENCE
    horizon = math.log(1e-3 * furthest) / math.log(rate) if rate > 0 else 1.0
    if horizon > PATIENCE:
        return PATIENCE, PATIENCE
    state, later = np.concatenate([start, np.zeros(2)]), moments
    forgotten, memory = 0, np.full(2, 1.0)
    for k in range(math.ceil(horizon)):
        if (np.abs(state[:2] @ v) > goal).any():
            forgotten = k + 1
        state, later = mean @ state, mean @ later
        memory += 2 * (_along(later, v) / variances) ** 2
    return forgotten, math.ceil(2 * float(memory.max()) / PRECISION**2)
