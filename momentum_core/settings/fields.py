"""One row a setting: its limits, how a link spells it, and what is wrong with a value.

``read`` takes a link's text and ``clean`` a value from a program; both give the value as a setting
holds it, or raise ValueError. ``problem`` then says why the value won't do for this loss. All
reasons are the end of a sentence: "eta = “0” is not usable: " and then the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Any, NamedTuple

from momentum_core.formula.functions import TYPED
from momentum_core.formula.parse import parse
from momentum_core.formula.reading.code import WORDS
from momentum_core.formula.reading.latex import BEGINNING, VALUES
from momentum_core.formula.reading.read import LONGEST
from momentum_core.formula.refusals import FormulaError
from momentum_core.kept import kept
from momentum_core.losses.data.observations import Observations
from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.losses.surface import Surface
from momentum_core.methods.draws import SEED_LIMITS
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.words.sentences import listed, say

ALPHA_LIMITS = (0.0, 1.0)
STEPS_LIMITS = (1, 2000)
START_REACH = 10.0
"""A start may lie this many window sides outside of the window."""
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
DROP_LIMITS = (1e-3, 1e3)


class Subject(NamedTuple):
    """What a setting's value is judged by: the loss, and the data behind it if there are any."""

    surface: Surface
    observations: Observations | None


@dataclass(frozen=True, slots=True)
class Field:
    """How one setting is read, cleaned, spelled and judged; see the module."""

    name: str
    read: Callable[[str], Any]
    clean: Callable[[Any], Any]
    spell: Callable[[Any], str] = str
    problem: Callable[[Any, Subject], str] = lambda *_: ""
    longest: float = 200
    """Characters of a link's text; nothing of one that is longer is read."""


def spell_number(x: float) -> str:
    """The shortest text that reads back as the same number: 0.02, 3, -1.5e-07."""
    return repr(float(x)).removesuffix(".0")


def quote(value: object) -> str:
    """A value as it may be shown to a visitor: short and printable."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value)[:25])
    return say("settings.cut" if len(str(value)) > 25 else "settings.quoted", text=text)


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def _number(text: str) -> float:
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        raise ValueError(say("settings.number"))
    return float(text)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(_number(part) for part in text.split(",", 5)[:5])


_GAP = "\0"
_IN_DOUBT = re.compile(rf"{_GAP}(?![\d.])|(?<![\d^])\d+{_GAP}\d\d\d(?!\d)")


def _formula(text: str) -> str:
    """A formula from a link. In a link a space may be a plus sign (``?q=x^2+y^2``), so between two
    values it is read as one, and ``plus_read`` says so; ``_spell_formula`` leaves none there."""
    return _without_gaps(text, "+")


def plus_read(text: str) -> str:
    """What is to be said of a link's formula in which a space was read as a plus sign. Nothing
    where a number follows each, as in ``x^2 10y^2``: in a product it stands in front; but a group
    of three digits may belong to the number before it."""
    doubtful = _IN_DOUBT.search(_without_gaps(text, _GAP))
    return say("settings.gap", formula=quote(_formula(text))) if doubtful else ""


@kept(0.5)
def _spell_formula(text: str) -> str:
    """A formula for a link: products written out, so that they stay products. Where a sign would
    change the meaning, as in ``sin 2x y``, LaTeX's sign for a space is written."""
    signed = _without_gaps(text, "*")
    return signed if signed == text or _same(text, signed) else _without_gaps(text, "~")


def _same(text: str, other: str) -> bool:
    """Whether two texts are read as one formula, or the first as none."""
    try:
        a = parse(text)
    except FormulaError:
        return True
    try:
        b = parse(other)
    except FormulaError:
        return False
    return (a.names, a.root, a.sheet.parts) == (b.names, b.root, b.sheet.parts)


def _without_gaps(text: str, sign: str) -> str:
    """The text with a sign in the place of each space between two values. One that is too long for
    a formula stays as it is, to be refused as such."""
    if len(text) > LONGEST:
        return text
    pieces = re.split(r"(\s+)", text)
    bars = 0
    for k in range(1, len(pieces) - 1, 2):
        before, after = pieces[k - 1], pieces[k + 1]
        bars += before.count("|")
        word = before[len(before.rstrip(digits).rstrip(ascii_letters)) :]
        command = before[: -len(word) or None].endswith("\\") and word not in VALUES
        if word in TYPED or word in WORDS or command:
            continue
        if _ends_value(before, bars) and _begins_value(after, bars):
            pieces[k] = sign
    return "".join(pieces)


def _ends_value(text: str, bars: int) -> bool:
    last = text[-1:]
    return bool(re.fullmatch(r"[\w.)}\]]", last)) or (last == "|" and bars % 2 == 0)


def _begins_value(text: str, bars: int) -> bool:
    first = text[:1]
    if first == "\\":
        return re.split(r"[^A-Za-z]", text[1:13])[0] in BEGINNING
    return bool(re.fullmatch(r"[\w.(√∛\[]", first)) or (first == "|" and bars % 2 == 0)


def _integer(text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.A):
        raise ValueError(say("settings.integer"))
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(say("settings.flag"))
    return text == "1"


