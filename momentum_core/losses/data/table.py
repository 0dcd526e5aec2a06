"""Tables of numbers: a file or pasted cells in, observations out.

``text.py`` finds the letters, ``layout.py`` the cells, ``heading.py`` the names, ``columns.py`` the
numbers. What can't be read for sure is left out, and told; what can be read in two ways is told,
with the way it was read, and may be chosen. Every refusal is a DataError with one sentence for the
visitor; rows are counted as a spreadsheet counts them, from 1 and with the header.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from momentum_core.kept import kept
from momentum_core.losses.data import columns
from momentum_core.losses.data.cells import plain_number, short
from momentum_core.losses.data.columns import Cells, Choices, Column, Doubt, Signs
from momentum_core.losses.data.heading import Headed, headed, joined
from momentum_core.losses.data.layout import MOST_ROWS, VALUES, Grid, grid_from_cells, grid_of
from momentum_core.losses.data.observations import (
    LARGEST,
    SMALLEST,
    DataError,
    Observations,
    clean_label,
    moment,
    sampled,
)
from momentum_core.losses.data.text import text_of
from momentum_core.losses.data.workbook import is_workbook, workbook_rows
from momentum_core.words.numbers import MINUS
from momentum_core.words.sentences import listed, say

AS_READ = Choices()
_NAMED = 3
"""So many rows are named in a sentence about rows; of more only the number is told."""


@dataclass(frozen=True)
class Table:
    """A table as it was read.

    columns: all of them. rows: the number of each row of values. cells: the rows that are shown,
    the first few and the last one, as they stand in the file. told: what was left out, and how
    something was read, in sentences.
    """

    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[int, tuple[str, ...]], ...]
    told: tuple[str, ...] = ()
    doubt: Doubt | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, all different."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def numeric(self) -> tuple[str, ...]:
        """The names of the columns that have numbers, in their order."""
        return tuple(column.name for column in self.columns if not column.problem)

    @cached_property
    def likely(self) -> tuple[str, ...]:
        """The same, those first that are likely to be meant: numbers of rows, and columns in which
        all values are the same, come last, where there are two others."""
        usual = [c for c in self.columns if not c.problem]
        named = any(c.named for c in usual)
        last = {c.name for c in usual if _constant(c) or (named and c.counts_rows)}
        if len(usual) - len(last) < 2:
            return self.numeric
        return tuple(sorted(self.numeric, key=last.__contains__))

    def column(self, name: str) -> Column:
        """A column by its name. Raises DataError where there is none."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise DataError(say("data.no column", label=clean_label(name)))
        return found

    def pairs(self, t: str, y: str) -> list[tuple[int, float, float]]:
        """The rows that have a finite number in both columns, as (row, t, y). Raises DataError."""
        chosen = [self.column(name) for name in (t, y)]
        if t == y:
            raise DataError(say("data.twice"))
        for column in chosen:
            if column.problem:
                raise DataError(say("data.no numbers", label=column.name, why=column.problem))
        ts, ys = (column.values for column in chosen)
        return [
            (row, a, b)
            for row, a, b in zip(self.rows, ts, ys, strict=True)
            if a is not None and b is not None and math.isfinite(a) and math.isfinite(b)
        ]

    def observations(self, t: str, y: str, name: str, source: str = "") -> Observations:
        """Two columns as observations, in larger or smaller units where theirs are out of bounds;
        of more than SAMPLE rows the sums, and a sample. Raises DataError where no line can be
        fitted to them."""
        _, ts, ys, labels = self._converted(t, y)
        return sampled(name, ts, ys, *labels, source)

    def _converted(
        self, t: str, y: str
    ) -> tuple[list[int], list[float], list[float], tuple[str, str]]:
        """The rows with a pair, the pairs as a line is fitted to them, and what these are."""
        pairs = self.pairs(t, y)
        ts, t_label = _scaled(*_moved([a for _, a, _ in pairs], self.column(t).label))
        ys, y_label = _scaled([b for _, _, b in pairs], self.column(y).label)
        return [row for row, _, _ in pairs], ts, ys, (t_label, y_label)

    def preview(self, t: str, y: str) -> list[tuple[int, str, str]]:
        """The rows that are shown: the number, and for t and y what stands there, with what it was
        read as where that is something else."""
        rows, ts, ys, _ = self._converted(t, y)
        read = {row: pair for row, *pair in zip(rows, ts, ys, strict=True)}
        places = [self.names.index(name) for name in (t, y)]
        found = []
        for number, cells in self.cells:
            values = read.get(number, (None, None))
            texts = [_as_read(cells[k], x) for k, x in zip(places, values, strict=True)]
            found.append((number, texts[0], texts[1]))
        return found

    def missing(self, t: str, y: str) -> str:
        """How many rows have no pair of numbers in two columns, and which; or nothing."""
        kept = {row for row, _, _ in self.pairs(t, y)}
        left = [row for row in self.rows if row not in kept]
        return _left_out(left) if left else ""

    def doubts(self, *names: str) -> tuple[Doubt, ...]:
        """What can be read in two ways, of these columns or of the whole table."""
        of_columns = [doubt for name in names for doubt in self.column(name).doubts]
        every = [self.doubt, *of_columns] if self.doubt else of_columns
        return tuple({doubt.about: doubt for doubt in reversed(every)}.values())[::-1]


