"""Settings and their limits, and the one codec between them and a link.

A link that this module writes always spells out what decides the run (loss, method, η, α, start,
steps, race), so it keeps its meaning when a default changes. What only decides how the clock is
watched (speed, loop, path, at) is left out while it has the value that its absence means, and that
meaning is fixed for ever (``ABSENT``). Catalogue losses never change under their name. A link
written by hand may name only some parameters; the rest are then the loss's own defaults.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from momentum_core.descent import METHODS
from momentum_core.surfaces import CATALOGUE, Surface

ETA_LIMITS = (1e-9, 1e3)
ALPHA_LIMITS = (0.0, 1.0)
STEPS_LIMITS = (1, 2000)
START_REACH = 10.0
"""A start may lie this many window sides outside of the window."""

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
RACERS = ("plain", *METHODS)
"""Who can run along: plain gradient descent (α = 0), or one of the methods."""

STEPS_GRID = (
    *(1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250),
    *(300, 400, 500, 600, 800, 1000, 1200, 1500, 2000),
)
ALPHA_GRID = tuple(k / 100 for k in range(101))

DEFAULT_LOSS = next(iter(CATALOGUE))
ABSENT: dict[str, Any] = {"speed": 1.0, "loop": False, "path": False, "at": None}
RESERVED = frozenset({"lesson", "page", "hide", "view", "data", "q"})
"""Parameters kept for later; not ours, not reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a link holds. Raises ValueError, with a sentence, for an illegal value.

    loss: a key of the catalogue. method: one of METHODS. eta: learning rate. alpha: momentum.
    start: d numbers. steps: the step limit. race: who runs along on the same clock.
    speed, loop, path (show the whole path) and at (the step the clock stands at; None: it plays)
    are about watching. Build one for another loss with ``Settings.of(key)``.
    """

    loss: str = DEFAULT_LOSS
    method: str = "momentum"
    eta: float = CATALOGUE[DEFAULT_LOSS].eta
    alpha: float = 0.9
    start: tuple[float, ...] = CATALOGUE[DEFAULT_LOSS].start
    steps: int = 250
    race: tuple[str, ...] = ("plain",)
    speed: float = 1.0
    loop: bool = False
    path: bool = False
    at: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no link may hold."""
        if self.loss not in CATALOGUE:
            raise ValueError(f"There is no loss called {_quote(self.loss)}.")
        for name in ("eta", "alpha", "speed"):
            object.__setattr__(self, name, float(getattr(self, name)))
        if type(self.steps) is not int or type(self.at) not in (int, type(None)):
            raise ValueError("The number of steps must be a whole number.")
        object.__setattr__(self, "start", tuple(float(x) for x in self.start))
        object.__setattr__(self, "race", tuple(self.race))
        for field in FIELDS:
            problem = field.problem(getattr(self, field.name), CATALOGUE[self.loss])
            if problem:
                raise ValueError(f"{field.name} = {_quote(getattr(self, field.name))}: {problem}.")

    @classmethod
    def of(cls, loss: str, **changes: Any) -> Settings:
        """The settings that a loss brings along: its own η and start; ``changes`` on top."""
        if loss not in CATALOGUE:
            raise ValueError(f"There is no loss called {_quote(loss)}.")
        surface = CATALOGUE[loss]
        return cls(**{"loss": loss, "eta": surface.eta, "start": surface.start, **changes})

    @property
    def surface(self) -> Surface:
        """The loss itself."""
        return CATALOGUE[self.loss]

    def racer(self, name: str) -> Settings:
        """The settings of somebody who runs along: same loss, start and steps; the same η too, but
        between Adam and the others, whose η mean different things: then the loss's own one."""
        if name == "plain":
            return replace(self.racer("momentum"), alpha=0.0)
        crossing = (name == "adam") != (self.method == "adam")
        eta = own_eta(self.surface, name) if crossing else self.eta
        return replace(self, method=name, eta=eta, race=())


@dataclass(frozen=True, slots=True)
class Field:
    """One row a setting: how a link spells it, how it is read, and what is wrong with a value."""

    name: str
    read: Callable[[str], Any]
    """Text to value; ValueError when the text is none."""
    spell: Callable[[Any], str]
    problem: Callable[[Any, Surface], str]
    """Why the value is illegal, or an empty string."""


def _number(text: str) -> float:
    if len(text) > 40 or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.A):
        raise ValueError("it is not a number")
    return float(text)


def _integer(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.A):
        raise ValueError("it is not a whole number")
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("it must be 0 or 1")
    return text == "1"


def spell_number(x: float) -> str:
    """The shortest text that reads back as the same number: 0.02, 3, -1.5e-07."""
    text = repr(float(x))
    return text.removesuffix(".0")


def _within(limits: tuple[float, float]) -> Callable[[Any, Surface], str]:
    low, high = limits
    says = f"it must lie between {spell_number(low)} and {spell_number(high)}"
    return lambda x, _: "" if low <= x <= high else says


