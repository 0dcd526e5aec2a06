"""Names to functions, constants and weights; what was written together is taken apart.

A name is looked up whole first. One that is not known may be a product: ``2xy``, ``xe^(-x)``,
``x1x2``, ``xsinx``. It is cut into as few known names as there can be, and into single letters only
where these are known: used alone somewhere, named on a left side, or usual for a weight.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from momentum_core.formula.functions import ELSEWHERE, FAMILIAR, TYPED
from momentum_core.formula.letters import GREEK, printed
from momentum_core.formula.reading.token import Note, Token
from momentum_core.formula.refusals import refuse
from momentum_core.words.sentences import listed, say

VARIABLES = (("w",), ("x",), ("x", "y"), ("w1", "w2"), ("x1", "x2"))
"""The names of the weights that a link may always have had, by what is used together."""
CONSTANTS = ("pi", "e")
USUAL = frozenset("wxyzuvtabθ")
"""Letters that are taken for weights in a product, though they are nowhere alone."""
BIASES = "bd"
"""What stands second beside a weight of another letter: w and b, m and b, k and d."""
COMPANIONS = "acxy"
"""Letters beside which b or d is none."""
PAIRS = frozenset(("ab", "uv", "xz", "yz", "st", "pq", "xt"))
"""Letters that are seen to be two weights."""
LONGEST = 12
"""Letters of the longest name that is looked for inside of another."""
_LETTERS = "".join(GREEK.values())
_LETTER = re.compile(rf"([A-Za-z{_LETTERS}])_?([0-9]{{0,2}})")
_SIGNS = {"π": "pi", "√": "sqrt", "∛": "cbrt"}
_TAKEN_FOR_FUNCTIONS = frozenset("fgh")
_FUNCTIONS_IN_GREEK = frozenset(("gamma", "Gamma", "beta", "zeta", "eta", "psi", "Γ"))


def named(tokens: list[Token], left: list[str], note: Note) -> list[Token]:
    """The tokens with each name a function, a constant or a weight."""
    whole = [
        _whole(t, tokens[k + 1 : k + 2]) if t.kind == "name" else None for k, t in enumerate(tokens)
    ]
    alone = {t.text[0] for t in whole if t and t.kind == "variable"}
    alone |= {found[1] for name in left if (found := _LETTER.fullmatch(GREEK.get(name, name)))}
    full: list[Token] = []
    for k, token in enumerate(tokens):
        if token.kind != "name":
            full.append(token)
            continue
        following = tokens[k + 1 : k + 2]
        full += [whole[k] or token] if whole[k] else _apart(token, following, alone | USUAL, note)
    for token in full:
        if token.kind == "constant" and token.text == "E":
            note("capital e")
    return [t._replace(text="e") if t.kind == "constant" and t.text == "E" else t for t in full]


def _opens(following: list[Token]) -> bool:
    return bool(following) and following[0].text == "("


def _whole(token: Token, following: list[Token]) -> Token | None:
    """A name that is known as it is."""
    text = token.text
    if text in _SIGNS and text != "π":
        return token._replace(text=_SIGNS[text], kind="root")
    found = _function(text, following)
    if found:
        return token._replace(text=found, kind="function")
    if text == "π" or text.lower() == "pi":
        return token._replace(text="pi", kind="constant")
    if text in ("e", "E"):
        return token._replace(kind="constant")
    if _opens(following) and (text in _TAKEN_FOR_FUNCTIONS or text in _FUNCTIONS_IN_GREEK):
        _unknown(token)
    match = _LETTER.fullmatch(_in_greek(text))
    return token._replace(text=match[1] + _index(match[2]), kind="variable") if match else None


def _index(digits: str) -> str:
    return str(int(digits)) if digits else ""


def _in_greek(text: str) -> str:
    """The letter for a Greek letter's name, with or without a number."""
    name = text.rstrip("0123456789").rstrip("_")
    return GREEK[name] + text[len(name) :] if name in GREEK else text


def _function(text: str, following: list[Token]) -> str:
    """A function by a name of its; in whatever letters, and with log's base behind it."""
    plain = text.replace("_", "") if text.lower().startswith("log_") else text
    for name in (plain, plain.lower()):
        if name in TYPED:
            return name
    if text == "σ" and _opens(following):
        return "sigmoid"
    return ""


