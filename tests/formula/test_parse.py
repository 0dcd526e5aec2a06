"""Typed formulas: what is understood, and that nothing else gets in."""

from __future__ import annotations

import ast
import time

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from momentum_core.formula.algebra import MOST_PARTS
from momentum_core.formula.derive import MOST_OPERATIONS
from momentum_core.formula.functions import TAKES, TYPED
from momentum_core.formula.parse import HELP, _Builder, parse
from momentum_core.formula.reading.read import LONGEST
from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.runs.ending import ends
from momentum_core.words import english
from tests.strategies import formulas
from tests.symbolic import REAL, read, same

W, X, Y, W1, W2, X1, X2 = (REAL[name] for name in ("w", "x", "y", "w1", "w2", "x1", "x2"))

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
    "0,3w": 3 * W / 10,
    "w^2 + 0,25w": W**2 + W / 4,
    "(1,5 + x)*12,5": (sympy.Rational(3, 2) + X) * sympy.Rational(25, 2),
    "0,500x": X / 2,
    "1,5000x": 3 * X / 2,
    "x⁻²": X**-2,
    "x ∗ 2 ‐ 1": 2 * X - 1,
    "|x|": sympy.Abs(X),
    "2|x - 1|x": 2 * X * sympy.Abs(X - 1),
    "||x| - 1|": sympy.Abs(sympy.Abs(X) - 1),
    "|x||y|": sympy.Abs(X) * sympy.Abs(Y),
    "(|x| + 1)|x|": (sympy.Abs(X) + 1) * sympy.Abs(X),
    "|x|^3": sympy.Abs(X) ** 3,
    "w₁² + w₂²": W1**2 + W2**2,
    "w_1 w_2": W1 * W2,
    "x₁ + x_2 + x1": 2 * X1 + X2,
    "Q(w) = w^2": W**2,
    "Q(w₁, w₂) = w1 w2": W1 * W2,
    "y = x^2": X**2,
    "f(x)=2x": 2 * X,
    "loss = x": X,
    "x - x + y + x": X + Y,
    "(x^2)^3": X**6,
    "sqrt(x^4)": X**2,
    "sqrt(x^6)": sympy.Abs(X) ** 3,
    "x^2/x": X,
    "(2x)^3/(4x)": 2 * X**2,
    "1/(1/x)": X,
    "x/(x/y)": Y + 0 * X,
    "e^2 x": sympy.E**2 * X,
    "exp(x)^2": sympy.exp(2 * X),
    "log(e) x": X,
    "sin(pi) + cos(0)x + tan(0)": X,
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
    "(x := 3)",
    "x = 3",
    "f'{x}'",
    "'x'",
    '"x"',
    "b'x'",
    "[x for x in y]",
    "{x: y}",
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
    "oo x",
    "zoo",
    "0x10 x",
    "1_000x",
    "x\0",
    "x # y",
    "x \\\n + 1",
    "sin",
    "sin",
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
    "x[i]",
    "x[0][1]",
    "x[-1]",
    "np.linalg.norm(x)",
    "np.__class__(x)",
    "np.sin.x",
    "lambda x: exec(x)",
    "def f(x): import os",
    "x.__add__(x)",
    "max(x)",
    "max",
    "max x",
    "pow(x)",
    "pow(x, 2, 3)",
    "max(1, 2, 3, 4, 5, 6, 7, 8, 9, x)",
    "relu(x, y)",
    "(1, x)",
    "max((x, y), 1)",
    "sign(x)",
    "x + y + z",
    "floor(x)",
    "ln^-1(x)",
    "sin^cos(x)(x)",
    "log_3(x)",
    r"\frac{1}",
    r"\frac{}{}",
    r"\frac{1}{x",
    r"\sqrt[",
    r"\sqrt",
    r"\input{x}",
    r"\def\x{x}\x",
    r"\begin{cases} x \end{cases}",
    r"\sum_{i=1}^{n} x",
    r"\int x dx",
    r"\left(x\right]",
    r"x_{i}",
    r"x_{x_{x}}",
    r"_1x",
    r"\theta_\theta",
    r"\left|x",
    r"}x{",
    r"{{{{x",
    "\\",
    "\\frac" * 20,
    "x^{" * 60 + "x" + "}" * 60,
    "2{" * 90 + "x" + "}" * 90,
    "\\sqrt{" * 40 + "x" + "}" * 40,
    "x²²^²",
    "²",
    "ſin(x)",  # normalised, this would be sin
    "ⅽos(x)",
    "gamma(x)",
    "Symbol(x)",
    "sympify(x)",
    "x y w",
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
    "x if x else y",
    "(x for x in y)",
    "{**x}",
    "x.real",
    "@x",
    "`x`",
    "x!",
    "x'",
    "∂x",
    "Δx",
    "∑x",
    "x²⁻",
    "⁻x",
    "x_",
    "x==y",
    "y = y + x",
    "x = x^2",
    "x = y = 2",
    "|x",
    "x|",
    "|(x|)",
    "(|x)|",
    "||",
    "1,000x",
    "1.000,5x",
    "1,2,3x",
    "(-2)^x",
    "sqrt(-2)",
    "log(-x^2 - 1)",
    "0^x",
    "tan(pi/2)x",
    "x/sin(pi)",
    "sin(pi)x",
    "x^(1/1001)",
    "x^1e-30",
    "cosh(800)x",
    "exp(exp(exp(x + 9)))",
    "sqrt(x - 1e9)sqrt(-x)",
    "+".join(f"{k}x" for k in range(2000)),
    "sin(" * 59 + "x" + ")" * 59 + "+0" * 300,
    "(" * 300,
    "9^" * 140 + "x",
    "x" + "(x+1)" * 59,
    "\ud800x",
    "x\u202e",
    "\x00",
    "x" * 10_000,
    "(" * 5000 + "x" + ")" * 5000,
    "-" * 299 + "x",
    "exp(" * 70 + "x",
    "x^" * 149 + "x",
    "+".join("x" * 150),
]


