r"""LaTeX's commands and groups to plain signs: ``\frac{1}{2}x^{2}`` is ``((1)/(2))x**(2)``.

No library for it: pylatexenc and TexSoup find commands and groups, but not what they mean, and it
is this that is written here; SymPy's and latex2sympy's readers give SymPy's expressions, and need
SymPy (see ``algebra``) or a parser generator's runtime on the server. A command that is not on one
of the lists is refused. Groups are followed down to DEEPEST; time grows with the text's length.
"""

from __future__ import annotations

from momentum_core.formula.functions import TYPED
from momentum_core.formula.letters import GREEK
from momentum_core.formula.reading.token import Token, grouped, sign
from momentum_core.formula.refusals import refuse
from momentum_core.words.sentences import say

DEEPEST = 40
"""Groups in groups."""
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
_SIGNS = (
    dict.fromkeys(("cdot", "times", "ast", "cdotp"), "*")
    | dict.fromkeys(("lbrace", "{"), "(")
    | dict.fromkeys(("rbrace", "}"), ")")
    | {"div": "/", "vert": "|", "mid": "|", "lbrack": "[", "rbrack": "]", "colon": ":"}
    | dict.fromkeys(("to", "mapsto", "rightarrow"), "→")
    | dict.fromkeys(("coloneqq",), "=")
)
_NOTHING = frozenset(
    [
        ",",
        ";",
        ":",
        "!",
        ">",
        "(",
        ")",
        "[",
        "]",
        "quad",
        "qquad",
        "enspace",
        "thinspace",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "limits",
        "nolimits",
        "nonumber",
    ]
) | {" ", "\n", "\t"}
"""Gaps, sizes, and the brackets around a formula in a text."""
_SIZED = frozenset(
    [
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "Biggl",
        "Biggr",
        "bigm",
        "middle",
    ]
)
"""What a parenthesis, a bracket or a bar comes behind."""
_CLOSING = frozenset(("right", "bigr", "Bigr", "biggr", "Biggr"))
_OPENING = frozenset(("left", "bigl", "Bigl", "biggl", "Biggl"))
_LETTERED = frozenset(
    [
        "mathrm",
        "mathit",
        "mathbf",
        "mathsf",
        "mathcal",
        "mathbb",
        "mathnormal",
        "boldsymbol",
        "bm",
        "text",
        "textrm",
        "textit",
        "textbf",
        "operatorname",
        "operatorname*",
        "rm",
        "vec",
    ]
)
"""What only says how letters look."""
_OTHER_LETTERS = {"varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "pi": "π", "ell": "l"}

VALUES = frozenset((*GREEK, *_OTHER_LETTERS))
"""Commands that are a value,"""
BEGINNING = VALUES | _FRACTIONS | _LETTERED | {"sqrt", "left", "lvert", *TYPED}
"""and those with which a value begins."""


def without_commands(tokens: list[Token]) -> list[Token]:
    """The same formula in plain signs; braces are parentheses."""
    if not any(t.kind == "command" or t.text in ("{", "_") for t in tokens):
        return tokens
    reader = _Reader(_unwrapped(tokens))
    return reader.until("")


def _unwrapped(tokens: list[Token]) -> list[Token]:
    """Without the braces around all of it, as Wikipedia has them."""
    ends = {")", "]", ",", "."}
    while tokens and (tokens[-1].text in ends) and tokens[-1].kind == "operator":
        if tokens[-1].text in (")", "]"):
            break
        tokens = tokens[:-1]
    while len(tokens) > 1 and tokens[0].text == "{" and _partner(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
        if tokens and tokens[-1].text in (",", ".") and tokens[-1].kind == "operator":
            tokens = tokens[:-1]
    return tokens


def _partner(tokens: list[Token]) -> int:
    """Where the first brace is closed; −1 if it isn't."""
    depth = 0
    for k, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return k
    return -1


class _Reader:
    """Goes through the pieces from left to right, once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.waiting = tokens[::-1]
        self.depth = 0

    def until(self, end: str, *, names: bool = False) -> list[Token]:
        """All up to a closing sign, which is passed over; "" is the end of the text."""
        out: list[Token] = []
        self._deeper()
        opened = self.waiting[-1].at if self.waiting else 1
        while self.waiting:
            token = self.waiting.pop()
            if token.text == end and token.kind == "operator":
                self.depth -= 1
                return out
            if token.text == "}" and token.kind == "operator":
                refuse("close", text="}", at=token.at)
            self._one(token, out)
        if end:
            refuse("open", text={"}": "{", "]": "["}[end], at=max(opened - 1, 1))
        self.depth -= 1
        return out

    def _deeper(self) -> None:
        """Groups and arguments are followed so far and no further."""
        self.depth += 1
        if self.depth > DEEPEST:
            refuse("nested")

    def _one(self, token: Token, out: list[Token]) -> None:
        """Read one piece, and what belongs to it."""
        if token.kind == "command":
            self._command(token.text[1:], token.at, out)
        elif token.text == "{" and token.kind == "operator":
            inner = self.until("}")
            out += grouped(inner, token.at) if inner else []
        elif token.text == "_" and token.kind == "operator":
            self._index(token.at, out)
        elif token.text == "**" and self.waiting and self.waiting[-1].text == "{":
            self.waiting.pop()
            out += [token, *grouped(self.until("}"), token.at)]
        else:
            out.append(token)

    def _command(self, name: str, at: int, out: list[Token]) -> None:
        if name in _FRACTIONS:
            above, below = self.argument(at), self.argument(at)
            out += grouped([*grouped(above, at), sign("/", at), *grouped(below, at)], at)
        elif name == "sqrt":
            self._root(at, out)
        elif name in _SIZED:
            self._sized(name, at, out)
        elif name in ("lvert", "rvert"):
            self._bar(name == "lvert", at, out)
        elif name in _LETTERED:
            self._lettered(name, at, out)
        elif name in _SIGNS:
            out.append(sign(_SIGNS[name], at))
        elif name in GREEK or name in _OTHER_LETTERS:
            out.append(Token(GREEK.get(name) or _OTHER_LETTERS[name], "name", at))
        elif name in TYPED:
            out.append(Token(name, "name", at))
        elif name not in _NOTHING:
            if not name.isprintable():
                refuse("invisible", at=at + 1)
            refuse("command", text="\\" + name[:20], at=at)

    def argument(self, at: int) -> list[Token]:
        r"""What a command works on: a group, or one digit or letter as in ``\frac12``."""
        while self.waiting and self.waiting[-1].text in ("\\,", "\\ ", "\\!"):
            self.waiting.pop()
        if not self.waiting:
            refuse("missing", place=say("typed.after"), text="\\", at=at)
        token = self.waiting.pop()
        if token.text == "{" and token.kind == "operator":
            return self.until("}")
        if token.kind in ("number", "name") and len(token.text) > 1:
            rest = Token(token.text[1:], token.kind, token.at + 1)
            if (token.kind == "number" and token.text.isdigit()) or (
                token.kind == "name" and token.text.isalpha()
            ):
                self.waiting.append(rest)
                token = token._replace(text=token.text[0])
        out: list[Token] = []
        self._deeper()
        self._one(token, out)
        self.depth -= 1
        return out

    def _root(self, at: int, out: list[Token]) -> None:
        index: list[Token] = []
        if self.waiting and self.waiting[-1].text == "[":
            self.waiting.pop()
            index = self.until("]")
        inner = grouped(self.argument(at), at)
        if not index or [t.text for t in index] == ["2"]:
            out += [Token("sqrt", "name", at), *inner]
        elif [t.text for t in index] == ["3"]:
            out += [Token("cbrt", "name", at), *inner]
        else:
            one = Token("1", "number", at)
            exponent = grouped([one, sign("/", at), *grouped(index, at)], at)
            out += grouped([*inner, sign("**", at), *exponent], at)

    def _sized(self, name: str, at: int, out: list[Token]) -> None:
        if not self.waiting:
            return
        token = self.waiting.pop()
        bar = token.text in ("|", "\\vert", "\\lvert", "\\rvert")
        if bar and name in _OPENING | _CLOSING:
            self._bar(name in _OPENING, token.at, out)
        elif token.text != "." or token.kind != "operator":
            self._one(token, out)

    def _bar(self, opens: bool, at: int, out: list[Token]) -> None:
        """A bar that says itself whether it opens."""
        out += [Token("abs", "name", at), sign("(", at)] if opens else [sign(")", at)]

    def _lettered(self, name: str, at: int, out: list[Token]) -> None:
        r"""Letters in a certain look, without the group's braces: ``\mathrm{ReLU}`` is one name."""
        out += self.argument(at)

    def _index(self, at: int, out: list[Token]) -> None:
        """A lowered number belongs to the name before it: x_{1}, log_{10}."""
        inner = self.argument(at)
        number = inner[0] if len(inner) == 1 else None
        if number is None or number.kind != "number" or not number.text.isdigit():
            shown = "".join(t.text for t in inner)[:10]
            refuse("index", text=shown or "_", at=at)
        if not out or out[-1].kind != "name" or out[-1].text[-1].isdigit():
            refuse("sign", text="_", at=at)
        out[-1] = out[-1]._replace(text=out[-1].text + "_" + number.text)