def _apart(token: Token, following: list[Token], known: Iterable[str], note: Note) -> list[Token]:
    """A name that is none, as the product of as few known names as there can be."""
    text = token.text
    known = frozenset(known) | {"e"}
    best: list[tuple[int, int] | None] = [*[None] * len(text), (0, 0)]
    """From each place on, how few names there can be, and how long the first is."""
    for k in reversed(range(len(text))):
        for length in range(min(LONGEST, len(text) - k), 0, -1):
            rest = best[k + length]
            if rest is None or not _part(text[k : k + length], known):
                continue
            found = best[k]
            if found is None or rest[0] + 1 < found[0]:
                best[k] = (rest[0] + 1, length)
    if best[0] is None:
        _unknown(token)
    parts, k = [], 0
    while k < len(text):
        length = (best[k] or (0, 1))[1]
        piece = Token(text[k : k + length], "name", token.at + k)
        k += length
        parts.append(_whole(piece, following if k == len(text) else []) or piece)
    if [p.text for p in parts[:2]] == ["e", "x"] and len(parts) == 2:
        note("e times x", text=text)
    return parts


def _part(piece: str, known: frozenset[str]) -> bool:
    """Whether a part of a name is one."""
    if piece in TYPED or piece == "pi" or piece in GREEK:
        return True
    match = _LETTER.fullmatch(piece)
    return bool(match and match[1] in known and (match[1] != "e" or not match[2]))


def _unknown(token: Token) -> None:
    """Say that a name is not known, with the nearest that is."""
    shown, small = token.text[:20], token.text[:20].lower()
    if small in ELSEWHERE:
        refuse(f"unknown {ELSEWHERE[small]}", text=shown, at=token.at)
    near = difflib.get_close_matches(small, [*TYPED], 1, 0.7) if len(small) > 2 else []
    if re.fullmatch(r"log_?[0-9]+", small):
        refuse("base", text=shown, at=token.at)
    if near:
        refuse("near", text=shown, at=token.at, near=near[0])
    refuse("name", text=shown, at=token.at, names=say("typed.names"), functions=FAMILIAR)


def weights(tokens: list[Token], left: list[str], note: Note) -> tuple[str, ...]:
    """The loss's variables, in order, from those that are used; one or two."""
    used = {t.text for t in tokens if t.kind == "variable"}
    for names in VARIABLES:
        if used and used <= set(names) and names[0] in used:
            return names
    if not used:
        refuse("no variable")
    for lookalike, latin in (("χ", "x"), ("ω", "w")):
        if {lookalike, latin} <= used:
            at = next(t.at for t in tokens if t.text == lookalike)
            refuse("look-alike", text=lookalike, at=at, meant=latin)
    if len(used) > 2:
        shown = [printed(name) for name in sorted(used)[:4]] + ["…"] * (len(used) > 4)
        refuse("three weights", count=len(used), found=listed(shown, "and"))
    if len(used) == 1:
        return _single(used.pop())
    return _pair(used, left, note)


def _single(name: str) -> tuple[str, ...]:
    """One name; with the number 0, 1 or 2 it is one of two."""
    letter, index = name[0], name[1:]
    if index not in ("0", "1", "2"):
        return (name,)
    return (letter + "0", letter + "1") if index == "0" else (letter + "1", letter + "2")


def _pair(used: set[str], left: list[str], note: Note) -> tuple[str, ...]:
    """Two names in order: as the left side has them, a weight before its bias, else by letter."""
    given = tuple(text for name in left for text in [_plain(name)] if text in used)
    if len(given) == len(set(given)) == 2:
        return given
    first, second = sorted(used, key=_order)
    if first in BIASES and second not in COMPANIONS:
        return second, first
    if first[0] != second[0] and first + second not in PAIRS:
        note("two letters", first=printed(first), second=printed(second))
    return first, second


def _order(name: str) -> tuple[bool, str, str, int]:
    """Latin letters first, by the alphabet; numbers by size."""
    return not name[0].isascii(), name[0].lower(), name[0], int(name[1:] or 0)


def _plain(name: str) -> str:
    """A name on a left side as it is inside."""
    match = _LETTER.fullmatch(_in_greek(name))
    return match[1] + _index(match[2]) if match else name
