"""Typed formulas: what is understood, and that nothing else gets in."""

from __future__ import annotations

import time

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from momentum_core.formula import FUNCTIONS, LONGEST, FormulaError, parse

W, X, Y, W1, W2 = sympy.symbols("w x y w1 w2", real=True)

UNDERSTOOD = {
    "w^2": W**2,
    "w**2": W**2,
    "w ** 2": W**2,
    "2w": 2 * W,
    "2 w": 2 * W,
    "w 2": 2 * W,
    "3(x+1)": 3 * (X + 1),
    "(x+1)(x-1)": (X + 1) * (X - 1),
    "(x+1)2": 2 * (X + 1),
    "x(x+1)": X * (X + 1),
    "x y": X * Y,
    "2x y^2": 2 * X * Y**2,
    "2exp(x)": 2 * sympy.exp(X),
    "x sin(x)cos(x)": X * sympy.sin(X) * sympy.cos(X),
    "2pi x": 2 * sympy.pi * X,
    "e^x": sympy.exp(X),
    "2e^-x": 2 * sympy.exp(-X),
    "e x": sympy.E * X,
    "2e3x": 2000 * X,
    "-x^2": -(X**2),
    "2^-x": 2 ** (-X),
    "2^x^2": 2 ** (X**2),
    "+-+x": -X,
    "x/2/3": X / 6,
    "1/2x": X / 2,
    "x - 1 - 1": X - 2,
    ".5x": X / 2,
    "5.x": 5 * X,
    "007x": 7 * X,
    "0.3x": sympy.Rational(3, 10) * X,
    "0.1x + 0.2x": sympy.Rational(3, 10) * X,
    "1.25e-1x": X / 8,
    "ln(x) + log(x)": 2 * sympy.log(X),
    "abs(x)": sympy.Abs(X),
    "x^(1/3)": X ** sympy.Rational(1, 3),
    "x^0.5": sympy.sqrt(X),
    "x − 2": X - 2,
    "x – 2": X - 2,
    "2·x": 2 * X,
    "2⋅x": 2 * X,
    "2×x÷3": 2 * X / 3,
    "x²y³": X**2 * Y**3,
    "x¹²": X**12,
    "π√(x)": sympy.pi * sympy.sqrt(X),
    "w1 w2": W1 * W2,
    "\tx\n+ 1 ": X + 1,
}

ATTACKS = [
    "x.__class__",
    "().__class__.__base__.__subclasses__()",
    "__import__('os').system('true')",
    "exec('x')",
    "eval(x)",
    "open(x)",
    "getattr(x, y)",
    "lambda: x",
    "lambda x: x",
    "(x := 3)",
    "x = 3",
    "f'{x}'",
    "'x'",
    '"x"',
    "b'x'",
    "[x for x in y]",
    "{x: y}",
    "[x]",
    "x[0]",
    "x, y",
    "x; y",
    "x if y else 2",
    "x and y",
    "not x",
    "x < y",
    "x == y",
    "x @ y",
    "x % y",
    "x // y",
    "x | y",
    "~x",
    "x << 2",
    "yield x",
    "await x",
    "import os",
    "*x",
    "x**",
    "**x",
    "...",
    "True",
    "None x",
    "True*x",
    "nan x",
    "inf x",
    "I x",
    "oo x",
    "zoo",
    "x j",
    "2j x",
    "0x10 x",
    "1_000x",
    "x_1",
    "x\0",
    "x # y",
    "x \\\n + 1",
    "sin",
    "sin x",
    "sin^2(x)",
    "sin(x, y)",
    "sin()",
    "sin(sin)",
    "exp(x=2)",
    "exp(*x)",
    "x(",
    "x)",
    "()",
    "",
    "   ",
    "0.1.2x",
    "2 3 x",
    "х^2",  # a Cyrillic letter
    "ｘ^2",  # a fullwidth one
    "𝑥^2",  # a mathematical one
    "x²²^²",
    "²",
    "ſin(x)",  # normalised, this would be sin
    "ⅽos(x)",
    "x\u200b+1",
    "xy",
    "X^2",
    "gamma(x)",
    "Symbol(x)",
    "sympify(x)",
    "y",
    "y^2 + 1",
    "w2",
    "w x",
    "x w1",
    "x y w",
    "w w1",
    "2",
    "pi",
    "x - x",
    "0 x",
    "x/x",
    "x^0",
    "9^9^9",
    "9^9^9^9 x",
    "9^(9^9) x",
    "x^(9^9)",
    "x^99999999",
    "x^21",
    "((x+1)^20)^20",
    "x^20 x",
    "1e400 x",
    "1e999999999999 x",
    "1e-400 x",
    "10^20 * 10^20 * x",
    "(((0.1^20)^20)^20)^20 x",
    "(((1+1e-20)^20)^20)^20 x",
    "exp(exp(exp(exp(9)))) x",
    "exp(1000) x",
    "0.123456789012345678901234567890123456789012345 x",
    "sqrt(-1) x",
    "sqrt(-x^2)",
    "(-1)^0.5 x",
    "(-8)^(1/3) x",
    "(-2)^x",
    "log(-1) x",
    "log(0) x",
    "1/0",
    "x/0",
    "x/(y - y)",
    "0^-1 x",
    "tan(pi/2) x",
    "x" * 10_000,
    "(" * 5000 + "x" + ")" * 5000,
    "-" * 299 + "x",
    "exp(" * 70 + "x",
    "x^" * 149 + "x",
    "+".join("x" * 150),
]


