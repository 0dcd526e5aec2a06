"""Settings, and the one codec between them and a link.

A link that this module writes always spells out what decides the run (loss, method, η, α, start,
steps, race), so it keeps its meaning when a default changes. What is seldom set (drop, and how the
clock is watched: speed, loop, path, at) is left out while it has the value that its absence means,
and that meaning is fixed for ever (``ABSENT``). Catalogue losses never change under their name. A
link written by hand may name only some parameters; the rest are then the loss's own defaults.

Beside the catalogue's there are two losses of one's own: ``formula``, typed (q) over a window, and
``line``, a line fitted to data by mini-batches. What belongs to one of them only is at its default
for every other loss.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from momentum_core import linefit, table
from momentum_core.datasets import DATA
from momentum_core.fields import (
    ALPHA_LIMITS,
    DROP_LIMITS,
    ETA_LIMITS,
    FIELDS,
    RACERS,
    SPEEDS,
    START_REACH,
    STEPS_LIMITS,
    Field,
    Subject,
    quote,
    spell_number,
)
from momentum_core.grids import ALPHA_GRID, STEPS_GRID, eta_grid, eta_limits, own_eta, with_value
from momentum_core.observations import Observations
from momentum_core.surfaces import CATALOGUE, Surface, from_formula

__all__ = [
    "ABSENT",
    "ALPHA_GRID",
    "ALPHA_LIMITS",
    "CATALOGUE",
    "DEFAULT_LOSS",
    "DROP_LIMITS",
    "ETA_LIMITS",
    "FIELDS",
    "FORMULA",
    "LINE",
    "LONGEST_LINK",
    "OWNED",
    "RACERS",
    "RESERVED",
    "SPEEDS",
    "START_REACH",
    "STEPS_GRID",
    "STEPS_LIMITS",
    "Field",
    "Settings",
    "Subject",
    "carried",
    "complaint",
    "eta_grid",
    "eta_limits",
    "from_query",
    "observations_of",
    "only",
    "own_eta",
    "spell_number",
    "to_query",
    "with_value",
]

DEFAULT_LOSS = next(iter(CATALOGUE))
FORMULA, LINE = "formula", "line"
"""The two losses that are one's own."""
OWNED = {
    FORMULA: ("q", "window"),
    LINE: ("data", "standardise", "batch", "seed", "shuffle"),
}
"""What belongs to one loss only; ``q`` or ``data`` alone in a link choose that loss."""
LONGEST_LINK = 2000
"""Characters that a link may have; some programs cut longer ones."""
ABSENT: dict[str, Any] = {"drop": (), "speed": 1.0, "loop": False, "path": False, "at": None}
RESERVED = frozenset({"lesson", "page", "hide", "view"})
"""Parameters of the page's own; not a setting, not reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a link holds. Raises ValueError, with a sentence, for an illegal value.

    loss: a key of the catalogue, ``formula`` or ``line``. method: one of METHODS. eta: learning
    rate. alpha: momentum. start: d numbers. steps: the step limit. race: who runs along on the
    same clock. drop: () or (k, factor): after k steps η is multiplied by the factor.
    speed, loop, path (show the whole path) and at (the step the clock stands at; None: it plays)
    are about watching. Build one for another loss with ``Settings.of(key)``.

    For ``formula``: q, the text; window (lo, hi) for each axis, () for one that suits the formula.
    For ``line``: data, a key of DATA or data as table.py spells them; standardise: t to mean 0 and
    deviation 1; batch: observations a step, 0 for all; seed and shuffle: see draws.py.
    """

    loss: str = DEFAULT_LOSS
    q: str = ""
    window: tuple[float, ...] = ()
    data: str = next(iter(DATA))
    standardise: bool = False
    batch: int = 0
    seed: int = 1
    shuffle: bool = False
    method: str = "momentum"
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
        for name in _others(self.loss):
            object.__setattr__(self, name, _DEFAULTS[name])
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
            raise ValueError(f"{field.name} = {quote(value)}: {error}.") from error

    @classmethod
    def of(cls, loss: str, **changes: Any) -> Settings:
        """The settings that a loss brings along: its own η and start; ``changes`` on top."""
        own = {name: changes[name] for name in OWNED.get(loss, ()) if name in changes}
        surface = _surface(loss, own)
        eta = own_eta(surface, "momentum")
        return cls(**{"loss": loss, "eta": eta, "start": surface.start, **changes})

    @property
    def surface(self) -> Surface:
        """The loss itself. FormulaError or DataError where there is none."""
        own = {name: getattr(self, name) for name in OWNED.get(self.loss, ())}
        return _surface(self.loss, own)

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
        between Adam and the others, whose η mean different things: then the loss's own one."""
        if name == "plain":
            return replace(self.racer("momentum"), alpha=0.0)
        if name == "buffer":
            return self.racer("momentum")
        crossing = (name == "adam") != (self.method == "adam")
        eta = own_eta(self.surface, name) if crossing else self.eta
        return replace(self, method=name, eta=eta, race=())


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(Settings)}


def _others(loss: str) -> tuple[str, ...]:
    """What belongs to other losses only."""
    return tuple(name for key, names in OWNED.items() if key != loss for name in names)


