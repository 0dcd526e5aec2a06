"""Settings: everything that a run, and how it is watched, depends on.

Beside the catalogue's there are two losses of one's own: ``formula``, typed (q) over a window, and
``line``, a line fitted to data by mini-batches. What belongs to one of them only is at its default
for every other loss.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from momentum_core.formula.letters import printed, together
from momentum_core.kept import kept
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data import line, spelled
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.observations import Observations
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.settings.fields import FIELDS, Field, Subject, quote
from momentum_core.settings.stops import own_eta
from momentum_core.words.sentences import say

DEFAULT_LOSS = next(iter(CATALOGUE))
DEFAULT_METHOD = next(iter(METHODS))
FORMULA, LINE = "formula", "line"
"""The two losses that are one's own."""
OWNED = {
    FORMULA: ("q", "window"),
    LINE: ("data", "standardise", "batch", "seed", "shuffle"),
}
"""What belongs to one loss only; ``q`` or ``data`` alone in a link choose that loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a link holds. Raises ValueError, with a sentence, for an illegal value.

    loss: a key of the catalogue, ``formula`` or ``line``. method: one of METHODS. eta: learning
    rate. alpha: momentum. start: d numbers. steps: the step limit. race: who runs along on the
    same clock. drop: () or (k, factor): after k steps η is multiplied by the factor.
    speed, loop, path (show the whole path) and at (the step the clock stands at; None: it plays)
    are about watching. Build one for another loss with ``Settings.of(key)``.

    For ``formula``: q, the text; window (lo, hi) for each axis, () for one that suits the formula.
    For ``line``: data, a key of DATA or data as spelled.py spells them; standardise: t to mean 0
    and deviation 1; batch: observations a step, 0 for all; seed and shuffle: see draws.py.
    """

    loss: str = DEFAULT_LOSS
    q: str = ""
    window: tuple[float, ...] = ()
    data: str = next(iter(DATA))
    standardise: bool = False
    batch: int = 0
    seed: int = 1
    shuffle: bool = False
    method: str = DEFAULT_METHOD
    eta: float = CATALOGUE[DEFAULT_LOSS].eta
    alpha: float = 0.9
    start: tuple[float, ...] = CATALOGUE[DEFAULT_LOSS].start
    steps: int = 250
    drop: tuple[float, ...] = ()
    race: tuple[str, ...] = ("plain",)
    speed: float = 1.0
    loop: bool = False
    path: bool = False
    at: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no link may hold; what belongs to other losses goes back to its default."""
        for name in others(self.loss):
            object.__setattr__(self, name, DEFAULTS[name])
        for field in FIELDS:
            self._keep(field, field.clean)
        subject = Subject(self.surface, self.observations)
        for field in FIELDS:
            self._keep(field, functools.partial(_judged, field, subject))
        if self.loss == FORMULA:
            object.__setattr__(self, "window", tuple(x for b in self.surface.bounds for x in b))
        if self.batch and self.batch == len(subject.observations or ()):
            object.__setattr__(self, "batch", 0)

    def _keep(self, field: Field, change: Any) -> None:
        value = getattr(self, field.name)
        try:
            object.__setattr__(self, field.name, change(value))
        except (ValueError, TypeError) as error:
            raise ValueError(
                say("settings.illegal", name=field.name, value=quote(value), problem=error)
            ) from error

    @classmethod
    def of(cls, loss: str, **changes: Any) -> Settings:
        """The settings that a loss brings along: its own η and start; ``changes`` on top."""
        own = {name: changes[name] for name in OWNED.get(loss, ()) if name in changes}
        surface = surface_of(loss, own)
        eta = own_eta(surface, DEFAULT_METHOD)
        return cls(**{"loss": loss, "eta": eta, "start": surface.start, **changes})

    @property
    def surface(self) -> Surface:
        """The loss itself. FormulaError or DataError where there is none."""
        own = {name: getattr(self, name) for name in OWNED.get(self.loss, ())}
        return surface_of(self.loss, own)

    @property
    def names(self) -> tuple[str, ...]:
        """The d weights' names as they are printed: a typed formula's own, else w, or w₁ and w₂."""
        if self.loss == FORMULA:
            return tuple(map(printed, self.surface.names))
        return ("w",) if self.surface.d == 1 else ("w₁", "w₂")

    @property
    def weights(self) -> str:
        """What the weights are called as one: w, or as a typed formula has it x, θ or (x, y)."""
        return together(self.surface.names) if self.loss == FORMULA else "w"

    @property
    def observations(self) -> Observations | None:
        """What a line is fitted to, as it stands in the loss; None for every other loss."""
        if self.loss != LINE:
            return None
        data = observations_of(self.data)
        return data.standardised if self.standardise else data

    def eta_after(self, k: int) -> float:
        """The learning rate of the step that is taken after k others."""
        return self.eta * self.drop[1] if self.drop and k >= self.drop[0] else self.eta

    def racer(self, name: str) -> Settings:
        """The settings of somebody who runs along: same loss, start and steps; the same η too, but
        between methods to which η means different things: then the loss's own one."""
        racer = RACERS[name]
        same = METHODS[racer.method].eta_is == METHODS[self.method].eta_is
        eta = self.eta if same else own_eta(self.surface, racer.method)
        alpha = self.alpha if racer.alpha is None else racer.alpha
        return replace(self, method=racer.method, eta=eta, alpha=alpha, race=())


DEFAULTS: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(Settings)}


def others(loss: str) -> tuple[str, ...]:
    """What belongs to other losses only."""
    return tuple(name for key, names in OWNED.items() if key != loss for name in names)


def _judged(field: Field, subject: Subject, value: Any) -> Any:
    if problem := field.problem(value, subject):
        raise ValueError(problem)
    return value


def known(loss: str) -> bool:
    """Whether there is a loss under this key."""
    return loss in CATALOGUE or loss in OWNED


def surface_of(loss: str, own: Mapping[str, Any]) -> Surface:
    """The loss from what belongs to it only. Raises FormulaError, DataError or ValueError."""
    if not known(loss):
        raise ValueError(say("settings.no loss", loss=quote(loss)))
    own = {**DEFAULTS, **own}
    if loss == FORMULA:
        window = own["window"]
        return from_formula(own["q"], tuple(zip(window[::2], window[1::2], strict=True)) or None)
    if loss == LINE:
        return line.surface(observations_of(own["data"]), own["standardise"])
    return CATALOGUE[loss]


@kept(4)
def observations_of(data: str) -> Observations:
    """A data set by its key, or the data that a link spells out. Raises DataError."""
    return DATA[data] if data in DATA else spelled.read(data)
