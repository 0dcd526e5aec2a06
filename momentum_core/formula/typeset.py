"""Equations set for a narrow column: long ones over several lines, in smaller type where need be.

It works on what ``latex`` writes: sums with signs between their terms, groups in braces or between
``\\left`` and ``\\right``. Widths are estimates, in units of the font's size.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from momentum_core.formula.letters import GREEK

COLUMN = 13.8
"""The column's width: 268 pixels with letters of 15 pixels, which KaTeX sets a fifth larger; and
some room, as widths are estimates."""
SIZES = {"": 1.0, r"\small": 0.9, r"\footnotesize": 0.8, r"\scriptsize": 0.7}
INDENT, CDOT = r"\quad ", r"{} \cdot "
GREEK_AND_SIGNS = {
    **{r"\pi": 0.57, r"\partial": 0.57, r"\cdot": 0.72, r"\ldots": 1.2, r"\quad": 1.0},
    **dict.fromkeys((f"\\{name}" for name in GREEK), 0.57),
    **{"+": 1.22, "-": 1.22, "=": 1.33, ">": 1.33, " ": 0.0, ".": 0.28, ",": 0.45},
    **{
        "(": 0.45,
        ")": 0.45,
        "|": 0.3,
        **dict.fromkeys((r"\left", r"\right", r"\bigl", r"\bigr"), 0.1),
        r"\operatorname": 0.0,
    },
}
"""How wide signs are, with the space around them; digits and letters are about half as wide as
high, and so are those in a function's name."""
_TOKEN = re.compile(r"\\[A-Za-z]+|.")

Equation = tuple[str, str]
"""A left and a right side."""


def equations(pairs: Sequence[Equation], column: float = COLUMN) -> str:
    """Equations below each other, as LaTeX. They are aligned if that fits into the column; else
    each begins at its left, and is broken at signs, in the largest type in which all lines fit; if
    there is none, small type is broken within products, too."""
    pairs = [(left, " ".join(terms(right))) for left, right in pairs]
    widest = [max(width(side) for side in sides) for sides in zip(*pairs, strict=True)]
    if sum(widest) + width("=") <= column:
        return _aligned([rf"{left} &= {right}" for left, right in pairs])
    ways = [(size, False) for size in SIZES] + [(size, True) for size in list(SIZES)[2:]]
    for size, products in ways:
        room = column / SIZES[size]
        blocks = [_broken(left, right, room, products) for left, right in pairs]
        if max(width(line) for line in itertools.chain(*blocks)) <= room:
            break
    rows = [r" \\[2pt] ".join(f"&{line}" for line in lines) for lines in blocks]
    return f"{size} {_aligned(rows)}".lstrip()


def _aligned(rows: list[str]) -> str:
    return r"\begin{aligned} " + r" \\[8pt] ".join(rows) + r" \end{aligned}"


def _broken(left: str, right: str, column: float, products: bool) -> list[str]:
    """An equation in lines that fit, as far as there are places to break it at."""
    lines = [f"{left} ="]
    for term in terms(right):
        whole = not products or width(INDENT + term) <= column
        for piece in [term] if whole else _pieces(term, column):
            first = lines == [f"{left} ="]
            if first or width(f"{lines[-1]} {piece}") <= column:
                lines[-1] += f" {piece.removeprefix(CDOT)}"
            else:
                lines.append(INDENT + piece)
    return lines


def width(text: str) -> float:
    """About how wide a text is when it is set.

    >>> width("x^{2}") < width("x + 2") < width(r"\\frac{x + 2}{3} - 1")
    True
    """
    return _run(iter(_TOKEN.findall(text)))


def _run(tokens: Iterator[str]) -> float:
    """The width of all that comes before a closing brace, or the end."""
    total = 0.0
    for token in tokens:
        if token == "}":
            break
        total += _one(token, tokens)
    return total


