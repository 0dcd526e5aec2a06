"""SymPy expressions compiled to one straight-line program, and its numpy interpreter.

A *program* is a flat list of operations on numbered registers. The first registers hold the
inputs, the next ones the constants, the rest intermediate results. It is plain data: Python runs
it here, over any leading axes, and the player in the browser runs the very same list. Nothing is
generated as source text and nothing is evaluated.

Additions, multiplications, divisions and square roots are correctly rounded by IEEE 754, so for
programs of these alone (``Program.exact``) both interpreters give the same bits.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy

BINARY: dict[str, tuple[Any, Callable[[float, float], float]]] = {}
UNARY: dict[str, tuple[Any, Callable[[float], float]]] = {}


def _divide(a: float, b: float) -> float:
    """IEEE division: Python's own raises where the standard has an infinity or NaN."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _sqrt(a: float) -> float:
    return math.sqrt(a) if a >= 0.0 else math.nan


def _scalar(ufunc: np.ufunc) -> Callable[[float], float]:
    """numpy's own routine on one number: the same bits as over an array (math.exp differs)."""
    return lambda a: float(ufunc(a))


BINARY.update(
    add=(np.add, operator.add),
    sub=(np.subtract, operator.sub),
    mul=(np.multiply, operator.mul),
    div=(np.divide, _divide),
)
UNARY.update(
    neg=(np.negative, operator.neg),
    sqrt=(np.sqrt, _sqrt),
    abs=(np.abs, abs),
    sign=(np.sign, _scalar(np.sign)),
)
UNARY.update(
    {
        name: (ufunc, _scalar(ufunc))
        for name, ufunc in {
            "exp": np.exp,
            "log": np.log,
            "sin": np.sin,
            "cos": np.cos,
            "tan": np.tan,
            "sinh": np.sinh,
            "cosh": np.cosh,
            "tanh": np.tanh,
            "atan": np.arctan,
        }.items()
    }
)
EXACT = frozenset(BINARY) | {"neg", "sqrt", "abs", "sign"}

_FUNCTIONS = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.tanh: "tanh",
    sympy.atan: "atan",
    sympy.Abs: "abs",
    sympy.sign: "sign",
}

Instruction = tuple[str, int, int, int]
"""(operation, destination register, first operand, second operand or -1)."""


