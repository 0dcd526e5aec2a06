"""What stands above and below a table's values: titles, names, units, totals and notes.

Columns of numbers are told by their lower part. The rows above the first one that has numbers in
them are titles, names of the columns and their units. Names may be numbers themselves, as years
are, or as pandas writes them; where that is doubtful, the page says how it was taken.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from momentum_core.losses.data.columns import Choices, Doubt, kind
from momentum_core.losses.data.layout import MOST_COLUMNS, VALUES, Grid, Row
from momentum_core.words.sentences import say

_LOOKED_AT = 50
"""Rows at the top among which the names are looked for, and at the bottom for totals and notes."""
_KNOWN = (
    "s|ms|µs|ns|min|h|d|days|day|hour|hours|year|years|yr|sec|seconds|minutes|m|cm|mm|km|µm|"
    "nm|ft|in|mi|yd|g|kg|mg|µg|t|lb|lbs|oz|°c|c|°f|f|k|n|v|mv|a|ma|w|kw|mw|kwh|wh|j|kj|kcal|"
    "hz|khz|mhz|pa|hpa|kpa|mpa|bar|mbar|psi|%|‰|ppm|ppb|kn|l|ml|dl|mol|mmol|rad|deg|°|m/s|"
    "cm/s|km/h|mph|m/s2|m/s^2|m/s²|ms-1|m2|m²|km2|km²|m3|m³|cm3|cm³|lux|lx|db|dba|ω|ohm|kω|"
    "t/a|g/l|mg/l|g/cm3|g/cm³|kg/m3|kg/m³|w/m2|w/m²|m3/s|m³/s|1/s|rpm|usd|eur|$|€|£|-|count|"
    "counts|pcs"
)
_UNITS = frozenset(_KNOWN.split("|"))
_BRACKETED = re.compile(r"\([^()]{1,15}\)|\[[^\[\]]{1,15}\]")
_TOTAL = re.compile(
    r"(grand |sub)?(total|totals|sum|summe|gesamt|gesamtsumme|insgesamt|somme|totale|suma|average|"
    r"averages|avg|mean|median|mittelwert|durchschnitt|moyenne|media|"
    r"st(andar)?d\.? ?(dev(iation)?)?\.?|stabw|sd|stdev|min|"
    r"max|minimum|maximum|count|anzahl|n)\.?:?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_YEARS = 3
_ALWAYS = re.compile(r"(grand |sub)?(total|totals|summe|gesamt|gesamtsumme|insgesamt):?", re.I)


class Headed(NamedTuple):
    """A table's parts. names: one a column, "" for none. units: the same. body: the rows of values.
    titles: how many rows above were left out. totals: rows that add others up or are notes, as
    (number, first words). second: the number of the row where another table begins, which is left
    out, or 0. doubt: whether the first row could be names, or values, after all."""

    names: list[str]
    units: list[str]
    body: list[Row]
    titles: int
    totals: list[tuple[int, str]]
    doubt: Doubt | None = None
    second: int = 0
    turned: bool = False


def headed(grid: Grid, choices: Choices) -> Headed:
    """Tell a grid's parts from each other."""
    parts = _cut_off(_headed(grid, choices))
    return _turned(parts) if _years_across(parts) else parts


def _years_across(parts: Headed) -> bool:
    """Whether the columns are years, behind one or more of words: then each row is a series."""
    years = [name for name in parts.names if _YEAR.fullmatch(name)]
    at = parts.names.index(years[0]) if years else 0
    behind = [name for name in parts.names[at:] if name]
    words = [cell for row in parts.body for cell in row.cells[:at]]
    return (
        at > 0
        and len(years) >= _YEARS
        and behind == sorted(set(years))
        and all(kind(cell) not in VALUES for cell in words)
        and len(parts.body) < MOST_COLUMNS
        and all(any(row.cells[:at]) for row in parts.body)
    )