def _one(token: str, tokens: Iterator[str]) -> float:
    """The width of a token and of what belongs to it."""
    if token == "{":
        return _run(tokens)
    if token in ("^", "_"):
        return 0.7 * _one(next(tokens, ""), tokens)
    if token == r"\frac":
        return max(_one(next(tokens, ""), tokens), _one(next(tokens, ""), tokens)) + 0.24
    if token == r"\sqrt":
        return 0.85 + _one(next(tokens, ""), tokens)
    if token in GREEK_AND_SIGNS:
        return GREEK_AND_SIGNS[token]
    return 0.52 * len(token) + 0.1 if token.startswith("\\") else 0.57


def terms(text: str) -> list[str]:
    """The terms of a sum, each with its sign. A difference from a sum in parentheses is written
    without them.

    >>> terms("a - \\\\left(-b + c\\\\right) - d^{2}")
    ['a', '+ b', '- c', '- d^{2}']
    """
    found: list[str] = []
    for piece in _split(text, lambda before, rest: before[-1] == " " and rest[:2] in ("+ ", "- ")):
        inner = _negated(piece)
        found += [_turned(term) for term in terms(inner)] if inner else [piece]
    first = found[0].removeprefix("+ ")
    return [f"-{first[2:]}" if first.startswith("- ") else first, *found[1:]]


def _pieces(term: str, column: float) -> list[str]:
    """A product in pieces for lines of their own: its factors, and of a factor that is too wide the
    terms of its widest sum in parentheses."""
    found: list[str] = []
    for factor in _factors(term):
        pieces = _opened(factor) if width(INDENT + CDOT + factor) > column else [factor]
        found += [(CDOT if found else "") + pieces[0], *(INDENT + piece for piece in pieces[1:])]
    return found


def _opened(factor: str) -> list[str]:
    """A factor cut between the terms of its widest sum; its parentheses are two signs then."""
    cut = _split(
        factor, lambda before, rest: rest.startswith(r"\left(") or before.endswith(r"\right)")
    )
    groups = [k for k, piece in enumerate(cut) if piece.startswith(r"\left(")]
    if not groups:
        return [factor]
    k = max(groups, key=lambda k: width(cut[k]))
    first, *rest = terms(cut[k].removeprefix(r"\left(").removesuffix(r"\right)"))
    inner = [rf"{' '.join(cut[:k])} \bigl({first}", *rest]
    inner[-1] += rf"\bigr){''.join(cut[k + 1 :])}"
    return [piece.strip() for piece in inner]


def _factors(term: str) -> list[str]:
    """The factors of a product, in groups that may stand on lines of their own."""
    begins = (r"\left(", "e^", *(rf"\{name}" for name in ("sin", "cos", "tan", "ln", "sqrt")))
    return _split(
        term,
        lambda before, rest: r"\right)" in before and before[-1] == " " and rest.startswith(begins),
    )


def _split(text: str, breaks: Callable[[str, str], Any]) -> list[str]:
    """A text cut where ``breaks`` says so of what is before and what comes, outside of groups."""
    pieces, start, depth = [], 0, 0
    for match in _TOKEN.finditer(text):
        token, at = match.group(), match.start()
        if depth == 0 and at > start and breaks(text[start:at], text[at:]):
            pieces.append(text[start:at].strip())
            start = at
        depth += (token in ("{", r"\left")) - (token in ("}", r"\right"))
    return [*pieces, text[start:].strip()]


def _negated(term: str) -> str:
    r"""What stands in the parentheses of −(…), where nothing else belongs to the term."""
    head = next((h for h in (r"- \left(", r"-\left(") if term.startswith(h)), "")
    if not head or not term.endswith(r"\right)"):
        return ""
    inner = term[len(head) : -len(r"\right)")]
    depth = 0
    for token in _TOKEN.findall(inner):
        depth += (token == r"\left") - (token == r"\right")
        if depth < 0:
            return ""
    return inner


def _turned(term: str) -> str:
    """A term with the other sign."""
    term = term.strip()
    if term.startswith("-"):
        return f"+ {term[1:].strip()}"
    return f"- {term.removeprefix('+').strip()}"
