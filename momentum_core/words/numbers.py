"""Numbers, positions and counts as a reader expects them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from momentum_core.words.sentences import counted, say

FAINT = 1e-6
"""A rate nearer to 1 than this is told by its distance from 1."""


def factor(rate: float, gap: float) -> str:
    """A rate below 1, never rounded up to it; ``gap``: 1 − rate, with all its digits.

    >>> factor(0.94868, 0.05132), factor(0.99804, 0.00196), factor(1.0, 3e-19), factor(1e-9, 1.0)
    ('0.949', '0.998', 'all but 3e−19', 'next to nothing')
    """
    if rate < 5e-4:
        return say("number.faint")
    if gap < FAINT:
        return say("number.nearly all", rest=number(gap, 2))
    return number(rate, max(3, math.ceil(-math.log10(gap)) + 1))


def growth(by: float) -> str:
    """How many times as large something gets that grows by this part of itself, never rounded down
    to 1.

    >>> growth(0.5), growth(2e-19)
    ('1.5 times as large', 'larger by 2e−19 of itself')
    >>> growth(math.inf)
    'larger than can be counted'
    """
    if not math.isfinite(by):
        return say("number.beyond")
    if by < FAINT:
        return say("number.larger", by=number(by, 2))
    digits = max(3, math.ceil(-math.log10(by)) + 2)
    return say("number.times", factor=number(1 + by, digits))


def in_steps(steps: float) -> str:
    """A number of steps, rounded up where it is small."""
    if not math.isfinite(steps):
        return say("number.uncounted")
    whole = max(math.ceil(steps), 1)
    return counted(whole, "steps", number(whole, 3))


def rounded(alpha: float, rate: Callable[[float], float], decimals: int = 2) -> float:
    """A best α with so many decimals: the better one of its two neighbours that are below 1, by the
    rate that they give; the largest one below 1 where α is nearer to 1 than that.

    >>> rounded(0.5012, lambda a: abs(a - 0.5)), rounded(0.9951, lambda a: 0.0)
    (0.5, 0.99)
    >>> rounded(1 - 1e-12, lambda a: 0.0)
    0.99
    """
    scale = 10**decimals
    below, above = math.floor(alpha * scale + 1e-9), math.ceil(alpha * scale - 1e-9)
    return min((min(n, scale - 1) / scale for n in (below, above)), key=rate)


def best_in_words(alpha: float, rate: Callable[[float], float]) -> str:
    """A best α, which is a number, rounded as ``rounded`` does, with more decimals close to 1.

    >>> best_in_words(0.6028, lambda a: -a), best_in_words(0.96041, lambda a: a)
    ('0.61', '0.96')
    >>> best_in_words(0.0, abs), best_in_words(1 - 1e-9, abs)
    ('0', 'just below 1')
    """
    if alpha > 1 - 1e-5:
        return say("number.below one")
    decimals = 2 + max(0, math.floor(-math.log10(1 - alpha)))
    return number(rounded(alpha, rate, decimals), 15)


MINUS = "\N{MINUS SIGN}"


def number(x: float | Decimal, digits: int = 4) -> str:
    """A number for a reader: ``digits`` significant ones, a real minus sign, e for huge and tiny.

    Rounds halves away from zero, as the player's own ``number`` does. A Decimal, which is finite,
    may be larger than every float.

    >>> number(-1.0355793), number(0.02), number(12345678.0)
    ('−1.036', '0.02', '1.235e7')
    """
    if not isinstance(x, Decimal) and not math.isfinite(x):
        return "∞" if x > 0 else f"{MINUS}∞" if x < 0 else say("number.none")
    if x == 0:
        return "0"
    exact = Decimal(x)
    rounded = _rounded(exact, exact.adjusted() - digits + 1)
    power = rounded.adjusted()
    if -4 <= power < 6:
        text = _trimmed(f"{_rounded(rounded, min(power - digits + 1, 0)):f}")
    else:
        text = f"{_trimmed(f'{rounded.scaleb(-power):f}')}e{power}"
    return text.replace("-", MINUS)


def _rounded(x: Decimal, power: int) -> Decimal:
    with localcontext(prec=2000):
        return x.quantize(Decimal(1).scaleb(power), ROUND_HALF_UP)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def coordinate(x: float, span: float) -> str:
    """A weight as exactly as a picture of this span can show it, always with as many decimals.

    >>> coordinate(-1.0355793, 4.0), coordinate(7.8e-5, 4.0), coordinate(-8.2e6, 4.0)
    ('−1.036', '0.000', '−8.2e6')
    """
    if not math.isfinite(x) or abs(x) >= 1e4:
        return number(x)
    decimals = min(max(math.ceil(3 - math.log10(span)), 0), 8)
    rounded = _rounded(Decimal(x), -decimals)
    return f"{abs(rounded) if rounded.is_zero() else rounded:f}".replace("-", MINUS)


def position(w: Sequence[float], span: float, weights: str = "w") -> str:
    """Where a ball is: w = 0.810, or w = (0.810, −1.200); ``weights`` is what they are called."""
    parts = [coordinate(float(x), span) for x in w]
    return f"{weights} = {parts[0]}" if len(parts) == 1 else f"{weights} = ({', '.join(parts)})"


def count(steps: int) -> str:
    """A number of steps in words that agree."""
    return counted(steps, "steps")
