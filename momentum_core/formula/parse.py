"""Typed text to expressions, by an allowlist.

What is accepted, which is also what ``HELP`` says beside the field:

- one formula, in ``w`` or ``x`` (one dimension), in ``x`` and ``y``, ``w1`` and ``w2`` or ``x1``
  and ``x2`` (two; also ``w₁``, ``w_1``). ``Q(w) =`` or ``y =`` in front of it is passed over;
- ``+ − * /``, ``^`` or ``**``, parentheses, and products without a sign: ``2w``, ``3(x+1)``;
- ``pi`` and ``e``; the functions of ``formula/functions.py``; ``log`` or ``ln`` is the natural
  logarithm, and bars are ``abs``: ``|x|``;
- what people paste: ``x²``, ``−``, ``·``, ``×``, ``÷``, ``π``, ``√(x)``; a decimal comma: ``0,3w``.

The text is cut into tokens, missing multiplication signs are put in, Python's ``ast`` finds the
structure, and every node is written anew on a ``Sheet``. Text is never evaluated; what is not on
one of the lists below is refused with one sentence for the visitor. Sizes are checked node by
node, before they can cost time: ``9^9^9`` never exists as a number. Decimals are exact.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction

from momentum_core.formula.algebra import NoValueError, Sheet, TooLargeError
from momentum_core.formula.functions import SPELLINGS, TOLD, TYPED
from momentum_core.formula.refusals import refuse
from momentum_core.formula.tokens import CONSTANTS, VARIABLES, Token, tokens
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
    """What was typed: a part of a sheet, the names of its variables, in order, and whether there
    are decimals in it. The sheet is this formula's own."""

    sheet: Sheet
    root: int
    names: tuple[str, ...]
    decimals: bool


def parse(text: str) -> Formula:
    """Read a formula. Raises FormulaError; takes a few milliseconds at most.

    >>> parse("Q(w) = 0,3w + w²").names
    ('w',)
    """
    found = tokens(text)
    names = _names({t.text for t in found if t.kind == "name"})
    source, origin = "", {}
    for token in found:
        origin[len(source)] = token
        source += token.text + " "
    builder = _Builder(origin, names)
    try:
        root = builder.build(_tree(source))
    except TooLargeError:
        refuse("intricate")
    if builder.sheet.values[root] is not None:
        refuse("constant", found=listed(names, "or"))
    return Formula(builder.sheet, root, names, any("." in t.text for t in found))


def _tree(source: str) -> ast.expr:
    try:
        return ast.parse(source.rstrip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        refuse("nested")  # the tokens are in order, so it is only that there are too many


def _names(used: set[str]) -> tuple[str, ...]:
    """The variables of the loss from the names that were typed."""
    used &= {name for names in VARIABLES for name in names}
    for names in VARIABLES:
        if used and used <= set(names) and names[0] in used:
            return names
    if not used:
        refuse("no variable")
    refuse("variables", found=listed(sorted(used), "and"), names=say("typed.names"))


class _Builder:
    """Writes a syntax tree on a sheet, refusing all but the few nodes it knows."""

    def __init__(self, origin: dict[int, Token], names: tuple[str, ...]) -> None:
        self.origin = origin
        self.names = names
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
            case ast.Name(id=name) if name in self.names:
                return self.sheet.variable(self.names.index(name))
            case ast.Name(id=name) if name in CONSTANTS:
                return self.sheet.constant(name)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.build(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.sheet.negative(self.build(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self.build(left, depth + 1), self.build(right, depth + 1)
                return self._operation(node, op, a, b)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in TYPED:
                return self._call(TYPED[name], self.build(argument, depth + 1))
        refuse("structure", at=self._at(node))

    def _at(self, node: ast.expr) -> int:
        return self.origin[node.col_offset].at if node.col_offset in self.origin else 1

    def _call(self, name: str, a: int) -> int:
        if name in SPELLINGS:
            return SPELLINGS[name].written(self.sheet, a)
        return self.sheet.call(name, a)

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
                self._check_power(node, a, b)
                return self.sheet.pow(a, b)
        refuse("structure", at=self._at(node.right))

    def _check_power(self, node: ast.BinOp, a: int, b: int) -> None:
        """Refuse what would be huge or complex, before it is computed."""
        at, base, n = self._at(node.right), self.sheet.values[a], self.sheet.values[b]
        exact = self.sheet.exact(b)
        if n is not None and abs(n) > LARGEST_EXPONENT and self.sheet.parts[a] != ("constant", "e"):
            refuse("exponent", at=at, most=LARGEST_EXPONENT)
        if exact is not None and exact.denominator > FINEST_EXPONENT:
            refuse("fine exponent", at=at)
        if base is not None and base < 0 and (exact is None or exact.denominator != 1):
            refuse("negative base", at=at)

    def _checked(self, node: ast.expr, part: int) -> int:
        """The part itself if it is of a bearable size."""
        value = self.sheet.values[part]
        if value and not 1 <= abs(value) * LARGEST <= LARGEST**2:
            refuse("size", at=self._at(node))
        for factor in self.sheet.factors(self.sheet.split(part)[1]):
            if self.sheet.power(factor)[1] > LARGEST_EXPONENT:
                refuse("exponent", at=self._at(node), most=LARGEST_EXPONENT)
        return part
