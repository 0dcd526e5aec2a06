"""The first sheet with anything in it of a workbook, .xlsx: Office Open XML, ECMA-376 part 1, §18.

A workbook is a zip archive of XML. Of it four kinds of parts are read: the list of sheets, the
texts that cells share, which styles are dates, and the sheet. How large a part becomes the archive
says beforehand, and no more than that is ever unpacked of it; declarations of one's own, in which
XML can hide gigabytes, are refused. A day's number counts from the end of 1899, or from 1904.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from momentum_core.losses.data.layout import MOST_COLUMNS, MOST_ROWS, SPARE
from momentum_core.losses.data.observations import DataError
from momentum_core.losses.data.text import LONGEST
from momentum_core.words.sentences import say

LARGEST_PART = 12_000_000
"""Bytes of a part when unpacked: 20,000 rows of ten columns have about 8 million."""
LONGEST_TEXT = 32_767
"""Characters of a cell, as spreadsheets have it; of more the beginning is read."""
MOST_TAGS, DEEPEST = 450_000, 20
"""How many elements a part may have, those of 20,000 rows of ten columns at least, and how deep
they may be in each other."""
_DAYS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_CLOCKS = frozenset((18, 19, 20, 21, 45, 46, 47))
"""Numbers of the formats that come along for dates and for times of day; part 1, §18.8.30."""
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, IndexError),
    *(OverflowError, NotImplementedError, RuntimeError, EOFError, OSError, UnicodeError),
)
"""What reading an archive raises that is no workbook, or a damaged one."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def is_workbook(source: bytes) -> bool:
    """Whether bytes are a zip archive, as workbooks are."""
    return source.startswith(b"PK\x03\x04")


