"""What the language itself is like: its tag, its lists, its plurals."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAME = "en"
"""The language's tag, as browsers know it."""

BETWEEN = {"": ", ", "and": " and ", "or": " or "}
"""Between the names of a list: of all that there are, of some together, of some to choose from."""

UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "steps": {"one": "{n} step", "other": "{n} steps"},
        "cells": {"one": "{n} cell", "other": "{n} cells"},
        "rows": {"one": "{n} row", "other": "{n} rows"},
        "names": {"one": "{n} name", "other": "{n} names"},
        "comments": {"one": "{n} comment", "other": "{n} comments"},
        "numbers": {"one": "{n} number", "other": "{n} numbers"},
        "sides": {"one": "{n} side", "other": "{n} sides"},
    }
)
"""What is counted, in each form that the language has."""


def category(n: float) -> str:
    """Which form goes with a number, as Intl.PluralRules says it for this language."""
    return "one" if n == 1 else "other"
