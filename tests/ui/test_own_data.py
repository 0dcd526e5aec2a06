"""The dialog for data of one's own: what was read is shown, asked where it is doubtful, and fitted."""

from __future__ import annotations

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from momentum_core.losses.data.observations import SAMPLE
from tests.ui.test_page import control, opened, sent
from tests.ui.test_plain import typed

TABLE = (
    "day;cost;town\n01/02/2024;1,234;Ulm\n03/04/2024;;Bonn\n05/06/2024;3,345;Köln\nTotal;4,579;\n"
)


def asked(text: str, **query: str) -> AppTest:
    at = opened(loss="line", **query)
    control(at, "data").set_value("other").run()
    at.text_area(key="pasted").set_value(text).run()
    assert not at.exception
    return at


def doubt(at: AppTest, about: str):
    """The question about what can be read in two ways."""
    return next(box for box in at.selectbox if box.key.startswith(f"{about}-"))


def cells(at: AppTest) -> list[list[str]]:
    return [[typed(cell) for cell in row] for row in at.table[0].value.to_numpy().tolist()]


def captions(at: AppTest) -> str:
    return " ".join(typed(caption.value) for caption in at.caption)


def test_what_was_read_is_shown():
    """Beside what stands in the file; what was left out, and why, below."""
    at = asked(TABLE)
    said = captions(at)

    assert cells(at) == [
        ["2", "01/02/2024 → 0", "1,234 → 1.234"],
        ["3", "03/04/2024 (left out)", "–"],
        ["4", "05/06/2024 → 125", "3,345 → 3.345"],
    ]
    assert "Left out: row 5, “Total”, which is a total or a note." in said
    assert "Left out: 1 row (3) in which one of the two has no number." in said
    assert "Not numbers: “town” (“Ulm” is not a number)." in said


def test_what_is_doubtful_is_asked():
    """Each answer is at once seen in what is shown."""
    at = asked(TABLE)
    doubt(at, "comma").set_value("thousands").run()
    doubt(at, "day").set_value("second").run()

    assert [row[1:] for row in cells(at)][::2] == [
        ["01/02/2024 → 0", "1,234 → 1234"],
        ["05/06/2024 → 125", "3,345 → 3345"],
    ]
    assert cells(asked("t,y\n1,2.5\n2,3.5\n"))[0] == ["2", "1", "2.5"]
    assert not [box for box in asked("t,y\n1,2.5\n2,3.5\n").selectbox if "comma" in box.key]


def test_a_line_that_would_creep():
    """The dialog and the page say so and offer to standardise; of one that rolls, neither."""
    rows = "".join(f"{1900 + k},{k % 7}\n" for k in range(40))
    at = asked(f"year,y\n{rows}")
    assert "so the ball creeps" in captions(at)
    at.button(key="fit").click().run()
    assert sent(at, "stage")["query"]["standardise"] == "0"
    assert "so the ball creeps" in captions(at)

    at = asked(f"year,y\n{rows}")
    at.toggle(key="even").set_value(True).run()
    at.button(key="fit").click().run()
    assert sent(at, "stage")["query"]["standardise"] == "1"
    assert "creeps" not in captions(at)

    at = asked("t,y\n-1,2\n0,3\n1,5\n")
    at.button(key="fit").click().run()
    assert "creeps" not in captions(at)


def test_more_rows_than_are_drawn():
    """The loss is of all, and the page says what the dots are; a link can't carry them, as is said
    before there is one."""
    rows = "".join(f"{k % 97},{k % 97 + k % 5}\n" for k in range(2000))
    at = asked(f"t,y\n{rows}")
    assert "2,000 rows of t and y." in captions(at)
    assert "A link can’t carry so many" in captions(at)
    at.button(key="fit").click().run()

    assert len(sent(at, "scenery")["data"]["t"]) == SAMPLE
    assert f"all 2,000 rows. Dots and mini-batches are a sample of {SAMPLE}" in captions(at)
    assert "data" not in sent(at, "stage")["query"]


def test_a_table_without_two_columns_of_numbers():
    """The reason stands beside each column."""
    at = asked("town,river,n\nUlm,Danube,1\nBonn,Rhine,2\n")

    assert [error.value for error in at.error] == [
        "There are no two columns of numbers here; a line needs two."
    ]
    assert "“town” (“Ulm” is not a number), “river” (“Danube” is not a number)" in captions(at)


def test_columns_that_are_called_alike():
    """As the head of the rows' numbers, or cut to the same: each has a column of its own."""
    long = "a name of a column that is longer than it may be, "
    at = asked(f"Row\t{long}1\t{long}2\n1\t2\t4\n3\t5\t7\n6\t7\t9\n")
    at.selectbox(key="column_t").set_value("Row").run()

    assert [len(row) for row in cells(at)] == [3, 3, 3]


def test_a_file_is_forgotten_once_it_is_read(monkeypatch: pytest.MonkeyPatch):
    """Of a visitor's file nothing stays on the server but what a line is fitted to."""
    managers = []
    create = MemoryUploadedFileManager.__init__

    def created(self, *args, **kwargs):
        managers.append(self)
        create(self, *args, **kwargs)

    monkeypatch.setattr(MemoryUploadedFileManager, "__init__", created)
    at = asked("")
    at.file_uploader(key="uploaded").upload("a.csv", b"t,y\n1,2\n2,3\n3,5\n", "text/csv").run()
    before = [len(files) for m in managers for files in m.file_storage.values()]
    at.button(key="fit").click().run()

    assert sent(at, "scenery")["data"]["y"] == [2, 3, 5]
    assert max(before) == 1
    assert not any(files for files in managers[-1].file_storage.values())
