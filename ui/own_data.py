"""The dialog for data of one's own: a table is brought, and two of its columns are chosen."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from momentum_core.explain import endings
from momentum_core.losses.data.columns import Choices, Doubt
from momentum_core.losses.data.layout import MOST_ROWS
from momentum_core.losses.data.line import creeping
from momentum_core.losses.data.observations import DataError
from momentum_core.losses.data.spelled import fits, spell
from momentum_core.losses.data.table import Table, distinct, read_again
from momentum_core.losses.data.text import LONGEST
from momentum_core.words.numbers import number
from momentum_core.words.sentences import listed, say
from ui.failure import guarded
from ui.plain import plain
from ui.session import state

KINDS = ["csv", "txt", "tsv", "dat", "md", "xlsx"]
MOST_NAMED = 6
"""Columns that a sentence names."""
PASTED = 1_100_000
"""Characters that the field takes: more than can be used, for a sentence to refuse them. What is
more than that can't be sent at all, see maxWidgetStateSize in .streamlit/config.toml; the browser
keeps it out of the field and tells the server nothing, so the dialog says so beforehand."""


def answered() -> None:
    """The dialog was closed. A file that was uploaded is forgotten: Streamlit would keep it for as
    long as the page is open."""
    state.asking = False
    file, context = state.get("uploaded"), get_script_run_ctx()
    if file and context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


@st.dialog(say("own data.title"), width="medium", on_dismiss=answered)
def ask(fit: Callable[[str, bool], None]) -> None:
    """Paste or upload a table and choose two of its columns. ``fit`` is told the data, as a
    link spells them, and whether to standardise the inputs."""
    sizes = {"rows": MOST_ROWS, "most": LONGEST, "pasted": PASTED}
    st.markdown(say("own data.about", **sizes))
    example = say("own data.example")
    pasted = st.text_area(
        say("own data.paste"), key="pasted", height=140, max_chars=PASTED, placeholder=example
    )
    file = st.file_uploader(say("own data.file"), KINDS, key="uploaded")
    source = file.getvalue() if file else pasted
    if not source:
        return
    try:
        chosen(source, fit)
    except DataError as error:
        st.error(plain(str(error)))


def chosen(source: bytes | str, fit: Callable[[str, bool], None]) -> None:
    """The two columns of a table, what they were read as, and what was left out. Raises
    DataError."""
    mark = f"{zlib.crc32(source if isinstance(source, bytes) else source.encode()):x}"
    keys = {about: f"{about}-{mark}" for about in Choices._fields}
    choices = Choices(*(state.get(key, "") for key in keys.values()))
    read = read_again(source, choices)
    if len(read.numeric) < 2:
        others(read)
        raise DataError(say("table.no columns"))
    t = st.selectbox(say("own data.t"), read.likely, key="column_t")
    y = st.selectbox(say("own data.y"), [x for x in read.likely if x != t], key="column_y")
    for doubt in read.doubts(t, y):
        doubtful(doubt, keys[doubt.about])
    heads = map(plain, distinct((say("table.row"), *(read.column(x).label for x in (t, y)))))
    with st.container(key="preview"):
        seen = [(str(row), plain(a), plain(b)) for row, a, b in read.preview(t, y)]
        st.table(dict(zip(heads, zip(*seen, strict=True), strict=True)))
    notes = [*read.told, *read.column(t).told, *read.column(y).told, read.missing(t, y)]
    if any(notes):
        st.caption(plain(" ".join(filter(None, notes))))
    others(read)
    data = read.observations(t, y, say("data.your"))
    text = spell(data)
    st.caption(plain(endings.observed(data, fits(text))))
    ratio = creeping(data)
    standardise = False
    if ratio:
        standardise = st.toggle(say("page.standardise"), key="even")
        st.caption(creeps(ratio))
    told = (text, standardise)
    if st.button(say("own data.fit"), key="fit", on_click=guarded(fit), args=told):
        st.rerun()


def doubtful(doubt: Doubt, key: str) -> None:
    """What can be read in two ways: how it was read, and a way to the other."""
    ways = ("names", "values") if doubt.about == "first" else ("decimal", "thousands")
    ways = ("first", "second") if doubt.about == "day" else ways
    st.selectbox(
        say(f"table.{doubt.about}"),
        ways,
        index=ways.index(doubt.chosen),
        key=key,
        format_func=lambda way: say(f"table.{doubt.about} {way}", cell=doubt.cell),
    )


def others(read: Table) -> None:
    """The columns that have no numbers, and why."""
    without = [column for column in read.columns if column.problem]
    if not without:
        return
    named = [say("table.not a number", label=c.name, why=c.problem) for c in without[:MOST_NAMED]]
    if len(without) > MOST_NAMED:
        named.append(say("table.more columns", count=len(without) - MOST_NAMED))
    st.caption(plain(say("table.not numbers", columns=listed(named))))


def creeps(ratio: float) -> str:
    """That a line needs standardised inputs to be seen rolling."""
    return say("page.creeping", ratio=number(ratio, 2))
