"""Expressions compiled to one straight-line program, and its numpy interpreter.

A *program* is a flat list of operations on numbered registers. The first registers hold the
inputs, the next ones the constants, the rest intermediate results. It is plain data: Python runs
it here, over any leading axes, and the player in the browser runs the very same list. Nothing is
generated as source text and nothing is evaluated.

Additions, multiplications, divisions and square roots are correctly rounded by IEEE 754, and
choices between two numbers round nothing, so for programs of these alone (``Program.exact``) both
interpreters give the same bits.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from momentum_core.formula.algebra import Sheet
from momentum_core.formula.functions import FUNCTIONS

BINARY: dict[str, tuple[Any, Callable[[float, float], float]]] = {}
UNARY: dict[str, tuple[Any, Callable[[float], float]]] = {}


def _divide(a: float, b: float) -> float:
    """IEEE division: Python's own raises where the standard has an infinity or NaN."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _sqrt(a: float) -> float:
    return math.sqrt(a) if a >= 0.0 else math.nan


def _sign(a: float) -> float:
    return math.copysign(1.0, a) if a < 0.0 or a > 0.0 else a + 0.0


def _max(a: float, b: float) -> float:
    return math.nan if a != a or b != b else (a if a > b else b) + 0.0


def _min(a: float, b: float) -> float:
    return math.nan if a != a or b != b else (a if a < b else b) + 0.0


def _gate(s: float, a: float) -> float:
    """a where s > 0, a/2 where s = 0, 0 where s < 0, whatever a is; NaN where s is."""
    return (a if s > 0.0 else 0.0 if s < 0.0 else a / 2.0 if s == 0.0 else math.nan) + 0.0


def _chosen(ufunc: np.ufunc) -> Callable[..., Any]:
    """numpy's larger or smaller one, without a negative zero, of which IEEE leaves open which it
    is."""
    return lambda a, b, out=None: np.add(ufunc(a, b), 0.0, out)


def _gates(s: Any, a: Any, out: Any = None) -> Any:
    """``_gate`` over arrays."""
    part = np.heaviside(s, 0.5)
    gated = np.asarray(np.multiply(a, part))
    np.copyto(gated, 0.0, where=part == 0.0)
    return np.add(gated, 0.0, out)


def _scalar(ufunc: np.ufunc) -> Callable[[float], float]:
    """numpy's own routine on one number: the same bits as over an array (math.exp differs)."""
    return lambda a: float(ufunc(a))


BINARY.update(
    add=(np.add, operator.add),
    sub=(np.subtract, operator.sub),
    mul=(np.multiply, operator.mul),
    div=(np.divide, _divide),
    max=(_chosen(np.maximum), _max),
    min=(_chosen(np.minimum), _min),
    gate=(_gates, _gate),
)
UNARY.update(
    neg=(np.negative, operator.neg),
    sqrt=(np.sqrt, _sqrt),
)
UNARY.update({f.name: (f.ufunc, _scalar(f.ufunc)) for f in FUNCTIONS.values()})
UNARY.update(abs=(np.abs, abs), sign=(np.sign, _sign))  # in Python: the same bits, and faster
EXACT = frozenset(BINARY) | {"neg", "sqrt"} | {f.name for f in FUNCTIONS.values() if f.same_bits}

