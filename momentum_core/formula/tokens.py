"""Typed text to tokens: names and numbers that are on the lists, and the signs between them.

Whatever people type or paste is brought into one form here: missing multiplication signs are put
in, bars become calls of abs, pasted signs the plain ones. What is left is in an order that Python's
grammar accepts, and holds nothing but the listed names, numbers, ``+ - * / **`` and parentheses.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple, NoReturn

from momentum_core.formula.functions import TOLD, TYPED
from momentum_core.formula.refusals import refuse
from momentum_core.words.sentences import say

LONGEST = 300
"""Characters a formula may have."""
VARIABLES = (("w",), ("x",), ("x", "y"), ("w1", "w2"), ("x1", "x2"))
"""The names of the weights, by what is used together."""
CONSTANTS = ("pi", "e")
LOOK_ALIKES = dict(zip("хуеорсаіѕԝХχω", "xyeopcaiswXxw", strict=True))
"""Cyrillic and Greek letters that look like Latin ones."""
_PASTED = str.maketrans(
    dict.fromkeys("−–‐‑‒⁻", "-")
    | dict.fromkeys("·⋅∙×∗•", "*")
    | {"÷": "/", "∕": "/", "π": "pi", "√": "sqrt", "₁": "1", "₂": "2"}
    | {old: str(new) for new, old in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
)
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:[.,][0-9]+|\.)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9₁₂]*|[π√])"
    r"|(?P<superscript>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<operator>\*\*|[-+*/^()|−–‐‑‒·⋅∙×∗•÷∕])"
    r"|(?P<space>\s+)"
)
_LEFT_SIDE = re.compile(r"\s*([A-Za-z]|loss|Loss)(?:\s*\([A-Za-z0-9_₁₂,\s]*\))?\s*=(?!=)")
_INDEXED = re.compile(r"([wx])_?([12₁₂])")


class Token(NamedTuple):
    """One piece. kind: "number", "name" or "operator"."""

    text: str
    kind: str
    at: int
    """Position in the typed text, counted from 1 as visitors count."""


def _left_side(text: str) -> int:
    """How much of the text is a left side as in ``Q(w) =``, which only names the loss."""
    match = _LEFT_SIDE.match(text)
    if match is None or re.search(rf"(?<![A-Za-z]){match[1]}(?![A-Za-z])", text[match.end() :]):
        return 0
    return match.end()


def tokens(text: str) -> list[Token]:
    """The whole text as tokens, in an order that has values on both sides of each operation."""
    if not text.strip():
        refuse("empty")
    if len(text) > LONGEST:
        refuse("long", count=len(text), most=LONGEST)
    found = _with_products(_without_bars(_pieces(text, _left_side(text))), text)
    _check_parentheses(found)
    _check_values(found)
    return found


def _pieces(text: str, position: int) -> list[Token]:
    """The typed text in pieces, pasted signs translated."""
    tokens: list[Token] = []
    while position < len(text):
        at, match = position + 1, _TOKEN.match(text, position)
        if match is None:
            _refuse_sign(text[position], at)
        kind, piece = match.lastgroup or "", match.group()
        position = match.end()
        if kind == "superscript":
            tokens.append(Token("**", "operator", at))
            tokens += [Token("-", "operator", at)] * (piece[0] == "⁻")
            kind, piece = "number", piece.lstrip("⁻").translate(_PASTED)
        if kind == "number":
            piece = _number(piece, at)
        if kind == "name":
            piece = _name(piece, at)
        if kind != "space":
            tokens.append(Token("**" if piece == "^" else piece.translate(_PASTED), kind, at))
    return tokens


def _refuse_sign(sign: str, at: int) -> NoReturn:
    if sign == "=":
        refuse("equals", at=at)
    if sign == ",":
        refuse("comma", at=at)
    if not sign.isprintable():
        refuse("invisible", at=at)
    meant = LOOK_ALIKES.get(sign) or unicodedata.normalize("NFKC", sign)
    if not sign.isascii() and meant.isascii() and meant.isalpha() and len(meant) == 1:
        refuse("look-alike", text=sign, at=at, meant=meant)
    refuse("sign", text=sign, at=at)


def _number(piece: str, at: int) -> str:
    """A number as Python reads it. A comma is a decimal one, but 1,500 may be meant otherwise."""
    if re.match(r"[1-9][0-9]{0,2},[0-9]{3}(?![0-9])", piece):
        refuse(
            "thousand",
            text=piece,
            at=at,
            small=piece.replace(",", "."),
            large=piece.replace(",", ""),
        )
    piece = re.sub(r"^0+(?=[0-9])", "", piece.replace(",", "."))  # 007 is none to Python's grammar
    digits, _, power = piece.lower().partition("e")
    if len(digits) > 40 or len(power) > 4 or abs(int(power or 0)) > 40:
        refuse("long number", at=at)
    return piece


def _name(piece: str, at: int) -> str:
    """A name on one of the lists; so no keyword of Python's ever reaches its parser."""
    indexed = _INDEXED.fullmatch(piece)
    known = "".join(indexed.groups()).translate(_PASTED) if indexed else piece.translate(_PASTED)
    if known in {name for names in VARIABLES for name in names} | {*CONSTANTS, *TYPED}:
        return known
    shown = piece[:20]
    if set(piece) <= set("xy"):
        refuse("product", text=shown, at=at)
    small = known.lower()
    if small in {"w", "x", "y", "w1", "w2", "x1", "x2", "pi", *TYPED}:
        refuse("capital", text=shown, at=at, small=small)
    refuse("name", text=shown, at=at, names=say("typed.names"), functions=TOLD)


