"""A reference for programs and losses: mpmath with 300 digits, sharing no code with the core."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath

from momentum_core.formula.program import Program

DIGITS = 300

OPERATIONS = {
    "add": mpmath.fadd,
    "sub": mpmath.fsub,
    "mul": mpmath.fmul,
    "div": mpmath.fdiv,
    "neg": mpmath.fneg,
    "abs": mpmath.fabs,
    "sign": mpmath.sign,
    **{
        name: getattr(mpmath, name)
        for name in ("sqrt", "exp", "log", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh")
    },
    **{name: getattr(mpmath, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    "erf": mpmath.erf,
    "max": max,
    "min": min,
    "gate": lambda s, a: a if s > 0 else 0 * s if s < 0 else a / 2,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "log2": lambda x: mpmath.log(x, 2),
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
}


def run(program: Program, point: Sequence[float]) -> list[mpmath.mpf]:
    """The program's outputs, computed with DIGITS digits from the same constants."""
    with mpmath.workdps(DIGITS):
        r = [mpmath.mpf(x) for x in (*point, *program.constants)]
        r += [mpmath.mpf(0)] * (program.registers - len(r))
        for op, to, a, b in program.code:
            r[to] = OPERATIONS[op](r[a]) if b < 0 else OPERATIONS[op](r[a], r[b])
        return [+r[k] for k in program.outputs]
