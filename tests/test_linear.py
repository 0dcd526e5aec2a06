"""Whatever is typed or stands in a link costs time that grows with its length, and no faster.

One regular expression that goes back over its text again and again holds the whole server. Times
are compared within one run, as ratios: four times the text may take about four times as long.
"""

from __future__ import annotations

import ast
import gc
import math
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from momentum_core.formula.parse import parse
from momentum_core.formula.reading.calls import (
    Calls,
    check_brackets,
    with_products,
    without_bars,
    without_brackets,
)
from momentum_core.formula.reading.code import without_code
from momentum_core.formula.reading.latex import without_commands
from momentum_core.formula.reading.names import named
from momentum_core.formula.reading.read import _Notes
from momentum_core.formula.reading.signs import pieces
from momentum_core.formula.refusals import FormulaError
from momentum_core.lessons import presentation
from momentum_core.losses.data import spelled
from momentum_core.losses.data.cells import LONGEST_NUMBER
from momentum_core.losses.data.layout import MOST_COLUMNS
from momentum_core.losses.data.observations import DataError, clean_label
from momentum_core.losses.data.table import read_table
from momentum_core.losses.data.text import LONGEST
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import from_query, to_query
from ui.plain import plain

ROOT = Path(__file__).parents[1]
LENGTH, TIMES, CLEAR, GROWTH = 10_000, 4, 6.0, 9.0
"""Characters of the shorter text, how many times as long the other one is, how many times as long
it takes where there is no doubt, and how many it may take: linear is 4, quadratic 16."""
SOON = 2e-3
"""Seconds that are not worth comparing."""

