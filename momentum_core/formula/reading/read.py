"""Typed text to tokens: names and numbers that are on the lists, and the signs between them.

Whatever people type or paste is brought into one form here, step by step: signs to plain ones
(``signs``), LaTeX's commands (``latex``), what stands around a formula in code (``code``), names
(``names``), and what is left out (``calls``). What is left is in an order that Python's grammar
accepts, and holds nothing but the listed names, numbers, ``+ - * / **``, commas and parentheses.
Every step goes through the text once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from momentum_core.formula.reading.calls import (
    Calls,
    check_brackets,
    check_values,
    with_products,
    without_bars,
    without_brackets,
)
from momentum_core.formula.reading.code import without_code
from momentum_core.formula.reading.latex import without_commands
from momentum_core.formula.reading.names import named, weights
from momentum_core.formula.reading.signs import pieces
from momentum_core.formula.reading.token import Token
from momentum_core.formula.refusals import refuse
from momentum_core.words.sentences import say

LONGEST = 300
"""Characters a formula may have."""
MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, read: tokens, the weights' names in order, and a sentence for each thing that
    could have been read otherwise."""

    tokens: tuple[Token, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]


class _Notes:
    """Collects what is to be said, each thing once."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def __call__(self, key: str, **places: Any) -> None:
        self.said.setdefault(key, say(f"read.{key}", **places))


def read(text: str) -> Reading:
    """The whole text. Raises FormulaError with one sentence."""
    if not text.strip():
        refuse("empty")
    if len(text) > LONGEST:
        refuse("long", count=len(text), most=LONGEST)
    notes = _Notes()
    tokens, left = without_code(without_commands(pieces(text, notes)))
    tokens = without_bars(named(tokens, left, notes))
    check_brackets(tokens)
    tokens = Calls(without_brackets(tokens), text, notes).read()
    tokens = with_products(tokens, notes)
    check_values(tokens, _refuse_missing)
    if not tokens:
        refuse("empty")
    names = weights(tokens, left, notes)
    if any(t.text == "log" for t in tokens) and "ln" not in text.lower() and "." not in text:
        notes("log")
    return Reading(tuple(tokens), names, tuple(notes.said.values())[:MOST_NOTES])


def _refuse_missing(place: str, token: Token) -> NoReturn:
    shown = token.text.replace("**", "^")
    refuse("missing", place=say(place), text=shown, at=token.at)
