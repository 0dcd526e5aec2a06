"""Workbooks: what is read of one, and what one can't be made to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from momentum_core.losses.data.observations import DataError
from momentum_core.losses.data.table import read_table

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = (
    f'<workbook {SPACE} xmlns:r="r"><sheets><sheet name="Empty" sheetId="1" r:id="a"/>'
    '<sheet name="Data" sheetId="2" r:id="b"/></sheets></workbook>'
)
LINKS = (
    '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>'
)
TEXTS = (
    f"<sst {SPACE}><si><t>day</t></si><si><r><t>hei</t></r><r><t>ght</t></r></si>"
    "<si><t>note</t><rPh><t>spoken</t></rPh></si></sst>"
)
STYLES = (
    f'<styleSheet {SPACE}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
ROWS = (
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c>'
    '</row><row r="3"><c r="A3" s="1"><v>45292</v></c><c r="B3"><v>1.234</v></c></row>'
    '<row r="4"><c r="A4" s="2"><v>45294</v></c><c r="B4"><v>5.678</v></c>'
    '<c r="C4" t="inlineStr"><is><t>wet</t></is></c></row>'
    '<row r="6"><c r="A6" s="2"><v>45299</v></c><c r="B6" t="e"><v>#N/A</v></c></row>'
)


def sheet(rows: str) -> str:
    return f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"


def workbook(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(f"xl/{name}", text)
    return stream.getvalue()


WHOLE = {
    "workbook.xml": BOOK,
    "_rels/workbook.xml.rels": LINKS,
    "sharedStrings.xml": TEXTS,
    "styles.xml": STYLES,
    "worksheets/sheet1.xml": sheet(""),
    "worksheets/sheet2.xml": sheet(ROWS),
}


def test_a_workbook():
    """The first sheet that isn't empty; shared and rich texts; dates by either kind of format; a
    point is a decimal sign without a doubt; rows have their numbers."""
    table = read_table(workbook(WHOLE))
    data = table.observations("day", "height", "test")

    assert table.names == ("day", "height", "note")
    assert (data.t, data.y) == ((0.0, 2.0), (1.234, 5.678))
    assert data.t_label == "day (days since 2024-01-01)"
    assert table.rows == (3, 4, 6)
    assert not table.doubts("day", "height")


def test_days_that_count_from_1904():
    """As workbooks of old Macs do: the same numbers are four years and a day later."""
    early = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    data = read_table(workbook({**WHOLE, "workbook.xml": early}))

    assert data.column("day").label == "day (days since 2028-01-02)"


def bomb(part: str, start: str, piece: str, end: str) -> bytes:
    """200 MB of one part, in some 200 kB."""
    stream = io.BytesIO(workbook({k: v for k, v in WHOLE.items() if k != part}))
    archive = zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED)
    with archive, archive.open(f"xl/{part}", "w") as large:
        for text in (start, *[piece * (1_000_000 // len(piece))] * 200, end):
            large.write(text.encode())
    return stream.getvalue()


HOSTILE = {
    "a large sheet": bomb("worksheets/sheet2.xml", "<a>", "<row/>", "</a>"),
    "large texts": bomb("sharedStrings.xml", "<a>", "x", "</a>"),
    "many elements": workbook({**WHOLE, "worksheets/sheet2.xml": sheet("<row/>" * 500_000)}),
    "elements in each other": workbook({**WHOLE, "worksheets/sheet2.xml": "<row>" * 400_000}),
    "entities": workbook(
        {
            **WHOLE,
            "sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>'
            "<a><si><t>&c;</t></si></a>",
        }
    ),
    "a column far away": workbook(
        {**WHOLE, "worksheets/sheet2.xml": sheet('<row><c r="XFD1"><v>1</v></c></row>')}
    ),
    "many rows": workbook(
        {**WHOLE, "worksheets/sheet2.xml": sheet('<row><c r="A1"><v>1</v></c></row>' * 21_000)}
    ),
    "a text that is not there": workbook({**WHOLE, "sharedStrings.xml": "<sst/>"}),
    "a number that is none": workbook(
        {**WHOLE, "worksheets/sheet2.xml": sheet('<row r="x"><c s="1"><v>y</v></c></row>')}
    ),
    "a date beyond time": workbook(
        {**WHOLE, "worksheets/sheet2.xml": sheet('<row><c s="1"><v>1e300</v></c></row>')}
    ),
    "half of it": workbook(WHOLE)[:900],
    "not XML": workbook({**WHOLE, "worksheets/sheet2.xml": b"\xff\x00<<<"}),
    "no workbook": workbook({"word/document.xml": "<a/>"}),
}


LIMITS = {
    "a large sheet": "Unpacked the spreadsheet has more than 12 megabytes, which are the most.",
    "large texts": "Unpacked the spreadsheet has more than 12 megabytes, which are the most.",
    "many elements": "The spreadsheet has more than 450,000 cells and the like, which are the most.",
    "a column far away": "There are 16,384 columns; 500 are the most.",
    "many rows": "There are 20,201 rows; 20,000 are the most.",
}
OTHERWISE = "This is no spreadsheet that can be read here; save it as CSV and try again."


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_workbook_can_not_do(name):
    """It is refused with a sentence, whatever it unpacks to; beyond a limit with the limit."""
    with pytest.raises(DataError) as refused:
        read_table(HOSTILE[name])
    assert str(refused.value) == LIMITS.get(name, OTHERWISE)
