"""Dates and times of day as numbers: how long after the first of a column's dates.

A date is read by one form for the whole column. 01/02/2024 is the first of February to one half of
the world and the second of January to the other: a day beyond 12 anywhere in the column decides,
else the order in which alone the dates ascend; else it is doubtful, and the page says so. Dates
are those of the calendar of today (Gregory's, carried on into the past); a year has 365.25 days.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from momentum_core.losses.data.cells import tidy
from momentum_core.words.sentences import say

MINUTE, HOUR, DAY = 60, 3600, 86400
YEAR = 365.25 * DAY
_LONGEST = 40

_CLOCK = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"\ ?(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = r"\ ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
_BEHIND = rf"(?:(?:T|,?\ ){_CLOCK}{_ZONE})?"
_NAMES = (
    *(("jan",), ("feb",), ("mar", "mär", "mrz"), ("apr",), ("may", "mai"), ("jun",)),
    *(("jul",), ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez")),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_NAME = r"(?P<name>[A-Za-zä]{3,9})\.?"
_YEARS = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th)?"
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\ )?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"
        + _BEHIND,
        r"(?P<first>[0-9]{1,2})(?P<sign>[-/.])(?P<second_>[0-9]{1,2})(?P=sign)" + _YEARS + _BEHIND,
        rf"{_WEEKDAY}{_DAY}[ -]?{_NAME},?[ -]?{_YEARS}{_BEHIND}",
        rf"{_WEEKDAY}{_NAME}\ {_DAY},?\ (?P<year>[0-9]{{4}}){_BEHIND}",
        rf"{_NAME}[ -]{_YEARS}",
        r"(?P<year>[0-9]{4})(?:[-/](?P<month>[0-9]{2})|M(?P<month_>[0-9]{1,2}))",
        r"(?P<year>[0-9]{4})[- ]?Q(?P<quarter>[1-4])",
        r"Q(?P<quarter>[1-4])[- /]?(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
_COMPACT = len(_FORMS) - 1
_TIME = re.compile(_CLOCK)
_OF_TIME = re.compile(r"date|dat|day|time|tag|zeit|jour|fecha", re.I)
_STAMPED = re.compile(r"time|unix|epoch|stamp|date", re.I)


class Times(NamedTuple):
    """A column of dates or times: a number for each cell, None where it is no such thing; what
    stands behind the column's name; and where day and month could also be the other way round,
    which of them the day was taken to be: "first" or "second"."""

    values: list[float | None]
    label: str
    day: str = ""


def looks_like_time(cell: str) -> bool:
    """Whether a tidy cell is a date or a time of day by one of the forms; eight digits are not
    enough."""
    if not 4 <= len(cell) <= _LONGEST or not any(c.isdigit() for c in cell):
        return False
    return bool(_TIME.fullmatch(cell)) or any(
        _moment(form, first, cell) is not None
        for form in _FORMS[:_COMPACT]
        for first in (True, False)
    )


def times(cells: Sequence[str], name: str, day_first: bool | None, usual: bool) -> Times | None:
    """A column's cells as dates or times, "" for none; None where most of them are no such thing.

    day_first: as the visitor said, or None; usual: what is likely where nothing decides.
    """
    tried = [cell for cell in cells if cell]
    if not tried:
        return None
    sample = tried[:: max(len(tried) // 40, 1)]
    for k, form in enumerate(_FORMS):
        if 2 * sum(bool(form.fullmatch(cell)) for cell in sample) < len(sample):
            continue
        if all(map(_is_season, tried)):
            return None
        if k == _COMPACT and not (_OF_TIME.search(name) and len({*tried}) > 1):
            continue
        first, doubtful = _order(form, tried, day_first, usual) if k == 1 else (True, False)
        read = _each(cells, partial(_moment, form, first))
        if 2 * sum(x is not None for x in read) >= len(tried):
            return _since(read, ("first" if first else "second") if doubtful else "")
    return _clock(cells, tried, sample)


def _is_season(cell: str) -> bool:
    """Whether a cell is a year and the next one, as 2009-10 and 2010/11 are, and no month."""
    digits = cell[:4] + cell[5:]
    return len(cell) == 7 and digits.isdecimal() and int(digits[4:]) == (int(digits[:4]) + 1) % 100


def stamps(values: Sequence[float | None], name: str) -> Times | None:
    """Seconds or milliseconds since 1970 in a column that is called so, as dates."""
    real = [x for x in values if x is not None]
    if not real or not _STAMPED.search(name):
        return None
    for unit in (1.0, 1000.0):
        if all(9e8 <= x / unit <= 2.2e9 for x in real):
            return _since([None if x is None else x / unit for x in values])
    return None


def _each(cells: Sequence[str], read: Callable[[str], float | None]) -> list[float | None]:
    """A value for each cell; the same cell is read once."""
    known = {cell: read(cell) if cell else None for cell in set(cells)}
    return [known[cell] for cell in cells]


def _order(
    form: re.Pattern[str], tried: list[str], day_first: bool | None, usual: bool
) -> tuple[bool, bool]:
    """Whether the day comes before the month, and whether that is doubtful."""
    pairs = [(int(m["first"]), int(m["second_"])) for m in map(form.fullmatch, tried) if m]
    first, second = (max(numbers) for numbers in zip(*pairs, strict=True))
    if first > 12 or second > 12:
        return first > 12, False
    found = next(m["sign"] for m in map(form.fullmatch, tried) if m)
    if found == ".":
        return True, False
    rising = [_rises(_each(tried, partial(_moment, form, x))) for x in (True, False)]
    guess = rising[0] if rising[0] != rising[1] else usual
    return (guess if day_first is None else day_first), True


def _rises(read: list[float | None]) -> bool:
    real = [x for x in read if x is not None]
    up = all(a <= b for a, b in itertools.pairwise(real))
    return up or all(a >= b for a, b in itertools.pairwise(real))


def _moment(form: re.Pattern[str], day_first: bool, cell: str) -> float | None:
    """Seconds since 1970, or None where there is no such day."""
    found = form.fullmatch(cell)
    if not found:
        return None
    part = found.groupdict()
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 1900 if year > 68 else 2000
    month = part.get("month") or part.get("month_")
    day = part.get("day") or "1"
    if part.get("first"):
        day, month = part["first"], part["second_"]
        if not day_first:
            day, month = month, day
    elif part.get("name"):
        month = _MONTHS.get(part["name"][:3].lower(), 0)
    elif part.get("quarter"):
        month = 3 * int(part["quarter"]) - 2
    try:
        days = dt.date(year, int(month or 0), int(day)).toordinal() - 719163
    except ValueError:
        return None
    clock = _seconds(part)
    return None if clock is None else days * DAY + clock - _offset(part.get("zone"))


def _seconds(part: dict[str, str | None]) -> float | None:
    """The time of day, from a form's groups; 0 where there is none."""
    if not part.get("hour"):
        return 0.0
    hour, minute = int(part["hour"] or 0), int(part["minute"] or 0)
    half = (part.get("half") or "")[:1].lower()
    if minute > 59 or int(part["second"] or 0) > 60 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + 12 * (half == "p")
    seconds = float(f"{part['second'] or 0}.{part['part'] or 0}")
    return hour * HOUR + minute * MINUTE + seconds


