"""What follows from one typed formula: its programs and its LaTeX, derived once.

Everything is made together and thrown together: the sheet on which it was worked out is not kept.
Sizes are bounded step by step (``formula``, ``algebra``), and at last by the number of operations,
so that a loss that gets through can also be run, searched and drawn in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from momentum_core.formula.algebra import NoValueError, Sheet, TooLargeError
from momentum_core.formula.derivatives import derivatives
from momentum_core.formula.latex import latex
from momentum_core.formula.letters import printed
from momentum_core.formula.parse import Formula, parse
from momentum_core.formula.program import Program, compile_program
from momentum_core.formula.refusals import refuse
from momentum_core.kept import kept
from momentum_core.words.sentences import listed

MOST_OPERATIONS = 800
"""Of the program of the second derivatives."""
MOST_CREASES = 6
LONGEST_VALUE = 50_000
"""Characters of a formula's own LaTeX; nothing that can be typed gets there."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Programs of the loss (1 output), its gradient (d) and Hessian (d²); LaTeX of the loss, its
    partial derivatives and, for d = 1, its second derivative, None where too long to read."""

    names: tuple[str, ...]
    programs: tuple[Program, Program, Program]
    latex: str
    gradient_latex: tuple[str | None, ...]
    curvature_latex: str | None
    notes: tuple[str, ...] = ()
    """A sentence for each thing in the text that could have been read otherwise."""
    creases: Program | None = None
    """Of two variables, for each of the functions at whose zeros there may be a kink: its value and
    its two slopes; None where there is no such function, or too many."""


@kept(8)
def derive(text: str) -> Derived:
    """Everything that follows from a formula, in a few milliseconds. Raises FormulaError."""
    formula = parse(text)
    try:
        return _derive(formula)
    except (TooLargeError, NoValueError):
        refuse("intricate")


def _derive(formula: Formula) -> Derived:
    sheet, root, names = formula.sheet, formula.root, formula.names
    d = len(names)
    gradient = [derivatives(sheet, [root], k)[0] for k in range(d)]
    if all(sheet.values[g] == 0 for g in gradient):
        jumps = any(sheet.parts[a][0] == "sign" for a in sheet.reachable([root]))
        refuse("level" if jumps else "constant", found=listed(map(printed, names), "or"))
    upper = {
        (i, j): e for j in range(d) for i, e in enumerate(derivatives(sheet, gradient, j)[: j + 1])
    }
    hessian = [upper[min(i, j), max(i, j)] for i in range(d) for j in range(d)]
    programs = [compile_program(sheet, parts, d) for parts in ([root], gradient, hessian)]
    if max(len(program.code) for program in programs) > MOST_OPERATIONS:
        refuse("intricate")

    def shown(part: int, **options: int) -> str | None:
        return latex(sheet, part, names, decimals=formula.decimals, **options)

    return Derived(
        names,
        (programs[0], programs[1], programs[2]),
        shown(root, longest=LONGEST_VALUE) or "",
        tuple(shown(g) for g in gradient),
        shown(hessian[0]) if d == 1 else None,
        formula.notes,
        _creases(sheet, root) if d == 2 else None,
    )


def _creases(sheet: Sheet, root: int) -> Program | None:
    """The functions f of |f|, and the differences of what max and min choose from."""
    parts = [sheet.parts[a] for a in sheet.reachable([root])]
    if sum(name in ("abs", "max", "min") for name, *_ in parts) > MOST_CREASES:
        return None
    try:
        asked = [a for name, a, *_ in parts if name == "abs"]
        asked += [sheet.sub(*chosen) for name, *chosen in parts if name in ("max", "min")]
        asked = [a for a in dict.fromkeys(asked) if sheet.values[a] is None]
        if not 0 < len(asked) <= MOST_CREASES:
            return None
        slopes = [derivatives(sheet, asked, k) for k in range(2)]
    except (TooLargeError, NoValueError):
        return None
    return compile_program(
        sheet, [a for three in zip(asked, *slopes, strict=True) for a in three], 2
    )