def _turned(parts: Headed) -> Headed:
    """The same with a column of years, and one for each row; rows are then numbered as the columns
    were."""
    named = [k for k, name in enumerate(parts.names) if _YEAR.fullmatch(name)]
    names = [next(filter(None, row.cells)) for row in parts.body]
    body = [Row(k + 1, [parts.names[k], *(row.cells[k] for row in parts.body)]) for k in named]
    width = len(names) + 1
    return parts._replace(
        names=[say("table.year"), *names], units=[""] * width, body=body, turned=True
    )


def _cut_off(parts: Headed) -> Headed:
    """Without another table below."""
    numeric = _numeric(parts.body) if parts.body else []
    for before, (k, row) in itertools.pairwise(enumerate(parts.body)):
        apart = row.number > before[1].number + 1 and row.cells != parts.names
        if apart and len(numeric) > 1 and all(kind(row.cells[c]) == "text" for c in numeric):
            return parts._replace(body=parts.body[:k], second=row.number)
    return parts


def _headed(grid: Grid, choices: Choices) -> Headed:
    rows, totals = _without_footers(grid.rows)
    numeric = _numeric(rows)
    width = len(rows[0].cells)
    blank = [""] * width
    start = next(
        (k for k, row in enumerate(rows) if _is_data(row, numeric)), len(rows) if numeric else 0
    )
    at = _names_at(rows[:start], numeric)
    if at is not None:
        units, below = _units(rows, at, start, numeric)
        names = rows[at].cells
        return Headed(names, units, rows[below:], at, totals)
    top = next(
        (k for k in range(start) if _has_values(rows[k], numeric)), min(start, len(rows) - 1)
    )
    row = rows[top]
    if start == top and grid.comment:
        return Headed(grid.comment, blank, rows[top:], top, totals)
    named, doubtful = _numbers_as_names(rows[top:], numeric)
    doubt = None
    if doubtful:
        named = {"names": True, "values": False}.get(choices.first, named)
        cell = next(cell for cell in row.cells if cell)
        doubt = Doubt("first", "names" if named else "values", cell, "")
    mixed = start > top and any(kind(row.cells[k]) == "text" for k in numeric)
    if named or mixed:
        return Headed(row.cells, blank, rows[top + 1 :], top, totals, doubt)
    return Headed(blank, blank, rows[top:], top, totals, doubt)


