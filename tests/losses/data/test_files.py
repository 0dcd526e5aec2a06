"""Tables as people have them: the right numbers, or a sentence; never a wrong number in silence."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.losses.data.columns import Choices
from momentum_core.losses.data.observations import DataError
from momentum_core.losses.data.table import Table, read_table
from tests.losses.data.aside import ASIDE
from tests.losses.data.files import DOUBTFUL, FILES, File

EVERY = {**FILES, **DOUBTFUL, **ASIDE}
OTHERWISE = {
    "tabs, all with commas": ("comma", "decimal", [(1, 1.234), (2, 5.678)]),
    "semicolons, all with commas": ("comma", "thousands", [(1, 1234), (2, 5678)]),
    "quoted, all with commas": ("comma", "decimal", [(1, 1.234), (2, 5.678)]),
    "semicolons, all with points": ("point", "thousands", [(1, 1234), (2, 5678)]),
    "Google Sheets, thousands": ("comma", "decimal", [(1, 1.2), (2, 950), (3, 12.345)]),
    "day or month": ("day", "first", [(0, 10), (62, 11)]),
    "names or values": ("first", "names", [(1, 3), (2, 5)]),
}
"""What is doubtful, the reading that was not taken, and the pairs by that one."""


def chosen(table: Table, file: File) -> tuple[str, str]:
    """The columns that a file speaks of, or those that the page begins with."""
    t = file.t or table.likely[0]
    return t, file.y or next(name for name in table.likely if name != t)


def found(table: Table, file: File) -> list[tuple[float, float]]:
    """The pairs that a line would be fitted to; of a single one, which is too few for a line, the
    pair as the table has it."""
    t, y = chosen(table, file)
    _, ts, ys, _ = table._converted(t, y)
    return list(zip(ts, ys, strict=True))


@pytest.mark.parametrize("file", EVERY.values(), ids=EVERY.keys())
def test_a_file_as_it_is(file):
    """Each pair as a careful reader finds it, and no other."""
    table = read_table(file.source)

    assert [tuple(map(float, pair)) for pair in file.pairs] == found(table, file)


LABELLED = {name: file for name, file in EVERY.items() if file.labels}


@pytest.mark.parametrize("file", LABELLED.values(), ids=LABELLED.keys())
def test_what_the_axes_say(file):
    """Names, units, and since when."""
    table = read_table(file.source)

    assert file.labels == table._converted(*chosen(table, file))[3]


@pytest.mark.parametrize("file", EVERY.values(), ids=EVERY.keys())
def test_rows_without_a_pair_are_counted(file):
    """How many the page says it left out, one by one or as totals and notes."""
    table = read_table(file.source)
    pairs = table.pairs(*chosen(table, file))
    totals = sum("total" in sentence for sentence in table.told)

    assert file.left == len(table.rows) - len(pairs) + totals
    assert bool(table.missing(*chosen(table, file))) == (len(table.rows) > len(pairs))


@pytest.mark.parametrize(
    ("name", "about", "way", "pairs"), [(name, *rest) for name, rest in OTHERWISE.items()]
)
def test_what_is_doubtful_can_be_read_otherwise(name, about, way, pairs):
    """The page says that it is, and the other reading is one choice away."""
    file = DOUBTFUL[name]
    table = read_table(file.source)
    (doubt,) = table.doubts(*chosen(table, file))
    again = read_table(file.source, Choices(**{about: way}))

    assert (about, False) == (doubt.about, doubt.chosen == way)
    assert [tuple(map(float, pair)) for pair in pairs] == found(again, file)
    assert again.doubts(*chosen(again, file))[0].chosen == way


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_what_is_clear_is_no_doubt(file):
    """No question is asked where the file answers it."""
    table = read_table(file.source)

    assert not table.doubts(*chosen(table, file))


SILENT = {
    "decimal commas between commas": "t,y\n1,5,2,5\n2,5,3,5\n3,5,4,5\n",
    "one column of decimal commas": "t,y\n1,2,5\n2,3,5\n3,4,5\n",
    "some decimal commas": "t,y\n1,0,5\n2,1\n3,1,5\n4,2\n5,3,5\n",
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT.keys())
def test_commas_that_are_decimal_signs_between_commas(source):
    """They would shift every value into another column; the sentence says what to do."""
    with pytest.raises(ValueError, match="where commas are decimal signs, semicolons or tabs"):
        read_table(source)


LEFT = {
    "shares and numbers": ("t,p\n1,12%\n2,0.13\n3,14%\n", "p", (12, None, 14)),
    "grams among kilograms": ("t,m\n1,2 kg\n2,500 g\n3,3 kg\n", "m", (2, None, 3)),
    "debit and credit": ("d;b\n1;100,00 S\n2;50,00 H\n3;20,00 S\n", "b", (100, None, 20)),
    "south of the equator": ("x,lat\n1,50.7°N\n2,48.4°N\n3,22.9°S\n", "lat", (50.7, 48.4, None)),
    "names again": ("t,y\n1,2\n2,3\nt,y\n3,4\n", "y", (2, 3, None, 4)),
    "another table": ("a,b\n1,2\n3,4\n\nc,d\n5,6\n7,8\n", "b", (2, 4)),
    "hexadecimal": ("t,y\n1,2\n3,0x10\n4,5\n", "y", (2, None, 5)),
    "underscores": ("t,y\n1,2\n3,1_000\n4,5\n", "y", (2, None, 5)),
    "a range": ("t,y\n1,2\n3,5-10\n4,5\n", "y", (2, None, 5)),
    "a fraction": ("t,y\n1,2\n3,1/2\n4,5\n", "y", (2, None, 5)),
    "an error": ("t,y\n1,2\n3,4±1\n4,5\n", "y", (2, None, 5)),
    "seasons": ("season,y\n2009-10,2\n2010-11,3\n2011-12,5\n", "season", (None, None, None)),
    "a telephone": ("n,phone,y\n1,0151 123456,2\n2,0152 345678,3\n", "phone", (None, None)),
    "two decimal signs": ("t;y\n1;1.234,5\n2;1,234.5\n3;7\n", "y", (None, None, None)),
}


@pytest.mark.parametrize(("source", "name", "values"), LEFT.values(), ids=LEFT.keys())
def test_what_is_left_out_rather_than_guessed(source, name, values):
    """A cell that is no number of the column's kind."""
    assert values == read_table(source).column(name).values