def workbook_rows(source: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet with anything in it, with their numbers, each cell as a program
    would write it in a CSV file. Raises DataError."""
    if len(source) > LONGEST:
        raise DataError(say("data.long", count=len(source), most=LONGEST))
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            return _rows_of(archive)
    except DataError:
        raise
    except _BROKEN:
        raise DataError(say("data.spreadsheet")) from None


def _rows_of(archive: zipfile.ZipFile) -> list[tuple[int, list[str]]]:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise DataError(say("data.spreadsheet"))
    texts = _texts(archive) if "xl/sharedStrings.xml" in names else []
    styles = _styles(archive) if "xl/styles.xml" in names else []
    parts, early = _sheets(archive, names)
    for part in parts:
        rows = _rows(archive, part, texts, styles, early)
        if any(any(cells) for _, cells in rows):
            return rows
    raise DataError(say("data.blank"))


Started = Callable[[str, dict[str, str]], None]
Ended = Callable[[str, str], None]


def _parse(
    archive: zipfile.ZipFile, part: str, started: Started, ended: Ended = lambda *_: None
) -> None:
    """Go through a part: ``started`` is told each element's name, without a prefix, and attributes,
    ``ended`` its name and the text behind the last tag. Raises DataError, and what is in
    ``_BROKEN``."""
    if archive.getinfo(part).file_size > LARGEST_PART:
        raise DataError(say("data.unpacked", most=LARGEST_PART // 1_000_000))
    with archive.open(part) as stream:
        source = stream.read(LARGEST_PART + 1)
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise DataError(say("data.spreadsheet"))
    if source.count(b"<") - source.count(b"</") > MOST_TAGS:
        raise DataError(say("data.elements", most=MOST_TAGS))
    depth, text = 0, ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, text
        depth, text = depth + 1, ""
        if depth > DEEPEST:
            raise DataError(say("data.spreadsheet"))
        started(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth, text
        ended(name.rpartition(":")[2], text)
        depth, text = depth - 1, ""

    def data(piece: str) -> None:
        nonlocal text
        if len(text) < LONGEST_TEXT:
            text += piece

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    parser.Parse(source, True)


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> tuple[list[str], bool]:
    """The sheets' parts, in the workbook's order where it tells; whether days count from 1904."""
    targets, keys, early = {}, [], []

    def link(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "").removeprefix("/xl/")
            targets[attributes.get("Id", "")] = f"xl/{target}"

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            keys.append(attributes.get("r:id", ""))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            early.append(True)

    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive, "xl/_rels/workbook.xml.rels", link)
    _parse(archive, "xl/workbook.xml", sheet)
    found = [targets[key] for key in keys if targets.get(key) in names]
    usual = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
    return found or usual, bool(early)


def _texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells share, by their numbers; how a word is pronounced is left out."""
    found: list[str] = []
    spoken = False

    def started(tag: str, _: dict[str, str]) -> None:
        nonlocal spoken
        if tag == "si":
            found.append("")
        spoken = spoken or tag == "rPh"

    def ended(tag: str, text: str) -> None:
        nonlocal spoken
        if tag == "t" and not spoken:
            found[-1] += text
        spoken = spoken and tag != "rPh"

    _parse(archive, "xl/sharedStrings.xml", started, ended)
    return found


def _styles(archive: zipfile.ZipFile) -> list[str]:
    """What each cell style makes of a number: "day", "clock" or nothing of the kind."""
    own: dict[int, str] = {}
    found: list[str] = []
    group = ""

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal group
        key = int(attributes.get("numFmtId", 0))
        if tag == "numFmt":
            own[key] = _kind(attributes.get("formatCode", ""))
        elif tag == "xf" and group == "cellXfs":
            usual = "day" if key in _DAYS else "clock" if key in _CLOCKS else ""
            found.append(own.get(key, usual))
        elif tag.startswith("cell"):
            group = tag

    _parse(archive, "xl/styles.xml", started)
    return found


def _kind(code: str) -> str:
    """What a format of one's own is: dates have a day or a year in them, times an hour."""
    bare = _QUOTED.sub("", code).lower().partition(";")[0]
    if "y" in bare or "d" in bare:
        return "day"
    return "clock" if "h" in bare or "s" in bare else ""


def _rows(
    archive: zipfile.ZipFile, part: str, texts: list[str], styles: list[str], early: bool
) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    cell: dict[str, str] = {}
    value = ""

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell, value
        if tag == "row":
            if len(rows) > MOST_ROWS + SPARE:
                raise DataError(say("data.rows", count=len(rows), most=MOST_ROWS))
            rows.append((int(attributes.get("r", len(rows) + 1)), []))
        elif tag == "c":
            cell, value = attributes, ""

    def ended(tag: str, text: str) -> None:
        nonlocal value
        if tag == "v":
            value = text
        elif tag == "t":
            value += text
        elif tag == "c" and rows and value:
            _put(rows[-1][1], cell.get("r", ""), _cell(cell, value, texts, styles, early))

    _parse(archive, part, started, ended)
    return rows


def _put(cells: list[str], name: str, text: str) -> None:
    """Put a cell's text where its name says, as B7; without a name behind the others."""
    place = _PLACE.fullmatch(name)
    column = _column(place[1]) if place else len(cells)
    if column >= MOST_COLUMNS:
        raise DataError(say("data.columns", count=column + 1, most=MOST_COLUMNS))
    cells += [""] * (column + 1 - len(cells))
    cells[column] = text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _cell(
    cell: dict[str, str], value: str, texts: list[str], styles: list[str], early: bool
) -> str:
    """A cell's text, from its attributes and its value."""
    kind = cell.get("t", "n")
    if kind == "s":
        return texts[int(value)]
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    style = int(cell.get("s", 0))
    meant = styles[style] if kind == "n" and style < len(styles) else ""
    return _moment(float(value), meant, early) if meant else value


def _moment(serial: float, kind: str, early: bool) -> str:
    """A day's number as a date, or as a time of day."""
    seconds = round(serial * 86400)
    if kind == "clock" and 0 <= serial < 1:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    start = dt.datetime(1904, 1, 1) if early else dt.datetime(1899, 12, 30)
    moment = start + dt.timedelta(seconds=seconds)
    return moment.isoformat(" ") if seconds % 86400 else moment.date().isoformat()