INTRICATE = {
    "sines": "sin(" * 40 + "x" + ")" * 40,
    "tangents": "tan(" * 30 + "x" + ")" * 30,
    "tower": "x" + "^x" * 40,
    "tower of two": "x" + "^y^x" * 20,
    "compositions": "exp(sin(x y) + cos(" * 12 + "x" + "))" * 12,
    "long product": "*".join(f"sin({k}x+y)" for k in range(1, 24)),
    "long quotient": "/".join(f"(x + {k}y)" for k in range(1, 25)),
    "huge sum": "+".join(f"x^{k % 20}y^{k % 7}" for k in range(2, 40)),
    "powers of sums": "((((x+y)^3+1)^3+x)^3+y)^3",
    "big constants": "+".join(f"{k}.123456789e20sin(x/{k})" for k in range(1, 12)),
    "fast": "sin(1000000x) + cos(999999x)",
    "poles": "/".join(["x"] + [f"sin({k}x)" for k in range(1, 20)]),
    "logs": "log(" * 30 + "x" + ")" * 30,
    "roots": "sqrt(" * 40 + "x^2 + y^2" + ")" * 40,
    "fractions": "\\frac{1}{" * 25 + "x" + "}" * 25,
    "braces": "{" * 140 + "x" + "}" * 140,
    "choices": "max(x," * 40 + "y" + ")" * 40,
    "sigmoids": "sigmoid(" * 30 + "x" + ")" * 30,
    "products": "xy" * 140,
    "functions": "sin" * 90 + "x",
    "bars": "|" * 30 + "x" + "-1|" * 30,
    "flat lines": "sin(x y)^2 (x - y)^2 cos(x + y)^2",
    "steep": "1e20x^2",
    "gentle": "1e-20(x^2 + y^2)",
    "both": "x^(sin(y)^cos(x))^(y^2 + exp(x))",
}
"""Formulas that are read, and whose derivatives or pictures could be expected to explode."""


