"""LaTeX: what it looks like, and that it says what is meant."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings

from momentum_core.formula.derive import derive
from momentum_core.formula.latex import LONGEST
from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.surface import from_formula
from momentum_core.words.english.formula import SAYS
from tests.strategies import formulas

LOOKS = {
    "w^4 - 2w^2 + 0.3w": ("w^{4} - 2 w^{2} + 0.3 w", ["4 w^{3} - 4 w + 0.3"], "12 w^{2} - 4"),
    "(1-x)^2 + 100(y-x^2)^2": (
        r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}",
        [
            r"-2 \left(1 - x\right) - 400 x \left(y - x^{2}\right)",
            r"200 \left(y - x^{2}\right)",
        ],
        None,
    ),
    "sin(x) + x^2/10": (
        r"\sin\left(x\right) + \frac{x^{2}}{10}",
        [r"\cos\left(x\right) + \frac{x}{5}"],
        r"-\sin\left(x\right) + \frac{1}{5}",
    ),
    "0,25x^2": ("0.25 x^{2}", ["0.5 x"], "0.5"),
    "x^2/3 + 3x/10": (
        r"\frac{x^{2}}{3} + \frac{3 x}{10}",
        [r"\frac{2 x}{3} + \frac{3}{10}"],
        r"\frac{2}{3}",
    ),
    "sqrt(x)": (r"\sqrt{x}", [r"\frac{1}{2 \sqrt{x}}"], r"-\frac{1}{4 x^{\frac{3}{2}}}"),
    "abs(x)": (r"\left|x\right|", [r"\operatorname{sgn}\left(x\right)"], "0"),
    "log(x)": (r"\ln\left(x\right)", [r"\frac{1}{x}"], r"-\frac{1}{x^{2}}"),
    "exp(-x^2)": (
        "e^{-x^{2}}",
        ["-2 x e^{-x^{2}}"],
        r"-2 \left(e^{-x^{2}} - 2 x^{2} e^{-x^{2}}\right)",
    ),
    "2^x": (
        "2^{x}",
        [r"\ln\left(2\right) \cdot 2^{x}"],
        r"\ln^{2}\left(2\right) \cdot 2^{x}",
    ),
    "w1^2 - pi w2": (r"w_{1}^{2} - \pi w_{2}", ["2 w_{1}", r"-\pi"], None),
    "x (y + 1)": (r"x \left(y + 1\right)", ["y + 1", "x"], None),
    "(x + 1)/2": (r"\frac{x + 1}{2}", [r"\frac{1}{2}"], "0"),
    "1/(x + 1)": (
        r"\frac{1}{x + 1}",
        [r"-\frac{1}{\left(x + 1\right)^{2}}"],
        r"\frac{2}{\left(x + 1\right)^{3}}",
    ),
    "0.00001234567x": ("0.0000123457 x", ["0.0000123457"], "0"),
    "x - (1 - x^2)": (r"x - \left(1 - x^{2}\right)", ["1 + 2 x"], "2"),
}


@pytest.mark.parametrize("text", LOOKS)
def test_what_it_looks_like(text):
    """The loss, its partial derivatives, and its curvature where it has one weight."""
    s = from_formula(text)
    value, gradient, curvature = LOOKS[text]

    assert value == s.latex
    assert gradient == list(s.gradient_latex)
    assert curvature == s.curvature_latex


def test_too_long_to_read():
    """A derivative that would fill the page is left out, the formula itself never is."""
    s = from_formula("sin(x)cos(2x)tanh(3x)exp(sin(4x))sqrt(x^2 + 5)log(x^2 + 6)")

    assert s.latex
    assert s.gradient_latex == (None,)
    assert s.curvature_latex is None


def read_back(latex: str) -> str:
    """LaTeX of this module as text that can be typed."""
    text = re.sub(r"([wx])_\{(\d)\}", r"\1\2", latex)
    text = re.sub(
        r"\\(\w+)\^\{([^{}]*|\\frac\{\d+\}\{\d+\})\}\\left\(", r"\\power{\2}\\\1\\left(", text
    )
    out, k = "", 0
    while k < len(text):
        if text.startswith("\\power", k):
            inner, k = group(text, k + 6)
            call = re.match(r"\\(\w+)\\left", text[k:])
            end = closing(text, k + len(call[0]) + 1)
            out += f"({read_back(text[k:end])})^({read_back(inner)})"
            k = end
        elif text.startswith("\\frac", k):
            top, k = group(text, k + 5)
            bottom, k = group(text, k)
            out += f"(({read_back(top)})/({read_back(bottom)}))"
        elif text.startswith("\\sqrt", k):
            inner, k = group(text, k + 5)
            out += f"sqrt({read_back(inner)})"
        elif text[k] == "{":
            inner, k = group(text, k)
            out += f"({read_back(inner)})"
        else:
            out, k = out + text[k], k + 1
    words = {"\\left|": " abs(", "\\right|": ")", "\\left": "", "\\right": "", "\\cdot": "*"}
    for old, new in {**words, "\\ln": "log", "\\arctan": "atan", "\\": " "}.items():
        out = out.replace(old, new)
    return out


def group(text: str, k: int) -> tuple[str, int]:
    """What is between the braces that open at k, and the place behind them."""
    depth = 0
    for end in range(k, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[k + 1 : end], end + 1
    raise AssertionError(text)


def closing(text: str, k: int) -> int:
    """The place behind the parenthesis that was opened before k."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[k], 0)
        k += 1
    return k


MISREAD = ("missing", "numbers", "structure")
"""Sentences on the grammar of a text."""


@pytest.mark.slow
@settings(max_examples=300)
@given(formulas)
def test_it_says_what_is_meant(text):
    """The LaTeX of a loss and of its derivatives, read back, has the same values."""
    try:
        found = derive(text)
    except FormulaError:
        assume(False)
    d = len(found.names)
    points = np.random.default_rng(1).uniform(0.1, 2, (40, d))
    programs = [(found.latex, found.programs[0], 0)]
    programs += [(shown, found.programs[1], k) for k, shown in enumerate(found.gradient_latex)]
    for shown, program, k in programs:
        assert shown is None or len(shown) <= LONGEST or k == 0
        if shown is None or "sgn" in shown:
            continue
        both = " + ".join(f"{name} - {name}" for name in found.names)
        said = f"{found.names[0]} + {both} + ({read_back(shown)})"
        again, refusal = None, ""
        try:
            again = derive(said)
        except FormulaError as error:
            refusal = str(error)
        for why in MISREAD:
            assert not refusal.startswith(re.split("[“{]", SAYS[why])[0]) or again, said
        if again is None:
            continue
        meant = program.over(*points.T)[k] + points[:, 0]
        found_again = again.programs[0].over(*points.T)[0]
        sound = np.isfinite(meant) & np.isfinite(found_again) & (np.abs(meant) < 1e3)
        np.testing.assert_allclose(found_again[sound], meant[sound], rtol=2e-3, atol=2e-3)