Instruction = tuple[str, int, int, int]
"""(operation, destination register, first operand, second operand or -1)."""
Runner = Callable[["Sequence[np.ndarray] | np.ndarray"], np.ndarray]


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

    @cached_property
    def exact(self) -> bool:
        """Whether every operation is correctly rounded, so that all interpreters agree."""
        return all(op in EXACT for op, *_ in self.code)

    def at(self, point: Sequence[float]) -> list[float]:
        """Run for one point of ``inputs`` floats; returns one float per output, NaN and infinity
        included. For single points this is several times faster than ``over``, to the same bits."""
        if self.exact:
            return self._at(point)
        with np.errstate(all="ignore"):
            return self._at(point)

    def _at(self, point: Sequence[float]) -> list[float]:
        r = [*map(float, point), *self.constants]
        r += [0.0] * (self.registers - len(r))
        for f, to, a, b in self._scalar:
            r[to] = f(r[a]) if b < 0 else f(r[a], r[b])
        return [r[k] for k in self.outputs]

    def over(self, *columns: np.ndarray) -> list[np.ndarray]:
        """Run for arrays of one common shape, one array per input; returns one new array of that
        shape per output."""
        with np.errstate(all="ignore"):
            return list(self.runner(columns[0].shape)(columns))

    def runner(self, shape: tuple[int, ...]) -> Runner:
        """``over`` for many calls with one shape: a function from ``inputs`` arrays to one array
        (outputs, *shape). Its buffers are its own: every call overwrites what the last one
        returned, so no two threads may share a runner. Warnings are the caller's to silence."""
        result = np.empty((len(self.outputs), *shape))
        fixed = self.inputs + len(self.constants)
        at_home = {k: i for i, k in enumerate(self.outputs) if k >= fixed}
        copied = [(i, k) for i, k in enumerate(self.outputs) if at_home.get(k) != i]
        r: list[Any] = [None] * self.inputs + [np.array(c) for c in self.constants]
        r += [
            result[at_home[k], ...] if k in at_home else np.empty(shape)
            for k in range(fixed, self.registers)
        ]

        def run(columns: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
            r[: self.inputs] = columns
            for f, to, a, b in self._ufunc:
                if b < 0:
                    f(r[a], r[to])
                else:
                    f(r[a], r[b], r[to])
            for i, k in copied:
                result[i] = r[k]
            return result

        return run

    def to_json(self) -> dict[str, Any]:
        """The program as plain data for the player."""
        return {
            "inputs": self.inputs,
            "constants": list(self.constants),
            "code": [list(instruction) for instruction in self.code],
            "outputs": list(self.outputs),
            "registers": self.registers,
        }


def compile_program(sheet: Sheet, roots: Sequence[int], inputs: int) -> Program:
    """Compile expressions in ``inputs`` variables to one program with an output for each.

    Equal operations on equal operands are computed once, whole powers become products.
    Takes time in proportion to the number of parts.
    """
    emitter = _Emitter(sheet, inputs)
    for part in sheet.reachable(roots):
        emitter.done_with(part)
    return emitter.finish([emitter.place[root] for root in roots])


Operand = tuple[str, Any]
"""("in", k), ("const", value) or ("tmp", n) until ``finish`` numbers the registers."""


class _Emitter:
    """Writes the parts of expressions, operands first, as instructions that each have a result."""

    def __init__(self, sheet: Sheet, inputs: int) -> None:
        self.sheet = sheet
        self.inputs = inputs
        self.place: dict[int, Operand] = {}
        self.code: list[tuple[str, Operand, Operand | None]] = []
        self.known: dict[tuple[str, Operand, Operand | None], Operand] = {}

    def op(self, name: str, a: Operand, b: Operand | None = None) -> Operand:
        """The result of an operation, which is written down only if it is a new one."""
        key = (name, b, a) if name in ("add", "mul") and b is not None and b < a else (name, a, b)
        if key not in self.known:
            self.code.append((name, a, b))
            self.known[key] = ("tmp", len(self.code) - 1)
        return self.known[key]

    def done_with(self, part: int) -> None:
        """Write what a part needs, after its operands."""
        name, *operands = self.sheet.parts[part]
        value = self.sheet.values[part]
        if value is not None:
            self.place[part] = ("const", value + 0.0)
        elif name == "variable":
            self.place[part] = ("in", operands[0])
        elif name == "add":
            self.place[part] = self._sum(*operands)
        elif name == "mul":
            self.place[part] = self._product(*operands)
        elif name == "pow":
            self.place[part] = self._power(*operands)
        else:
            self.place[part] = self.op(name, *(self.place[a] for a in operands))

    def _sum(self, a: int, b: int) -> Operand:
        """a + b; a − b where b, or a, comes with a minus sign."""
        (c, left), (d, right) = self.sheet.split(a), self.sheet.split(b)
        if d < 0:
            return self.op("sub", self.place[a], self._scaled(-d, right))
        if c < 0:
            return self.op("sub", self.place[b], self._scaled(-c, left))
        return self.op("add", self.place[a], self.place[b])

    def _product(self, a: int, b: int) -> Operand:
        c = self.sheet.exact(a)
        if c is None:
            return self.op("mul", self.place[a], self.place[b])
        return self.op("neg", self.place[b]) if c == -1 else self._scaled(c, b)

    def _scaled(self, c: Fraction, rest: int) -> Operand:
        """c times a part; a number over a part is one division."""
        if rest == self.sheet.one:
            return ("const", float(c))
        if c == 1:
            return self.place[rest]
        above, below = self.sheet.fraction(rest)
        if above == self.sheet.one and below != self.sheet.one:
            return self.op("div", ("const", float(c)), self.place[below])
        return self.op("mul", ("const", float(c)), self.place[rest])

    def _power(self, a: int, b: int) -> Operand:
        base, n = self.place[a], self.sheet.exact(b)
        if n is None or n.denominator > 2:
            logarithm = self.sheet.values[a]
            log = self.op("log", base) if logarithm is None else ("const", math.log(logarithm))
            return self.op("exp", self.op("mul", self.place[b], log))
        whole = self._whole_power(base, int(n)) if n >= 1 else None
        if n.denominator == 1 and whole is not None:
            return whole
        root = self.op("sqrt", base)
        return root if whole is None else self.op("mul", whole, root)

    def _whole_power(self, base: Operand, n: int) -> Operand:
        if n == 1:
            return base
        half = self._whole_power(base, n // 2)
        square = self.op("mul", half, half)
        return square if n % 2 == 0 else self.op("mul", square, base)

    def _used(self, outputs: list[Operand]) -> list[int]:
        """The instructions whose results are asked for, in order."""
        wanted = set(outputs)
        for k in reversed(range(len(self.code))):
            if ("tmp", k) in wanted:
                wanted |= {o for o in self.code[k][1:] if o is not None}
        return [k for k in range(len(self.code)) if ("tmp", k) in wanted]

    def finish(self, outputs: list[Operand]) -> Program:
        """Number the registers; an intermediate's register is reused after its last use."""
        used = self._used(outputs)
        operands = [o for k in used for o in self.code[k][1:] if o is not None] + outputs
        constants = tuple(dict.fromkeys(o[1] for o in operands if o[0] == "const"))
        place = {("in", k): k for k in range(self.inputs)}
        place |= {("const", c): self.inputs + k for k, c in enumerate(constants)}
        registers = self.inputs + len(constants)
        last: dict[Operand, float] = {o: k for k in used for o in self.code[k][1:] if o is not None}
        last |= dict.fromkeys(outputs, math.inf)
        free: list[int] = []
        code: list[Instruction] = []
        for k in used:
            name, a, b = self.code[k]
            over = {o for o in (a, b) if o is not None and o[0] == "tmp" and last[o] == k}
            registers_read = place[a], -1 if b is None else place[b]
            free = sorted(free + [place[o] for o in over])
            if not free:
                free, registers = [registers], registers + 1
            place[("tmp", k)] = free.pop(0)
            code.append((name, place[("tmp", k)], *registers_read))
        return Program(
            self.inputs, constants, tuple(code), tuple(place[o] for o in outputs), registers
        )