def test_names_that_belong_to_nobody_knows_which_column():
    """A comma in a name, without quotes: the names are left out, and the page says so."""
    table = read_table("time, s,temp\n1,2\n2,3\n3,5\n")

    assert ("column 1", "column 2") == table.names
    assert any("names of the columns" in sentence for sentence in table.told)


@given(st.sampled_from(list(EVERY.values())), st.data())
def test_nothing_in_a_damaged_file_breaks_the_reader(file, data):
    """Pieces of it missing, doubled, or something else in their place: a table or a sentence."""
    source = file.source if isinstance(file.source, bytes) else file.source.encode()
    a, b = sorted(data.draw(st.tuples(*[st.integers(0, len(source))] * 2)))
    piece = data.draw(st.sampled_from([b"", source[:a], b'"', b"\xff", b"\n1,2\n", b";", b"1e999"]))
    with contextlib.suppress(DataError):
        table = read_table(source[:a] + piece + source[b:])
        t, y, *_ = (*table.likely, "", "")
        drawn = table.observations(t, y, "test")
        assert all(map(math.isfinite, (*drawn.t, *drawn.y)))
        assert len(table.preview(t, y)) <= 5


ACROSS = {
    "countries": (
        "country,1990,2000,2010,2020\nFrance,58.0,60.9,65.0,67.6\nSpain,38.9,40.6,46.6,47.4\n",
        "Spain",
        [(1990, 38.9), (2000, 40.6), (2010, 46.6), (2020, 47.4)],
    ),
    "one series": (
        "year,1990,2000,2010\nvalue,1,3,4\n",
        "value",
        [(1990, 1), (2000, 3), (2010, 4)],
    ),
    "as the World Bank writes them": (
        '"Country","Code","1990","2000","2010",\n"Chad","TCD","5.8","8.2","11.9",\n'
        '"Mali","MLI","8.4","11.2","15.5",\n',
        "Mali",
        [(1990, 8.4), (2000, 11.2), (2010, 15.5)],
    ),
    "with a gap": (
        "land;2000;2001;2002;2003\nA;1,5;;2,5;3\nB;1;2;3;4\n",
        "A",
        [(2000, 1.5), (2002, 2.5), (2003, 3)],
    ),
}


@pytest.mark.parametrize(("source", "name", "pairs"), ACROSS.values(), ids=ACROSS.keys())
def test_years_across_are_a_column(source, name, pairs):
    """And each row is another one; the page says so."""
    table = read_table(source)

    assert "year" == table.likely[0] == table.names[0]
    assert pairs == [(a, b) for _, a, b in table.pairs("year", name)]
    assert any("each row was taken as a column" in sentence for sentence in table.told)


@pytest.mark.parametrize(
    "source",
    [
        "t,2000,2001\nA,1,2\nB,2,3\n",
        "id,1990,2010,2000\nA,1,2,3\nB,2,3,4\n",
        "t,1990,2000,2010\n1,1,2,3\n2,2,3,5\n",
    ],
)
def test_other_numbers_across_are_names(source):
    """Two years, years in another order, or with numbers before them."""
    table = read_table(source)

    assert not any("each row was taken" in sentence for sentence in table.told)


def test_groups_of_three_digits_between_spaces_are_told():
    """Each line could be one number, too."""
    table = read_table("1 500\n2 300\n3 100\n4 250\n")

    assert [(1, 500), (2, 300), (3, 100), (4, 250)] == [
        (a, b) for _, a, b in table.pairs(*table.names)
    ]
    assert "“1 500” is read as values of two columns, not as one number." in table.told


def test_numbers_with_their_thousands_apart_are_one_column():
    """No value begins with a 0 only to fill a group."""
    with pytest.raises(DataError, match="only one column"):
        read_table("1 500\n2 300\n3 100\n4 050\n")
