"""Expressions, in time and memory that grow with their length and no faster.

A ``Sheet`` holds the parts of some expressions, each part once, as a number and its operands:

    number c | constant π | variable k | a + b | a·b | a/b | a^b | f(a) | max(a, b) | min(a, b) |
    gate(s, a): a where s > 0, half of it where s = 0, else 0

Parts are numbered as they are written, operands first, so every pass over an expression is one
loop, and a part that is used a hundred times is derived once. What is written is tidied by a few
rules that look one step deep: numbers are exact and stand in front, equal terms and factors are
collected, x/x is 1 and √(x²) is abs(x). Nothing is expanded or factored, and nothing searches.

(That is why it is written here. SymPy 1.14 reads and derives most of what people type in some
60 ms, but a hundred characters can be such that it takes more than 20 s, as a tower of forty powers
or a product of 23 sines does; here those take 0.04 s. And what a link runs has to stay the same to
the last bit, whatever a library's next version finds simpler.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from momentum_core.formula.functions import FUNCTIONS

MOST_PARTS = 6000
"""Of one sheet: a formula, its first and its second derivatives."""
MOST_BITS = 256
"""Of the numerator and of the denominator of every number."""

CONSTANTS = {"pi": math.pi, "e": math.e}

Part = tuple
"""("number", Fraction), ("constant", name), ("variable", k), (operation, operands...)."""


class TooLargeError(ValueError):
    """More parts, or longer numbers, than a sheet holds."""


class NoValueError(ValueError):
    """A constant part that is no finite real number."""


class Sheet:
    """Some expressions. They are known by the numbers of their parts; 0 is zero and 1 is one."""

    def __init__(self) -> None:
        """A sheet with only zero and one."""
        self.parts: list[Part] = []
        self.values: list[float | None] = []
        """What a constant part is worth; None for one that depends on a variable."""
        self._known: dict[Part, int] = {}
        self.zero = self.number(Fraction(0))
        self.one = self.number(Fraction(1))

    def _part(self, part: Part, value: float | None) -> int:
        if part not in self._known:
            if len(self.parts) >= MOST_PARTS:
                raise TooLargeError
            if value is not None and not math.isfinite(value):
                raise NoValueError
            self._known[part] = len(self.parts)
            self.parts.append(part)
            self.values.append(value)
        return self._known[part]

    def number(self, c: Fraction | int) -> int:
        """An exact number."""
        c = Fraction(c)
        if max(c.numerator.bit_length(), c.denominator.bit_length()) > MOST_BITS:
            raise TooLargeError
        return self._part(("number", c), float(c))

    def constant(self, name: str) -> int:
        """π or e."""
        return self._part(("constant", name), CONSTANTS[name])

    def variable(self, k: int) -> int:
        """The k-th variable."""
        return self._part(("variable", k), None)

    def exact(self, a: int) -> Fraction | None:
        """The exact number that a part is, if it is one."""
        return self.parts[a][1] if self.parts[a][0] == "number" else None

    def split(self, a: int) -> tuple[Fraction, int]:
        """A part as its coefficient times the rest, which is 1 for a number."""
        part = self.parts[a]
        if part[0] == "number":
            return part[1], self.one
        if part[0] == "mul" and self.parts[part[1]][0] == "number":
            return self.parts[part[1]][1], part[2]
        return Fraction(1), a

    def _scaled(self, c: Fraction, rest: int) -> int:
        """c · rest, for a rest without a coefficient."""
        if c == 0 or rest == self.one:
            return self.number(c)
        return rest if c == 1 else self._binary("mul", self.number(c), rest)

    def _binary(self, operation: str, a: int, b: int) -> int:
        x, y = self.values[a], self.values[b]
        value = None
        if x is not None and y is not None:
            value = _worked_out(operation, x, y)
        return self._part((operation, a, b), value)

    def terms(self, a: int) -> list[int]:
        """The terms of a sum, in order; one for anything else."""
        last: list[int] = []
        while self.parts[a][0] == "add":
            _, a, b = self.parts[a]
            last.append(b)
        return [a, *reversed(last)]

    def factors(self, a: int) -> list[int]:
        """The factors of a product without its coefficient, in order; none for 1."""
        last: list[int] = []
        while self.parts[a][0] == "mul":
            _, a, b = self.parts[a]
            last.append(b)
        return [x for x in (a, *reversed(last)) if x != self.one]

    def power(self, a: int) -> tuple[int, Fraction]:
        """A part as a base and its exact exponent."""
        part = self.parts[a]
        exponent = self.exact(part[2]) if part[0] == "pow" else None
        return (a, Fraction(1)) if exponent is None else (part[1], exponent)

    def add(self, a: int, b: int) -> int:
        """a + b, equal terms collected."""
        if self.zero in (a, b):
            return b if a == self.zero else a
        terms, new = self.terms(a), self.terms(b)
        place = {self.split(t)[1]: k for k, t in enumerate(terms)}
        if not any(self.split(t)[1] in place for t in new):
            for t in new:
                a = self._binary("add", a, t)
            return a
        for t in new:
            c, rest = self.split(t)
            if rest in place:
                k = place[rest]
                terms[k] = self._scaled(self.split(terms[k])[0] + c, rest)
            else:
                place[rest] = len(terms)
                terms.append(t)
        total, *others = [t for t in terms if t != self.zero] or [self.zero]
        for t in others:
            total = self._binary("add", total, t)
        return total

    def sub(self, a: int, b: int) -> int:
        """a − b."""
        return self.add(a, self.negative(b))

    def negative(self, a: int) -> int:
        """−a."""
        return self.mul(self.number(-1), a)

    def mul(self, a: int, b: int) -> int:
        """a · b, its coefficient in front and equal factors collected."""
        (c, a), (d, b) = self.split(a), self.split(b)
        return self._scaled(c * d, self._product(a, b)) if c * d else self.zero

    def _product(self, a: int, b: int) -> int:
        (a, below), (b, beneath) = self.fraction(a), self.fraction(b)
        if below != self.one or beneath != self.one:
            return self._quotient(self._product(a, b), self._product(below, beneath))
        factors = self.factors(a)
        for new in self.factors(b):
            base, n = self.power(new)
            for k, old in enumerate(factors):
                same, m = self.power(old)
                if same == base and (m + n).denominator >= max(m.denominator, n.denominator):
                    factors[k] = self.pow(base, self.number(m + n))
                    break
            else:
                factors.append(new)
        factors.sort(key=lambda f: self.values[f] is None)
        total = self.one
        for f in factors:
            total = f if total == self.one else self._binary("mul", total, f)
        return total

    def fraction(self, a: int) -> tuple[int, int]:
        """A part as what stands above and below its fraction bar; 1 where there is none."""
        return self.parts[a][1:] if self.parts[a][0] == "div" else (a, self.one)

    def div(self, a: int, b: int) -> int:
        """a / b; NoValueError when b is zero."""
        (c, a), (d, b) = self.split(a), self.split(b)
        if d == 0 or self.values[b] == 0:
            raise NoValueError
        return self._scaled(c / d, self._quotient(a, b)) if c else self.zero

    def _quotient(self, a: int, b: int) -> int:
        (a, p), (b, q) = self.fraction(a), self.fraction(b)
        if p != self.one or q != self.one:
            a, b = self._product(a, q), self._product(b, p)
        above, below = self.factors(a), self.factors(b)
        for k, factor in enumerate(below):
            base, n = self.power(factor)
            for i, other in enumerate(above):
                same, m = self.power(other)
                if same == base and m.denominator == n.denominator == 1:
                    above[i] = self.pow(base, self.number(m - n if m > n else 0))
                    below[k] = self.pow(base, self.number(n - m if n > m else 0))
                    break
        a, b = self._joined(above), self._joined(below)
        return a if b == self.one else self._binary("div", a, b)

    def _joined(self, factors: Iterable[int]) -> int:
        total = self.one
        for f in factors:
            if f != self.one:
                total = f if total == self.one else self._binary("mul", total, f)
        return total

    def pow(self, a: int, b: int) -> int:
        """a ^ b. A negative base has a value for a whole exponent only; NoValueError for 0^−1."""
        n = self.exact(b)
        if n is None:
            return self._general_power(a, b)
        if n == 1 or a == self.one:
            return a
        if n == 0:
            return self.one
        c, rest = self.split(a)
        if n < 0:
            return self.div(self.one, self.pow(a, self.number(-n)))
        if n.denominator == 1 and (c != 1 or rest == self.one):
            return self._scaled(_raised(c, int(n)), self.pow(rest, b))
        part = self.parts[a]
        if part[0] == "exp":
            return self.call("exp", self.mul(b, part[1]))
        if part[0] == "div" and n.denominator == 1:
            return self._quotient(self.pow(part[1], b), self.pow(part[2], b))
        base, m = self.power(a)
        if base != a and m.denominator == n.denominator == 1:
            return self.pow(base, self.number(m * n))
        if base != a and m.denominator == 1 and m % 2 == 0:
            return self.pow(self.call("abs", base), self.number(m * n))
        if part[0] == "abs" and n.denominator == 1 and n % 2 == 0:
            return self.pow(part[1], b)
        return self._binary("pow", a, b)

    def _general_power(self, a: int, b: int) -> int:
        if self.parts[a] == ("constant", "e"):
            return self.call("exp", b)
        if a == self.one:
            return a
        value = self.values[a]
        if value is not None and value <= 0:
            raise NoValueError
        return self._binary("pow", a, b)

    def call(self, name: str, a: int) -> int:
        """A function of a; NoValueError where that is a constant without a finite value."""
        row = FUNCTIONS[name]
        whole = {self.zero: row.at_zero, self.one: row.at_one}.get(a)
        if whole is not None:
            return self.number(whole)
        if name == "exp" and a == self.one:
            return self.constant("e")
        if name == "log" and self.parts[a] == ("constant", "e"):
            return self.one
        if name == "abs":
            c, rest = self.split(a)
            n = self.power(rest)[1]
            if rest == self.one or self.parts[rest][0] == "abs" or n % 2 == 0:
                return self._scaled(abs(c), rest)
            if c != 1:
                return self._scaled(abs(c), self.call("abs", rest))
        x = self.values[a]
        return self._part((name, a), None if x is None else _called(name, x))

    def choice(self, name: str, a: int, b: int) -> int:
        """The larger or the smaller of two, by the name "max" or "min"."""
        x, y = self.values[a], self.values[b]
        if a == b:
            return a
        if x is not None and y is not None:
            return a if (x >= y if name == "max" else x <= y) else b
        return self._part((name, a, b), None)

    def gate(self, s: int, a: int) -> int:
        """a where s is positive, half of it where s is zero, and 0 where s is negative."""
        at = self.values[s]
        if a == self.zero or (at is not None and at < 0):
            return self.zero
        if at is not None:
            return a if at > 0 else self.mul(self.number(Fraction(1, 2)), a)
        c, rest = self.split(a)
        return self._scaled(c, self._part(("gate", s, rest), None))

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """The parts of some expressions, operands first."""
        seen, waiting = set(), list(roots)
        while waiting:
            a = waiting.pop()
            if a not in seen:
                seen.add(a)
                waiting += self.operands(a)
        return sorted(seen)

    def operands(self, a: int) -> tuple[int, ...]:
        """The numbers of the parts that a part is made of."""
        part = self.parts[a]
        return () if part[0] in ("number", "constant", "variable") else part[1:]


def _raised(c: Fraction, n: int) -> Fraction:
    """cⁿ, unless it is far too long to be of use."""
    if max(c.numerator.bit_length(), c.denominator.bit_length()) * n > 4 * MOST_BITS + 4 * n:
        raise TooLargeError
    return c**n


def _worked_out(operation: str, x: float, y: float) -> float:
    try:
        match operation:
            case "add":
                return x + y
            case "mul":
                return x * y
            case "div":
                return x / y
        return math.pow(x, y)
    except (ArithmeticError, ValueError):
        raise NoValueError from None


def _called(name: str, x: float) -> float:
    try:
        return FUNCTIONS[name].value(x)
    except (ArithmeticError, ValueError):
        raise NoValueError from None