def _without_bars(tokens: list[Token]) -> list[Token]:
    """Bars as calls of abs: one opens where a value is expected, or where none is left to close."""
    full: list[Token] = []
    levels: list[list[Token]] = [[]]
    """The bars that are open, for each open parenthesis."""
    for token in tokens:
        value_before = bool(full) and (full[-1].text == ")" or full[-1].kind in ("number", "name"))
        if token.text == "(":
            levels.append([])
        elif token.text == ")" and len(levels) > 1:
            if levels[-1]:
                refuse("open", text="|", at=levels[-1][-1].at)
            levels.pop()
        if token.text != "|":
            full.append(token)
        elif value_before and levels[-1]:
            levels[-1].pop()
            full.append(Token(")", "operator", token.at))
        else:
            levels[-1].append(token)
            full += [Token("abs", "name", token.at), Token("(", "operator", token.at)]
    for bars in levels:
        if bars:
            refuse("open", text="|", at=bars[-1].at)
    return full


def _with_products(tokens: list[Token], typed: str) -> list[Token]:
    """Put in the multiplication signs that people leave out: 2w, 3(x+1), x y, (x)(y).

    ``typed`` is the text, for what a refusal calls a function.
    """
    full: list[Token] = []
    for token in tokens:
        before = full[-1] if full else None
        opens = token.text == "(" or token.kind in ("number", "name")
        if before and before.text in TYPED and token.text != "(":
            refuse(
                "function power" if token.text == "**" else "bracket",
                text=_as_typed(before, typed),
                at=before.at,
            )
        if before and opens and (before.text == ")" or before.kind in ("number", "name")):
            if before.kind == token.kind == "number":
                refuse("numbers", at=token.at)
            if before.text not in TYPED:
                full.append(Token("*", "operator", token.at))
        full.append(token)
    if full and full[-1].text in TYPED:
        refuse("bracket", text=_as_typed(full[-1], typed), at=full[-1].at)
    return full


def _as_typed(token: Token, typed: str) -> str:
    """A function's name as it was typed: √ is sqrt."""
    sign = typed[token.at - 1]
    return sign if sign in "√" else token.text


def _check_parentheses(tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.text == "(":
            opened.append(token)
        elif token.text == ")":
            if not opened:
                refuse("close", at=token.at)
            opened.pop()
    if opened:
        refuse("open", text="(", at=opened[-1].at)


def _check_values(tokens: list[Token]) -> None:
    """Every operation has a value on both sides; a sign may stand in front of a value."""
    before: Token | None = None
    for token in tokens:
        expected = before is None or (before.kind == "operator" and before.text != ")")
        if expected and token.text in ("*", "/", "**", ")"):
            refuse(
                "missing",
                place=say("typed.before"),
                text=token.text.replace("**", "^"),
                at=token.at,
            )
        before = token
    if before and before.kind == "operator" and before.text != ")":
        refuse(
            "missing", place=say("typed.after"), text=before.text.replace("**", "^"), at=before.at
        )