def _size(text: str) -> int:
    """A batch's size; 0 is written "all"."""
    return 0 if text == "all" else _integer(text) or -1


def _names(text: str) -> tuple[str, ...]:
    return () if text == "none" else tuple(text.split(",", 9)[:9])


def _floats(values: Iterable[Any]) -> tuple[float, ...]:
    return tuple(float(x) for x in values)


def _ends(values: Iterable[Any]) -> tuple[float, ...]:
    """A window's ends: none, or two for each axis."""
    ends = _floats(values)
    if len(ends) % 2:
        raise ValueError(say("settings.ends"))
    return ends


def _read_drop(text: str) -> tuple[float, ...]:
    step, _, factor = text.partition(",")
    return (_integer(step), _number(factor))


def _drop(values: Iterable[Any]) -> tuple[float, ...]:
    """When η drops, and what it is multiplied by then; or nothing."""
    pair = tuple(values)
    if not pair:
        return ()
    if len(pair) != 2:
        raise ValueError(say("settings.pair"))
    return (_whole(pair[0]), float(pair[1]))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(say("settings.whole"))
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(say("settings.truth"))
    return value


def _spell_flag(x: bool) -> str:
    return "1" if x else "0"


def _spell_numbers(numbers: tuple[float, ...]) -> str:
    return ",".join(map(spell_number, numbers))


def _within(limits: tuple[float, float]) -> Callable[[Any, Subject], str]:
    low, high = limits
    ends = {"low": spell_number(low), "high": spell_number(high)}
    return lambda x, _: "" if x is None or low <= x <= high else say("settings.between", **ends)


def _one_of(choices: Iterable[Any]) -> Callable[[Any, Subject], str]:
    allowed = tuple(choices)
    return lambda x, _: "" if x in allowed else say("settings.one of", names=listed(allowed))


def _batch_problem(batch: int, subject: Subject) -> str:
    n = len(subject.observations or ())
    return "" if 0 <= batch <= n else say("settings.batch", most=n)


def _drop_problem(drop: tuple[float, ...], _: Subject) -> str:
    if not drop:
        return ""
    (low, high), (least, most) = STEPS_LIMITS, DROP_LIMITS
    if low <= drop[0] <= high and least <= drop[1] <= most:
        return ""
    factors = {"least": spell_number(least), "most": spell_number(most)}
    return say("settings.drop", low=low, high=high, **factors)


def typed_limits(surface: Surface) -> dict[str, list[tuple[float, float]]]:
    """The least and the most that may be typed on the stage; of the start for each weight."""
    one = {"eta": ETA_LIMITS, "alpha": ALPHA_LIMITS, "steps": STEPS_LIMITS}
    return {name: [limits] for name, limits in one.items()} | {"start": start_limits(surface)}


def start_limits(surface: Surface) -> list[tuple[float, float]]:
    """How far off a start may lie, for each weight."""
    reaches = [(low, high, START_REACH * (high - low)) for low, high in surface.bounds]
    return [(low - reach, high + reach) for low, high, reach in reaches]


def _start_problem(start: tuple[float, ...], subject: Subject) -> str:
    surface = subject.surface
    if len(start) != surface.d:
        return say("settings.weights", count=surface.d)
    for x, (low, high) in zip(start, start_limits(surface), strict=True):
        if not low <= x <= high:
            return say("settings.far")
    return ""


def _race_problem(race: tuple[str, ...], _: Subject) -> str:
    if len(set(race)) != len(race) or not set(race) <= set(RACERS):
        return say("settings.race", names=listed(RACERS))
    return ""


FIELDS: tuple[Field, ...] = (
    Field("loss", str, str),
    Field("q", _formula, str.strip, _spell_formula, longest=math.inf),
    Field("window", lambda text: _ends(_numbers(text)), _ends, _spell_numbers),
    Field("data", str, str.strip, longest=math.inf),
    Field("standardise", _flag, _truth, _spell_flag),
    Field("batch", _size, _whole, lambda size: str(size or "all"), _batch_problem),
    Field("seed", _integer, _whole, str, _within(SEED_LIMITS)),
    Field("shuffle", _flag, _truth, _spell_flag),
    Field("method", str, str, str, _one_of(METHODS)),
    Field("eta", _number, float, spell_number, _within(ETA_LIMITS)),
    Field("alpha", _number, float, spell_number, _within(ALPHA_LIMITS)),
    Field("start", _numbers, _floats, _spell_numbers, _start_problem),
    Field("steps", _integer, _whole, str, _within(STEPS_LIMITS)),
    Field("drop", _read_drop, _drop, _spell_numbers, _drop_problem),
    Field("race", _names, tuple, lambda race: ",".join(race) or "none", _race_problem),
    Field("speed", _number, float, spell_number, _one_of(SPEEDS)),
    Field("loop", _flag, _truth, _spell_flag),
    Field("path", _flag, _truth, _spell_flag),
    Field(
        "at",
        _integer,
        lambda k: None if k is None else _whole(k),
        str,
        _within((0, STEPS_LIMITS[1])),
    ),
)
"""All settings, in the order in which a link spells them. How long a formula and data may be, their
own readers ask before anything else."""
