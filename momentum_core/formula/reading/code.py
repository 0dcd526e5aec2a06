"""What stands around a formula: the left side of an equation, and what code has that mathematics
does not: ``lambda x:``, ``np.sin``, ``x[0]``, ``x.abs()``, ``return``.

The structure of what is left is found by Python's own ``ast`` (see ``parse``); nothing is run.
"""

from __future__ import annotations

from momentum_core.formula.functions import TYPED
from momentum_core.formula.letters import GREEK
from momentum_core.formula.reading.token import Token, sign
from momentum_core.formula.refusals import refuse

MODULES = frozenset(
    [
        "np",
        "numpy",
        "onp",
        "jnp",
        "jax",
        "math",
        "cmath",
        "torch",
        "nn",
        "functional",
        "F",
        "special",
        "scipy",
        "sp",
        "sympy",
        "sy",
        "tf",
        "keras",
        "K",
        "Math",
        "mpmath",
        "mp",
        "cp",
        "xp",
        "autograd",
    ]
)
_RUNNING = frozenset("ijkn:")
"""Indices that run through many."""
WORDS = frozenset(("lambda", "def", "return", "const", "let", "var", "function"))


def without_code(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """The formula alone, and the names that its left side gives the weights, in order."""
    tokens = _trimmed(tokens)
    tokens, names = _left_sides(tokens)
    return _without_methods(_with_indices(_without_modules(tokens))), names


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without an equals sign in front, and the stop at the end of a sentence or a line of code."""
    tokens = tokens[1:] if tokens and tokens[0].text == "=" else tokens
    while tokens and tokens[-1].text in (";", ",", ".") and tokens[-1].kind == "operator":
        tokens = tokens[:-1]
    return tokens


def _left_sides(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """Take off what only names the loss or its weights, from the front, again and again."""
    names: list[str] = []
    start = 0
    while True:
        end, more = _left_side(tokens, start)
        if end == start:
            return tokens[start:], names
        start, names = end, names or more


def _left_side(tokens: list[Token], start: int) -> tuple[int, list[str]]:
    """Where a left side ends that starts here (if there is none, here), and the names in it:
    ``Q(w) =``, ``y =``, ``lambda x:``, ``def f(x):``, ``return``, ``(x, y) =>``, ``f: x →``."""
    k, word = start, ""
    while k < len(tokens) and tokens[k].text in WORDS and tokens[k].kind == "name":
        k, word = k + 1, tokens[k].text
    if word == "return":
        return k, []
    head = k
    named = k < len(tokens) and tokens[k].kind == "name" and tokens[k].text not in TYPED
    if word == "lambda":
        k, names = _names(tokens, k)
        ends = _is(tokens, k, ":")
        return (k + 1, names) if ends and names else (start, [])
    k += named
    names = []
    if _is(tokens, k, "("):
        inner, names = _names(tokens, k + 1)
        if not _is(tokens, inner, ")"):
            return start, []
        k = inner + 1
    if _is(tokens, k, ":") and not names and named:  # f: x → …
        k, names = _names(tokens, k + 1)
        return (k + 1, names) if _is(tokens, k, "→") else (start, [])
    if _is(tokens, k, "→") and k > head:
        return k + 1, names or [tokens[head].text]
    if not named or not (_is(tokens, k, "=") or (word == "def" and _is(tokens, k, ":"))):
        return start, []
    if _is(tokens, k + 1, "="):
        return start, []
    again = any(t.text == tokens[head].text and t.kind == "name" for t in tokens[k + 1 :])
    return (start, []) if again else (k + 1, names)


def _is(tokens: list[Token], k: int, text: str) -> bool:
    return k < len(tokens) and tokens[k].text == text and tokens[k].kind == "operator"


def _names(tokens: list[Token], k: int) -> tuple[int, list[str]]:
    """Names with commas between them from here on, and where they end."""
    names: list[str] = []
    while k < len(tokens) and tokens[k].kind == "name":
        names.append(tokens[k].text)
        k += 1
        if not _is(tokens, k, ","):
            break
        k += 1
    return k, names


def _without_modules(tokens: list[Token]) -> list[Token]:
    """``np.sin`` is sin, ``torch.nn.functional.relu`` relu."""
    full: list[Token] = []
    for k, token in enumerate(tokens):
        of_module = token.text in MODULES and _is(tokens, k + 1, ".")
        behind = token.text == "." and k > 0 and tokens[k - 1].text in MODULES
        if not (of_module or behind) or (of_module and k + 2 >= len(tokens)):
            full.append(token)
    return full


def _with_indices(tokens: list[Token]) -> list[Token]:
    """``x[0]`` is the weight x₀. Other indices stand for no weight of their own."""
    full: list[Token] = []
    k = 0
    while k < len(tokens):
        token, index = tokens[k], _index(tokens, k)
        if index is None:
            full.append(token)
            k += 1
            continue
        if not index[0].text.isdigit() or len(index) > 1 or _is(tokens, k + 4, "["):
            refuse("index", text="".join(t.text for t in index), at=index[0].at)
        full.append(token._replace(text=f"{token.text}_{index[0].text}"))
        k += 4
    return full


def _index(tokens: list[Token], k: int) -> list[Token] | None:
    """What stands in brackets behind a letter, if that is an index: 0, −1, i."""
    token = tokens[k]
    letter = token.kind == "name" and (len(token.text) == 1 or token.text in GREEK)
    if not letter or not _is(tokens, k + 1, "["):
        return None
    end = k + 3 + _is(tokens, k + 2, "-")
    inner = tokens[k + 2 : end]
    if not _is(tokens, end, "]") or not inner:
        return None
    return inner if inner[-1].text.isdigit() or inner[-1].text in _RUNNING else None


def _without_methods(tokens: list[Token]) -> list[Token]:
    """``x.abs()`` is abs(x), ``x.pow(2)`` is pow(x, 2)."""
    full: list[Token] = []
    k = 0
    while k < len(tokens):
        method = (
            tokens[k].kind == "name"
            and _is(tokens, k + 1, ".")
            and k + 3 < len(tokens)
            and tokens[k + 2].text in TYPED
            and _is(tokens, k + 3, "(")
        )
        if not method:
            full.append(tokens[k])
            k += 1
            continue
        full += [tokens[k + 2], sign("(", tokens[k + 3].at), tokens[k]]
        if not _is(tokens, k + 4, ")"):
            full.append(sign(",", tokens[k + 3].at))
        k += 4
    return full
