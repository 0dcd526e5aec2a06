"""Tables of numbers: a CSV file or pasted cells in, observations out; and data as part of a link.

A table may have a header. Cells are divided by tabs, semicolons or commas, whichever of these, in
this order, the first row has; a row ``sep=;`` above all others, which spreadsheets write, says so
itself. A comma within a cell may be the decimal sign. The text is UTF-8. Every refusal is a
DataError with one sentence for the visitor; rows are counted as a spreadsheet counts them, from 1
and with the header.

In a link the same data are numbers with "_" between them, t and y in turn, perhaps after the
two columns' names: ``speed (mph)_distance (ft)_4_2_4_10``. No way to write links escapes "_".
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from momentum_core.losses.data.observations import MOST_ROWS, DataError, Observations, clean_label
from momentum_core.words.sentences import say

LONGEST = 100_000
"""Characters, or bytes of a file."""
MOST_COLUMNS = 50
LONGEST_IN_LINK = 1200
LONGEST_SPELLED = 40_000
"""Characters, as they stand in the address: the whole link should stay below 2000."""
LONGEST_NUMBER = 40
"""Characters of a cell that is a number; what is longer is not looked at."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|n/?a|null|none|inf(inity)?|∞)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*sep=([,;\t])[ \t]*(?=[\r\n])", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass(frozen=True)
class Table:
    """A table as it was read.

    names: one for each column, all different. rows: (row number, cells), the header left out,
    every row as long as names.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @cached_property
    def numeric(self) -> tuple[str, ...]:
        """The names of the columns that hold nothing but finite numbers, in their order."""
        return tuple(name for name in self.names if self._problem(name) is None)

    def column(self, name: str) -> tuple[float, ...]:
        """A column's numbers. Raises DataError at the first cell that is none."""
        k = self.names.index(name)
        cells = [(row, cells[k]) for row, cells in self.rows]
        self._check_commas(name, cells)
        return tuple(self._number(row, name, cell) for row, cell in cells)

    def observations(self, t: str, y: str, name: str, source: str = "") -> Observations:
        """Two columns as observations. Raises DataError where no line can be fitted to them."""
        for column in (t, y):
            if column not in self.names:
                raise DataError(say("data.no column", label=clean_label(column)))
        if t == y:
            raise DataError(say("data.twice"))
        return Observations(name, self.column(t), self.column(y), t, y, source)

    def _problem(self, name: str) -> DataError | None:
        try:
            self.column(name)
        except DataError as problem:
            return problem
        return None

    def _check_commas(self, name: str, column: list[tuple[int, str]]) -> None:
        """Commas may stand between thousands: 1,234 is 1.234 only where another cell of the table
        shows that its commas are decimal ones."""
        commas = [(row, cell) for row, cell in column if _THOUSANDS.fullmatch(cell)]
        if commas and not self._decimal_commas:
            row, cell = commas[0]
            large, small = cell.replace(",", ""), cell.replace(",", ".")
            places = {"cell": cell, "row": row, "label": name, "large": large, "small": small}
            raise DataError(say("data.thousand", **places))

    @cached_property
    def _decimal_commas(self) -> bool:
        """Whether some comma of the table can't be one between thousands."""
        every = (cell for _, cells in self.rows for cell in cells if "," in cell)
        return any(_number(x) is not None and not _THOUSANDS.fullmatch(x) for x in every)

    def _number(self, row: int, name: str, cell: str) -> float:
        if not cell:
            raise DataError(say("data.empty cell", row=row, label=name))
        number = _number(cell)
        if number is None:
            what = "not finite" if _NOT_FINITE.fullmatch(cell) else _no_number(cell)
            places = {"cell": _short(cell), "row": row, "label": name}
            counts = {"count": len(cell), "most": LONGEST_NUMBER}
            raise DataError(say(f"data.{what}", **places, **counts))
        return number


def read_table(source: bytes | str) -> Table:
    """Read a CSV file's bytes, or pasted text. Raises DataError.

    >>> read_table("t;y\\n1;2,5\\n2;3").column("y")
    (2.5, 3.0)
    """
    text, delimiter = _said(_text(source))
    rows = _rows(text, delimiter or _delimiter(text))
    first = rows[0][1]
    headed = all(_number(cell) is None for cell in first) and not any(
        _NOT_FINITE.fullmatch(cell) for cell in first
    )
    names = _names(first if headed else ("",) * len(first))
    if headed:
        del rows[0]
    if not rows:
        raise DataError(say("data.only names"))
    if len(rows) > MOST_ROWS:
        raise DataError(say("data.rows", count=len(rows), most=MOST_ROWS))
    return Table(names, tuple(rows))


