"""What a visitor is told of a formula, or a window, that can't be used: one plain sentence each."""

from __future__ import annotations

from typing import Any, NoReturn

from momentum_core.words.sentences import say


class FormulaError(ValueError):
    """The text is no loss this app can draw; the message is one sentence for the visitor."""


def refuse(why: str, **places: Any) -> NoReturn:
    """Raise the FormulaError with a sentence of the messages "formula"."""
    raise FormulaError(say(f"formula.{why}", **places))