def _one_of(choices: Iterable[Any]) -> Callable[[Any, Surface], str]:
    allowed = tuple(choices)
    says = f"it must be one of {', '.join(map(str, allowed))}"
    return lambda x, _: "" if x in allowed else says


def _start_problem(start: tuple[float, ...], surface: Surface) -> str:
    if len(start) != surface.d:
        return f"this loss needs {surface.d} number{'s' * (surface.d > 1)}"
    for x, (low, high) in zip(start, surface.bounds, strict=True):
        reach = START_REACH * (high - low)
        if not low - reach <= x <= high + reach:
            return "it is too far outside of the picture"
    return ""


def _race_problem(race: tuple[str, ...], _: Surface) -> str:
    if len(set(race)) != len(race) or not set(race) <= set(RACERS):
        return f"it must be none, or some of {', '.join(RACERS)}, each once"
    return ""


def _spell_flag(x: bool) -> str:
    return "1" if x else "0"


FIELDS: tuple[Field, ...] = (
    Field("loss", str, str, lambda x, _: "" if x in CATALOGUE else "there is no such loss"),
    Field("method", str, str, _one_of(METHODS)),
    Field("eta", _number, spell_number, _within(ETA_LIMITS)),
    Field("alpha", _number, spell_number, _within(ALPHA_LIMITS)),
    Field(
        "start",
        lambda text: tuple(_number(part) for part in text.split(",")[:3]),
        lambda start: ",".join(map(spell_number, start)),
        _start_problem,
    ),
    Field("steps", _integer, str, _within(STEPS_LIMITS)),
    Field(
        "race",
        lambda text: () if text == "none" else tuple(text.split(",")[:9]),
        lambda race: ",".join(race) or "none",
        _race_problem,
    ),
    Field("speed", _number, spell_number, _one_of(SPEEDS)),
    Field("loop", _flag, _spell_flag, lambda *_: ""),
    Field("path", _flag, _spell_flag, lambda *_: ""),
    Field(
        "at",
        _integer,
        str,
        lambda k, s: "" if k is None else _within((0, STEPS_LIMITS[1]))(k, s),
    ),
)


def to_query(settings: Settings) -> dict[str, str]:
    """The settings as a link's parameters, in a fixed order."""
    return {
        field.name: field.spell(value)
        for field in FIELDS
        if (value := getattr(settings, field.name)) != ABSENT.get(field.name, _NEVER)
    }


_NEVER = object()


def from_query(query: Mapping[str, str | list[str]]) -> tuple[Settings, list[str]]:
    """Settings from a link's parameters, and one sentence for each value that was not usable.

    A parameter that is bad, empty or repeated falls back to its default and is named; parameters
    that are not ours are left alone; nothing in a link raises.
    """
    read: dict[str, Any] = {}
    complaints: list[str] = []
    surface = CATALOGUE[DEFAULT_LOSS]
    for field in FIELDS:
        if field.name not in query:
            continue
        raw = query[field.name]
        texts = [raw] if isinstance(raw, str) else list(raw)
        try:
            if len(texts) != 1:
                raise ValueError(f"it appears {len(texts)} times")
            value = field.read(texts[0].strip())
            problem = field.problem(value, surface)
            if problem:
                raise ValueError(problem)
        except ValueError as error:
            shown = _quote(texts[0] if texts else "")
            complaints.append(f"{field.name} = {shown} is not usable: {error}.")
            continue
        read[field.name] = value
        if field.name == "loss":
            surface = CATALOGUE[value]
    if "eta" not in read:
        read["eta"] = own_eta(surface, read.get("method", "momentum"))
    return Settings.of(read.pop("loss", DEFAULT_LOSS), **read), complaints


def _quote(value: object) -> str:
    """A value as it may be shown to a visitor: short and printable."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value)[:25])
    return f"“{text}…”" if len(str(value)) > 25 else f"“{text}”"


def own_eta(surface: Surface, method: str) -> float:
    """The learning rate that a method opens with on a loss. Adam's update is about η long at first
    (Kingma & Ba 2015, §2.1), so its η goes with the window; the others' goes with the curvature."""
    return float(f"{surface.span / 80:.1e}") if method == "adam" else surface.eta


def eta_limits(surface: Surface, method: str) -> tuple[float, float]:
    """The learning rates worth trying with a method on a loss."""
    if method != "adam":
        return surface.eta_limits
    return float(f"{surface.span / 8000:.0e}"), float(f"{surface.span / 4:.0e}")


def eta_grid(limits: tuple[float, float]) -> tuple[float, ...]:
    """The learning rates that a slider stops at: three significant digits, about 75 a decade, with
    all the round ones among them, and near enough to evenly spread on a logarithmic scale."""
    low, high = limits
    mantissas = [*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20)]
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = (float(f"{m}e{decade - 2}") for decade in decades for m in mantissas)
    return tuple(x for x in values if low <= x <= high)


def with_value(grid: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """The grid with one legal value more, where a link brought one that is not on it."""
    if value in grid:
        return grid
    place = bisect.bisect(grid, value)
    return (*grid[:place], value, *grid[place:])
