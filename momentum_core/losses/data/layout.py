"""A text's rows and cells: what divides them, and what is no row at all.

Each sign that may divide cells is tried on a sample of the lines. The one wins by which most lines
have equally many cells, most of which are values; a row ``sep=;`` above all others, which
spreadsheets write, says so itself. Without such a sign it is spaces, and where cells are missing
between spaces, the places of a line that are blank in all lines. Lines that are comments, and those
that only draw a table's frame, are no rows. Rows are counted as a spreadsheet counts them, from 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from momentum_core.losses.data.cells import tidy
from momentum_core.losses.data.columns import kind
from momentum_core.losses.data.observations import DataError
from momentum_core.words.sentences import say

MOST_ROWS, MOST_COLUMNS = 20_000, 500
SPACES = " "
_LIKED = {"\t": 0.3, ";": 0.2, "|": 0.2, ",": 0.1, "&": 0.0, SPACES: 0.0}
"""What divides cells, and how much it is to be preferred where several do equally well."""
SPARE = 200
"""Rows beside the data: titles, names, notes."""
VALUES = ("number", "time")
_SAMPLE = 60
"""Lines that a divider is tried on."""
_REACH = 10_000
"""Characters of each of these lines that are looked at."""
_SAID = re.compile(r"\s*sep=([,;\t|])[ \t]*(?=[\r\n])", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:#+(?:[^,;\t|]|$)|(?:%+|//|!+)(?: |$))")
_MARKS = "#%/!"
_DRAWN = frozenset(" \t|+:=_-")
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)")
_PIECE = re.compile(r'"[^"]*"|\S+')
_GAP = re.compile(r"\s{2,}|\t")
_THOUSANDS = re.compile(r"[1-9]\d{0,2} \d{3}")
_LINES = re.compile(r"\r\n|\r|\n")


class Row(NamedTuple):
    """A row that has anything in it: its number, and its tidy cells."""

    number: int
    cells: list[str]


class Grid(NamedTuple):
    """The rows of a text, all of one width; what divides their cells; the cells of the last comment
    above them, if there are as many; how many comments there were; and the numbers of
    the rows that were left out as their values may stand in wrong columns; and whether the names
    were, for that reason. grouped: a line that could be one number with its thousands apart, if all
    could."""

    rows: list[Row]
    delimiter: str
    comment: list[str]
    comments: int
    odd: list[int]
    unnamed: bool = False
    grouped: str = ""


def grid_of(text: str) -> Grid:
    """The rows of a text. Raises DataError."""
    match = _SAID.match(text)
    said = match[1] if match else ""
    lines = _LINES.split(text[match.end() :] if match else text)
    comments = [k for k, line in enumerate(lines) if line and _COMMENT.match(line)]
    if len(comments) == sum(1 for line in lines if line and not line.isspace()):
        comments = []
    told = [lines[k].strip().lstrip(_MARKS).strip() for k in comments]
    above = told[-1] if comments and not any(x.strip() for x in _before(lines, comments)) else ""
    for k in comments:
        lines[k] = ""
    lines = ["" if line and _is_frame(line) else line for line in lines]
    if not any(line.strip(' ,;|\t"') for line in lines):
        raise DataError(say("data.blank"))
    filled = sum(1 for line in lines if line and not line.isspace())
    if filled > MOST_ROWS + SPARE and '"' not in text:
        raise DataError(say("data.rows", count=filled, most=MOST_ROWS))
    delimiter = said or _delimiter(lines)
    _check_columns(lines, delimiter)
    rows = _split(lines, delimiter)
    grid = _even(rows, delimiter, _cells(above, delimiter), len(comments))
    return grid._replace(grouped=_grouped(grid))


def _grouped(grid: Grid) -> str:
    """The first line where each could be one number with its thousands apart, as 1 500. Raises
    DataError where they are no two columns: no value begins with a 0 to fill a group of three."""
    if grid.delimiter != SPACES or len(grid.rows[0].cells) != 2:
        return ""
    lines = [" ".join(row.cells) for row in grid.rows]
    lines = lines[not any(c.isdigit() for c in lines[0]) :]
    if not lines or not all(_THOUSANDS.fullmatch(line) for line in lines):
        return ""
    if any(" 0" in line for line in lines):
        raise DataError(say("data.one column"))
    return lines[0]


def _is_frame(line: str) -> bool:
    """Whether a line only draws a table's frame."""
    drawn = ("---" in line or "===" in line) and set(line) <= _DRAWN
    return drawn or (line.startswith("\\") and bool(_RULES.fullmatch(line.strip())))


def _check_columns(lines: list[str], delimiter: str) -> None:
    """Refuse a line with far too many columns before it is cut into cells."""
    for line in lines:
        if len(line) > 20 * MOST_COLUMNS:
            count = len(line.split(None if delimiter == SPACES else delimiter))
            if count > 20 * MOST_COLUMNS:
                raise DataError(say("data.columns", count=count, most=MOST_COLUMNS))


def _before(lines: list[str], comments: list[int]) -> list[str]:
    """The lines above the last comment that are no comments themselves."""
    known = set(comments)
    return [line for k, line in enumerate(lines[: comments[-1]]) if k not in known]


