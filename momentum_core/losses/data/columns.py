"""A column of cells as numbers: what its commas mean, its unit, its dates, and what is no number.

The decimal sign is decided for each column, by all its cells; where they don't tell, by the whole
table; where that doesn't either, by how tables are written, and that is told as a doubt. A cell
that is no number, or has another unit than the others, is left out and never guessed.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from momentum_core.losses.data import cells as read
from momentum_core.losses.data.dates import Times, looks_like_time, stamps, times
from momentum_core.losses.data.observations import clean_label
from momentum_core.words.sentences import say

THOUSAND_AND_MORE = {
    **dict.fromkeys(("k", "K", "thousand", "Tsd", "Tsd.", "tsd"), 3),
    **dict.fromkeys(
        ("M", "m", "mn", "Mn", "mio", "Mio", "Mio.", "million", "Million", "millions"), 6
    ),
    **dict.fromkeys(("B", "b", "bn", "Bn", "Mrd", "Mrd.", "billion", "Billion"), 9),
    **dict.fromkeys(("T", "tn", "trillion", "Trillion"), 12),
}
"""What stands for a power of ten behind a number, where a column has more than one such."""
SHARES = ("%", "‰")
NAMES_OF_ROWS = frozenset(
    ["", "index", "id", "no", "no.", "nr", "nr.", "#", "row", "rownames", "row.names", "rank"]
)


_EITHER = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_SIMPLE = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,9})?")


class Choices(NamedTuple):
    """How a visitor wants what is doubtful to be read; "" for what is likely.

    comma, point: "decimal" or "thousands". day: "first" or "second". first: the first row, "names"
    or "values".
    """

    comma: str = ""
    point: str = ""
    day: str = ""
    first: str = ""


class Doubt(NamedTuple):
    """What can be read in two ways: which of ``Choices``, how it was read, and what it is about."""

    about: str
    chosen: str
    cell: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column as it was read.

    name: different from all others. label: what it is called on an axis. values: a number for each
    row, None for what is left out. problem: why it has no numbers, or "". told: what is to be known
    of how it was read. doubts: what could be read in another way. named: whether the table has the
    name.
    """

    name: str
    label: str
    values: tuple[float | None, ...]
    problem: str = ""
    told: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    named: bool = True

    @property
    def counts_rows(self) -> bool:
        """Whether it is only the numbers or names of the rows, as R and pandas write them."""
        bare = self.name.lower()
        if self.named and bare not in NAMES_OF_ROWS and not bare.startswith("unnamed:"):
            return False
        real = [x for x in self.values if x is not None]
        whole = len(real) == len(self.values) and all(map(float.is_integer, real))
        return whole and all(a < b for a, b in itertools.pairwise(real))


class Signs(NamedTuple):
    """What a whole table shows of its decimal sign ("." or "," or ""); what divides its cells."""

    decimal: str
    delimiter: str


def kind(cell: str) -> str:
    """What a tidy cell is at first sight: "none", "number", "time" or "text"."""
    if read.is_none(cell):
        return "none"
    if read.number_of(cell) is not None:
        return "number"
    return "time" if looks_like_time(cell) else "text"


class Cells:
    """A column's tidy cells, "" for none, and what each of them shows."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the tidy cells of a column."""
        self.texts = ["" if read.is_none(text) else text for text in texts]
        self.different = {text for text in self.texts if text}

    @cached_property
    def simple(self) -> bool:
        """Whether all are digits with perhaps a minus before and a point between."""
        return all(map(_SIMPLE.fullmatch, self.different))

    @cached_property
    def parts(self) -> dict[str, read.Number | None]:
        """Each different cell's parts."""
        return {text: read.number_of(text) for text in self.different}

    @cached_property
    def evidence(self) -> frozenset[str]:
        """What the cells show of the decimal sign, together."""
        if self.simple:
            pointed = [text for text in self.different if "." in text]
            if any(not _EITHER.fullmatch(text) for text in pointed):
                return frozenset(".")
            return frozenset("!" if pointed else "")
        return frozenset(part.shows for part in self.parts.values() if part)


def shown(columns: Iterable[Cells]) -> str:
    """The decimal sign that some cell of a table shows; "" where none does, or both are shown."""
    found = {x for cells in columns for x in cells.evidence} & {".", ","}
    return found.pop() if len(found) == 1 else ""


def column(name: str, cells: Cells, signs: Signs, choices: Choices) -> Column:
    """Read a column's cells."""
    known = cells.texts
    if not cells.different:
        return _refused(name, len(known), say("table.empty column"))
    usual = signs.decimal == "," or signs.delimiter == ";"
    day = {"first": True, "second": False}.get(choices.day)
    dated = times(known, name, day, usual)
    if dated:
        return _dated(name, known, dated)
    found = _numbers(name, cells, signs, choices)
    stamped = None if found.problem else stamps(found.values, name)
    return _dated(name, known, stamped) if stamped else found


