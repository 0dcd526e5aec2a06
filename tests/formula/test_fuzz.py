"""Twenty thousand formulas that nobody means: read, or refused with one sentence, and soon.

Drawn from the whole grammar, half of them sound and half of them cut and jumbled: mathematics,
LaTeX, code, and signs from all over Unicode. The same for ever.
"""

from __future__ import annotations

import random
import resource
import time

import pytest

from momentum_core.formula.derive import derive
from momentum_core.formula.functions import TYPED
from momentum_core.formula.letters import GREEK
from momentum_core.formula.parse import parse
from momentum_core.formula.reading.read import LONGEST
from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.surface import from_formula

COUNT = 20_000
LONGEST_SENTENCE = 250
MEGABYTES = 200
LETTERS = (
    "x",
    "y",
    "w",
    "w1",
    "x_2",
    "θ",
    "b",
    r"\theta",
    "x_{1}",
    "x[0]",
    "𝑥",
    "t",
    "xy",
    "e",
    "π",
)
NUMBERS = ("2", "3", "0.5", "0,25", "½", "1e3", "007", "10", r"\frac12", "2½", "1e-9")
AROUND = (
    "f(x) = ",
    "y=",
    "lambda x: ",
    "$",
    r"{\displaystyle ",
    "return ",
    "def f(x): return ",
    "=",
)
SHRED = (
    *"+-*/^()[]{}|,;.:=_$&~!?'\"\\#%<>@ \t",
    *("**", r"\frac", r"\sqrt", r"\left", r"\right", r"\left|", r"\cdot", r"\begin{x}", r"\over"),
    *(
        "^{",
        "_{",
        "}{",
        "np.",
        "torch.",
        ".pow(",
        "[i]",
        "[0]",
        "lambda",
        "if",
        "for",
        "\\\\",
        r"\,",
    ),
    *(
        "²",
        "⁻",
        "ˣ",
        "√",
        "∛",
        "½",
        "×",
        "−",
        "\u200b",
        "\u2062",
        "\u202e",
        "ｘ",
        "х",
        "𝟐",
        "∞",
        "∑",
    ),
    *("\ud800", "\x00", "😀", "é", "ﬁ", "ſ", "′", "→", "·", "∣", "‖", "⁽", "⁾", "٣"),
)


def sound(draw: random.Random, depth: int) -> str:
    """A formula, as one person or another would write it."""
    if depth == 0 or draw.random() < 0.2:
        return draw.choice(LETTERS + NUMBERS)
    a, b = (sound(draw, draw.randrange(depth)) for _ in range(2))
    name = draw.choice([*TYPED])
    return draw.choice(
        (
            f"{a}{draw.choice(['+', '-', '*', '/', ' ', '', '·'])}{b}",
            f"({a})^{draw.choice(['2', '-1', '(1/2)', '{3}'])}",
            f"{name}({a})",
            f"{name}({a}, {b})",
            f"{name} {a}",
            f"{name}^2({a})",
            f"np.{name}({a})",
            rf"\{name}\left({a}\right)",
            rf"\frac{{{a}}}{{{b}}}",
            rf"\sqrt{{{a}}}",
            f"|{a}|",
            f"[{a}]",
            f"√{a}",
            f"{{{a}}}",
            rf"\{draw.choice([*GREEK])}",
        )
    )


def bomb(draw: random.Random) -> str:
    """One thing many times over, up to the longest text there may be, and beyond."""
    begin, middle, end = draw.choice(
        (
            (r"\frac{1}{", "x", "}"),
            (r"\sqrt{", "x", "}"),
            ("{", "x", "}"),
            ("x^{", "2", "}"),
            (r"\left(", "x", r"\right)"),
            (r"\frac{x}{x", "+x", "}"),
            ("sin ", "x", ""),
            ("√", "x", ""),
            ("max(x,", "y", ")"),
            ("x[", "0", "]"),
            ("np.", "x", ""),
            ("lambda x:", "x", ""),
            ("f=", "x", ""),
            ("x_", "1", ""),
            ("|", "x", "|"),
            ("²", "x", ""),
            ("½", "x", ""),
            ("xy", "x", ""),
            ("sinx", "x", ""),
            (",", "x", ""),
            ("1,", "1x", ""),
            ("sin^", "x", ""),
        )
    )
    many = draw.choice((9, 30, 60, LONGEST // (len(begin) + len(end)), LONGEST))
    return (begin * many + middle + end * many)[: draw.choice((LONGEST, LONGEST, 4 * LONGEST))]


def formulas(count: int, seed: int = 1) -> list[str]:
    """So many of them."""
    draw = random.Random(seed)
    found = []
    for k in range(count):
        if k % 10 == 9:
            found.append(bomb(draw))
            continue
        text = draw.choice(("",) * 9 + AROUND) + sound(draw, draw.randint(1, 4))
        if k % 2:
            pieces = [
                text[: draw.randrange(len(text) + 1)],
                *draw.choices(SHRED, k=draw.randint(1, 4)),
            ]
            pieces.append(text[draw.randrange(len(text)) :])
            draw.shuffle(pieces)
            text = "".join(pieces)
        found.append(text)
    return found


def refusal(text: str, work) -> tuple[str, float]:
    """The sentence with which a text is refused, or nothing; and the processor time it took."""
    begun = time.thread_time()
    try:
        work(text)
    except FormulaError as error:
        return str(error), time.thread_time() - begun
    return "", time.thread_time() - begun


def check(texts: list[str], work) -> list[str]:
    """Nothing but refusals of one sentence, each within a second; those that were read."""
    read = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in texts:
        sentence, seconds = refusal(text, work)
        assert seconds < 1, ascii(text)
        assert not sentence or (
            sentence.endswith(".") and sentence.isprintable() and len(sentence) < LONGEST_SENTENCE
        ), ascii((text, sentence))
        if not sentence:
            read.append(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024 * MEGABYTES
    return read


@pytest.mark.slow
def test_twenty_thousand_are_read_or_refused():
    """And a good part of the sound ones are read."""
    assert len(check(formulas(COUNT), parse)) > COUNT / 10


@pytest.mark.parametrize("work", [derive, from_formula])
def test_some_become_pictures(work):
    """Derivatives, programs, LaTeX; a window, a start and an η."""
    assert len(check(formulas(200, seed=2), work)) > 10
