"""Data as part of a link.

There they are numbers with "_" between them, t and y in turn, perhaps after the two columns' names:
``speed (mph)_distance (ft)_4_2_4_10``. No way to write links escapes "_". A sample of more rows has
``all`` and the six numbers of ``Whole`` between the names and the pairs.
"""

from __future__ import annotations

import math
from urllib.parse import quote

from momentum_core.losses.data.cells import LONGEST_NUMBER, plain_number, short
from momentum_core.losses.data.observations import DataError, Observations, Whole
from momentum_core.words.sentences import say

LONGEST_IN_LINK = 1200
LONGEST_SPELLED = 40_000
"""Characters, as they stand in the address: the whole link should stay below 2000."""
ALL = "all"


def spell(observations: Observations) -> str:
    """The observations in one line, as a link holds them if they aren't too many; ``read`` gives
    the same floats back.

    >>> spell(Observations("", (1, 2.5), (3, -4)))
    't_y_1_3_2.5_-4'
    """
    labels = [_label(observations.t_label, "t"), _label(observations.y_label, "y")]
    whole = [ALL, *map(_number, observations.whole)] if observations.whole else []
    pairs = zip(observations.t, observations.y, strict=True)
    return "_".join([*labels, *whole, *(_number(x) for pair in pairs for x in pair)])


def _number(x: float) -> str:
    return repr(x).removesuffix(".0")


def fits(text: str) -> bool:
    """Whether a link can carry data that are spelled so."""
    return len(quote(text, safe="")) <= LONGEST_IN_LINK


def _label(text: str, otherwise: str) -> str:
    """A column's name that a link can hold: without "_", and no number."""
    label = text.replace("_", " ").strip()
    return otherwise if not label or _value(label) is not None else label


def _value(piece: str) -> float | None:
    """A number of a link; a minus may be the typographer's."""
    return plain_number(piece.replace("−", "-"))


def read(text: str, name: str = "") -> Observations:
    """Observations from a link's text. Raises DataError."""
    if len(text) > LONGEST_SPELLED:
        raise DataError(say("data.long link", most=LONGEST_SPELLED))
    pieces = [piece.strip() for piece in text.split("_")]
    labels, whole = ["t", "y"], None
    if all(_value(piece) is None for piece in pieces[:2]) and len(pieces) > 1:
        labels, pieces = pieces[:2], pieces[2:]
    if pieces[:1] == [ALL]:
        whole, pieces = pieces[1:7], pieces[7:]
    numbers = [_checked(piece, k) for k, piece in enumerate(pieces, 1)]
    if len(pieces) % 2:
        raise DataError(say("data.odd link"))
    name = name or say("data.your")
    sums = None if whole is None else _whole(whole)
    pairs = tuple(numbers[::2]), tuple(numbers[1::2])
    return Observations(name, *pairs, labels[0], labels[1], whole=sums)


def _checked(piece: str, number: int) -> float:
    """A number of a link. Raises DataError."""
    value = _value(piece)
    if value is None:
        long = len(piece) > LONGEST_NUMBER and set(piece) <= set("0123456789+-−.,eE")
        counts = {"count": len(piece), "most": LONGEST_NUMBER, "number": number}
        key = "data.long number in link" if long else "data.no number in link"
        raise DataError(say(key, cell=short(piece), **counts))
    return value


def _whole(pieces: list[str]) -> Whole:
    """The sums of all rows. Raises DataError."""
    numbers = [_value(piece) for piece in pieces]
    known = [x for x in numbers if x is not None and math.isfinite(x)]
    if len(known) < 6 or known[0] != int(known[0]):
        raise DataError(say("data.no sums"))
    return Whole(int(known[0]), *known[1:])
