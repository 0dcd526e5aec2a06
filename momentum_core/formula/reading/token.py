"""A piece of what was typed, and what every step of the reading has to say about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """One piece.

    kind: "number", "name" as it was typed, "command" (LaTeX's) or "operator" when it is cut;
    "number", "variable", "constant", "function", "root" (the sign √) or "operator" when it is read.
    """

    text: str
    kind: str
    at: int
    """Position in the typed text, counted from 1 as visitors count."""


def sign(text: str, at: int) -> Token:
    """An operator or a parenthesis."""
    return Token(text, "operator", at)


def grouped(inner: list[Token], at: int) -> list[Token]:
    """Tokens in parentheses."""
    return [sign("(", at), *inner, sign(")", at)]


VALUES = ("number", "variable", "constant")
"""Kinds that are a value by themselves."""

Note = Callable[..., None]
"""Takes the key of something that could have been read otherwise, and what its sentence needs."""