def _judged(field: Field, subject: Subject, value: Any) -> Any:
    if problem := field.problem(value, subject):
        raise ValueError(problem)
    return value


def _known(loss: str) -> bool:
    return loss in CATALOGUE or loss in OWNED


def _surface(loss: str, own: Mapping[str, Any]) -> Surface:
    """The loss from what belongs to it only. Raises FormulaError, DataError or ValueError."""
    if not _known(loss):
        raise ValueError(f"There is no loss called {quote(loss)}.")
    own = {**_DEFAULTS, **own}
    if loss == FORMULA:
        window = own["window"]
        return from_formula(own["q"], tuple(zip(window[::2], window[1::2], strict=True)) or None)
    if loss == LINE:
        return linefit.surface(observations_of(own["data"]), own["standardise"])
    return CATALOGUE[loss]


@functools.lru_cache(maxsize=64)
def observations_of(data: str) -> Observations:
    """A data set by its key, or the data that a link spells out. Raises DataError."""
    return DATA[data] if data in DATA else table.read(data)


def to_query(settings: Settings) -> dict[str, str]:
    """The settings as a link's parameters, in a fixed order; a formula or data that are too long
    for a link are left out (``carried`` says so)."""
    left_out = {*_others(settings.loss), *_too_long(settings)}
    left_out |= {name for name, value in ABSENT.items() if getattr(settings, name) == value}
    return {
        field.name: field.spell(getattr(settings, field.name))
        for field in FIELDS
        if field.name not in left_out
    }


def carried(settings: Settings) -> bool:
    """Whether a link can carry the settings: a formula or data may be too long."""
    return not _too_long(settings)


def _too_long(settings: Settings) -> list[str]:
    return [name for name in ("q", "data") if not table.fits(getattr(settings, name))]


def from_query(query: Mapping[str, str | list[str]]) -> tuple[Settings, list[str]]:
    """Settings from a link's parameters, and one sentence for each value that was not usable.

    A parameter that is bad, empty or repeated falls back to its default and is named; parameters
    that are not ours are left alone; nothing in a link raises.
    """
    read: dict[str, Any] = {}
    complaints: list[str] = []

    def refuse(name: str, problem: object) -> None:
        read.pop(name, None)
        complaints.append(complaint(name, query, problem))

    for field in FIELDS:
        if field.name in query:
            try:
                read[field.name] = field.read(only(query[field.name], field.longest))
            except ValueError as error:
                refuse(field.name, error)
    loss = _read_loss(read, refuse)
    for name in _others(loss):
        if name in read:
            del read[name]
            complaints.append(f"{name} is not used: it belongs to another loss.")
    loss = _drawable(loss, read, refuse)
    surface = _surface(loss, read)
    data = observations_of(read.get("data", _DEFAULTS["data"])) if loss == LINE else None
    for field in FIELDS:
        problem = field.name in read and field.problem(read[field.name], Subject(surface, data))
        if problem:
            refuse(field.name, problem)
    read.setdefault("eta", own_eta(surface, read.get("method", "momentum")))
    return Settings.of(loss, **read), complaints


Refuse = Callable[[str, object], None]
"""Names a parameter and what is wrong with it, and leaves it out."""


def _texts(query: Mapping[str, str | list[str]], name: str) -> list[str]:
    raw = query.get(name, [])
    return [raw] if isinstance(raw, str) else list(raw)


def complaint(name: str, query: Mapping[str, str | list[str]], problem: object) -> str:
    """One sentence on a parameter that can't be used."""
    shown = quote(next(iter(_texts(query, name)), ""))
    return f"{name} = {shown} is not usable: {str(problem).removesuffix('.')}."


def only(raw: str | list[str], longest: float) -> str:
    """A parameter's text. Raises ValueError where it doesn't appear exactly once, or is longer."""
    texts = [raw] if isinstance(raw, str) else list(raw)
    if len(texts) != 1:
        raise ValueError(f"it appears {len(texts)} times")
    text = texts[0].strip()
    if len(text) > longest:
        raise ValueError(f"it has {len(text):,} characters; {longest:g} are the most")
    return text


def _read_loss(read: dict[str, Any], refuse: Refuse) -> str:
    """The loss that a link names, or that its other parameters speak of."""
    if "loss" not in read:
        return next((key for key, names in OWNED.items() if names[0] in read), DEFAULT_LOSS)
    if _known(read["loss"]):
        return str(read.pop("loss"))
    refuse("loss", "there is no such loss")
    return DEFAULT_LOSS


def _drawable(loss: str, read: dict[str, Any], refuse: Refuse) -> str:
    """The loss, without the window or the data that can't be had; where the formula can't be had,
    the default loss."""
    problem = _problem(loss, read)
    if not problem:
        return loss
    if loss == LINE:
        refuse("data", problem)
        return loss
    without = _problem(loss, {**read, "window": ()})
    if not without:
        refuse("window", problem)
        return loss
    refuse("q", without)
    return DEFAULT_LOSS


def _problem(loss: str, own: Mapping[str, Any]) -> str:
    """Why there is no such surface, or an empty string."""
    try:
        _surface(loss, own)
    except ValueError as error:
        return str(error)
    return ""
