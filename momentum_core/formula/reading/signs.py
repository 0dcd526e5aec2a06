"""Characters to pieces: numbers, names, LaTeX's commands, and signs that mean something.

What word processors and web pages make of a sign is the plain one here: slanted and wide letters,
long dashes, raised and lowered digits, ½, and characters that can't be seen.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import NoReturn

from momentum_core.formula.functions import SEVERAL
from momentum_core.formula.letters import GREEK
from momentum_core.formula.reading.token import Note, Token, grouped, sign
from momentum_core.formula.refusals import refuse

LOOK_ALIKES = dict(zip("хуеорсаіѕԝХ", "xyeopcaiswX", strict=True))
"""Cyrillic letters that look like Latin ones."""
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣʸʷᵗᵘᵛᵃᵇᶿ", "0123456789+-()xywtuvabθ", strict=True))
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
PARTS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_USUAL = (
    dict.fromkeys("−–—‐‑‒﹣", "-")
    | dict.fromkeys("·⋅∙×∗•∘", "*")
    | dict.fromkeys("∣❘", "|")
    | {"÷": "/", "∕": "/", "⁄": "/", "ϑ": "θ", "ϕ": "φ", "ϵ": "ε", "µ": "μ", "↦": "→"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff", " ")
)
"""One sign for another. What can't be seen is a space: word processors and web pages leave it."""
_WIDE = (range(0x1D400, 0x1D800), range(0xFF01, 0xFF5F), (0x210E, 0x212F, 0x2113))
"""Slanted, bold and wide letters, digits and signs."""
_LETTERS = "A-Za-z" + "".join(GREEK.values())
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\{,\}[0-9]+|\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_LETTERS}](?:[{_LETTERS}0-9₀-₉]|_(?=[0-9A-Za-z]))*|[π√∛])"
    r"|(?P<command>\\(?:[A-Za-z]+\*?|.))"
    rf"|(?P<raised>[{''.join(RAISED)}]+)"
    rf"|(?P<part>[{''.join(PARTS)}])"
    r"|(?P<operator>\*\*|:=|[-=]>|[-+*/^()\[\]{}|=,;:._→])"
    r"|(?P<space>[\s~]+)"
)
_DECIMAL = re.compile(r"[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_DIGITS = "0123456789"
LONGEST_NUMBER, LARGEST_POWER = 40, 40
"""Digits of a number, and of ten."""


def usual(text: str) -> str:
    """The text with plain signs, each in its place."""
    return "".join(_usual(c) for c in text)


def _usual(c: str) -> str:
    if c.isascii():
        return c
    if any(ord(c) in block for block in _WIDE):
        plain = unicodedata.normalize("NFKC", c)
        c = plain if len(plain) == 1 else c
    return _USUAL.get(c, c)


def pieces(text: str, note: Note) -> list[Token]:
    """The typed text in pieces; dollar signs around it are LaTeX's."""
    tokens: list[Token] = []
    plain = usual(text)
    inner = plain.strip(" \t\n$")
    position = plain.find(inner)
    end = position + len(inner)
    while position < end:
        at, match = position + 1, _TOKEN.match(plain, position, end)
        if match is None:
            refuse_sign(text[position], at)
        kind, piece = match.lastgroup or "", match.group()
        position = match.end()
        if kind == "raised":
            tokens += _raised(piece, at)
        elif kind == "part":
            _add_part(tokens, piece, at, note)
        elif kind == "number":
            tokens.append(Token(_number(piece, at), kind, at))
        elif kind == "name":
            tokens.append(Token(piece.translate(LOWERED), kind, at))
        elif kind == "space":
            if piece[0] == "~" and not tokens:
                refuse_sign("~", at)
        else:
            piece = {"^": "**", ":=": "=", "->": "→", "=>": "→"}.get(piece, piece)
            tokens.append(Token(piece, kind, at))
    return _with_decimal_commas(tokens, plain, note)


def refuse_sign(sign: str, at: int) -> NoReturn:
    """Say what is wrong with a sign that has no meaning."""
    if sign == "=":
        refuse("equals", at=at)
    if sign in (",", ";"):
        refuse("comma", text=sign, at=at)
    if not sign.isprintable():
        refuse("invisible", at=at)
    meant = LOOK_ALIKES.get(sign) or unicodedata.normalize("NFKC", sign)
    if not sign.isascii() and meant.isascii() and meant.isalpha() and len(meant) == 1:
        refuse("look-alike", text=sign, at=at, meant=meant)
    refuse("sign", text=sign, at=at)


def _number(piece: str, at: int) -> str:
    """A number as Python reads it: 007 is none to its grammar."""
    piece = re.sub(r"^0+(?=[0-9])", "", piece.replace("{,}", "."))
    digits, _, power = piece.lower().partition("e")
    if len(digits) > LONGEST_NUMBER or len(power) > 4 or abs(int(power or 0)) > LARGEST_POWER:
        refuse("long number", at=at)
    return piece


def _raised(piece: str, at: int) -> list[Token]:
    """Raised signs as a power: x², e⁻ˣ, and e⁻ˣ² with a power in the power."""
    plain = "".join(RAISED[c] for c in piece)
    if re.fullmatch("-?[0-9]+", plain):
        minus = [sign("-", at)] * plain.startswith("-")
        return [sign("**", at), *minus, Token(_number(plain.lstrip("-"), at), "number", at)]
    inner: list[Token] = []
    for is_digit, run in groupby(plain, str.isdigit):
        if is_digit:
            inner += [sign("**", at)] * bool(inner and inner[-1].kind == "name")
            inner.append(Token(_number("".join(run), at), "number", at))
        else:
            inner += [Token(c, "name" if c.isalpha() else "operator", at) for c in run]
    return [sign("**", at), *grouped(inner, at)]


def _add_part(tokens: list[Token], piece: str, at: int, note: Note) -> None:
    """½ as a value; right behind a whole number it is added to it."""
    above, below = (Token(digit, "number", at) for digit in PARTS[piece].split("/"))
    half = grouped([above, sign("/", at), below], at)
    whole = tokens[-1] if tokens else None
    if whole and whole.kind == "number" and whole.at + len(whole.text) == at:
        note("mixed", text=whole.text + piece)
        tokens[-1:] = grouped([whole, sign("+", at), *half], whole.at)
    else:
        tokens += half


def _with_decimal_commas(tokens: list[Token], plain: str, note: Note) -> list[Token]:
    """Numbers with a decimal comma in one piece. Where a function may take several values a comma
    is between those, unless semicolons are; but nobody adds a 0: ``+0,5`` is a half there, too."""
    listing = _listings(tokens)
    full: list[Token] = []
    for k, token in enumerate(tokens):
        comma = full[-1] if full else token
        decimal = (
            len(full) > 1
            and token.kind == full[-2].kind == "number"
            and comma.text == ","
            and full[-2].text.isdigit()
            and plain[comma.at - 2] in _DIGITS
            and plain[comma.at] in _DIGITS
        )
        added = decimal and full[-2].text == "0" and len(full) > 2 and full[-3].text in ("+", "-")
        if decimal and listing[k] and not added:
            note("list", text=f"{full[-2].text},{token.text}")
            full.append(token)
        elif decimal:
            full[-2:] = [_decimal(full[-2], plain)]
        else:
            full.append(token)
    return full


def _decimal(whole: Token, plain: str) -> Token:
    """A decimal comma, but 1,500 may be meant otherwise."""
    match = _DECIMAL.match(plain, whole.at - 1)
    shown = match.group() if match else ""
    if re.match(r"[1-9][0-9]{0,2},[0-9]{3}(?![0-9])", shown):
        small, large = shown.replace(",", "."), shown.replace(",", "")
        refuse("thousand", text=shown, at=whole.at, small=small, large=large)
    return Token(_number(shown.replace(",", "."), whole.at), "number", whole.at)


def _listings(tokens: list[Token]) -> list[bool]:
    """For each piece, whether a comma beside it is between the values of a function."""
    opened: list[list[int]] = [[]]
    called, found = [False], [False] * len(tokens)
    for k, token in enumerate(tokens):
        if token.text == "(":
            before = tokens[k - 1].text.lstrip("\\").lower() if k else ""
            opened.append([])
            called.append(before in SEVERAL)
        elif token.text == ")" and len(opened) > 1:
            opened.pop()
            called.pop()
        elif token.text == ";":
            called[-1] = False
            for i in opened[-1]:
                found[i] = False
        elif called[-1]:
            opened[-1].append(k)
            found[k] = True
    return found