def refused(text: str) -> str:
    """The sentence with which a text is refused; fails when it isn't, or takes a second."""
    begun = time.perf_counter()
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert time.perf_counter() - begun < 1
    return str(caught.value)


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_people_type_is_understood(text):
    """Each way of writing gives the expression that it means in mathematics."""

    assert UNDERSTOOD[text] == parse(text)[0]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function(name):
    """Each function on the list is the one that its name says, of a real variable."""

    meant = {"ln": "log", "abs": "Abs"}.get(name, name)

    assert getattr(sympy, meant)(X) == parse(f"{name}(x)")[0]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("w", (W,)),
        ("x", (X,)),
        ("x + y", (X, Y)),
        ("y + x", (X, Y)),
        ("w1 + w2", (W1, W2)),
        ("w1^2", (W1, W2)),
        ("x + y - y", (X, Y)),
        ("y - y + x", (X, Y)),
    ],
)
def test_the_names_decide_the_dimension(text, symbols):
    """w or x alone is one weight; x with y, and w1 with or without w2, are two, in this order."""

    assert symbols == parse(text)[1]


def test_variables_are_real():
    """√(w²) is the absolute value, which it would not be for a complex w."""

    assert sympy.Abs(W) == parse("sqrt(w^2)")[0]


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: text[:30])
def test_nothing_else_gets_in(text):
    """Other syntax, names, alphabets, and what is huge, deep or not real: one sentence each."""

    sentence = refused(text)

    assert sentence[-1] == "."
    assert "\n" not in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x + foo(x)", "“foo” at character 5"),
        ("x $ 2", "“$” at character 3"),
        ("sin x", "“sin” at character 1 needs parentheses, as in sin(x)"),
        ("x² + sin", "“sin” at character 6 needs parentheses"),
        ("(x + 1", "“(” without its “)”"),
        ("x +", "needs a value on both sides"),
        ("2x^3 + x^100", "exponent near character 10"),
        ("x + 1/(2-2)", "Division by zero at character 8"),
        ("x + 9^9 + sqrt(-2)", "near character 11 has no finite real value"),
        ("y^2", "use x and y"),
        ("x y w", "variables are w and x and y"),
        ("x" * 301, f"301 characters; {LONGEST}"),
    ],
)
def test_the_sentence_says_what_and_where(text, part):
    """The visitor is told which piece was not understood, counted in characters as typed."""

    assert part in refused(text)


@pytest.mark.parametrize("text", ["x^20", "x^-20", "20^20 x", "x^pi", "x^x", "2^(x^2)", "x^(-1/2)"])
def test_what_is_large_but_bearable(text):
    """The limits leave room for what a lesson needs."""

    assert parse(text)[0].free_symbols == {X}


pieces = st.sampled_from(
    [
        *FUNCTIONS,
        *"wxye()()^*/+-., 0123456789²³",
        "w1",
        "w2",
        "pi",
        "**",
        "(x",
        "x)",
        "1/",
        "^9",
        "^-",
    ]
)


def sentence_of(text: str) -> str:
    """The sentence with which a text is refused; empty when it is a sound formula."""
    begun = time.perf_counter()
    try:
        expression, symbols = parse(text)
    except FormulaError as error:
        return str(error)
    finally:
        assert time.perf_counter() - begun < 1
    assert expression.free_symbols <= set(symbols)
    assert not expression.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo)
    return ""


@settings(max_examples=600)
@given(st.lists(pieces, max_size=40).map("".join))
@example("exp(-x^2)")
@example("(" * 149 + "x" + ")" * 149)
def test_jumbled_formulas(text):
    """Formulas in a blender give a real expression or one sentence, and in under a second."""

    assert sentence_of(text)[-1:] in ("", ".")


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_at_all(text):
    """Whatever Unicode holds, nothing but a FormulaError comes out."""

    assert sentence_of(text)[-1:] in ("", ".")
