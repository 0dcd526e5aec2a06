"""Typed text to a SymPy expression, by an allowlist.

The text is cut into tokens, missing multiplication signs are put in, Python's ``ast`` finds the
structure, and every node is rebuilt as a SymPy object. Text is never evaluated; what is not on
one of the lists below is refused with one sentence for the visitor. Sizes are checked node by
node, before they can cost time: ``9^9^9`` never exists as a number.

Variables: ``w`` or ``x`` (one dimension), ``x, y`` or ``w1, w2`` (two dimensions). Decimals are
exact: 0.3 is 3/10.
"""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import NamedTuple

import sympy

LONGEST = 300
"""Characters a formula may have."""
DEEPEST = 60
"""Levels of the syntax tree; a sum of n terms has n of them."""
MOST_NODES = 200
"""Numbers, names, operations and calls."""
LARGEST = 10**30
"""Every constant part is zero or between 1/LARGEST and LARGEST in size."""
LARGEST_EXPONENT = 20
MOST_BITS = 256
"""Of the numerator and of the denominator of every number."""

NAMES = "x and y, or w1 and w2 (for one dimension: w or x)"
VARIABLES = {name: sympy.Symbol(name, real=True) for name in ("w", "x", "y", "w1", "w2")}
CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
FUNCTIONS = {
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "atan": sympy.atan,
    "abs": sympy.Abs,
}

_PASTED = str.maketrans(
    {"−": "-", "–": "-", "·": "*", "⋅": "*", "∙": "*", "×": "*", "÷": "/", "π": "pi", "√": "sqrt"}
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*|[π√])"
    r"|(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<operator>\*\*|[-+*/^()−–·⋅∙×÷])"
    r"|(?P<space>\s+)"
)


class FormulaError(ValueError):
    """The text is no loss this app can draw; the message is one sentence for the visitor."""


class _Token(NamedTuple):
    text: str
    kind: str
    at: int
    """Position in the typed text, counted from 1 as visitors count."""


def parse(text: str) -> tuple[sympy.Expr, tuple[sympy.Symbol, ...]]:
    """Read a formula: its expression and its variables in order (one or two, real).

    Accepts ``^`` or ``**``, ``+ - * /``, parentheses, left-out multiplication signs (``2w``,
    ``3(x+1)``, ``x y``), ``pi``, ``e`` and the functions of ``FUNCTIONS``. Raises FormulaError.

    >>> parse("0.3w + w²")
    (w**2 + 3*w/10, (w,))
    """
    if not text.strip():
        raise FormulaError("Type a formula, for example w^2.")
    if len(text) > LONGEST:
        raise FormulaError(f"The formula has {len(text)} characters; {LONGEST} is the most.")
    tokens = _with_products(_tokens(text))
    source, origin = "", {}
    for token in tokens:
        origin[len(source)] = token
        source += token.text + " "
    expression = _Builder(origin).build(_tree(source))
    symbols = _symbols({t.text for t in tokens if t.kind == "name"})
    if not expression.free_symbols:
        raise FormulaError("This has the same value everywhere; a loss has to depend on w or x.")
    return expression, symbols


def _tokens(text: str) -> list[_Token]:
    """The typed text in pieces, pasted signs translated; FormulaError at a foreign character."""
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            shown = text[position] if text[position].isprintable() else "an invisible character"
            raise FormulaError(f"“{shown}” at character {position + 1} has no meaning here.")
        kind, at, piece = match.lastgroup or "", position + 1, match.group()
        position = match.end()
        if kind == "superscript":
            tokens.append(_Token("**", "operator", at))
            kind, piece = "number", piece.translate(_SUPERSCRIPTS)
        if kind == "number":
            piece = re.sub(r"^0+(?=[0-9])", "", piece)  # 007 is no number to Python's grammar
        if kind != "space":
            tokens.append(_Token("**" if piece == "^" else piece.translate(_PASTED), kind, at))
            _check_name(tokens[-1])
    return tokens


def _check_name(token: _Token) -> None:
    """Refuse a name that is on no list; so no keyword of Python's ever reaches its parser."""
    if token.kind == "name" and token.text not in VARIABLES | CONSTANTS | FUNCTIONS:
        hint = " Write x*y for a product." if set(token.text) <= set("xy") else ""
        raise FormulaError(
            f"“{token.text[:20]}” at character {token.at} is not known here; use {NAMES}, pi, e, "
            f"and {', '.join(FUNCTIONS)}.{hint}"
        )


def _with_products(tokens: list[_Token]) -> list[_Token]:
    """Put in the multiplication signs that people leave out: 2w, 3(x+1), x y, (x)(y)."""
    full: list[_Token] = []
    for token in tokens:
        before = full[-1] if full else None
        opens = token.text == "(" or token.kind in ("number", "name")
        if before and opens and (before.text == ")" or before.kind in ("number", "name")):
            if before.kind == token.kind == "number":
                raise FormulaError(f"Two numbers in a row at character {token.at}.")
            if before.text not in FUNCTIONS:
                full.append(_Token("*", "operator", token.at))
            elif token.text != "(":
                raise FormulaError(
                    f"“{before.text}” at character {before.at} needs parentheses, "
                    f"as in {before.text}(x)."
                )
        full.append(token)
    return full