def _as_read(cell: str, number: float | None) -> str:
    """A cell, and the number that it was read as where that is written in another way."""
    if number is None:
        return say("table.no value", cell=short(cell)) if cell else say("table.empty")
    text = f"{number:.10g}".replace("-", MINUS)
    same = plain_number(cell) == number
    return text if same else say("table.read as", cell=short(cell), number=text)


def _constant(column: Column) -> bool:
    return len({x for x in column.values if x is not None}) < 2


def _left_out(rows: Sequence[int]) -> str:
    if len(rows) > _NAMED:
        return say("table.left out", count=len(rows))
    return say("table.left out, named", count=len(rows), rows=listed(map(str, rows)))


def _scaled(values: list[float], label: str) -> tuple[list[float], str]:
    """Values in a unit in which they are neither too large nor too small for a line's loss."""
    largest = max(map(abs, values), default=0.0)
    if not largest or SMALLEST <= largest <= LARGEST:
        return values, label
    power = _power(largest)
    key = f"table.scale {power}" if power in (6, 9, 12) else "table.scale"
    shifted = [float(Decimal(repr(x)).scaleb(-power)) for x in values]
    return shifted, columns.labelled(label, say(key, power=str(power).translate(_HIGH)))


_HIGH = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _power(largest: float) -> int:
    """The power of ten that is taken for a unit: that of a million, or one that people have a name
    for, or one of thousand's."""
    named = ((6, 1e10), (9, 1e13), (12, 1e16))
    power = 3 * math.floor(math.log10(largest) / 3)
    return next((k for k, most in named if largest > 1 and largest < most), power)


def _moved(values: list[float], label: str) -> tuple[list[float], str]:
    """Values counted from the smallest one, where they hardly differ beside their size."""
    if not values:
        return values, label
    least, most = min(values), max(values)
    hardly = SMALLEST * max(abs(least), abs(most))
    wide = most - least > hardly * math.sqrt(2 * len(values))  # so far apart, none can be close
    if least == most or wide or math.sqrt(moment(values, values)) >= hardly:
        return values, label
    moved = [float(Decimal(repr(x)) - Decimal(repr(least))) for x in values]
    return moved, columns.labelled(label, say("table.above", least=f"{least:.12g}"))


def read_table(source: bytes | str, choices: Choices = AS_READ) -> Table:
    """Read a file's bytes, or pasted text. Raises DataError.

    >>> read_table("t;y\\n1;2,5\\n2;3").column("y").values
    (2.5, 3.0)
    """
    if isinstance(source, bytes) and is_workbook(source):
        told: list[str] = []
        grid = grid_from_cells(workbook_rows(source))
    else:
        text, told = text_of(source)
        grid = grid_of(text)
    parts = headed(grid, choices)
    values = (cell for row in parts.body[:2] for cell in row.cells)
    if len(parts.body) < 2 and all(columns.kind(cell) not in VALUES for cell in values):
        raise DataError(say("data.only names"))
    if len(parts.body) > MOST_ROWS:
        raise DataError(say("data.rows", count=len(parts.body), most=MOST_ROWS))
    names = distinct(tuple(map(joined, parts.names, parts.units)))
    cells = [Cells([row.cells[k] for row in parts.body]) for k in range(len(names))]
    signs = Signs(columns.shown(cells), grid.delimiter)
    read = [columns.column(name, c, signs, choices) for name, c in zip(names, cells, strict=True)]
    read = [replace(c, named=bool(name)) for c, name in zip(read, parts.names, strict=True)]
    seen = [*parts.body[:4], *parts.body[4:][-1:]]
    return Table(
        tuple(read),
        tuple(row.number for row in parts.body),
        tuple((row.number, tuple(row.cells)) for row in seen),
        (*told, *_told(grid, parts)),
        parts.doubt,
    )


def _told(grid: Grid, parts: Headed) -> list[str]:
    """What was left out of a table before its columns were read."""
    told = []
    if grid.comments:
        told.append(say("table.comments", count=grid.comments))
    if parts.titles:
        told.append(say("table.titles", count=parts.titles))
    if parts.turned:
        told.append(say("table.turned"))
    if grid.grouped:
        told.append(say("table.grouped", cell=short(grid.grouped)))
    if grid.unnamed:
        told.append(say("table.unnamed"))
    for number, first in parts.totals[:_NAMED]:
        told.append(say("table.total", row=number, cell=short(first)))
    if len(parts.totals) > _NAMED:
        told.append(say("table.totals", count=len(parts.totals) - _NAMED))
    if parts.second:
        told.append(say("table.second", row=parts.second))
    if grid.odd:
        told.append(say("table.odd", count=len(grid.odd), row=grid.odd[0]))
    return told


def distinct(header: tuple[str, ...]) -> tuple[str, ...]:
    """A different, showable name for each column."""
    names: dict[str, None] = {}
    for k, cell in enumerate(header, 1):
        name = clean_label(cell) or say("data.column", number=k)
        numbered = (clean_label(f"({j}) {name}") for j in itertools.count(k))
        names[next(x for x in itertools.chain([name], numbered) if x not in names)] = None
    return tuple(names)


@kept(32)
def read_again(source: bytes | str, choices: Choices) -> Table:
    """``read_table``, which remembers the last tables: a dialog asks for the same one again with
    each choice."""
    return read_table(source, choices)
