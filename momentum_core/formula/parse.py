"""Typed text to expressions, by an allowlist.

What is accepted, which is also what ``HELP`` says beside the field:

- one formula in one letter or two: ``w``, ``x`` and ``y``, ``w1`` and ``w2``, ``θ``, ``w`` and
  ``b`` (also ``w₁``, ``w_1``, ``x[0]``). ``Q(w) =``, ``y =`` or ``lambda x:`` in front of it is
  passed over, and says the order of the letters;
- ``+ − * /``, ``^`` or ``**``, parentheses and brackets, and products without a sign: ``2w``,
  ``3(x+1)``, ``xy``;
- ``pi`` and ``e``; the functions of ``formula/functions.py``, without parentheses too: ``sin x``;
  ``log`` or ``ln`` is the natural logarithm, and bars are ``abs``: ``|x|``;
- what people paste: ``x²``, ``−``, ``·``, ``×``, ``÷``, ``π``, ``√(x)``, ``½``; a decimal comma:
  ``0,3w``; LaTeX; NumPy's, PyTorch's and Python's way to write it.

The text is read into tokens (``reading``), Python's ``ast`` finds the structure, and every node is
written anew on a ``Sheet``. Text is never evaluated; what is not on one of the lists is refused
with one sentence for the visitor. Sizes are checked node by node, before they can cost time:
``9^9^9`` never exists as a number. Decimals are exact.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction

from momentum_core.formula.algebra import NoValueError, Sheet, TooLargeError
from momentum_core.formula.functions import SPELLINGS, TAKES, TOLD, TYPED
from momentum_core.formula.letters import printed
from momentum_core.formula.reading.names import CONSTANTS
from momentum_core.formula.reading.read import read
from momentum_core.formula.reading.token import Token
from momentum_core.formula.refusals import refuse
from momentum_core.words.sentences import listed, say

DEEPEST = 60
"""Levels of the syntax tree; a sum of n terms has n of them."""
MOST_NODES = 200
"""Numbers, names, operations and calls."""
LARGEST = 10**30
"""Every constant part is zero or between 1/LARGEST and LARGEST in size."""
LARGEST_EXPONENT = 20
FINEST_EXPONENT = 1000
"""The largest denominator of an exponent."""
HELP = say("typed.help", functions=TOLD)
"""One line beside the field."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What was typed: a part of a sheet, the names of its variables, in order, whether there are
    decimals in it, and a sentence for each thing that could have been read otherwise. The sheet is
    this formula's own."""

    sheet: Sheet
    root: int
    names: tuple[str, ...]
    decimals: bool
    notes: tuple[str, ...] = ()


def parse(text: str) -> Formula:
    """Read a formula. Raises FormulaError; takes a few milliseconds at most.

    >>> parse("Q(w) = 0,3w + w²").names
    ('w',)
    """
    found = read(text)
    names = found.names
    source, origin = "", {}
    for token in found.tokens:
        origin[len(source)] = token
        source += _identifier(token, names) + " "
    builder = _Builder(origin, names)
    try:
        root = builder.build(_tree(source))
    except TooLargeError:
        refuse("intricate")
    if builder.sheet.values[root] is not None:
        refuse("constant", found=listed(map(printed, names), "or"))
    decimals = any("." in t.text for t in found.tokens if t.kind == "number")
    return Formula(builder.sheet, root, names, decimals, found.notes)


def _identifier(token: Token, names: tuple[str, ...]) -> str:
    """A token as Python reads it, in plain letters: the weights are v0 and v1."""
    return f"v{names.index(token.text)}" if token.kind == "variable" else token.text


def _tree(source: str) -> ast.expr:
    try:
        return ast.parse(source.rstrip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        refuse("nested")  # the tokens are in order, so it is only that there are too many


class _Builder:
    """Writes a syntax tree on a sheet, refusing all but the few nodes it knows."""

    def __init__(self, origin: dict[int, Token], names: tuple[str, ...]) -> None:
        self.origin = origin
        self.variables = {f"v{k}": k for k in range(len(names))}
        self.sheet = Sheet()
        self.nodes = 0

    def build(self, node: ast.expr, depth: int = 0) -> int:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            refuse("nested")
        try:
            return self._checked(node, self._part(node, depth))
        except NoValueError:
            refuse("no value", at=self._at(node))
        except TooLargeError:
            refuse("large number", at=self._at(node))

    def _part(self, node: ast.expr, depth: int) -> int:
        match node:
            case ast.Constant():
                return self.sheet.number(Fraction(self.origin[node.col_offset].text))
            case ast.Name(id=name) if name in self.variables:
                return self.sheet.variable(self.variables[name])
            case ast.Name(id=name) if name in CONSTANTS:
                return self.sheet.constant(name)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.build(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.sheet.negative(self.build(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self.build(left, depth + 1), self.build(right, depth + 1)
                return self._operation(node, op, a, b)
            case ast.Call(func=ast.Name(id=name), args=values, keywords=[]) if name in TYPED:
                return self._call(node, TYPED[name], values, depth)
        refuse("structure", at=self._at(node))

    def _at(self, node: ast.expr) -> int:
        return self.origin[node.col_offset].at if node.col_offset in self.origin else 1

    def _call(self, node: ast.Call, name: str, values: list[ast.expr], depth: int) -> int:
        fewest, most = TAKES[name]
        if not fewest <= len(values) <= most:
            how = "one" if most == 1 else "two" if most == 2 else "several"
            refuse(f"takes {how}", text=name, at=self._at(node), most=most)
        parts = [self.build(value, depth + 1) for value in values]
        if name == "log" and len(parts) == 2:
            return self.sheet.div(*(self.sheet.call("log", part) for part in parts))
        if name == "pow":
            return self._power(values[1], *parts)
        if name in SPELLINGS:
            return SPELLINGS[name].written(self.sheet, *parts)
        return self.sheet.call(name, parts[0])

    def _operation(self, node: ast.BinOp, op: ast.operator, a: int, b: int) -> int:
        match op:
            case ast.Add():
                return self.sheet.add(a, b)
            case ast.Sub():
                return self.sheet.sub(a, b)
            case ast.Mult():
                return self.sheet.mul(a, b)
            case ast.Div():
                if self.sheet.values[b] == 0:
                    refuse("zero", at=self._at(node.right))
                return self.sheet.div(a, b)
            case ast.Pow():
                return self._power(node.right, a, b)
        refuse("structure", at=self._at(node.right))

    def _power(self, exponent: ast.expr, a: int, b: int) -> int:
        """a^b, but refuse what would be huge or complex before it is computed."""
        at, base, n = self._at(exponent), self.sheet.values[a], self.sheet.values[b]
        exact = self.sheet.exact(b)
        if n is not None and abs(n) > LARGEST_EXPONENT and self.sheet.parts[a] != ("constant", "e"):
            refuse("exponent", at=at, most=LARGEST_EXPONENT)
        if exact is not None and exact.denominator > FINEST_EXPONENT:
            refuse("fine exponent", at=at)
        if base is not None and base < 0 and (exact is None or exact.denominator != 1):
            refuse("negative base", at=at)
        return self.sheet.pow(a, b)

    def _checked(self, node: ast.expr, part: int) -> int:
        """The part itself if it is of a bearable size."""
        value = self.sheet.values[part]
        if value and not 1 <= abs(value) * LARGEST <= LARGEST**2:
            refuse("size", at=self._at(node))
        for factor in self.sheet.factors(self.sheet.split(part)[1]):
            if self.sheet.power(factor)[1] > LARGEST_EXPONENT:
                refuse("exponent", at=self._at(node), most=LARGEST_EXPONENT)
        return part
