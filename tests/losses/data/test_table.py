"""Tables of numbers: what is read, what is refused and how, and data in a link."""

from __future__ import annotations

import contextlib
import csv
import io
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.losses.data.observations import DataError, Observations
from momentum_core.losses.data.spelled import (
    LONGEST_IN_LINK,
    LONGEST_SPELLED,
    fits,
    read,
    spell,
)
from momentum_core.losses.data.table import read_table
from tests.strategies import any_observations


def refusal(make, *arguments) -> str:
    with pytest.raises(DataError) as refused:
        make(*arguments)
    return str(refused.value)


def pairs(source: bytes | str) -> list[tuple[float, float]]:
    """The first two columns, as observations."""
    table = read_table(source)
    data = table.observations(*table.names[:2], "test")
    return list(zip(data.t, data.y, strict=True))


@pytest.mark.parametrize(
    "source",
    [
        "t,y\n1,2.5\n3,-4\n",
        "t;y\n1;2,5\n3;-4\n",
        "t;y\n1;2.5\n3;-4\n",
        "t\ty\n1\t2,5\n3\t-4",
        "t\ty\r\n1\t2.5\r\n3\t-4\r\n",
        "t,y\r1,2.5\r3,-4\r",
        "1,2.5\n3,-4",
        "\n\n t , y \n\n 1 , 2.5 \n\n3,−4\n,\n",
        '"t","y"\n"1","2.5"\n3,-4',
        '"t; in s","y, in m"\n1,25e-1\n3,-.4e1',
        "t;y;comment\n1;2,5;first\n3;-4;\n",
        "sep=;\nt;y\n1;2,5\n3;-4\n",
        "SEP=;\r\n1;2,5\r\n3;-4\r\n",
        "\ufeffsep=,\nt,y\n1,2.5\n3,-4\n",
        "sep=\t\nt, in s\ty; in m\n1\t2,5\n3\t-4\n",
        't,y\n1,"2,5"\n3,-4\n',
        b"\xef\xbb\xbft,y\n1,2.5\n3,-4\n",
        "Zeit (s);Länge (m)\n1;2,5\n3;-4,0".encode(),
    ],
)
def test_what_can_be_read(source):
    """Every delimiter, either decimal sign, with a header or without, quoted, with blank rows, with
    a byte order mark, and with any line ends."""

    assert [(1.0, 2.5), (3.0, -4.0)] == pairs(source)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("speed (mph),distance (ft)\n1,2\n", ("speed (mph)", "distance (ft)")),
        ("1,2\n3,4\n", ("column 1", "column 2")),
        (",y\n1,2\n", ("column 1", "y")),
        ("y,y,y\n1,2,3\n", ("y", "(2) y", "(3) y")),
        ("(3) y,y,y\n1,2,3\n", ("(3) y", "y", "(4) y")),
        ('"two\nlines",y\n1,2\n', ("two lines", "y")),
    ],
)
def test_the_names_of_columns(source, names):
    """They come from the header where there is one, and are all different."""

    assert names == read_table(source).names


def test_numeric_columns():
    """Those that hold numbers, whatever is in the others."""
    table = read_table("town,t,y,rest,n\nBonn,1,2,,one\nUlm,3,1e3,,nan\n")

    assert ("t", "y") == table.numeric
    assert (2.0, 1000.0) == table.column("y").values


