"""Every sentence that a visitor reads, in English: a module for each thing that is spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from momentum_core.words.english import (
    explain,
    formula,
    losses,
    page,
    runs,
    settings,
    tables,
    theory,
)
from momentum_core.words.english.language import BETWEEN, NAME, UNITS, category
from momentum_core.words.english.page import PARTS
from momentum_core.words.english.player import labels
from momentum_core.words.english.runs import PLACES

__all__ = ["BETWEEN", "MESSAGES", "NAME", "PARTS", "PLACES", "UNITS", "category", "labels"]


def _rooms() -> dict[str, Mapping[str, str]]:
    named = {"catalogue": losses.CATALOGUE, "data set": losses.DATA_SETS}
    about = {"catalogue": "teaches", "data set": "source"}
    rooms: dict[str, Mapping[str, str]] = {
        "page": page.PAGE,
        "door": page.DOOR,
        "no alpha": runs.NO_ALPHA,
        "own data": page.OWN_DATA,
        "lesson": page.LESSON,
        "teacher": page.TEACHER,
        "shown": page.PARTS,
        "formula": formula.SAYS,
        "typed": formula.TYPED,
        "read": formula.READ,
        "settings": settings.SETTINGS,
        "data": losses.PROBLEMS,
        "table": tables.TABLES,
        "missed": losses.MISSED,
        "own": losses.OWN,
        "ended": runs.SENTENCES,
        "who": runs.WHO,
        "method": runs.METHOD_NAMES,
        "place": runs.PLACES,
        "why": explain.WHY,
        "part": explain.PARTS_OF_WHY,
        "told": explain.TOLD,
        "regime": explain.REGIMES,
        "offer": explain.OFFERS,
        "number": explain.NUMBERS,
        "panel": theory.WORDS,
        "title": theory.TITLES,
        "noise title": theory.NOISE_TITLES,
    }
    for room, pairs in named.items():
        rooms[room] = {key: name for key, (name, _) in pairs.items()}
        rooms[about[room]] = {key: line for key, (_, line) in pairs.items()}
    return rooms


MESSAGES: Mapping[str, str] = MappingProxyType(
    {f"{room}.{key}": text for room, texts in _rooms().items() for key, text in texts.items()}
)
"""Every message, by "room.what"."""
