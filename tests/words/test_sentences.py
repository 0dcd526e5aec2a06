"""Every message has a key that is used, and every place of it is filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from momentum_core.words import english
from momentum_core.words.english import MESSAGES, UNITS
from momentum_core.words.sentences import counted, fill, say

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("momentum_core", "ui", "front_door")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if ROOT / "momentum_core" / "words" / "english" not in path.parents
]
PLAYERS_OWN = ("place.unlisted",)
"""Messages that are asked for by the player alone."""


def keys(argument: ast.AST) -> list[str]:
    """The keys that a call may ask for; what is only known later is a *."""
    if isinstance(argument, ast.IfExp):
        return keys(argument.body) + keys(argument.orelse)
    if isinstance(argument, ast.Constant):
        return [argument.value]
    if isinstance(argument, ast.JoinedStr):
        return ["".join(x.value if isinstance(x, ast.Constant) else "*" for x in argument.values)]
    return []


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def asked() -> list[tuple[Path, ast.Call, ast.AST, list[str]]]:
    """Each call of say, where it stands, and its keys."""
    return list(calls())


def calls() -> Iterator[tuple[Path, ast.Call, ast.AST, list[str]]]:
    for path in SOURCES:
        tree = parsed(path)
        phrases = "explain.phrases import" in path.read_text("utf-8")
        own = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
        for scope in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            for n in ast.walk(scope):
                if not isinstance(n, ast.Call) or not n.args:
                    continue
                plain = isinstance(n.func, ast.Name) and n.func.id == "say" and "say" not in own
                module = isinstance(n.func, ast.Attribute) and n.func.attr == "say"
                if module or (plain and not phrases):
                    yield path, n, scope, keys(n.args[0])


def matching(key: str) -> list[str]:
    return [key] if key in MESSAGES else [x for x in MESSAGES if "*" in key and fnmatchcase(x, key)]


def places(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", template))


def given(call: ast.Call, scope: ast.AST) -> set[str] | None:
    """The names that a call fills; None where that is only known later."""
    dicts = {
        n.targets[0].id: {k.value for k in n.value.keys if isinstance(k, ast.Constant)}
        for n in ast.walk(scope)
        if isinstance(n, ast.Assign)
        and isinstance(n.targets[0], ast.Name)
        and isinstance(n.value, ast.Dict)
    }
    found: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg:
            found.add(keyword.arg)
        elif isinstance(keyword.value, ast.Name) and keyword.value.id in dicts:
            found |= dicts[keyword.value.id]
        else:
            return None
    return found


def test_every_key_exists():
    """Nobody reads the name of a message in its place."""
    missing = [
        (path.name, key) for path, _, _, found in asked() for key in found if not matching(key)
    ]

    assert missing == []


def test_every_message_is_used():
    """What nobody is told needs no translation."""
    used = {x for _, _, _, found in asked() for key in found for x in matching(key)}
    used |= {
        n.value
        for path in SOURCES
        for n in ast.walk(parsed(path))
        if isinstance(n, ast.Constant) and n.value in MESSAGES
    }

    assert set(MESSAGES) - used - set(PLAYERS_OWN) == set()


def test_every_place_is_filled():
    """A call gives its message all that it has room for, and nothing that it has no room for; where
    the key is only known later, tests/explain looks at what is said."""
    wrong = []
    for path, call, scope, found in asked():
        names = given(call, scope)
        if names is None or not all(key in MESSAGES for key in found):
            continue
        needed = [places(MESSAGES[x]) for key in found for x in matching(key)]
        if any(each - names for each in needed) or (needed and names - set().union(*needed)):
            wrong.append((path.name, call.lineno, found))

    assert wrong == []


@pytest.mark.parametrize("key", MESSAGES)
def test_every_form_of_a_place_is_known(key):
    """A unit of the language, or a format of Python's for numbers."""
    for form in re.findall(r"\{\w+:([^{}]*)\}", MESSAGES[key]):
        assert form in UNITS or format(1234.5, form)


def test_every_unit_has_the_form_for_all_other_numbers():
    """And English one for 1."""
    for unit, forms in UNITS.items():
        assert set(forms) == {"one", "other"}
        assert counted(1, unit) != counted(2, unit).replace("2", "1")


def test_what_is_missing_is_named_and_nothing_is_raised():
    """A slip of a translator is no error on the page."""
    assert say("no such message") == "no such message"
    assert fill("after {steps:steps} at {w}", {"w": 1}) == "after {steps:steps} at 1"


def test_what_is_put_in_is_not_filled_again():
    """A visitor's own text may have braces."""
    assert fill("{a} {b}", {"a": "{b}", "b": 2}) == "{b} 2"


def test_the_player_has_units_and_language():
    """It fills the same templates."""
    labels = english.labels()

    assert labels["units"] == UNITS
    assert labels["language"] == english.NAME
