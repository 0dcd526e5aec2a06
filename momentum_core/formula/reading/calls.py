"""Whatever is left out is put in: parentheses of functions, multiplication signs.

Brackets become parentheses, bars calls of abs. A function without parentheses takes what follows
it: signs, a number, letters and their powers, as far as the next ``+ − * /`` or function, or a
parenthesis behind a letter: ``sin 2x cos x``. The sign √ takes one factor. A power between a
function and its argument is the power of the result, but ``−1`` is the inverse function.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from momentum_core.formula.functions import INVERSES, SEVERAL
from momentum_core.formula.reading.signs import refuse_sign
from momentum_core.formula.reading.token import VALUES, Note, Token, grouped, sign
from momentum_core.formula.refusals import refuse

_CLOSERS = {"(": ")", "[": "]"}


def ends_value(token: Token | None) -> bool:
    """Whether a value ends with a token."""
    return token is not None and (token.text == ")" or token.kind in VALUES)


def check_brackets(tokens: list[Token]) -> None:
    """Every parenthesis has its other one; what has no meaning here is said to have none."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "operator":
            continue
        if token.text in _CLOSERS:
            opened.append(token)
        elif token.text in (")", "]"):
            if not opened:
                refuse("close", text=token.text, at=token.at)
            if _CLOSERS[opened[-1].text] != token.text:
                refuse("open", text=opened[-1].text, at=opened[-1].at)
            opened.pop()
        elif token.text in ("=", ":", ".", "_", "→", "{", "}"):
            refuse_sign(token.text, token.at)
    if opened:
        refuse("open", text=opened[-1].text, at=opened[-1].at)


def without_brackets(tokens: list[Token]) -> list[Token]:
    """Brackets as parentheses."""
    plain = {"[": "(", "]": ")"}
    return [
        t._replace(text=plain.get(t.text, t.text)) if t.kind == "operator" else t for t in tokens
    ]


def without_bars(tokens: list[Token]) -> list[Token]:
    """Bars as calls of abs: one opens where a value is expected, or where none is left to close."""
    full: list[Token] = []
    levels: list[list[Token]] = [[]]
    """The bars that are open, for each open parenthesis."""
    for token in tokens:
        value_before = ends_value(full[-1] if full else None)
        if token.text in _CLOSERS:
            levels.append([])
        elif token.text in (")", "]") and len(levels) > 1:
            if levels[-1]:
                refuse("open", text="|", at=levels[-1][-1].at)
            levels.pop()
        if token.text != "|":
            full.append(token)
        elif value_before and levels[-1]:
            levels[-1].pop()
            full.append(sign(")", token.at))
        else:
            levels[-1].append(token)
            full += [Token("abs", "function", token.at), sign("(", token.at)]
    for bars in levels:
        if bars:
            refuse("open", text="|", at=bars[-1].at)
    return full


@dataclass(slots=True)
class _Open:
    """A parenthesis that is open: one that was typed, or a function's that was not."""

    typed: bool
    called: str = ""
    """The function whose values stand in it."""
    root: bool = False
    power: list[Token] = field(default_factory=list)
    """What the function's result is raised to."""
    factors: int = 0
    letters: bool = False
    """Whether there is a weight among the factors."""
    at: int = 0