def _refused(name: str, count: int, problem: str) -> Column:
    return Column(name, name, (None,) * count, problem)


def _dated(name: str, cells: Sequence[str], dated: Times) -> Column:
    doubts: tuple[Doubt, ...] = ()
    if dated.day:
        first = next(c for c, x in zip(cells, dated.values, strict=True) if x is not None)
        doubts = (Doubt("day", dated.day, first, name),)
    return Column(name, labelled(name, dated.label), tuple(dated.values), doubts=doubts)


def labelled(name: str, unit: str) -> str:
    """A column's name with a unit or the like behind it; the name gives way where it is long."""
    if not unit or f"({unit})" in name or f"[{unit}]" in name:
        return name
    if name.endswith(")"):
        name, behind = name[:-1], f", {unit})"
    else:
        behind = f" ({unit})"
    room = 40 - len(behind)
    return clean_label((name if len(name) <= room else name[: max(room - 1, 1)] + "…") + behind)


def _decimal(
    name: str, cells: Cells, signs: Signs, choices: Choices
) -> tuple[str, tuple[Doubt, ...]]:
    """A column's decimal sign, and what is doubtful about it. "" where its cells show both."""
    found = cells.evidence
    if {".", ","} <= found:
        return "", ()
    for sign in ".,":
        if sign in found:
            return sign, ()
    doubtful = "," if "?" in found else "." if "!" in found else ""
    if not doubtful or {"?", "!"} <= found:
        return ("" if doubtful else signs.decimal or "."), ()
    if signs.decimal:
        return signs.decimal, ()
    if doubtful == "." and signs.delimiter not in (";", "\t"):
        return ".", ()
    about = "comma" if doubtful == "," else "point"
    likely = "decimal" if doubtful == "." or signs.delimiter == ";" else "thousands"
    chosen = getattr(choices, about) or likely
    cell = next(c for c in cells.texts if (part := cells.parts.get(c)) and part.shows in ("?", "!"))
    other = "," if doubtful == "." else "."
    return (doubtful if chosen == "decimal" else other), (Doubt(about, chosen, cell, name),)


def _numbers(name: str, cells: Cells, signs: Signs, choices: Choices) -> Column:
    texts = cells.texts
    if cells.simple and (decimal := _decimal(name, cells, signs, choices))[0] == ".":
        plain = tuple(float(text) if text else None for text in texts)
        return Column(name, name, plain, doubts=decimal[1])
    good = [p for text in texts if text and (p := cells.parts[text])]
    count = sum(map(bool, texts))
    if 2 * len(good) < count or not good:
        example = next(text for text in texts if text and not cells.parts[text])
        return _refused(name, len(texts), _no_number(example))
    sign, doubts = _decimal(name, cells, signs, choices)
    if not sign:
        return _refused(name, len(texts), say("table.both signs"))
    unit, kept, power = _unit([number.unit for number in good])
    if not kept:
        one, other, *_ = dict.fromkeys(number.unit or say("table.no unit") for number in good)
        return _refused(name, len(texts), say("table.units", one=one, other=other))
    debts = not all(number.bracketed for number in good)
    values: dict[str, float | None] = {"": None}
    for text, number in cells.parts.items():
        values[text] = None
        if number and number.unit in kept:
            more = THOUSAND_AND_MORE.get(number.unit, 0) if power else 0
            values[text] = number.value(sign, more, debts)
    told = (say("table.powers", label=name),) if power else ()
    read_values = tuple(values[text] for text in texts)
    return Column(name, labelled(name, unit), read_values, told=told, doubts=doubts)


def _no_number(cell: str) -> str:
    if len(cell) > read.LONGEST_NUMBER and set(cell) <= set("0123456789+-−.,eE"):
        return say("table.long number", cell=read.short(cell), most=read.LONGEST_NUMBER)
    return say("table.text", cell=read.short(cell))


def _unit(units: list[str]) -> tuple[str, frozenset[str], bool]:
    """The unit that a column is in, the units of the cells that belong to it, and whether k, M and
    the like in it are powers of ten. No units at all where no half of the cells agrees."""
    counted = Counter(units)
    named = [x for x in counted if x]
    if not named:
        return "", frozenset([""]), False
    if set(named) <= set(THOUSAND_AND_MORE) and (len(named) > 1 or counted[""]):
        return "", frozenset(counted), True
    most = max(named, key=lambda x: counted[x])
    if len(named) == 1 and read.is_money(most):
        return most, frozenset(counted), False
    if 2 * counted[""] >= len(units):
        return "", frozenset([""]), False
    if 2 * counted[most] < len(units):
        return "", frozenset(), False
    kept = {most} if most in SHARES else {most, ""}
    return most, frozenset(kept), False