def test_labels_and_source_come_along():
    """Observations know what they are and where they come from."""
    table = read_table("a (s),b (m),c\n1,2,3\n4,5,6\n")
    data = table.observations("c", "a (s)", "Mine", "Measured at home.")

    assert data == Observations("Mine", (3, 6), (1, 4), "c", "a (s)", "Measured at home.")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "There are no data here; a table with two columns is needed."),
        (b"\xef\xbb\xbf \r\n", "There are no data here; a table with two columns is needed."),
        (";;\n;;\n", "There are no data here; a table with two columns is needed."),
        ('"",""\n', "All cells are empty; a table with two columns is needed."),
        (
            "t\n1\n2\n",
            "There is only one column; two are needed, with a comma, a semicolon, a tab or spaces "
            "between.",
        ),
        ("t,y\n", "There is a row of names, and no data below it."),
        ("t,y\n1,2\n", "A line needs at least two observations; there is one."),
        ("t,y\n1,2\n3,\n", "A line needs at least two observations; there is one."),
        ("t,y\n1,a\n3,b\n", "“y” has no numbers: “a” is not a number."),
        ("t,y\n1,\n3,-\n", "“y” has no numbers: all its cells are empty."),
        ("t,y\n1,2 kg\n2,3 m\n3,4 s\n", "“y” has no numbers: its units differ: kg and m."),
        (
            "t;y\n1;1.234,5\n2;1,234.5\n",
            "“y” has no numbers: commas and points are decimal signs in it, both.",
        ),
        ("t,y\n3,1\n3,2\n", "All values of “t” are 3; a line needs at least two different ones."),
        (
            't,y\n1,2\n3,"4\n5,6\n',
            "Row 3 can't be read; look for a quotation mark without its partner.",
        ),
        ("1,2\n" * 20_001, "There are 20,001 rows; 20,000 are the most."),
        ("1," * 500 + "2\n", "There are 501 columns; 500 are the most."),
        ("1,2\n" * 250_001, "The data have 1,000,004 characters; 1,000,000 are the most."),
        (
            b"PK\x03\x04\x14\x00",
            "This is no spreadsheet that can be read here; save it as CSV and try again.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is a spreadsheet of an old kind; save it as CSV or .xlsx.",
        ),
        (
            b"%PDF-1.7",
            "This is a PDF, in which there are no cells; copy the table from it and paste it.",
        ),
        (b"\x89PNG\x00\xff", "This is not a text file; a table in CSV is needed."),
        (b"1,2\n3,\x004\n", "This is not a text file; a table in CSV is needed."),
        ("1,2\n3,\x004\n", "This is not a text file; a table in CSV is needed."),
        ("sep=;\n", "All cells are empty; a table with two columns is needed."),
    ],
)
def test_what_is_refused(source, says):
    """Each with one sentence; where it is about a limit, with the limit."""

    assert says == refusal(pairs, source)


@pytest.mark.parametrize("delimiter", "\t;")
def test_commas_that_are_decimal_after_all(delimiter):
    """One cell whose comma can't stand between thousands shows it for the whole table."""

    for text, found in (
        ("t_y\n1_1,234\n2_0,5\n", [(1.0, 1.234), (2.0, 0.5)]),
        ("t_y\n1,5_1,234\n2_5,678\n", [(1.5, 1.234), (2.0, 5.678)]),
    ):
        assert found == pairs(text.replace("_", delimiter))


@pytest.mark.parametrize(
    ("t", "y", "says"),
    [
        ("t", "z", "There is no column “z”."),
        ("t", "t", "Choose two different columns for t and for y."),
    ],
)
def test_columns_that_are_not_there(t, y, says):
    """A choice from an older table is refused, not a crash."""

    assert says == refusal(read_table("t,y\n1,2\n3,4").observations, t, y, "test")


@pytest.mark.parametrize(
    ("values", "label", "read"),
    [
        ("5000000,12000000", "y (millions)", (5, 12)),
        ("1000000,999999", "y", (1e6, 999999)),
        ("20000000000,10", "y (billions)", (20, 1e-8)),
        ("3e13,1e12", "y (trillions)", (30, 1)),
        ("6.02e23,3e23", "y (10²¹)", (602, 300)),
        ("1.6e-19,3.2e-19", "y (10⁻²¹)", (160, 320)),
    ],
)
def test_a_unit_for_what_is_too_large_or_too_small(values, label, read):
    """Up to a million all stays as it is; else the unit stands on the axis."""
    first, second = values.split(",")
    data = read_table(f"t;y\n1;{first}\n2;{second}\n").observations("t", "y", "test")

    assert (label, read) == (data.y_label, data.y)


def test_a_place_to_count_from():
    """Values that hardly differ beside their size are counted from the smallest."""
    data = read_table("t,y\n1000000.0,1\n1000000.5,2\n").observations("t", "y", "test")

    assert ("t (above 1000000)", (0.0, 0.5)) == (data.t_label, data.t)


def test_what_is_shown_of_a_table():
    """The first rows and the last: what stands there, and the number where that looks otherwise."""
    rows = "".join(f"{k};{k},5 kg\n" for k in range(1, 7))
    table = read_table(f"t;y\n{rows}7;lost\n")

    assert [2, 3, 4, 5, 8] == [row for row, *_ in table.preview("t", "y")]
    assert (2, "1", "1,5 kg → 1.5") == table.preview("t", "y")[0]
    assert (8, "7 (left out)", "lost (left out)") == table.preview("t", "y")[-1]
    assert "Left out: 1 row (8) in which one of the two has no number." == table.missing("t", "y")