def _offset(zone: str | None) -> int:
    """How far a zone is ahead of UTC, in seconds."""
    if not zone or not zone.strip("ZUTCGM"):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    size = int(digits[:2]) * HOUR + int(digits[2:]) * MINUTE
    return -size if zone[0] == "-" else size


def _since(read: list[float | None], day: str = "") -> Times:
    """Seconds since 1970 as time since the first of them, in a unit that suits the span."""
    real = [x for x in read if x is not None]
    first, span = min(real), max(real) - min(real)
    units = (("s", 1.0, 3 * MINUTE), ("min", MINUTE, 3 * HOUR), ("h", HOUR, 3 * DAY))
    usual = [(name, size) for name, size, most in units if span <= most and span > 0]
    midnight = all(x % DAY == 0 for x in real)
    name, size = ("days", DAY) if midnight or not usual else usual[0]
    if span >= 5 * YEAR:
        name, size = "years", YEAR
    values = [None if x is None else (x - first) / size for x in read]
    return Times(values, say(f"table.since {name}", first=_written(first)), day)


def _written(moment: float) -> str:
    """A moment as one writes it: 2024-03-01, with the time where it isn't midnight."""
    day, clock = divmod(moment, DAY)
    date = dt.date.fromordinal(int(day) + 719163).isoformat()
    if not clock:
        return date
    minutes, seconds = divmod(int(clock), 60)
    text = f"{date} {minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _clock(cells: Sequence[str], tried: list[str], sample: list[str]) -> Times | None:
    """Times of day, or how long something took: in minutes where there are two numbers, h:min or
    min:s, and in seconds where there are three."""
    if 2 * sum(bool(_TIME.fullmatch(cell)) for cell in sample) < len(sample):
        return None
    found = [m for m in map(_TIME.fullmatch, tried) if m]
    three = any(m["second"] for m in found)

    def read(cell: str) -> float | None:
        match = _TIME.fullmatch(tidy(cell))
        seconds = _seconds(match.groupdict()) if match else None
        return None if seconds is None else seconds if three else seconds / MINUTE

    long = not three and any(int(m["hour"]) > 23 for m in found)
    key = "seconds" if three else "long" if long else "minutes"
    values = _each(cells, read)
    return Times(values, say(f"table.clock {key}")) if any(x is not None for x in values) else None
