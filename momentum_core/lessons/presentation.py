"""How the page is shown: the five parameters of a link that are not about the run.

``lesson`` and ``page`` open a step of the tour, ``hide`` leaves parts of the page out, ``view``
makes it readable from the back of a room. They are read as forgivingly as the settings are.
``lang`` is a language's tag: there is English only so far, so a link keeps it, and it changes
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from momentum_core.lessons import read
from momentum_core.lessons.read import Lesson, Step
from momentum_core.settings.link import complaint, only
from momentum_core.words.sentences import language, say

PROJECTOR = "projector"
LONGEST = 1000
"""Characters that each of them may have."""
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,4}")
"""A language's tag, as de or pt-BR (RFC 5646), or near enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """What a link says of the page: a lesson's key ("" for none), its step counted from 1, the
    names of hidden parts, whether it is for a projector, and a language's tag ("" for none)."""

    lesson: str = ""
    page: int = 1
    hide: tuple[str, ...] = ()
    projector: bool = False
    lang: str = ""

    def shows(self, part: str) -> bool:
        """Whether a part of PARTS is on the page: a lesson brings no slider before its time."""
        return part not in self.hide and (self.step is None or self.step.knows(part))

    @property
    def step(self) -> Step | None:
        """The lesson's step, if there is a lesson."""
        return read.load()[self.lesson].steps[self.page - 1] if self.lesson else None

    @property
    def tour(self) -> bool:
        """Whether it is the tour itself, which says no word before it has explained it."""
        return bool(self.lesson) and read.load()[self.lesson].part == "tour"


AS_USUAL = Presentation()


def neighbour(lesson: str, page: int, move: int) -> tuple[str, int] | None:
    """The step after (+1) or before (−1) a step, over the ends of lessons; None beyond the last."""
    every = [(each.key, k) for each in read.load().values() for k in range(1, _size(each) + 1)]
    at = every.index((lesson, page)) + move
    return every[at] if 0 <= at < len(every) else None


def _size(lesson: Lesson) -> int:
    return len(lesson.steps)


def to_query(shown: Presentation) -> dict[str, str]:
    """As a link's parameters; what is as usual is left out."""
    query: dict[str, str] = {}
    if shown.lesson:
        query |= {"lesson": shown.lesson, "page": str(shown.page)}
    if shown.hide:
        query["hide"] = ",".join(shown.hide)
    if shown.projector:
        query["view"] = PROJECTOR
    if shown.lang:
        query["lang"] = shown.lang
    return query


def from_query(query: Mapping[str, str | list[str]]) -> tuple[Presentation, list[str]]:
    """From a link's parameters, and one sentence for each value that was not usable."""
    complaints: list[str] = []

    def read(name: str, reader: Callable[[str], Any], absent: Any) -> Any:
        if name not in query:
            return absent
        try:
            return reader(only(query[name], LONGEST))
        except ValueError as error:
            complaints.append(complaint(name, query, error))
            return absent

    lesson = read("lesson", _lesson, "")
    page = read("page", lambda text: _page(text, lesson), 1)
    hide, strangers = read("hide", _hide, ((), []))
    complaints += [complaint("hide", {"hide": name}, say("settings.no part")) for name in strangers]
    projector = read("view", _view, False)
    lang = _lang(query.get("lang", ""))
    shown = Presentation(lesson=lesson, page=page, hide=hide, projector=projector, lang=lang)
    return shown, complaints


def _lesson(text: str) -> str:
    if text not in read.load():
        raise ValueError(say("settings.no lesson"))
    return text


def _page(text: str, lesson: str) -> int:
    if not lesson:
        raise ValueError(say("settings.lesson's"))
    count = _size(read.load()[lesson])
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= count):
        raise ValueError(say("settings.pages", count=count))
    return int(text)


def _hide(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The parts that are named, in the order of PARTS, and up to three names that are none."""
    names = [name.strip() for name in text.split(",")[:50] if name.strip()]
    strangers = [name for name in dict.fromkeys(names) if name not in language.PARTS]
    return tuple(part for part in language.PARTS if part in names), strangers[:3]


def _lang(raw: str | list[str]) -> str:
    """A language's tag; what is none is passed over in silence."""
    texts = [raw] if isinstance(raw, str) else raw
    return texts[0] if len(texts) == 1 and _TAG.fullmatch(texts[0]) else ""


def _view(text: str) -> bool:
    if text != PROJECTOR:
        raise ValueError(say("settings.must be", value=PROJECTOR))
    return True