def _tree(source: str) -> ast.expr:
    try:
        return ast.parse(source.rstrip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        pass
    level = source.count("(") - source.count(")")
    if level:
        raise FormulaError(
            f"{abs(level)} “{'(' if level > 0 else ')'}” without its “{')' if level > 0 else '('}”."
        )
    raise FormulaError("Something is missing: each operation needs a value on both sides.")


def _symbols(names: set[str]) -> tuple[sympy.Symbol, ...]:
    """The variables of the loss from the names that were typed."""
    used = names & set(VARIABLES)
    for allowed in (("w",), ("x",), ("x", "y"), ("w1", "w2")):
        if used and used <= set(allowed) and allowed[0] in used:
            return tuple(VARIABLES[name] for name in allowed)
    if not used:
        raise FormulaError("There is no variable; a loss has to depend on w or x.")
    found = " and ".join(sorted(used))
    raise FormulaError(f"The variables are {found}; use {NAMES}.")


class _Builder:
    """Rebuilds a syntax tree as a SymPy expression, refusing all but the few nodes it knows."""

    def __init__(self, origin: dict[int, _Token]) -> None:
        self.origin = origin
        self.nodes = 0

    def build(self, node: ast.expr, depth: int = 0) -> sympy.Expr:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            raise FormulaError("The formula is too long or nested too deeply; try a shorter one.")
        match node:
            case ast.Constant():
                built = self._number(node)
            case ast.Name(id=name):
                built = self._name(node, name)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=operand):
                value = self.build(operand, depth + 1)
                built = -value if isinstance(node.op, ast.USub) else value
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self.build(left, depth + 1), self.build(right, depth + 1)
                built = self._operation(node, op, a, b)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if (
                name in FUNCTIONS
            ):
                built = FUNCTIONS[name](self.build(argument, depth + 1))
            case _:
                raise FormulaError(f"I can't read the formula near character {self._at(node)}.")
        return self._checked(node, built)

    def _at(self, node: ast.expr) -> int:
        return self.origin[node.col_offset].at if node.col_offset in self.origin else 1

    def _number(self, node: ast.Constant) -> sympy.Expr:
        """An exact rational from the digits as typed, not from Python's rounded float."""
        text = self.origin[node.col_offset].text
        digits, _, power = text.lower().partition("e")
        if len(digits) > 40 or len(power) > 4 or abs(int(power or 0)) > 40:
            raise FormulaError(f"The number at character {self._at(node)} is too long.")
        value = Fraction(text)
        return sympy.Rational(value.numerator, value.denominator)

    def _name(self, node: ast.Name, name: str) -> sympy.Expr:
        known = VARIABLES.get(name, CONSTANTS.get(name))
        if known is None:
            raise FormulaError(
                f"“{name}” at character {self._at(node)} needs parentheses, as in {name}(x)."
            )
        return known

    def _operation(
        self, node: ast.BinOp, op: ast.operator, a: sympy.Expr, b: sympy.Expr
    ) -> sympy.Expr:
        match op:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div():
                if b.is_zero:
                    raise FormulaError(f"Division by zero at character {self._at(node.right)}.")
                return a / b
            case ast.Pow():
                self._check_power(node, a, b)
                return a**b
        raise FormulaError(f"I can't read the operation near character {self._at(node)}.")

    def _check_power(self, node: ast.BinOp, base: sympy.Expr, exponent: sympy.Expr) -> None:
        """Refuse what would be huge or complex, before SymPy gets to compute it."""
        at = self._at(node.right)
        if exponent.is_number and base != sympy.E and not abs(exponent) <= LARGEST_EXPONENT:
            raise FormulaError(
                f"The exponent near character {at} is beyond ±{LARGEST_EXPONENT}, the largest here."
            )
        if exponent.is_Rational and exponent.q > 1000:
            raise FormulaError(f"The exponent near character {at} has too many digits.")
        if base.is_number and not exponent.is_Integer and base.evalf() < 0:
            raise FormulaError(
                f"A negative number to such a power is not real, near character {at}."
            )

    def _checked(self, node: ast.expr, built: sympy.Expr) -> sympy.Expr:
        """The node itself if it is real, finite and of a bearable size."""
        at = self._at(node)
        if built.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            raise FormulaError(f"The part near character {at} has no finite real value.")
        for number in built.atoms(sympy.Rational):
            if max(number.p.bit_length(), number.q.bit_length()) > MOST_BITS:
                raise FormulaError(f"The numbers near character {at} are too large or too long.")
        if built.is_number:
            value = sympy.N(built, 20)
            if not value.is_real:
                raise FormulaError(f"The part near character {at} has no finite real value.")
            if value != 0 and not 1 <= abs(value) * LARGEST <= LARGEST**2:
                raise FormulaError(f"The constant near character {at} is too large or too small.")
        for factor in sympy.Mul.make_args(built):
            base, exponent = factor.as_base_exp()
            if base != sympy.E and exponent.is_number and not abs(exponent) <= LARGEST_EXPONENT:
                raise FormulaError(
                    f"The power near character {at} is beyond {LARGEST_EXPONENT}, the largest here."
                )
        return built