@dataclass(frozen=True)
class Program:
    """A straight-line program: ``inputs`` numbers in, ``len(outputs)`` numbers out."""

    inputs: int
    constants: tuple[float, ...]
    code: tuple[Instruction, ...]
    outputs: tuple[int, ...]
    registers: int
    _scalar: tuple[tuple[Callable[..., float], int, int, int], ...] = field(
        init=False, repr=False, compare=False
    )
    _ufunc: tuple[tuple[Any, int, int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look up what each instruction calls, once."""
        tables = {**BINARY, **UNARY}
        bind = object.__setattr__
        bind(self, "_ufunc", tuple((tables[op][0], *rest) for op, *rest in self.code))
        bind(self, "_scalar", tuple((tables[op][1], *rest) for op, *rest in self.code))

    @property
    def exact(self) -> bool:
        """Whether every operation is correctly rounded, so that all interpreters agree."""
        return all(op in EXACT for op, *_ in self.code)

    def at(self, point: Sequence[float]) -> list[float]:
        """Run for one point of ``inputs`` floats; returns one float per output, NaN and infinity
        included. For single points this is several times faster than ``over``, to the same bits."""
        r: list[float] = [*point, *self.constants]
        r += [0.0] * (self.registers - len(r))
        with np.errstate(all="ignore"):
            for f, to, a, b in self._scalar:
                r[to] = f(r[a]) if b < 0 else f(r[a], r[b])
        return [r[k] for k in self.outputs]

    def over(self, *columns: np.ndarray) -> list[np.ndarray]:
        """Run for arrays of one common shape, one array per input; returns one new array of that
        shape per output. Intermediate results share a few buffers that belong to this call."""
        shape = columns[0].shape
        r: list[Any] = [*columns, *self.constants]
        fixed = len(r)
        r += [None] * (self.registers - fixed)
        with np.errstate(all="ignore"):
            for f, to, a, b in self._ufunc:
                if r[to] is None:
                    r[to] = np.empty(shape)
                if b < 0:
                    f(r[a], out=r[to])
                else:
                    f(r[a], r[b], out=r[to])
        return [np.array(np.broadcast_to(r[k], shape)) if k < fixed else r[k] for k in self.outputs]

    def to_json(self) -> dict[str, Any]:
        """The program as plain data for the player."""
        return {
            "inputs": self.inputs,
            "constants": list(self.constants),
            "code": [list(instruction) for instruction in self.code],
            "outputs": list(self.outputs),
            "registers": self.registers,
        }


def compile_program(expressions: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol]) -> Program:
    """Compile expressions in ``symbols`` to one program with an output for each.

    Equal operations on equal operands are computed once, integer powers become products.
    Raises ValueError for a function that has no operation here.
    """
    emitter = _Emitter(symbols)
    return emitter.finish([emitter.emit(expression) for expression in expressions])


class _Emitter:
    """Walks expressions and writes instructions in single-assignment form.

    Operands are ("in", k), ("const", value) or ("tmp", n) until ``finish`` numbers registers.
    """

    def __init__(self, symbols: Sequence[sympy.Symbol]) -> None:
        self.inputs = len(symbols)
        self.known: dict[sympy.Expr, tuple[str, Any]] = {
            s: ("in", k) for k, s in enumerate(symbols)
        }
        self.code: list[tuple[str, tuple[str, Any], tuple[str, Any] | None]] = []
        self.done: dict[tuple[str, tuple[str, Any], tuple[str, Any] | None], tuple[str, Any]] = {}

    def op(
        self, name: str, a: tuple[str, Any], b: tuple[str, Any] | None = None
    ) -> tuple[str, Any]:
        """The result of an operation, which is written down only if it is a new one.

        (That is local value numbering. SymPy's own cse would find a little more, but it rebuilds
        the expressions, which takes minutes for some short formulas of nested functions.)
        """
        key = (name, b, a) if name in ("add", "mul") and b is not None and b < a else (name, a, b)
        if key not in self.done:
            self.code.append((name, a, b))
            self.done[key] = ("tmp", len(self.code) - 1)
        return self.done[key]

    def emit(self, e: sympy.Expr) -> tuple[str, Any]:
        if e not in self.known:
            self.known[e] = self._emit(e)
        return self.known[e]

    def _emit(self, e: sympy.Expr) -> tuple[str, Any]:
        if e.is_number:
            return ("const", _float(e))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if e.func in _FUNCTIONS and len(e.args) == 1:
            return self.op(_FUNCTIONS[e.func], self.emit(e.args[0]))
        raise ValueError(f"{e.func} has no operation in a program")

    def _sum(self, e: sympy.Expr) -> tuple[str, Any]:
        plus: list[sympy.Expr] = []
        minus: list[sympy.Expr] = []
        for term in e.as_ordered_terms():
            negative = term.as_coeff_Mul()[0] < 0
            (minus if negative else plus).append(-term if negative else term)
        total = self.emit(plus[0]) if plus else self.op("neg", self.emit(minus.pop(0)))
        for term in plus[1:]:
            total = self.op("add", total, self.emit(term))
        for term in minus:
            total = self.op("sub", total, self.emit(term))
        return total

    def _product(self, e: sympy.Expr) -> tuple[str, Any]:
        coefficient, rest = e.as_coeff_Mul()
        above, below = [], []
        for factor in sympy.Mul.make_args(rest):
            base, exponent = factor.as_base_exp()
            if exponent.is_Rational and exponent < 0 and base != sympy.E:
                below.append(sympy.Pow(base, -exponent))
            else:
                above.append(factor)
        total: tuple[str, Any] | None = None
        if coefficient not in (1, -1) or not above:
            total = ("const", _float(abs(coefficient) if coefficient == -1 else coefficient))
        for factor in above:
            value = self.emit(factor)
            total = value if total is None else self.op("mul", total, value)
        assert total is not None
        for factor in below:
            total = self.op("div", total, self.emit(factor))
        return self.op("neg", total) if coefficient == -1 else total

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> tuple[str, Any]:
        if base == sympy.E:
            return self.op("exp", self.emit(exponent))
        if exponent.is_Integer:
            n = int(exponent)
            if n < 0:
                return self.op("div", ("const", 1.0), self.emit(sympy.Pow(base, -exponent)))
            half = self.emit(sympy.Pow(base, n // 2))
            square = self.op("mul", half, half)
            return square if n % 2 == 0 else self.op("mul", square, self.emit(base))
        if exponent.is_Rational and exponent.q == 2:
            root = self.op("sqrt", self.emit(base))
            if exponent == sympy.Rational(1, 2):
                return root
            if exponent < 0:
                return self.op("div", ("const", 1.0), self.emit(sympy.Pow(base, -exponent)))
            return self.op("mul", self.emit(sympy.Pow(base, exponent - sympy.Rational(1, 2))), root)
        log = self.op("log", self.emit(base))
        return self.op("exp", self.op("mul", self.emit(exponent), log))

    def finish(self, outputs: list[tuple[str, Any]]) -> Program:
        """Number the registers; an intermediate's register is reused after its last use."""
        operands = [o for _, *ab in self.code for o in ab if o is not None] + outputs
        constants = tuple(dict.fromkeys(o[1] for o in operands if o[0] == "const"))
        place = {("in", k): k for k in range(self.inputs)}
        place |= {("const", c): self.inputs + k for k, c in enumerate(constants)}
        registers = self.inputs + len(constants)
        last = {o: math.inf for o in outputs}
        for k, (_, *ab) in enumerate(self.code):
            for o in ab:
                if o is not None:
                    last[o] = max(last.get(o, k), k)
        free: list[int] = []
        code: list[Instruction] = []
        for k, (name, a, b) in enumerate(self.code):
            used = [place[o] for o in (a, b) if o is not None]
            for o in {a, b} - {None}:
                if o[0] == "tmp" and last[o] == k:  # type: ignore[index]
                    free.append(place[o])  # type: ignore[index]
            free.sort()
            if free:
                to = free.pop(0)
            else:
                to, registers = registers, registers + 1
            place[("tmp", k)] = to
            if ("tmp", k) not in last:
                free.append(to)
            code.append((name, to, used[0], used[1] if len(used) == 2 else -1))
        return Program(
            self.inputs, constants, tuple(code), tuple(place[o] for o in outputs), registers
        )


def _float(number: sympy.Expr) -> float:
    """A real constant, correctly rounded from 30 digits; ValueError when it is not one."""
    value = complex(sympy.N(number, 30))
    if value.imag or not math.isfinite(value.real):
        raise ValueError(f"{number} is not a finite real number")
    return value.real
