"""Expressions in LaTeX, as people write them: in the order they were typed, fractions as fractions.

Texts are put together part by part, operands first, and a part whose text would be longer than
``longest`` has none; so nothing grows without bound, however often a part is used.
"""

from __future__ import annotations

from fractions import Fraction

from momentum_core.formula.algebra import Sheet
from momentum_core.formula.functions import FUNCTIONS
from momentum_core.formula.letters import in_latex

LONGEST = 240
"""Characters of a derivative that still reads well."""
FIGURES = 6
"""Digits of a decimal behind its leading zeros."""

SUM, PRODUCT, POWER, ATOM = range(4)
"""What a text is, by how tightly it holds together."""

Text = tuple[str, int]


def latex(
    sheet: Sheet, root: int, names: tuple[str, ...], *, decimals: bool, longest: int = LONGEST
) -> str | None:
    """One expression in LaTeX; None where that is longer than ``longest`` characters.

    ``names`` are the variables'; with ``decimals``, 3/10 is written 0.3.
    """
    writer = _Writer(sheet, names, decimals)
    for part in sheet.reachable([root]):
        text = writer.write(part)
        writer.texts[part] = text if text and len(text[0]) <= longest else None
    found = writer.texts[root]
    return found[0] if found else None


class _Writer:
    """The texts of the parts so far; None for one that is too long."""

    def __init__(self, sheet: Sheet, names: tuple[str, ...], decimals: bool) -> None:
        self.sheet = sheet
        self.names = names
        self.decimals = decimals
        self.texts: dict[int, Text | None] = {}

    def write(self, a: int) -> Text | None:
        if any(self.texts[b] is None for b in self.sheet.operands(a)):
            return None
        name, *rest = self.sheet.parts[a]
        match name:
            case "variable":
                return in_latex(self.names[rest[0]]), ATOM
            case "constant":
                return {"pi": r"\pi"}.get(rest[0], rest[0]), ATOM
            case "number":
                text = self.coefficient(rest[0])
                return text, ATOM if text[0].isdigit() else PRODUCT
            case "add":
                return self._sum(rest[0], rest[1]), SUM
            case "mul" | "div":
                return self._product(a), PRODUCT
            case "pow":
                return self._power(rest[0], rest[1])
            case "max" | "min":
                return rf"\{name}\left({self.text(rest[0])}, {self.text(rest[1])}\right)", POWER
            case "gate":
                alone = rest[1] == self.sheet.one
                return self._gate(rest[0], rest[1]), POWER if alone else PRODUCT
        row, argument = FUNCTIONS[name], self.text(rest[0])
        if row.command:
            return rf"{row.command}\left({argument}\right)", POWER
        return argument.join(row.around), ATOM if row.closed else POWER

    def _gate(self, s: int, a: int) -> str:
        """A part, times 1 where something is positive and 0 where it is negative."""
        where = rf"1_{{{self.text(s)} > 0}}"
        return where if a == self.sheet.one else rf"{self.text(a, POWER)} \cdot {where}"

    def text(self, a: int, least: int = SUM) -> str:
        """The text of a part, in parentheses where it holds together less than ``least``."""
        text, kind = self.texts[a] or ("", ATOM)
        return text if kind >= least else rf"\left({text}\right)"

    def coefficient(self, c: Fraction) -> str:
        sign, size = "-" if c < 0 else "", abs(c)
        short = self.decimal(size)
        if short:
            return sign + short
        return sign + rf"\frac{{{size.numerator}}}{{{size.denominator}}}"

    def decimal(self, size: Fraction) -> str:
        """A number without a fraction bar: a whole one, or a decimal where those were typed."""
        if size.denominator == 1:
            return str(size.numerator)
        if not self.decimals:
            return ""
        power = len(str(int(1 / size))) - 1 if size < 1 else 0
        return f"{float(size):.{power + FIGURES}f}".rstrip("0").rstrip(".")

    def _sum(self, a: int, b: int) -> str:
        (text, kind), left = self.texts[b] or ("", ATOM), self.text(a)
        if text.startswith("-"):
            return f"{left} - {text[1:]}"
        return f"{left} + {text if kind > SUM else self.text(b, PRODUCT)}"

    def _product(self, a: int) -> str:
        c, rest = self.sheet.split(a)
        above, below = self.sheet.fraction(rest)
        size = abs(c)
        number = "" if size == 1 else self.decimal(size)
        divisor = ""
        if size != 1 and not number:
            number = str(size.numerator) if size.numerator != 1 else ""
            divisor = str(size.denominator)
        bottom = self._row(divisor, self.sheet.factors(below), alone=True)
        top = self._row(number, self.sheet.factors(above), alone=bool(bottom)) or "1"
        return ("-" if c < 0 else "") + (rf"\frac{{{top}}}{{{bottom}}}" if bottom else top)

    def _row(self, number: str, factors: list[int], *, alone: bool) -> str:
        """A number and factors side by side; a sum that stands alone needs no parentheses."""
        if len(factors) == 1 and not number:
            return self.text(factors[0], SUM if alone else PRODUCT)
        row = number
        for text in (self.text(f, POWER) for f in factors):
            sign = r" \cdot " if text[0].isdigit() else " "
            row += (sign if row else "") + text
        return row

    def _power(self, a: int, b: int) -> Text:
        if self.sheet.exact(b) == Fraction(1, 2):
            return rf"\sqrt{{{self.text(a)}}}", ATOM
        name, *argument = self.sheet.parts[a]
        command = FUNCTIONS[name].command if name in FUNCTIONS else ""
        if command:  # sin²(x)
            return rf"{command}^{{{self.text(b)}}}\left({self.text(argument[0])}\right)", POWER
        return f"{self.text(a, ATOM)}^{{{self.text(b)}}}", POWER