HOSTILE = {
    "digits": lambda n: "1" * (n - 1) + "x",
    "digits and a point": lambda n: "1" * (n // 2) + "." + "1" * (n // 2) + "x",
    "letters": lambda n: "a" * (n - 1) + "+",
    "sums": lambda n: "a+" * (n // 2),
    "gaps": lambda n: "a " * (n // 2),
    "spaces": lambda n: "w" + " " * (n - 2) + "w",
    "zeros": lambda n: "0" * (n - 1) + "x",
    "powers": lambda n: "1e" * (n // 2),
    "bars": lambda n: "|" * n,
    "bars and gaps": lambda n: "| " * (n // 2),
    "parentheses": lambda n: "(" * n,
    "left side": lambda n: "w(" + "w " * (n // 2),
    "roots": lambda n: "√" * n,
    "minus": lambda n: "-" * n,
    "quotes": lambda n: '"' * (n - 1),
    "open quote": lambda n: 't,y\n"' + "a" * (n - 5),
    "commas": lambda n: ",0" * (n // 2),
    "thousands": lambda n: "a,b\n" + '"1,234","5,678"\n' * (n // 16),
    "underscores": lambda n: "_" * n,
    "pairs": lambda n: "1_" * (n // 2),
    "names": lambda n: "t_" + "y" * (n - 2),
    "separator": lambda n: "\n" * (n - 5) + "sep=;",
    "semicolons": lambda n: "a;b\n" * (n // 4),
    "rows": lambda n: "1\n" * (n // 2),
    "fractions": lambda n: "\\frac{" * (n // 6),
    "commands": lambda n: "\\x" * (n // 2),
    "braces": lambda n: "{" * n,
    "indices": lambda n: "x_" * (n // 2),
    "brackets": lambda n: "x[0]" * (n // 4),
    "functions": lambda n: "sin " * (n // 4),
    "modules": lambda n: "np." * (n // 3),
    "left sides": lambda n: "f=" * (n // 2),
    "raised": lambda n: "²" * n,
    "letters without gaps": lambda n: "xy" * (n // 2),
    "ties": lambda n: "x~" * (n // 2),
    "markup": lambda n: "![](" * (n // 4),
    "colons": lambda n: ":a" * (n // 2),
    "percents": lambda n: "%" * n,
    "control": lambda n: "\u200b" * n,
}
ROUNDS = 7
TEXTS = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def once(work: Callable[[], object]) -> float:
    """CPU time, of the work alone: how long garbage takes depends on all else that is alive."""
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """CPU time of the fastest of three."""
    return min(once(work) for _ in range(3))


def check_growth(work: Callable[[str], object], text: Callable[[int], str]) -> None:
    """The longer text takes about as many times as long as it is longer. Both are measured by
    turns, and of each the fastest: what else the machine does slows both down, or neither.
    Where the longer one takes no time that counts, whatever the shorter one takes, one is enough;
    where two rounds are clear, two are."""
    texts = text(TIMES * LENGTH), text(LENGTH)
    long = short = math.inf
    for k in range(ROUNDS):
        long = min(long, once(partial(work, texts[0])))
        if long < GROWTH * SOON / TIMES:
            return
        short = min(short, once(partial(work, texts[1])))
        if k > 0 and long < CLEAR * short:
            return
    assert long < GROWTH * short


def refused(work: Callable[[str], object]) -> Callable[[str], object]:
    """The work, whether or not it refuses the text."""

    def tried(text: str) -> object:
        try:
            return work(text)
        except (DataError, FormulaError):
            return None

    return tried


def linked(name: str) -> Callable[[str], object]:
    """A link with a text in one parameter, read and written."""

    def read(text: str) -> object:
        query = {"loss": "line", "data": text} if name == "data" else {name: text}
        return to_query(from_query(query)[0])

    return read


def unbounded(text: str) -> object:
    """Every step of the reading, though a text of this length is refused before the first."""
    notes = _Notes()
    tokens, left = without_code(without_commands(pieces(text, notes)))
    tokens = without_brackets(without_bars(named(tokens, left, notes)))
    check_brackets(tokens)
    return with_products(Calls(tokens, text, notes).read(), notes)


READERS: dict[str, Callable[[str], object]] = {
    **{f"?{field.name}=": linked(field.name) for field in FIELDS},
    **{
        f"?{name}=": lambda text, name=name: presentation.from_query({name: text})
        for name in ("lesson", "page", "hide", "view")
    },
    "a page of a lesson": lambda text: presentation.from_query(
        {"lesson": "momentum", "page": text}
    ),
    "a table": refused(read_table),
    "a file": refused(lambda text: read_table(text.encode())),
    "data in a link": refused(spelled.read),
    "whether a link can carry it": spelled.fits,
    "a formula": refused(parse),
    "a formula of any length": refused(unbounded),
    "a column's name": clean_label,
    "shown as typed": plain,
}


@pytest.mark.slow
@TEXTS
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_reading_takes_linear_time(read, text):
    """In a link, in a field, in a file."""
    check_growth(read, text)


def test_a_link_full_of_digits():
    """It took a minute of one regular expression; now no longer than a text of short numbers."""
    hostile = "1" * (2 * LENGTH - 1) + "x"
    harmless = "1_2_" * (LENGTH // 2 - 1) + "1_x"
    took, usual = (
        seconds(lambda text=text: from_query({"loss": "line", "data": text}))
        for text in (hostile, harmless)
    )

    assert took < 3 * max(usual, SOON)


@pytest.mark.slow
def test_many_columns_with_thousands():
    """Whether a table's commas are decimal ones is asked once for all its columns: many take no
    longer than each of them would alone."""
    columns = MOST_COLUMNS
    row = ",".join(['"1,234"'] * columns)
    rows = (LONGEST - 400) // (len(row) + 1)
    text = "\n".join([",".join(f"c{k}" for k in range(columns)), *[row] * rows])
    one = "\n".join(f"c;x\n{1000 + k},234;x" for k in range(rows))
    few = seconds(lambda: read_table(one))

    assert seconds(lambda: read_table(text)) < columns * max(few, 1e-3)


LINK = {"loss": "line", "data": "1_" + "2" * 41}


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (
            lambda: from_query(LINK)[1],
            [
                f"data = “{LINK['data'][:25]}…” is not usable: “{'2' * 20}…” has 41 characters; a "
                "number has at most 40; it is value 2 in the link."
            ],
        ),
        (
            lambda: from_query({"race": "adam," * 41})[1],
            [
                "race = “adam,adam,adam,adam,adam,…” is not usable: it has 205 characters; 200 are "
                "the most."
            ],
        ),
        (
            lambda: from_query({"q": "w+" * 200})[1],
            [
                "q = “w+w+w+w+w+w+w+w+w+w+w+w+w…” is not usable: The formula has 400 characters; "
                "300 is the most."
            ],
        ),
        (
            lambda: presentation.from_query({"hide": "eta," * 251})[1],
            [
                "hide = “eta,eta,eta,eta,eta,eta,e…” is not usable: it has 1,004 characters; 1000 "
                "are the most."
            ],
        ),
    ],
    ids=["data", "race", "q", "hide"],
)
def test_what_is_too_long_is_said(read, says):
    """Once, by its name, with the limit; the rest of the link counts."""
    assert says == read()


def test_a_long_cell_is_no_number():
    """Of a table: the sentence says how long a number may be. As text it may be longer."""
    longest = "1" + "0" * (LONGEST_NUMBER - 3) + ".5"
    found = read_table(f"t,y,note\n{longest},{longest}1,{'x' * 99}\n1,{longest}0,b\n")

    assert ("t",) == found.numeric
    assert (float(longest), 1.0) == found.column("t").values
    assert found.column("y").problem == f"“{longest[:20]}…” is longer than 40 characters"


def sources() -> Iterator[Path]:
    for folder in ("momentum_core", "ui"):
        yield from (ROOT / folder).rglob("*.py")


def patterns() -> Iterator[tuple[str, str, str, int]]:
    """Every use of a regular expression: where it is written, how it is used, pattern and flags."""
    for path in sources():
        source = path.read_text(encoding="utf-8")
        names = {}
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                    names[call] = name
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=how),
                    args=[ast.Constant(value=str(pattern)), *_],
                ):
                    rest = map(ast.unparse, [*node.args[1:], *(k.value for k in node.keywords)])
                    flags = {
                        getattr(re, x) for x in re.findall(r"\bre\.([A-Z]+)\b", " ".join(rest))
                    }
                    used = rf"\b{names.get(node)}\.(\w+)\("
                    for way in {*re.findall(used, source)} if how == "compile" else {how}:
                        yield f"{path.stem}:{node.lineno}-{way}", way, pattern, sum(map(int, flags))


def built_from(pattern: str) -> Iterator[Callable[[int], str]]:
    """Hostile texts made of the signs that a pattern speaks of, each many times, with an end that
    it doesn't expect."""
    signs = {"1", "a", " ", "\t", "\n", *re.sub(r"[\\^$*+?{}()\[\]|]", "", pattern)}
    pairs = {"1.", "a ", "1,", "a1", "- ", "(a", "|a", '"a', "1e"}
    for piece in sorted(signs | pairs):
        for end in ("\x00", "!"):
            yield lambda n, piece=piece, end=end: piece * (n // len(piece)) + end


PATTERNS = sorted(patterns())


def test_patterns_are_found():
    """The ones that this file is about are among them."""
    assert len(PATTERNS) > 15
    assert {"fullmatch", "match", "finditer"} <= {how for _, how, _, _ in PATTERNS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "pattern", "flags"), [x[1:] for x in PATTERNS], ids=[x[0] for x in PATTERNS]
)
def test_every_pattern_is_linear(how, pattern, flags):
    """In the way in which it is used."""
    compiled = re.compile(pattern, flags)
    ways = {
        "fullmatch": compiled.fullmatch,
        "match": compiled.match,
        "search": compiled.search,
        "sub": lambda text: compiled.sub("", text),
        "split": compiled.split,
        "findall": compiled.findall,
        "finditer": compiled.findall,
    }
    for text in built_from(pattern):
        check_growth(ways[how], text)
