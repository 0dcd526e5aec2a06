"""What a link opens, before anybody is there: its settings, how the page is shown, its runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from momentum_core.explain.endings import ending
from momentum_core.kept import kept
from momentum_core.lessons import presentation
from momentum_core.lessons.presentation import Presentation
from momentum_core.lessons.read import load
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import Run, race
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import RESERVED, from_query, to_query
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import say
from ui.pace import opening

Made = TypeVar("Made")
LOG = logging.getLogger(__name__)
LONGEST = 8000
"""Characters of a link that is read here; the page itself reads longer ones."""
PARAMETERS = {*(field.name for field in FIELDS), *RESERVED}


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens. bare: it says nothing of what it opens, so a newcomer is greeted."""

    settings: Settings
    shown: Presentation
    runs: Mapping[str, Run]
    bare: bool

    @property
    def ball(self) -> Run:
        """The run of the ball itself."""
        return self.runs["ball"]

    @property
    def title(self) -> str:
        """What it is about: a lesson's step, or a loss."""
        step = self.shown.step
        if step is not None:
            return say("door.title", about=load()[self.shown.lesson].title)
        return say("page.name") if self.bare else say("door.title", about=self.ball.surface.name)

    @property
    def sentence(self) -> str:
        """How the run ended; of a lesson, which has questions, and of the bare page what it is."""
        if self.bare or self.shown.step is not None:
            return say("door.about")
        return ending(self.ball, stationary_points(self.ball.surface).points)

    @property
    def canonical(self) -> str:
        """The link as the page itself would write it; "" for the bare page."""
        if self.bare:
            return ""
        return urlencode(presentation.to_query(self.shown) | to_query(self.settings), safe=",*")


def shown(query: str, make: Callable[[Opened | None], Made]) -> Made:
    """What is made of what a link opens, or of None where that fails. That is our fault: the log
    has it, and whoever came gets what there is without the link."""
    try:
        return make(opened(query))
    except Exception:
        LOG.exception("The first HTML or the card of a link can't be made.")
        return make(None)


@kept(2)
def opened(query: str) -> Opened:
    """What the page opens with; like the page, it takes any link. ``query``: without its "?"."""
    if len(query) > LONGEST:
        query = ""
    link: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, max_num_fields=None):
        link.setdefault(name, []).append(value)
    given = dict(link)
    settings, _ = from_query(given)
    shown, _ = presentation.from_query(given)
    if shown.step and not any(field.name in given for field in FIELDS):
        settings = opening(shown.step)
    bare = not PARAMETERS & set(given)
    return Opened(settings, shown, race(settings), bare)
