"""Formulas as people type, paste and copy them, each with what it means, read by SymPy."""

from __future__ import annotations

import pytest
import sympy

from momentum_core.formula.derive import derive
from momentum_core.formula.parse import parse
from tests.symbolic import same, symbol

BOARD = {
    "xy": ("x*y", "x y"),
    "2xy": ("2*x*y", "x y"),
    "x² + xy + y²": ("x**2 + x*y + y**2", "x y"),
    "xe^(-x)": ("x*exp(-x)", "x"),
    "xe^-x": ("x*exp(-x)", "x"),
    "x1x2": ("x1*x2", "x1 x2"),
    "x₁x₂ + x₁²": ("x1*x2 + x1**2", "x1 x2"),
    "sin x": ("sin(x)", "x"),
    "sin 2x": ("sin(2*x)", "x"),
    "sin x + cos x": ("sin(x) + cos(x)", "x"),
    "sin x cos x": ("sin(x)*cos(x)", "x"),
    "sinx": ("sin(x)", "x"),
    "xsinx": ("x*sin(x)", "x"),
    "sin 2πx": ("sin(2*pi*x)", "x"),
    "sin(x)cos(2x)": ("sin(x)*cos(2*x)", "x"),
    "sin -x": ("sin(-x)", "x"),
    "-sin x": ("-sin(x)", "x"),
    "ln x": ("log(x)", "x"),
    "ln x^2": ("log(x**2)", "x"),
    "x ln x": ("x*log(x)", "x"),
    "xlnx": ("x*log(x)", "x"),
    "ln|x|": ("log(Abs(x))", "x"),
    "sin²(x)": ("sin(x)**2", "x"),
    "sin^2(x)": ("sin(x)**2", "x"),
    "sin^2 x + cos^2 y": ("sin(x)**2 + cos(y)**2", "x y"),
    "sin²x": ("sin(x)**2", "x"),
    "3sin²(2x)": ("3*sin(2*x)**2", "x"),
    "sin^-1(x)": ("asin(x)", "x"),
    "sin⁻¹(x)": ("asin(x)", "x"),
    "cos^(-1)(x)": ("acos(x)", "x"),
    "tan⁻¹ x": ("atan(x)", "x"),
    "arctg x": ("atan(x)", "x"),
    "√x": ("sqrt(x)", "x"),
    "√2x": ("sqrt(2)*x", "x"),
    "√(x²+y²)": ("sqrt(x**2 + y**2)", "x y"),
    "√x + 1": ("sqrt(x) + 1", "x"),
    "x√x": ("x*sqrt(x)", "x"),
    "½x²": ("x**2/2", "x"),
    "x^½": ("sqrt(x)", "x"),
    "1½x": ("3*x/2", "x"),
    "[x+1][x-1]": ("(x + 1)*(x - 1)", "x"),
    "2[3(x+1) - x]²": ("2*(3*(x + 1) - x)**2", "x"),
    "f(x) = x² - 4x": ("x**2 - 4*x", "x"),
    "f(x)=x^3/3-x": ("x**3/3 - x", "x"),
    "f(t) = 5t - t²": ("5*t - t**2", "t"),
    "y = 2x² + 3": ("2*x**2 + 3", "x"),
    "z = x² - y²": ("x**2 - y**2", "x y"),
    "f: x ↦ x² + 1": ("x**2 + 1", "x"),
    "f(m, b) = (m + b - 1)² + b²": ("(m + b - 1)**2 + b**2", "m b"),
    "m² + b²": ("m**2 + b**2", "m b"),
    "t^2": ("t**2", "t"),
    "X^2 - 2X": ("X**2 - 2*X", "X"),
    "eˣ": ("exp(x)", "x"),
    "e⁻ˣ²": ("exp(-x**2)", "x"),
    "x(x-1)(x-2)": ("x*(x - 1)*(x - 2)", "x"),
    "0,5x² + 1,5": ("x**2/2 + 3/2", "x"),
    "max(0,5; x)": ("Max(1/2, x)", "x"),
    "min(x^2,(x-2)^2+0,5)": ("Min(x**2, (x - 2)**2 + 1/2)", "x"),
    "max(x, 1-0,25x)": ("Max(x, 1 - x/4)", "x"),
    "x·y − 2·x": ("x*y - 2*x", "x y"),
    "log_{10}(x)": ("log(x)/log(10)", "x"),
    "log₂ x": ("log(x)/log(2)", "x"),
    "lg x": ("log(x)/log(10)", "x"),
    "e^(-x²/2)/√(2π)": ("exp(-x**2/2)/sqrt(2*pi)", "x"),
}
"""What a teacher or a pupil types, with a keyboard or a menu of signs."""
LATEX = {
    r"\frac{1}{2}x^{2}": ("x**2/2", "x"),
    r"\frac12 x^2": ("x**2/2", "x"),
    r"\frac{x^{2}}{\frac{1}{2}+x^{2}}": ("x**2/(1/2 + x**2)", "x"),
    r"\sqrt{x}": ("sqrt(x)", "x"),
    r"\sqrt[3]{x}": ("sign(x)*Abs(x)**(1/3)", "x"),
    r"\sqrt[4]{1+x^2}": ("(1 + x**2)**(1/4)", "x"),
    r"x_{1}^{2}+x_{2}^{2}": ("x1**2 + x2**2", "x1 x2"),
    r"x_1x_2": ("x1*x2", "x1 x2"),
    r"\theta^2": ("θ**2", "θ"),
    r"\theta_{0}+\theta_{1}^2": ("θ0 + θ1**2", "θ0 θ1"),
    r"\left(x-1\right)^{2}\left(x+1\right)^{2}": ("(x - 1)**2*(x + 1)**2", "x"),
    r"2\cdot x\times y": ("2*x*y", "x y"),
    r"$x^2 + y^2$": ("x**2 + y**2", "x y"),
    r"$$\sin^{2}\theta$$": ("sin(θ)**2", "θ"),
    r"\[ x^4 - x^2 \]": ("x**4 - x**2", "x"),
    r"\(x^{2}\)": ("x**2", "x"),
    r"{\displaystyle f(x)=x^{2}}": ("x**2", "x"),
    r"{\displaystyle f(x,y)=(x^{2}+y-11)^{2}+(x+y^{2}-7)^{2}.\quad }": (
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        "x y",
    ),
    r"{\displaystyle \operatorname {sgn} (x)x}": ("sign(x)*x", "x"),
    r"f\left(x\right)=\left|x\right|": ("Abs(x)", "x"),
    r"\lvert x-1\rvert": ("Abs(x - 1)", "x"),
    r"\mathcal{L}(w,b)=(w+b-1)^2+w^2": ("(w + b - 1)**2 + w**2", "w b"),
    r"\mathrm{e}^{-x^2}": ("exp(-x**2)", "x"),
    r"\exp\left(-\frac{x^2+y^2}{2}\right)": ("exp(-(x**2 + y**2)/2)", "x y"),
    r"\sin x\,\cos x": ("sin(x)*cos(x)", "x"),
    r"\log_{10}\left(x\right)": ("log(x)/log(10)", "x"),
    r"\ln(1+e^{-x})": ("log(1 + exp(-x))", "x"),
    r"\max(0, x)": ("Max(0, x)", "x"),
    r"\max\{0, 1-x\}": ("Max(0, 1 - x)", "x"),
    r"\text{ReLU}(x)": ("Max(0, x)", "x"),
    r"\sigma(x)": ("1/(1 + exp(-x))", "x"),
    r"0{,}5x^2": ("x**2/2", "x"),
    r"\arctan x": ("atan(x)", "x"),
    r"-20e^{-0.2\sqrt{0.5\left(x^2+y^2\right)}}": (
        "-20*exp(-sqrt((x**2 + y**2)/2)/5)",
        "x y",
    ),
}
"""What is copied from Desmos, GeoGebra, Wikipedia or a paper."""
CODE = {
    "x**2": ("x**2", "x"),
    "np.sin(x)": ("sin(x)", "x"),
    "np.sin(3*x) + np.abs(x)": ("sin(3*x) + Abs(x)", "x"),
    "numpy.sqrt(x)": ("sqrt(x)", "x"),
    "math.exp(-x**2/2)": ("exp(-x**2/2)", "x"),
    "math.pi*x**2": ("pi*x**2", "x"),
    "math.log(x, 2)": ("log(x)/log(2)", "x"),
    "torch.tanh(x)": ("tanh(x)", "x"),
    "torch.nn.functional.softplus(w)": ("log(1 + exp(w))", "w"),
    "F.relu(w)": ("Max(0, w)", "w"),
    "torch.pow(x, 4) - x.pow(2)": ("x**4 - x**2", "x"),
    "x.abs() + x.sin()": ("Abs(x) + sin(x)", "x"),
    "lambda x: x**2 + 1": ("x**2 + 1", "x"),
    "lambda w, b: (w + b)**2": ("(w + b)**2", "w b"),
    "f = lambda x: x**2": ("x**2", "x"),
    "def f(x): return x**2": ("x**2", "x"),
    "return x*x": ("x**2", "x"),
    "x => x**2": ("x**2", "x"),
    "loss = (w - 2)**2": ("(w - 2)**2", "w"),
    "x[0]**2 + x[1]**2": ("x0**2 + x1**2", "x0 x1"),
    "100*(x[1]-x[0]**2)**2 + (1-x[0])**2": ("100*(x1 - x0**2)**2 + (1 - x0)**2", "x0 x1"),
    "w[1]*w[2]": ("w1*w2", "w1 w2"),
    "theta**2": ("θ**2", "θ"),
    "Math.pow(x, 2) + Math.cos(x);": ("x**2 + cos(x)", "x"),
    "np.maximum(x, 0)": ("Max(x, 0)", "x"),
    "np.minimum(x**2, 1)": ("Min(x**2, 1)", "x"),
    "np.power(x, 2)": ("x**2", "x"),
    "np.log1p(np.exp(x))": ("log(1 + exp(x))", "x"),
    "=EXP(-X^2)": ("exp(-X**2)", "X"),
    "np.hypot(x, y)": ("sqrt(x**2 + y**2)", "x y"),
}
"""What is copied from NumPy, PyTorch, JavaScript or a spreadsheet."""
PASTED = {
    "𝑥^2 + 𝑦^2": ("x**2 + y**2", "x y"),
    "𝑒^(−𝑥)": ("exp(-x)", "x"),
    "𝑓(𝑥)=sin⁡(𝑥)": ("sin(x)", "x"),
    "ｘ^2": ("x**2", "x"),
    "θ²": ("θ**2", "θ"),
    "𝜃^2": ("θ**2", "θ"),
    "θ₀² + θ₁²": ("θ0**2 + θ1**2", "θ0 θ1"),
    "λ + 1/λ": ("λ + 1/λ", "λ"),
    "x\u200b+\u00a01": ("x + 1", "x"),
    "2\u2062x": ("2*x", "x"),
    "x⁄2": ("x/2", "x"),
    "x0 + x1": ("x0 + x1", "x0 x1"),
    "w² + b": ("w**2 + b", "w b"),
    "|x-1| + |x+1|": ("Abs(x - 1) + Abs(x + 1)", "x"),
}
"""What comes out of a word processor or a web page."""
ALL = {**BOARD, **LATEX, **CODE, **PASTED}


