"""One cell: a number as people write it, or none at all.

What its commas and points mean is not known from one cell alone: "1,234" is a thousand and more to
one reader and one and a bit to another. So ``Number`` holds both readings, and says what the cell
shows of the table's decimal sign; which reading is right, the whole column decides (columns.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from momentum_core.losses.data.observations import clean_label

LONGEST_NUMBER = 40
"""Characters of a cell that is a number; what is longer is not looked at."""

_NONE = (
    "-|--|---|–|—|.|..|…|...|*|**|***|?|:|/|na|n/a|n.a.|n.a|#n/a|#na|nan|-nan|nat|null|nil|"
    "none|missing|void|unknown|k.a.|k.a|n.v.|n.d.|nd|(null)|<na>|<null>|#div/0!|#value!|"
    "#ref!|#num!|#null!|#name?|inf|-inf|+inf|infinity|-infinity|∞|-∞"
)
NONE = frozenset(_NONE.split("|"))
"""What people and programs write where there is no value, in small letters."""

CURRENCIES = "$€£¥₹₩₽₺₪฿₫₴₦"
_CODES = r"(?:USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CAD|AUD|US\$|R\$|Fr\.|kr\.?|zł|Kč)"
_MONEY = re.compile(rf"[{CURRENCIES}]|{_CODES}")
_SIGN = r"[+\-\u2212\u2013]"
_CELL = re.compile(
    rf"(?P<open>\()?(?P<sign>{_SIGN})?\ ?(?P<before>[{CURRENCIES}]|{_CODES})?\ ?(?P<late>{_SIGN})?"
    r"(?P<body>[0-9][0-9.,' ]*|[.,][0-9]+)"
    r"(?P<power>[eEdD][+\-−]?[0-9]{1,3}|\ ?[x×·*]\ ?10(?:\^?[+\-−]?[0-9]{1,3}|[⁺⁻⁰¹²³⁴-⁹]{1,4}))?"
    r"(?P<minus>-)?\ ?"
    rf"(?P<unit>(?![xX][0-9])(?:[{CURRENCIES}]|[^\W\d_]|[%‰°\"'])"
    rf"(?:[{CURRENCIES}]|[^\W\d_]|[%‰°/.^·²³⁻¹* -])*[23]?)?(?P<close>\))?"
)
_ORDINALS = ("st", "nd", "rd", "th")
_NOTE = re.compile(r" ?\[[^\W_]{1,8}\]$")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BY_THREE = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " "))
_APOSTROPHE = {0x2019: "'"}
_HIGH = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹−–", "+-0123456789--")


class Number(NamedTuple):
    """A cell's parts. point, comma: its digits as Python reads them where the point, or the comma,
    is the decimal sign, "" where it can't be. either: the sign of one that could be both. power:
    the exponent of ten behind. negative: whether a minus is there. bracketed: whether it stands in
    parentheses, as accountants write debts."""

    point: str
    comma: str
    either: str = ""
    power: int = 0
    unit: str = ""
    negative: bool = False
    bracketed: bool = False

    @property
    def shows(self) -> str:
        """What it shows of the table's decimal sign: "." or ","; "?" where its one comma may be
        either, "!" where its one point may; "" where it has neither."""
        if self.point and self.comma:
            return {",": "?", ".": "!"}.get(self.either, "")
        return "." if self.point else ","

    def value(self, decimal: str, power: int = 0, debts: bool = True) -> float | None:
        """The number, with "." or "," for the decimal sign, times ten to a power, or None where
        that can't be. debts: whether what is bracketed is below zero."""
        text = self.point if decimal == "." else self.comma
        if not text:
            return None
        size = float(f"{text}e{self.power + power}")
        return -size if self.negative != (debts and self.bracketed) else size


def tidy(cell: str) -> str:
    """A cell with ordinary spaces, without those at its ends and an apostrophe before it."""
    cell = cell.strip()
    if cell.isascii() and not cell.startswith("'"):
        return cell
    return cell.translate(_SPACES).strip().removeprefix("'")


def _without_notes(cell: str) -> str:
    """A cell without notes like [1] behind it."""
    for _ in range(3):
        if not cell.endswith("]"):
            break
        cell = _NOTE.sub("", cell)
    return cell


def short(cell: str) -> str:
    """A cell as a sentence shows it."""
    shown_cell = clean_label(cell)
    return shown_cell if len(shown_cell) <= 20 else shown_cell[:20] + "…"


def is_none(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return not cell or (len(cell) <= 12 and cell.lower() in NONE)


def plain_number(text: str) -> float | None:
    """A number with a point and nothing else, as programs write it; None for all other text."""
    short = len(text) <= LONGEST_NUMBER
    return float(text) if short and _PLAIN.fullmatch(text) else None


def number_of(cell: str) -> Number | None:
    """The parts of a tidy cell, or None where it is no number."""
    if len(cell) > LONGEST_NUMBER or not (
        found := _CELL.fullmatch(_without_notes(cell).translate(_APOSTROPHE))
    ):
        return None
    body = found["body"].rstrip(" ")
    part = found["sign"] or found["late"]
    minus = [x for x in (found["sign"], found["late"], found["minus"]) if x]
    if len(minus) > 1 or bool(found["open"]) != bool(found["close"]):
        return None
    point, comma = _digits(body, "."), _digits(body, ",")
    if not point and not comma:
        return None
    unit = (found["unit"] or "").strip() or found["before"] or ""
    if found["unit"] and found["before"]:
        unit = f"{found['before']} {unit}"
    unit = "" if unit in _ORDINALS else unit
    negative = found["minus"] is not None or (part is not None and part != "+")
    power, bracketed = _power(found["power"]), bool(found["open"])
    either = ("," if "," in body else ".") if _EITHER.fullmatch(body) else ""
    return Number(point, comma, either, power, unit, negative, bracketed)


def _power(text: str | None) -> int:
    """The exponent of ten in “e3”, “×10^3” or “·10³”."""
    if not text:
        return 0
    tail = text[1:] if text[0] in "eEdD" else text.split("10", 1)[1].lstrip("^")
    return int(tail.translate(_HIGH))


def is_money(unit: str) -> bool:
    """Whether a unit is a currency's sign or code."""
    return bool(_MONEY.fullmatch(unit))


def _digits(body: str, decimal: str) -> str:
    """The digits as Python reads them, or "" where the signs between them don't fit."""
    whole, _, rest = body.partition(decimal)
    if rest and not rest.isdigit():
        return ""
    if whole and not whole.isdigit():
        other = "," if decimal == "." else "."
        if decimal in whole or not (_BY_THREE.fullmatch(whole) or _INDIAN.fullmatch(whole)):
            return ""
        if whole.startswith("0"):
            return ""
        for sign in (other, "'", " "):
            whole = whole.replace(sign, "")
    return f"{whole or '0'}.{rest or '0'}"