class Calls:
    """Goes through the tokens from left to right, once."""

    def __init__(self, tokens: list[Token], typed: str, note: Note) -> None:
        """``typed`` is the text, for what a refusal calls a function."""
        self.tokens, self.typed, self.note = tokens, typed, note
        self.out: list[Token] = []
        self.open: list[_Open] = [_Open(True)]
        self.raised = False
        """Whether a power's exponent comes next."""

    def read(self) -> list[Token]:
        """The tokens with every function's parentheses."""
        k = 0
        while k < len(self.tokens):
            k = self._step(k)
        self._close_implied(self.tokens[-1].at if self.tokens else 1)
        return self.out

    @property
    def last(self) -> Token | None:
        """The last token that was written."""
        return self.out[-1] if self.out else None

    def _step(self, k: int) -> int:
        token = self.tokens[k]
        if token.kind in ("function", "root"):
            return self._call(k)
        if token.kind in VALUES:
            self._room_for_value(token)
            self.out.append(token)
        elif token.text == "(":
            self._parenthesis(token)
        elif token.text == ")":
            self._close_implied(token.at)
            self._close(token)
        elif token.text in (",", ";"):
            self._close_implied(token.at)
            if not self.open[-1].called:
                refuse("comma", text=token.text, at=token.at)
            self.out.append(sign(",", token.at))
        else:
            self._operator(token)
        self.raised = token.text == "**" or (self.raised and token.text in ("+", "-"))
        return k + 1

    def _operator(self, token: Token) -> None:
        frame = self.open[-1]
        begun = ends_value(self.last)
        if not frame.typed and begun and not self.raised and token.text != "**":
            if token.text in ("*", "/") and not frame.root:
                self.note("argument", text=self._shown(frame.at))
            self._close_implied(token.at)
        self.out.append(token)

    def _room_for_value(self, token: Token) -> None:
        """Close what can't take another factor."""
        frame = self.open[-1]
        while not frame.typed and frame.root and ends_value(self.last):
            self._close_one(token.at)
            frame = self.open[-1]
        if not frame.typed and not self.raised:
            frame.factors += 1
            if frame.factors == 2 and not frame.root:
                self.note("argument", text=self._shown(frame.at))
            frame.letters |= token.kind == "variable"

    def _parenthesis(self, token: Token) -> None:
        frame = self.open[-1]
        while not frame.typed and ends_value(self.last) and (frame.root or frame.letters):
            if not frame.root:
                self.note("argument", text=self._shown(frame.at))
            self._close_one(token.at)
            frame = self.open[-1]
        if not frame.typed and not self.raised:
            frame.factors += 1
            frame.letters = True
        self.open.append(_Open(True, at=token.at))
        self.out.append(token)

    def _call(self, k: int) -> int:
        """A function: its power, its parentheses if there are any, or those that are left out."""
        token = self.tokens[k]
        while not self.open[-1].typed and ends_value(self.last) and not self.raised:
            self._close_one(token.at)
        if not self.open[-1].typed and not self.raised:
            self.open[-1].factors += 1
        k, power = self._power(k + 1, token)
        name = token.text
        if _is_minus_one(power):
            if name not in INVERSES:
                refuse("inverse", text=self._shown(token.at), at=token.at)
            self.note("inverse", text=self._shown(token.at), name=INVERSES[name])
            name, power = INVERSES[name], []
        following = self.tokens[k] if k < len(self.tokens) else None
        self.out += [sign("(", token.at)] if power else []
        self.out.append(Token(name, "function", token.at))
        root = token.kind == "root"
        if following is not None and following.text == "(":
            self.open.append(_Open(True, called=name, power=power, at=token.at))
            self.out.append(following)
            self.raised = False
            return k + 1
        begins = following is not None and (
            following.kind in (*VALUES, "function", "root") or following.text in ("+", "-")
        )
        if not begins or name in SEVERAL:
            refuse("bracket", text=self._shown(token.at), at=token.at)
        self.open.append(_Open(False, called="", root=root, power=power, at=token.at))
        self.out.append(sign("(", token.at))
        self.raised = False
        return k

    def _power(self, k: int, function: Token) -> tuple[int, list[Token]]:
        """A power between a function and its argument, and where it ends."""
        if k >= len(self.tokens) or self.tokens[k].text != "**":
            return k, []
        first = k = k + 1
        while k < len(self.tokens) and self.tokens[k].text in ("+", "-"):
            k += 1
        if k < len(self.tokens) and self.tokens[k].text == "(" and k == first:
            depth = 0
            while k < len(self.tokens):
                depth += (self.tokens[k].text == "(") - (self.tokens[k].text == ")")
                k += 1
                if depth == 0:
                    break
        elif k < len(self.tokens) and self.tokens[k].kind in VALUES:
            k += 1
        else:
            nested = k < len(self.tokens) and self.tokens[k].kind in ("function", "root")
            why = "function power" if nested else "bracket"
            refuse(why, text=self._shown(function.at), at=function.at)
        power = self.tokens[first:k]
        if any(t.kind in ("function", "root") for t in power):
            refuse("function power", text=self._shown(function.at), at=function.at)
        return k, power

    def _close(self, token: Token) -> None:
        """A parenthesis that was typed is closed."""
        frame = self.open.pop() if len(self.open) > 1 else self.open[0]
        self.out.append(token)
        self._raise(frame, token.at)

    def _raise(self, frame: _Open, at: int) -> None:
        if frame.power:
            self.out += [sign("**", at), *grouped(frame.power, at), sign(")", at)]

    def _close_implied(self, at: int) -> None:
        while not self.open[-1].typed:
            self._close_one(at)

    def _close_one(self, at: int) -> None:
        if not ends_value(self.last):
            frame = self.open[-1]
            refuse("bracket", text=self._shown(frame.at), at=frame.at)
        frame = self.open.pop()
        self.out.append(sign(")", at))
        self._raise(frame, at)

    def _shown(self, at: int) -> str:
        """A function's name as it was typed."""
        end = at
        while end < len(self.typed) and end < at + 12 and self.typed[end].isalnum():
            end += 1
        return self.typed[at - 1 : end]


def _is_minus_one(power: list[Token]) -> bool:
    return "".join(t.text for t in power).strip("()") == "-1"


def with_products(tokens: list[Token], note: Note) -> list[Token]:
    """Put in the multiplication signs that people leave out: 2w, 3(x+1), x y, (x)(y)."""
    full: list[Token] = []
    for token in tokens:
        before = full[-1] if full else None
        opens = token.kind in (*VALUES, "function") or (
            token.text == "(" and not (before and before.kind == "function")
        )
        if before is not None and opens and ends_value(before):
            if before.kind == token.kind == "number":
                refuse("numbers", at=token.at)
            _remark(full, token, note)
            full.append(sign("*", token.at))
        elif token.text == "/" and [t.text for t in full[-2:]] == ["**", "1"]:
            note("root")
        full.append(token)
    return full


def _remark(before: list[Token], token: Token, note: Note) -> None:
    """Note a product without a sign where it may be taken for part of a divisor or a power."""
    value, sign_before = before[-1], before[-2].text if len(before) > 1 else ""
    if value.text == ")" or token.kind == "number":
        return
    if sign_before == "/":
        note("divisor", text=value.text + _first(token))
    if sign_before == "**" and len(before) > 2 and before[-3].kind in ("number", "constant"):
        note("power", text=value.text + _first(token))


def _first(token: Token) -> str:
    return token.text if token.text != "(" else "(…)"


def check_values(tokens: list[Token], missing: Note) -> None:
    """Every operation has a value on both sides; a sign may stand in front of a value."""
    before: Token | None = None
    for token in tokens:
        expected = before is None or (before.kind == "operator" and before.text != ")")
        if expected and token.kind == "operator" and token.text in ("*", "/", "**", ")", ","):
            missing("typed.before", token)
        before = token
    if before and before.kind == "operator" and before.text != ")":
        missing("typed.after", before)