def _without_footers(rows: list[Row]) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows without notes and totals at the end, and without totals anywhere."""
    rows, totals, every = list(rows), [], rows

    def leave(row: Row) -> None:
        totals.append((row.number, next(cell for cell in row.cells if cell)))

    while len(rows) > 1 and len(totals) < _LOOKED_AT and _is_footer(rows[-1]):
        leave(rows.pop())
    kept: list[Row] = []
    for row in rows:
        if _ALWAYS.fullmatch(_first(row)) and kept and any(kind(x) in VALUES for x in row.cells):
            leave(row)
        else:
            kept.append(row)
    return (kept, totals) if 2 * len(kept) > len(every) else (every, [])


def _first(row: Row) -> str:
    return next(cell for cell in row.cells if cell)[:40]


def _is_footer(row: Row) -> bool:
    """A note in one cell, or a row that adds up others."""
    first = _first(row)
    if sum(map(bool, row.cells)) == 1:
        return kind(first) == "text"
    return bool(_TOTAL.fullmatch(first)) and any(kind(x) in VALUES for x in row.cells)


def _numeric(rows: list[Row]) -> list[int]:
    """The columns of numbers or times: below their first one, they are at least half of the
    cells."""
    sample = rows[:_LOOKED_AT] + rows[_LOOKED_AT:][:: max(len(rows) // _LOOKED_AT, 1)]
    found = []
    for k in range(len(rows[0].cells)):
        kinds = [kind(row.cells[k]) for row in sample]
        first = next((j for j, x in enumerate(kinds) if x in VALUES), len(kinds))
        rest = [x for x in kinds[first:] if x != "none"]
        if rest and 2 * sum(x in VALUES for x in rest) >= len(rest) and _lasting(kinds, first):
            found.append(k)
    return found


def _lasting(kinds: list[str], first: int) -> bool:
    """Whether values reach down to the table's end, as those of a title don't."""
    return any(x in VALUES for x in kinds[max(first, len(kinds) // 2) :])


def _is_data(row: Row, numeric: list[int]) -> bool:
    """Whether a row has numbers in columns of numbers, and no words there."""
    kinds = [kind(row.cells[k]) for k in numeric]
    return any(x in VALUES for x in kinds) and "text" not in kinds


def _has_values(row: Row, numeric: list[int]) -> bool:
    return any(kind(row.cells[k]) in VALUES for k in numeric)


def _names_at(top: list[Row], numeric: list[int]) -> int | None:
    """Which of the rows above the first data has the names: the last that has a word in each
    column of numbers, but for one of units below another; else the one with words in the most."""
    words = [sum(kind(row.cells[k]) == "text" for k in numeric) for row in top[:_LOOKED_AT]]
    clean = [not any(kind(row.cells[k]) in VALUES for k in numeric) for row in top[:_LOOKED_AT]]
    fitting = [(n, k) for k, n in enumerate(words) if n and clean[k]]
    if not fitting:
        return None
    full = [k for n, k in fitting if n == len(numeric)]
    if len(full) > 1 and _are_units(top[full[-1]].cells, numeric):
        full.pop()
    best = full[-1] if full else max(fitting, key=lambda pair: (pair[0], pair[1]))[1]
    lonely = len(top[best].cells) > 1 and sum(map(bool, top[best].cells)) == 1
    return None if lonely and best < len(top) - 1 and not full else best


def _units(rows: list[Row], at: int, start: int, numeric: list[int]) -> tuple[list[str], int]:
    """The units below the names, if there are any, and where the values begin."""
    width = len(rows[at].cells)
    if at + 1 >= min(start, len(rows)):
        return [""] * width, at + 1
    cells = rows[at + 1].cells
    if not _are_units(cells, numeric):
        return [""] * width, at + 1
    stripped = [x[1:-1] if _BRACKETED.fullmatch(x) else x for x in cells]
    return [x if x != "-" else "" for x in stripped], at + 2


def _are_units(cells: list[str], numeric: list[int]) -> bool:
    """Whether the cells in the columns of numbers are units, at least half of them."""
    given = [cells[k] for k in numeric if cells[k]]
    known = sum(x.lower() in _UNITS or bool(_BRACKETED.fullmatch(x)) for x in given)
    return bool(given) and 2 * known >= len(given) and max(map(len, given)) <= 16


def _numbers_as_names(rows: list[Row], numeric: list[int]) -> tuple[bool, bool]:
    """Whether the first row, which is numbers where the others are, has the names of the columns,
    and whether that is doubtful."""
    row, body = rows[0].cells, rows[1:]
    if not body or not numeric:
        return False, False
    if not row[0] and all(row[1:]) and all(r.cells[0] for r in body) and len(row) > 1:
        return True, False
    heads = [row[k] for k in numeric if kind(row[k]) != "none"]
    if len(heads) < 2 or not all(x.isdecimal() and x.isascii() and len(x) < 5 for x in heads):
        return False, False
    numbers = [int(x) for x in heads]
    steps = {b - a for a, b in itertools.pairwise(numbers)}
    if len(steps) != 1 or not 1 <= min(steps) <= 10:
        return False, False
    if 1500 <= numbers[0] and numbers[-1] <= 2200:
        return not _alike(body, numeric), _alike(body, numeric)
    if numbers != list(range(len(numbers))):
        return False, False
    fractions = all("." in r.cells[k] for r in body[:_LOOKED_AT] for k in numeric[:1])
    sure = len(numbers) > 2 and fractions
    return len(numbers) > 2, not sure


def _alike(body: list[Row], numeric: list[int]) -> bool:
    """Whether the first values could be years, too."""
    cells = [body[0].cells[k] for k in numeric]
    return all(
        x.isdecimal() and x.isascii() and 1500 <= int(x[:5] or 0) <= 2200 for x in cells if x
    )


def joined(name: str, unit: str) -> str:
    """A column's name with the unit that stands below it."""
    if not unit or unit in name:
        return name
    return say("table.with unit", name=name, unit=unit) if name else unit
