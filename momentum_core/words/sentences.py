"""A message by its key, with its places filled.

A template's place is ``{name}``; ``{name:unit}``, a number with a unit of the language's
``UNITS``, in the form that goes with it; or ``{name:,}``, a number with one of Python's formats.
A message or a place that is missing is shown by its name, and nothing is raised: the tests see to
it that none is missing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from momentum_core.words import english as language

__all__ = ["counted", "fill", "language", "listed", "say"]

_PLACE = re.compile(r"(\{(\w+):?([^{}]*)\})")


def say(key: str, /, **places: Any) -> str:
    """A message, by "room.what" as ``MESSAGES`` has it.

    >>> say("settings.between", low="0", high="1")
    'it must lie between 0 and 1'
    >>> say("no such key")
    'no such key'
    """
    return fill(language.MESSAGES.get(key, key), places)


def fill(template: str, places: Mapping[str, Any]) -> str:
    """A template with its places filled; as ``fill`` in assets/player/core/numbers.js does,
    but for the formats, which are Python's alone.

    >>> fill("{who} took {steps:steps}, {who}!", {"who": "she", "steps": 1})
    'she took 1 step, she!'
    >>> fill("{n:,} of {what}", {"n": 1000})
    '1,000 of {what}'
    """
    before, rest = _cut(template)
    said = [before]
    for place, name, form, after in rest:
        said += (_put(places[name], form) if name in places else place, after)
    return "".join(said)


def _put(value: Any, form: str) -> str:
    if not form:
        return str(value)
    return counted(value, form) if form in language.UNITS else format(value, form)


@functools.cache
def _cut(template: str) -> tuple[str, tuple[tuple[str, str, str, str], ...]]:
    """What stands before the first place, and each place: as written, name, form, text after it."""
    before, *rest = _PLACE.split(template)
    return before, tuple(zip(*[iter(rest)] * 4, strict=True))


def counted(n: float, unit: str, shown: str = "") -> str:
    """A number with its unit; ``shown``: how it is written, where not in all its digits.

    >>> counted(1, "steps"), counted(12345678, "steps", "1.23e7")
    ('1 step', '1.23e7 steps')
    """
    forms = language.UNITS[unit]
    return forms.get(language.category(n), forms["other"]).replace("{n}", shown or str(n))


def listed(names: Iterable[object], how: str = "") -> str:
    """Names one after the other, or with "and" or "or" between them.

    >>> listed(["a", "b", "c"]), listed(["x", "y"], "or")
    ('a, b, c', 'x or y')
    """
    return language.BETWEEN[how].join(map(str, names))
