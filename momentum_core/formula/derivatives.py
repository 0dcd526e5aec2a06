"""Derivatives of expressions on a sheet, by the textbook's rules, each part derived once.

A derivative has at most a few parts for each part of the expression, so it is written in time that
grows with the expression's length. The derivative of abs is the sign; the sign's is 0. That
of max(a, b) is a's where a is larger and b's where b is; where they are equal it is the mean of
both, as the sign is 0 at 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from momentum_core.formula.algebra import Sheet
from momentum_core.formula.functions import FUNCTIONS


def derivatives(sheet: Sheet, roots: Iterable[int], k: int) -> list[int]:
    """The derivatives of some expressions by the k-th variable."""
    roots = list(roots)
    d: dict[int, int] = {}
    for a in sheet.reachable(roots):
        d[a] = sheet.zero if sheet.values[a] is not None else _derivative(sheet, a, k, d)
    return [d[a] for a in roots]


def _derivative(sheet: Sheet, f: int, k: int, d: dict[int, int]) -> int:
    """The derivative of one part, from those of its operands."""
    name, *operands = sheet.parts[f]
    if name == "variable":
        return sheet.one if operands[0] == k else sheet.zero
    a, b = operands[0], operands[-1]
    if d[a] == d[b] == sheet.zero:
        return sheet.zero
    match name:
        case "add":
            return sheet.add(d[a], d[b])
        case "mul":
            return sheet.add(sheet.mul(d[a], b), sheet.mul(a, d[b]))
        case "div":
            base, n = sheet.power(b)
            shrinks = sheet.mul(sheet.number(n), sheet.mul(a, d[base]))
            return sheet.sub(sheet.div(d[a], b), sheet.div(shrinks, sheet.mul(b, base)))
        case "pow":
            return _derivative_of_power(sheet, f, d)
        case "gate":
            return sheet.gate(a, d[b])
        case "max" | "min":
            first, second = sheet.sub(a, b), sheet.sub(b, a)
            if name == "min":
                first, second = second, first
            return sheet.add(sheet.gate(first, d[a]), sheet.gate(second, d[b]))
    return sheet.mul(d[a], FUNCTIONS[name].slope(sheet, f, a))


def _derivative_of_power(sheet: Sheet, f: int, d: dict[int, int]) -> int:
    _, a, b = sheet.parts[f]
    if sheet.values[b] is not None:
        return sheet.mul(sheet.mul(b, d[a]), sheet.pow(a, sheet.sub(b, sheet.one)))
    grows = sheet.mul(d[b], sheet.call("log", a))
    return sheet.mul(f, sheet.add(grows, sheet.div(sheet.mul(b, d[a]), a)))