@given(any_observations(), st.sampled_from(",;\t"))
def test_a_table_gives_its_floats_back(data, delimiter):
    """Written by the csv module, read by ours."""
    text = io.StringIO()
    rows = zip(data.t, data.y, strict=True)
    csv.writer(text, delimiter=delimiter).writerows([("time", "height"), *rows])

    assert list(zip(data.t, data.y, strict=True)) == pairs(text.getvalue())


@given(
    st.text(max_size=60)
    | st.text('0123456789.,;-\t\n" eE+xn', max_size=60)
    | st.binary(max_size=60)
)
def test_nothing_breaks_the_reader(source):
    """Whatever comes in is a table or a DataError, and a table's columns are numbers or one, too."""
    try:
        table = read_table(source)
    except DataError:
        return
    assert set(table.numeric) <= set(table.names)
    assert set(table.likely) == set(table.numeric)
    assert len(set(table.names)) == len(table.names)
    assert {len(table.rows)} == {len(column.values) for column in table.columns}


@given(st.binary(max_size=80).map(lambda x: b"PK\x03\x04" + x))
def test_nothing_breaks_the_reader_of_workbooks(source):
    """What only looks like a zip archive is a DataError."""
    with pytest.raises(DataError):
        read_table(source)


@given(any_observations(most=8), st.text(max_size=8), st.text(max_size=8))
def test_a_link_gives_the_same_floats_back(data, t_label, y_label):
    """To the last bit, through either way to write a link; labels too, but for underscores."""
    data = Observations(data.name, data.t, data.y, f"t{t_label}", f"y{y_label}")
    for text in (spell(data), dict(parse_qsl(urlencode({"data": spell(data)})))["data"]):
        again = read(text)
        assert (again.t, again.y) == (data.t, data.y)
        assert again.t_label == " ".join(data.t_label.replace("_", " ").split())
        assert again.y_label == " ".join(data.y_label.replace("_", " ").split())


def test_a_links_data_can_be_typed():
    """Numbers with "_" between, t and y in turn; names of the columns are optional."""

    assert read("1_2_3_-4.5").y == (2.0, -4.5)
    assert read("time_cost_1_2_3_4").y_label == "cost"
    assert read("time (s)_cost_1_2_3_4", "Mine").name == "Mine"


def test_a_column_called_like_a_number():
    """A link would take it for a value; it is t or y there."""

    assert spell(Observations("", (1, 2), (3, 4), "2019", "2020")) == "t_y_1_3_2_4"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "“” is not a number; it is value 1 in the link."),
        ("1_2_3", "A link's data are pairs; the last t has no y."),
        ("a_b_1_2_x_4", "“x” is not a number; it is value 3 in the link."),
        ("1_2_nan_4", "“nan” is not a number; it is value 3 in the link."),
        ("1_2", "A line needs at least two observations; there is one."),
        ("a_b", "A line needs at least two observations; there are none."),
        ("1_2_1_3", "All values of “t” are 1; a line needs at least two different ones."),
        ("t_y_all_9_1", "The sums of all rows in the link can't be those of any data."),
        (
            "t_y_all_9_1_-1_0_0_0_1_2_3_4",
            "The sums of all rows in the link can't be those of any data.",
        ),
        (
            "t_y_all_1e999_1_1_0_0_0_1_2_3_4",
            "The sums of all rows in the link can't be those of any data.",
        ),
        ("1_" * (LONGEST_SPELLED // 2 + 1), "The data in a link have at most 40000 characters."),
    ],
)
def test_links_that_are_refused(text, says):
    """Each with one sentence."""

    assert says == refusal(read, text)


@given(st.text(max_size=40) | st.text("0123456789_.-eE", max_size=40))
def test_nothing_in_a_link_breaks_the_reader(text):
    """Whatever a link says is observations or a DataError."""
    with contextlib.suppress(DataError):
        assert len(read(text)) >= 2


def test_whether_a_link_can_carry_data():
    """The limit is the length in the address, where a letter may take nine characters."""
    t = tuple(k + 0.5 for k in range(100))
    fitting = Observations("", t, t, "t", "y")
    grown = Observations("", (*t, *(k + 1000.123 for k in range(40))), (*t, *t[:40]))

    assert len(quote(spell(fitting), safe="")) <= LONGEST_IN_LINK
    assert fits(spell(fitting))
    assert not fits(spell(grown))
    assert not fits(spell(Observations("", t, t, "€" * 40, "€" * 40)))
    assert read(spell(grown)).t == grown.t
