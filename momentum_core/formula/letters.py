"""The names of weights: one letter, Latin or Greek, and after it perhaps a whole number.

Inside they are plain: ``x1``, ``θ0``. This is how they are printed, and how LaTeX spells them.
"""

from __future__ import annotations

from collections.abc import Sequence

GREEK = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        "αβγδεζηθικλμνξρστυφχψω",
        strict=True,
    )
) | {"Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"}
"""The Greek letters that may name a weight, by their names in English and in LaTeX; π is a number,
Δ and Σ mean something else, and ο is not to be told from o."""
_COMMANDS = {letter: "\\" + name for name, letter in GREEK.items()}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def printed(name: str) -> str:
    """A weight's name as it is printed.

    >>> printed("x"), printed("w12")
    ('x', 'w₁₂')
    """
    return name.translate(_LOWERED)


def together(names: Sequence[str]) -> str:
    """What the weights are called as one: by their letter if they share it.

    >>> together(["x"]), together(["x1", "x2"]), together(["x", "y"])
    ('x', 'x', '(x, y)')
    """
    if len({name[0] for name in names}) == 1 and (len(names) > 1 or len(names[0]) == 1):
        return names[0][0]
    return printed(names[0]) if len(names) == 1 else f"({', '.join(map(printed, names))})"


def in_latex(name: str) -> str:
    r"""A weight's name in LaTeX.

    >>> in_latex("x"), in_latex("θ0")
    ('x', '\\theta_{0}')
    """
    letter, index = name[0], name[1:]
    return _COMMANDS.get(letter, letter) + (f"_{{{index}}}" if index else "")
