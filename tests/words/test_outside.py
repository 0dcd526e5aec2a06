"""No sentence that a visitor reads stands outside of momentum_core/words, in either language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from momentum_core.words.english import MESSAGES
from momentum_core.words.english.formula import SAYS

ROOT = Path(__file__).parents[2]
FOR_WHO_WRITES = "told to who writes lessons, before they are published; no visitor meets it"
FOR_WHO_PROGRAMS = "raised by calls that settings can't make; no visitor meets it"
RAISED = {
    "momentum_core/lessons/claims.py": FOR_WHO_WRITES,
    "momentum_core/lessons/read.py": FOR_WHO_WRITES,
    "momentum_core/methods/descent.py": FOR_WHO_PROGRAMS,
    "momentum_core/methods/draws.py": FOR_WHO_PROGRAMS,
    "momentum_core/losses/surface.py": FOR_WHO_PROGRAMS,
    "momentum_core/theory/predicted.py": FOR_WHO_PROGRAMS,
    "momentum_core/theory/quadratic.py": FOR_WHO_PROGRAMS,
}
"""Files that raise what nobody reads on the page, and why. What they hold besides is looked at."""
SHOWS = (
    *("button", "selectbox", "select_slider", "segmented_control", "toggle", "pills", "popover"),
    *("number_input", "text_input", "text_area", "file_uploader", "expander", "dialog", "error"),
    *("caption", "markdown", "info", "progress"),
)
"""What of Streamlit shows its first argument; ``NAMED`` are shown of all."""
NAMED = ("label", "help", "placeholder", "page_title", "text")
WORDS = re.compile(r"[A-Za-zé’]{2,}[,;:.]? [A-Za-zé’“(]+|^[A-Z][a-zé’]+ [a-z]|[“”’]|[a-z] ?…")
MARKUP = re.compile(
    r"""<\w+ [a-z]+=|[a-z]+: [a-z]+\(|\s*export default|[^A-Za-z]*<|"|\}@media|(:not\(\.arrow\)|"\]) \{"""
)
"""A style's own text, or HTML's, or a script's."""
KEYS = {part for key in MESSAGES for part in (key, key.partition(".")[2])} | set(SAYS)


def python_files() -> list[Path]:
    tops = ("momentum_core", "ui", "turns", "front_door")
    every = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in every if ROOT / "momentum_core" / "words" not in path.parents)


def prose(source: str, raised: bool = True) -> list[str]:
    """The literals of a module that look like something to read; with those that are ``raised``,
    without what is logged, which is told to who runs the server."""
    tree = ast.parse(source)
    silent = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    if not raised:
        errors = (n for n in ast.walk(tree) if isinstance(n, ast.Raise))
        silent |= {id(x) for n in errors for x in ast.walk(n)}
    asks = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args]
    silent |= {
        id(x)
        for n in asks
        if getattr(n.func, "attr", getattr(n.func, "id", "")) == "say"
        for x in ast.walk(n.args[0])
    }
    logs = (n for n in asks if getattr(getattr(n.func, "value", None), "id", "") == "LOG")
    silent |= {id(x) for n in logs for x in ast.walk(n)}
    shown = {id(x) for n in ast.walk(tree) if isinstance(n, ast.Call) for x in labels(n)}
    found = []
    for n in ast.walk(tree):
        if not isinstance(n, ast.Constant) or not isinstance(n.value, str) or id(n) in silent:
            continue
        reads = WORDS.search(n.value) or (id(n) in shown and re.search(r"[A-Za-z]{2}", n.value))
        if reads and n.value.strip() not in KEYS and not MARKUP.match(n.value):
            found.append(f"{n.lineno}: {n.value}")
    return found


def labels(call: ast.Call) -> Iterator[ast.AST]:
    """The literals that a call of Streamlit's shows."""
    function = call.func
    named = [k.value for k in call.keywords if k.arg in NAMED]
    streamlit = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "st"
    if not streamlit:
        return
    first = call.args[:1] if function.attr in SHOWS else []
    for argument in [*first, *named]:
        keys = {id(x) for n in ast.walk(argument) if isinstance(n, ast.Call) for x in ast.walk(n)}
        yield from (n for n in ast.walk(argument) if id(n) not in keys)


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_sentence_stands_in_python(path):
    """Each has a key, and stands in a language's own file."""
    raised = str(path.relative_to(ROOT)) not in RAISED

    assert prose(path.read_text("utf-8"), raised) == []


@pytest.mark.parametrize("name", RAISED)
def test_what_may_be_raised_is(name):
    """A file that has no such errors any more has no exception either."""
    assert prose((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        'raise ValueError("it is not a number")',
        'st.button("Reset", key="reset")',
        'st.selectbox("Data", choices, help="where they come from")',
        'says = f"{n} steps" if n > 1 else f"it took {n} step"',
        'end = "more …"',
    ],
)
def test_a_sentence_outside_is_found(line):
    """And a key, a style or a docstring is none."""
    assert prose(line)
    assert (
        prose('"""It is not read."""\nst.container(key="losscontrol")\nsay("data.no text")') == []
    )


def javascript(source: str) -> list[str]:
    """The literals of a player's file that look like something to read."""
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    code = re.sub(r"(?m)^\s*//.*$|^import .*$", "", code)
    code = re.sub(r'Error\((?:"[^"]*"|`[^`]*`)', "", code)
    code = re.sub(r"\$\{[^{}]*\}", "", code)
    literals = [m[0] for m in re.finditer(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', code)]
    told = re.findall(r'(?:textContent|innerText|title|ariaLabel) = ["`][^"`]*[a-z]', code)
    told += re.findall(r'"aria-label"(?::|,(?= ["`][^"`]*["`]\))) ["`][^"`]*[a-z]', code)
    sentence = re.compile(
        r"[A-Za-z’]{2,}[,;:.]? [A-Za-z’]+[,;:.]? [A-Za-z’]+|[A-Z][a-z’]+ +[a-z]|’|…"
    )
    return told + [x for x in literals if sentence.search(x) and not selector(x)]


def selector(literal: str) -> bool:
    """Whether it is a style's or a selector's own text, or a piece of HTML."""
    return (
        bool(re.search(r"[\[<{(]|, [a-z]+$", literal))
        or re.fullmatch(r'"[a-z]+(, [a-z]+)+"', literal) is not None
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "assets" / "player").rglob("*.js")), ids=lambda p: p.name
)
def test_no_sentence_stands_in_javascript(path):
    """The player is sent all its words; an error that is thrown is for who programs."""
    assert javascript(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "node.textContent = `${k} steps`;",
        'set(node, { "aria-label": "step" });',
        'const says = "the ball rests here";',
        "return `It took ${k} of them`;",
    ],
)
def test_a_sentence_in_the_player_is_found(line):
    """And what is no sentence isn't."""
    assert javascript(line)
    assert javascript('throw new Error("no such loss here");\nelement("div", "group moves");') == []
