"""Text of a visitor's is shown as it was typed, wherever Streamlit reads Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.hostile import HOSTILE, UNDERLINED
from tests.ui.test_page import control, opened, sent
from ui.plain import APART, plain
from ui.teacher import elsewhere

SHOWN_AS_IT_IS = {
    *("Selectbox.options", "Selectbox.raw_value"),
    *("TextInput.default", "TextInput.value", "TextInput.placeholder"),
    *("TextArea.default", "TextArea.value", "TextArea.placeholder"),
    *("Code.code_text", "BidiComponent.json", "BidiComponent.bytes"),
}
"""Fields of elements that Streamlit does not read as Markdown, or hands to the player; the test in
Chromium sees them shown. Every other text of every element has to be safe."""
ADDRESS = re.compile(r"(?<=\])\(https://[\w.%&=?/+~-]+\)")
"""Where a link leads: Markdown reads nothing in it, as all else is written by numbers."""


def typed(text: str) -> str:
    """What a text shows."""
    return html.unescape(text.replace(APART, ""))


def nodes(node: Any) -> Iterator[Any]:
    """All blocks and elements of a page."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def strings(message: Any) -> Iterator[tuple[str, str]]:
    """Every text in an element, with the name of its field; a table's cells and heads too."""
    for field, value in message.ListFields():
        for each in value if not isinstance(value, str | bytes) and is_many(value) else [value]:
            if hasattr(each, "ListFields"):
                yield from strings(each)
            elif isinstance(each, str):
                yield f"{message.DESCRIPTOR.name}.{field.name}", each
            elif isinstance(each, bytes) and message.DESCRIPTOR.name == "ArrowData":
                table = pa.ipc.open_stream(each).read_all()
                cells = chain(table.column_names, *(c.to_pylist() for c in table.columns))
                yield from (("ArrowData.data", str(cell)) for cell in cells)


def is_many(value: Any) -> bool:
    return hasattr(value, "__iter__") and not hasattr(value, "ListFields")


def shows(at: AppTest, texts: tuple[str, ...]) -> set[str]:
    """Which of these texts a page shows where Markdown is read; there they must be plain."""
    shown = set()
    every = (node.proto for node in nodes(at._tree) if getattr(node, "proto", None) is not None)
    for name, whole in (pair for proto in every for pair in strings(proto)):
        text = ADDRESS.sub("()", whole)
        found = {each for each in texts if each in typed(text)}
        if name not in SHOWN_AS_IT_IS and found:
            assert text == plain(typed(text)), name
            shown |= found
    return shown


LETTERS = st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\r\t&#:<>-*_`")


@given(st.text(LETTERS))
def test_nothing_is_lost_and_no_sign_is_left(text):
    """What is written as numbers reads back; of what Markdown reads only our own signs remain."""
    safe = plain(text)

    assert typed(safe) == text
    assert not set(safe.replace(APART, "").replace("&#", "")) & set("\\`*_~$<>[]{}|#&:@\n\r\t")
    assert safe == safe.strip()


@pytest.mark.parametrize("k", range(0, len(HOSTILE), 2))
def test_names_of_columns_in_a_link(k):
    """Beside theory, every other time with mini-batches."""
    pair = HOSTILE[k : k + 2]
    data = "_".join((*pair, "1_2_2_3_3_5_4_6"))
    at = opened(loss="line", data=data, batch="all" if k % 4 else "2")
    at.toggle(key="theory").set_value(True).run()

    assert not at.exception
    assert shows(at, pair) == set(pair)


def dialog() -> AppTest:
    """The page that asks for data."""
    at = opened(loss="line")
    return control(at, "data").set_value("other").run()


def paste(at: AppTest, *rows: tuple[object, ...]) -> None:
    at.text_area(key="pasted").set_value("\n".join("\t".join(map(str, row)) for row in rows)).run()
    assert not at.exception


def test_names_of_columns_in_a_table():
    """What was read of them is said; they are also in two lists, which show them as they are."""
    at, names = dialog(), (*HOSTILE, *UNDERLINED)
    for pair in zip(names[::2], names[1::2], strict=True):
        paste(at, pair, (1, 2), (2, 3), (3, 5))

        pair = tuple(name.removeprefix("# ") for name in pair)  # as of a comment with the names
        assert at.selectbox(key="column_t").options == list(pair)
        assert shows(at, pair) == set(pair)


def test_cells_and_names_in_a_refusal():
    """Cells that are no numbers, in a column that is called the same."""
    at = dialog()
    for text in (*HOSTILE, *UNDERLINED):
        cell = f"x{text}"
        paste(at, (cell, "b"), (cell, 2), (cell, 3))

        assert len(at.error) == 1
        shown = (cell, cell[:20])
        assert shows(at, shown) == set(shown)


def test_cells_that_are_shown():
    """Beside what they were read as, and where they were left out."""
    at = dialog()
    for text in (*HOSTILE, *UNDERLINED):
        cell = f"x{text}"[:20]
        paste(at, ("a", "b"), (1, 2), (2, cell), (3, 4), (4, 5))

        assert shows(at, (cell,)) == {cell}


@pytest.mark.parametrize("text", ["__init__", "x + __a__", "_x_ + _y_", "w $ w", "w * [x", "`w`"])
def test_a_formula_in_a_refusal(text):
    """Quoted as it was typed; the field has it untouched."""
    at = opened(q="x^2")
    control(at, "q").set_value(text).run()

    (error,) = at.error
    quoted = typed(error.value).split("“")[1].split("”")[0]
    assert quoted in text
    assert shows(at, (f"“{quoted}”",)) == {f"“{quoted}”"}
    assert control(at, "q").value == text


@pytest.mark.parametrize("k", range(0, len(HOSTILE), 4))
def test_values_and_names_in_a_link(k):
    """What could not be used is told by the player alone."""
    texts = HOSTILE[k : k + 4]
    at = opened(**dict(zip(("eta", "lesson", "hide", "view"), texts, strict=True)))

    notices = sent(at, "stage")["notices"]
    assert [any(f"“{text}”" in notice for notice in notices) for text in texts] == [True] * 4
    assert shows(at, texts) == set()


@pytest.mark.parametrize("host", ["`a`", "x.test`!(i", "a`:8501", "*a*.localhost:8501"])
def test_nothing_of_the_pages_own_address_is_read(host):
    """What the teacher's panel sets as code has no more of it than how it begins and its port."""
    page = elsewhere(f"http://{host}/")

    assert page.removesuffix(":8501") == "http://<address of this computer>"