def grid_from_cells(rows: Sequence[tuple[int, Sequence[str]]]) -> Grid:
    """The same of rows, with their numbers, whose cells are known already, as those of a workbook.
    Raises DataError."""
    numbered = [Row(number, [tidy(cell) for cell in cells]) for number, cells in rows]
    filled = [row for row in numbered if any(row.cells)]
    if not filled:
        raise DataError(say("data.blank"))
    return _even(filled, "", [], 0)


def _delimiter(lines: list[str]) -> str:
    filled = [line for line in lines if line.strip()]
    start = filled[: _SAMPLE // 2]
    rest = filled[_SAMPLE // 2 :]
    sample = start + rest[:: max(len(rest) // (_SAMPLE // 2), 1)]
    scores = {sign: _score(sample, sign) for sign in _LIKED if any(sign in x for x in sample)}
    best = max(scores, key=lambda sign: scores[sign], default="")
    if not best or not scores[best]:
        raise DataError(say("data.one column"))
    return best


def _score(sample: list[str], sign: str) -> float:
    """How well a sign divides these lines; 0 where most have one cell only."""
    rows = [row for line in sample if any(row := _cells(line[:_REACH], sign))]
    counts = Counter(_filled(row) for row in rows)
    if not counts:
        return 0.0
    width, often = max(counts.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
    if width < 2:
        return 0.0
    even = [row for row in rows if _filled(row) == width]
    values = sum(kind(cell) in VALUES for row in even for cell in row[:100])
    cells = sum(len(row[:100]) for row in even)
    return often / len(rows) + values / cells + _LIKED[sign] + _names_agree(rows, width)


def _names_agree(rows: list[list[str]], width: int) -> float:
    """Whether the row above the first values has as many cells as they, or one fewer, as R writes
    names; that is much for a sign."""
    valued = (
        k
        for k, row in enumerate(rows)
        if _filled(row) == width and any(kind(x) in VALUES for x in row)
    )
    start = next(valued, 0)
    if not start:
        return 0.0
    return 0.7 if _filled(rows[start - 1]) in (width, max(width - 1, 2)) else 0.0


def _filled(row: list[str]) -> int:
    """How many cells a row has; empty ones at its end don't count."""
    count = len(row)
    while count and not row[count - 1]:
        count -= 1
    return count


def _cells(line: str, sign: str) -> list[str]:
    """One line's cells."""
    if not line.strip():
        return []
    if sign == SPACES:
        return [tidy(piece.strip('"')) for piece in _PIECE.findall(line.partition(" #")[0])]
    try:
        found = next(csv.reader([_bare(line, sign)], delimiter=sign, skipinitialspace=True), [])
    except csv.Error:
        return []
    return [tidy(cell) for cell in found]


def _bare(line: str, sign: str) -> str:
    """A line without what stands at its ends in Markdown and LaTeX."""
    if sign == "|":
        return line.strip().removeprefix("|").removesuffix("|")
    if sign == "&":
        return line.rstrip().removesuffix("\\\\")
    return line


def _split(lines: list[str], delimiter: str) -> list[Row]:
    """All rows that have anything in them. Raises DataError."""
    if delimiter == SPACES:
        rows = [Row(k, _cells(line, SPACES)) for k, line in enumerate(lines, 1)]
        return _by_places(lines, [row for row in rows if any(row.cells)])
    if delimiter in ("|", "&"):
        lines = [_bare(line, delimiter) for line in lines]
    text = io.StringIO("\n".join(lines), newline="")
    reader = csv.reader(text, delimiter=delimiter, skipinitialspace=delimiter != "\t", strict=True)
    rows, number = [], 0
    try:
        for number, cells in enumerate(reader, 1):
            stripped = [tidy(cell) for cell in cells]
            if any(stripped):
                rows.append(Row(number, stripped))
    except csv.Error:
        raise DataError(say("data.unreadable", row=number + 1)) from None
    if not rows:
        raise DataError(say("data.blank"))
    return rows


def _by_places(lines: list[str], rows: list[Row]) -> list[Row]:
    """Rows divided by spaces. Where some have fewer cells than most, a cell is missing, and which
    one it is only the places say that are blank in all lines. Raises DataError."""
    if not rows:
        raise DataError(say("data.blank"))
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    if all(len(row.cells) == width for row in rows):
        return rows
    first = next(row.number for row in rows if len(row.cells) == width) - 1
    spaced = [line.expandtabs() for line in lines[first:]]
    cut = _places([line for line in spaced if line.strip()])
    if cut is not None:
        found = [Row(first + k, cut(line)) for k, line in enumerate(spaced, 1)]
        if max(len(row.cells) for row in found) == width:
            above = [row for row in rows if row.number <= first]
            return above + [row for row in found if any(row.cells)]
    return [_by_gaps(row, lines, width) for row in rows]


def _by_gaps(row: Row, lines: list[str], width: int) -> Row:
    """A row with another number of cells: names may have spaces, if wider ones are between."""
    if len(row.cells) <= width:
        return row
    pieces = [tidy(piece) for piece in _GAP.split(lines[row.number - 1].strip())]
    return Row(row.number, pieces if len(pieces) == width else row.cells)


def _places(lines: list[str]) -> Callable[[str], list[str]] | None:
    """How a line is cut at the places that are blank in all of them."""
    reach = max(map(len, lines))
    if reach > 2000:
        return None
    taken = [False] * (reach + 1)
    for line in lines:
        for found in _WORD.finditer(line):
            taken[found.start() : found.end()] = [True] * (found.end() - found.start())
    starts = [k for k in range(reach) if taken[k] and not (k and taken[k - 1])]
    ends = [k for k in range(1, reach + 1) if taken[k - 1] and not taken[k]]
    spans = list(zip(starts, ends, strict=True))
    return lambda line: [tidy(line[a:b]) for a, b in spans]


_WORD = re.compile(r"\S+")


def _even(rows: list[Row], delimiter: str, comment: list[str], comments: int) -> Grid:
    """All rows of one width: empty cells are added where there are too few, and remarks behind the
    last column are left off. Raises DataError."""
    width = _width(rows)
    if len(rows) > MOST_ROWS + SPARE:
        raise DataError(say("data.rows", count=len(rows), most=MOST_ROWS))
    if width > MOST_COLUMNS:
        raise DataError(say("data.columns", count=width, most=MOST_COLUMNS))
    if width < 2:
        raise DataError(say("data.one column"))
    unnamed = _fit_names(rows, width, delimiter)
    odd = {row.number for row in rows if _is_odd(row, width, delimiter)}
    short_rows = [row for row in rows if 1 < _filled(row.cells) and len(row.cells) < width]
    suspect = len(odd | {row.number for row in short_rows if delimiter == ","})
    if suspect > 2 and 10 * suspect > len(rows):
        row = next(row for row in rows if row.number in odd or row in short_rows)
        usual = next(row for row in rows if len(row.cells) >= width)
        places = {"row": row.number, "count": len(row.cells)}
        raise DataError(say("data.ragged", **places, first=usual.number, width=width))
    fitted = [
        Row(row.number, (row.cells + [""] * (width - len(row.cells)))[:width])
        for row in rows
        if row.number not in odd and any(row.cells[:width])
    ]
    if not fitted:
        raise DataError(say("data.blank"))
    names = comment if len(comment) == width else []
    return Grid(fitted, delimiter, names, comments, sorted(odd), unnamed)


def _width(rows: list[Row]) -> int:
    """How many columns a table has: as most rows have, without those that are empty in all."""
    counts = Counter(len(row.cells) for row in rows if _filled(row.cells) > 1)
    if not counts:
        return 1
    usual = max(counts, key=lambda n: (counts[n], n))
    width = max(_filled(row.cells) for row in rows if len(row.cells) == usual)
    longer = _filled(rows[0].cells)
    if longer > width and any(_filled(row.cells) == longer for row in rows[1:]):
        return longer
    return width


def _is_odd(row: Row, width: int, delimiter: str) -> bool:
    """Whether a row's values may stand in wrong columns: there are more than columns, or, between
    spaces, fewer."""
    extra = row.cells[width:]
    if any(kind(cell) in VALUES for cell in extra):
        return True
    few = delimiter == SPACES and len(row.cells) < width
    return few and any(kind(cell) in VALUES for cell in row.cells)


def _fit_names(rows: list[Row], width: int, delimiter: str) -> bool:
    """Names of columns may be fewer than the columns, where R leaves that of the rows' names out.
    Whether the names can't be told to belong to which column; they are then left out. Raises
    DataError where commas seem to be decimal signs, too."""
    first = next((k for k, row in enumerate(rows) if _has_values(row, width)), 0)
    if not first:
        return False
    names = rows[first - 1]
    count = _filled(names.cells)
    text = all(kind(cell) in ("text", "none") for cell in names.cells)
    if text and count > width:
        del rows[first - 1]
        return True
    if count == width or count < 2 or not text or len(names.cells) >= width:
        return False
    if any(_filled(row.cells) == width for row in rows[: first - 1]):
        return False
    if count == width - 1 and _rows_have_names(rows[first:], delimiter):
        names.cells.insert(0, "")
        return False
    if delimiter == "," and count < width:
        places = {"first": names.number, "count": count, "width": width}
        raise DataError(say("data.names", **places, row=rows[first].number))
    del rows[first - 1]
    return True


def _has_values(row: Row, width: int) -> bool:
    return len(row.cells) >= width and any(kind(cell) in VALUES for cell in row.cells)


def _rows_have_names(body: list[Row], delimiter: str) -> bool:
    """Whether the first cells are names of rows: words, or the rows' numbers. Between commas the
    numbers could also be values, unless a point shows that commas are no decimal signs."""
    first = [row.cells[0] for row in body if row.cells]
    if all(kind(cell) == "text" for cell in first):
        return True
    start = first[0]
    if start not in ("0", "1") or first != [str(int(start) + k) for k in range(len(first))]:
        return False
    pointed = any("." in cell for row in body for cell in row.cells[1:])
    return delimiter != "," or pointed