def cpu_seconds(work) -> float:
    """The processor time that a call takes in this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def everything(text: str, bounds=None) -> str:
    """All that a page asks for; the sentence with which the text is refused, or nothing."""
    try:
        s = from_formula(text, bounds)
    except FormulaError as error:
        return str(error)
    assert s.latex
    assert s.relief > 0
    assert stationary_points(s).complete == (stationary_points(s).reason == "")
    assert ends(s).slope2 < float("inf")
    return ""


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_people_type_is_understood(text):
    """Each way of writing has the values that it has in mathematics."""

    assert same(parse(text), UNDERSTOOD[text])


@pytest.mark.parametrize("name", TYPED)
def test_every_function(name):
    """Each function on the list is the one that its name says."""
    argument = "x/3" if TYPED[name] in ("asin", "acos", "atanh") else "x + 2"
    values = ", ".join([argument, "3x", "1"][: TAKES[TYPED[name]][0]])

    assert same(parse(f"{name}({values})"), read(f"{name}({values})"))


def test_the_help_line_names_every_function():
    """What is accepted is said beside the field."""
    said = HELP.partition(" and ")[2].rpartition(" e and ")[2].removesuffix(".").split(", ")

    assert {*said} >= {*TYPED.values()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("w", ("w",)),
        ("x", ("x",)),
        ("x + y", ("x", "y")),
        ("y + x", ("x", "y")),
        ("w1 + w2", ("w1", "w2")),
        ("w1^2", ("w1", "w2")),
        ("x_2 + x₁", ("x1", "x2")),
        ("x + y - y", ("x", "y")),
        ("y - y + x", ("x", "y")),
        ("y = x^2", ("x",)),
        ("y^2", ("y",)),
        ("θ", ("θ",)),
        ("w2", ("w1", "w2")),
        ("x0^2", ("x0", "x1")),
        ("x₃", ("x3",)),
        ("w12", ("w12",)),
        ("b + w", ("w", "b")),
        ("b + a", ("a", "b")),
        ("b + m", ("m", "b")),
        ("d + k", ("k", "d")),
        ("v u", ("u", "v")),
        ("f(v, u) = u v", ("v", "u")),
        ("lambda y, z: z - y", ("y", "z")),
        ("w x", ("w", "x")),
        ("x w1", ("w1", "x")),
        ("θ x", ("x", "θ")),
        ("x10 x9", ("x9", "x10")),
    ],
)
def test_the_names_decide_the_dimension(text, names):
    """w or x alone is one weight; x with y, and w1 with or without w2, are two, in this order."""

    assert names == parse(text).names


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: ascii(text)[:30])
def test_nothing_else_gets_in(text):
    """Other syntax, names, alphabets, and what is huge, deep or not real: one sentence each."""
    sentence = ""

    def work():
        nonlocal sentence
        sentence = everything(text)

    seconds = cpu_seconds(work)

    assert sentence[-1:] == "."
    assert sentence.isprintable()
    assert len(sentence) < 250
    assert seconds < 1


@pytest.mark.slow
@pytest.mark.parametrize("text", INTRICATE.values(), ids=INTRICATE)
def test_the_intricate_is_bounded(text):
    """Whatever can be typed becomes a picture or a sentence within a second, and in bounds."""

    assert cpu_seconds(lambda: everything(text)) < 1

    try:
        s = from_formula(text)
    except FormulaError:
        return
    for program in (s.value_program, s.gradient_program, s.hessian_program):
        assert len(program.code) <= MOST_OPERATIONS
    assert len(s.latex) < 4000
    assert all(shown is None or len(shown) <= 240 for shown in s.gradient_latex)


REFUSALS = {
    "empty": ("  ", "Type a formula"),
    "long": ("x" * (LONGEST + 1), f"{LONGEST + 1} characters; {LONGEST}"),
    "sign": ("x $ 2", "“$” at character 3"),
    "look-alike": ("x + \u0445^2", "“\u0445” at character 5 only looks like a Latin x"),
    "invisible": ("x\u202e + 1", "invisible character at position 2"),
    "equals": ("x + y = 2", "“=” at character 7"),
    "comma": ("(x, y)", "“,” at character 3"),
    "command": (r"x + \sum x", "LaTeX’s “\\sum” at character 5"),
    "index": (r"x_{i}", "index “i” at character 2"),
    "base": ("log_3(x)", "“log_3” at character 1 is not known here; there are log2, log10"),
    "near": ("x + sinn(x)", "“sinn” at character 5 is not known here; perhaps sin is meant"),
    "unknown step": ("floor(x)", "“floor” at character 1 makes steps"),
    "unknown special": ("x + gamma(x)", "“gamma” at character 5 is not known here; the nearest"),
    "unknown sum": ("np.sum(x**2)", "“sum” at character 4 adds up many values"),
    "unknown case": ("x if x else y", "“if” at character 3 is not known here; for cases"),
    "inverse": ("ln^-1(x)", "“ln” at character 1 to the power −1 is not clear; write 1/ln(x)"),
    "takes one": ("sin(x, y)", "“sin” at character 1 takes one value"),
    "takes two": ("2 + pow(x)", "“pow” at character 5 takes two values"),
    "takes several": ("max(x)", "“max” at character 1 takes 2 to 8 values"),
    "three weights": (
        "a x^2 + b x + c",
        "4 weights: a and b and c and x. The stage has room for two",
    ),
    "level": ("sign(x)", "no slope anywhere"),
    "thousand": ("x + 1,500", "“1,500” at character 5 could be 1.500 or 1500"),
    "name": ("x + foo(x)", "“foo” at character 5"),
    "numbers": ("2 3 x", "Two numbers in a row at character 3"),
    "bracket": ("x² + sin", "“sin” at character 6 needs parentheses, as in sin(x)"),
    "function power": ("sin^ln(x)", "“sin” at character 1 belongs behind its parentheses"),
    "open": ("((x + 1)", "“(” at character 1 is never closed"),
    "close": ("x + 1)", "“)” at character 6 closes nothing"),
    "missing": ("x ^", "missing after “^” at character 3"),
    "nested": ("-" * 250 + "x", "nested too deeply"),
    "no variable": ("pi", "no variable"),
    "constant": ("x - x", "same value everywhere"),
    "long number": ("x + 1e99", "number at character 5"),
    "large number": ("10^20 x + (10^20 x)^20", "numbers near character 11"),
    "zero": ("x + 1/(2-2)", "Division by zero near character 8"),
    "no value": ("x + log(-2)", "near character 5 has no finite real value"),
    "size": ("x + (10^20)^2", "constant near character 5"),
    "exponent": ("2x^3 + x^100", "exponent near character 10 is beyond ±20"),
    "fine exponent": ("x^0.00001", "exponent near character 3"),
    "negative base": ("(-2)^x", "near character 6"),
    "no window": ("x", "two numbers for each side", ((0, "a"),)),
    "turned window": ("x", "a lower and a higher end", ((2, 1),)),
    "far window": ("x", "within ±1,000,000,000", ((0, 1e10),)),
    "narrow window": ("x", "too narrow", ((1, 1 + 1e-9),)),
    "sides": ("x y", "has 1 side, and the loss needs 2", ((0, 1),)),
    "nowhere": ("log(-1 - x^2)", "no value, or no slope"),
    "intricate": ("x" + "^y^x" * 20, "too intricate"),
}
"""A text, and the window where it matters, for each sentence that refuses one."""


def test_every_refusal_has_a_test():
    """No sentence is written that no test has seen."""

    assert set(english.formula.SAYS) == {*REFUSALS, "structure"}


@pytest.mark.parametrize("code", ["[x]", "x.y", "lambda: x", "x @ x", "f'{x}'", "x(x)", "not x"])
def test_the_builder_has_its_own_allowlist(code):
    """Even if tokens let something through, it is no formula."""
    tree = ast.parse(code, mode="eval").body

    with pytest.raises(FormulaError, match="no formula near character 1"):
        _Builder({}, ("x",)).build(tree)


@pytest.mark.parametrize("why", REFUSALS)
def test_the_sentence_says_what_and_where(why):
    """The visitor is told which piece was not understood, counted in characters as typed."""
    text, part, *bounds = REFUSALS[why]
    fixed = english.formula.SAYS[why].split("{")[0]

    with pytest.raises(FormulaError) as caught:
        from_formula(text, *bounds)

    assert part in str(caught.value)
    assert str(caught.value).startswith(fixed)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("(x + 1)) + 2", "“)” at character 8"),
        ("* x", "before “*” at character 1"),
        ("x + * y", "before “*” at character 5"),
        ("()x", "before “)” at character 2"),
        ("|x", "“|” at character 1 is never closed"),
        ("[x + 1)", "“[” at character 1 is never closed"),
        ("x + 1]", "“]” at character 6 closes nothing"),
        (r"\frac{1}{x", "“{” at character 9 is never closed"),
        ("x + √", "“√” at character 5 needs parentheses, as in √(x)"),
        ("\u03c7^2 + x", "“\u03c7” at character 1 only looks like a Latin x"),
        ("2 + \u0436", "“\u0436” at character 5 has no meaning here"),
        ("x + 9^9 + sqrt(-2)", "near character 11 has no finite real value"),
        ("2" * 41 + "x", "number at character 1"),
    ],
)
def test_more_sentences(text, part):
    """The same for some that can be wrong in several ways."""

    assert part in everything(text)


@pytest.mark.parametrize(
    "bounds",
    [
        ((1, 1),),
        ((0, float("inf")),),
        ((float("nan"), 1),),
        ((0, 10**400),),
        ((0,),),
        ((0, 1, 2),),
        (0, 1),
        5,
        "ab",
        (("0", None),),
        ((0, 1), (0, 1)),
        (),
        ((0, 1e-7),),
    ],
)
def test_windows_that_are_none(bounds):
    """Whatever comes as a window is used or refused with a sentence."""

    assert everything("x^2", bounds).endswith(".")


@pytest.mark.parametrize("text", ["x^20", "x^-20", "20^20 x", "x^pi", "x^x", "2^(x^2)", "x^(-1/2)"])
def test_what_is_large_but_bearable(text):
    """The limits leave room for what a lesson needs."""

    assert parse(text).names == ("x",)


pieces = st.sampled_from(
    [
        *TYPED,
        *"wxye()()^*/+-., 0123456789²³|=₁_",
        "w1",
        "w2",
        "pi",
        "**",
        "(x",
        "x)",
        "1/",
        "^9",
        "^-",
        "|x|",
        "Q(w)=",
    ]
)


def sentence_of(text: str) -> str:
    """The sentence with which a text is refused; empty when it is a sound formula."""
    try:
        formula = parse(text)
    except FormulaError as error:
        return str(error)
    assert len(formula.sheet.parts) <= MOST_PARTS
    return ""


@settings(max_examples=600)
@given(st.lists(pieces, max_size=40).map("".join))
@example("exp(-x^2)")
@example("(" * 149 + "x" + ")" * 149)
def test_jumbled_formulas(text):
    """Formulas in a blender are read, or refused with one sentence."""

    assert sentence_of(text)[-1:] in ("", ".")


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_at_all(text):
    """Whatever Unicode holds, nothing but a FormulaError comes out."""

    assert sentence_of(text)[-1:] in ("", ".")


@pytest.mark.slow
@settings(max_examples=150)
@given(formulas)
def test_any_formula_at_all(text):
    """A formula of any shape is drawn, searched and run, or refused, within a second."""
    sentence = ""

    def work():
        nonlocal sentence
        sentence = everything(text)

    assert cpu_seconds(work) < 1
    assert sentence[-1:] in ("", ".")