@pytest.mark.parametrize("text", ALL, ids=ascii)
def test_it_is_read_as_it_is_meant(text):
    """Its values are those of the same thing in SymPy, and the letters are in their order."""
    meant, names = ALL[text]
    letters = {name: symbol(name) for name in names.split()}
    words = {"Max": sympy.Max, "Min": sympy.Min}
    formula = parse(text)

    assert formula.names == tuple(names.split())
    assert same(formula, sympy.sympify(meant, {**letters, **words}, rational=True))


def test_there_are_enough_of_them():
    """More than a hundred, from everywhere."""
    assert len(ALL) >= 100


READ_AS = {
    "sin^-1(x)": "the inverse function, asin",
    "sin 2x": "takes what follows it",
    "1/2x": "/2x is a division, then a product",
    "e^2x": "^2x is a power, then a product",
    "x^1/2": "^1/2 is a half",
    "log(x)": "log is the natural logarithm",
    "2½x": "“2½” is read as a mixed number",
    "a x^2": "Both a and x are weights",
    "ex": "“ex” is read as e times x",
    "max(x, 1,5)": "“1,5” is read as two values",
    "E^x": "E is read as e",
}
CLEAR = (
    "sin(x)",
    "sin x",
    "1/(2x)",
    "x^2y",
    "x^2/3",
    "ln(x)",
    "np.log(x)",
    "w^2 + b^2",
    "x y",
    "2x",
)


@pytest.mark.parametrize("text", READ_AS)
def test_what_could_be_meant_otherwise_is_said(text):
    """How it was read."""
    (said,) = derive(text).notes

    assert READ_AS[text] in said


@pytest.mark.parametrize("text", CLEAR)
def test_nothing_is_said_of_what_is_clear(text):
    """No note."""
    assert derive(text).notes == ()