def _text(source: bytes | str) -> str:
    """The text of a file, without a byte order mark."""
    if len(source) > LONGEST:
        raise DataError(say("data.long", count=len(source), most=LONGEST))
    if isinstance(source, bytes):
        if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise DataError(say("data.utf-16"))
        if source.startswith(b"PK\x03\x04"):
            raise DataError(say("data.spreadsheet"))
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError:
            if b"\x00" in source:
                raise DataError(say("data.no text")) from None
            raise DataError(say("data.encoding")) from None
    if "\x00" in source:
        raise DataError(say("data.no text"))
    text = source.removeprefix("\ufeff")
    if not text.strip().strip(",; \t\r\n"):
        raise DataError(say("data.empty"))
    return text


def _said(text: str) -> tuple[str, str]:
    """The text, and the delimiter that its first row names; the row itself is left blank."""
    match = _SEPARATOR.match(text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _delimiter(text: str) -> str:
    """What divides the cells: the first of tab, semicolon and comma that the first row has."""
    bare = re.sub(r'"[^"]*"', "quoted", text)
    first = next(line for line in bare.splitlines() if line.strip())
    for delimiter in ("\t", ";", ","):
        if delimiter in first:
            return delimiter
    raise DataError(say("data.one column"))


def _rows(text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """The rows that have anything in them, with their numbers, all of one length."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                rows.append((number, stripped))
    except csv.Error:
        raise DataError(say("data.unreadable", row=number + 1)) from None
    if not rows:
        raise DataError(say("data.blank"))
    width = len(rows[0][1])
    if width > MOST_COLUMNS:
        raise DataError(say("data.columns", count=width, most=MOST_COLUMNS))
    for number, row in rows:
        if len(row) != width:
            places = {"row": number, "count": len(row), "first": rows[0][0], "width": width}
            raise DataError(say("data.ragged", **places))
    return rows


def _names(header: tuple[str, ...]) -> tuple[str, ...]:
    """A different, showable name for each column."""
    names: list[str] = []
    for k, cell in enumerate(header, 1):
        name = clean_label(cell) or say("data.column", number=k)
        numbered = (clean_label(f"({j}) {name}") for j in itertools.count(k))
        names.append(next(x for x in itertools.chain([name], numbered) if x not in names))
    return tuple(names)


def _number(cell: str, decimal_comma: bool = True) -> float | None:
    """The number in a cell, or None; too many digits before the point make an infinity."""
    if len(cell) > LONGEST_NUMBER:
        return None
    text = cell.replace("−", "-")
    if decimal_comma and "." not in text and text.count(",") == 1:
        text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def _no_number(cell: str) -> str:
    """What is wrong with a cell that is no number."""
    if len(cell) > LONGEST_NUMBER and set(cell) <= set("0123456789+-−.,eE"):
        return "long number"
    return "no number"


def _short(cell: str) -> str:
    shown = clean_label(cell)
    return shown if len(shown) <= 20 else shown[:20] + "…"


def spell(observations: Observations) -> str:
    """The observations in one line, as a link holds them if they aren't too many; ``read`` gives
    the same floats back.

    >>> spell(Observations("", (1, 2.5), (3, -4)))
    't_y_1_3_2.5_-4'
    """
    labels = [_label(observations.t_label, "t"), _label(observations.y_label, "y")]
    pairs = zip(observations.t, observations.y, strict=True)
    return "_".join([*labels, *(repr(x).removesuffix(".0") for pair in pairs for x in pair)])


def fits(text: str) -> bool:
    """Whether a link can carry data that are spelled so."""
    return len(quote(text, safe="")) <= LONGEST_IN_LINK


def _label(text: str, otherwise: str) -> str:
    """A column's name that a link can hold: without "_", and no number."""
    label = text.replace("_", " ").strip()
    return otherwise if not label or _number(label, False) is not None else label


def read(text: str, name: str = "") -> Observations:
    """Observations from a link's text. Raises DataError."""
    if len(text) > LONGEST_SPELLED:
        raise DataError(say("data.long link", most=LONGEST_SPELLED))
    pieces = [piece.strip() for piece in text.split("_")]
    labels = ["t", "y"]
    if all(_number(piece, False) is None for piece in pieces[:2]) and len(pieces) > 1:
        labels, pieces = pieces[:2], pieces[2:]
    for k, piece in enumerate(pieces):
        if _number(piece, False) is None:
            counts = {"count": len(piece), "most": LONGEST_NUMBER, "number": k + 1}
            raise DataError(say(f"data.{_no_number(piece)} in link", cell=_short(piece), **counts))
    if len(pieces) % 2:
        raise DataError(say("data.odd link"))
    numbers = [float(piece.replace("−", "-")) for piece in pieces]
    name = name or say("data.your")
    return Observations(name, tuple(numbers[::2]), tuple(numbers[1::2]), labels[0], labels[1])
