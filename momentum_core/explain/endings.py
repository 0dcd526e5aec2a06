"""The words: sentences that say how a run ended, and the labels of the stage.

All prose of the page that depends on a run is here, as templates with named places in braces. The
core fills them for a finished run; the player gets the same templates with the scene and fills them
for its preview, so a sentence can follow the finger without being written twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from momentum_core.losses.data.observations import Observations
from momentum_core.losses.stationary import Stationary, StationaryPoint
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.run import Run
from momentum_core.settings.settings import Settings
from momentum_core.words.english import METHOD_NAMES, PLACES, SENTENCES, WHO
from momentum_core.words.numbers import count, number, position


def place_key(point: StationaryPoint | None, points: Sequence[StationaryPoint]) -> str:
    """Which of PLACES names a stationary point among the ones of its loss."""
    if point is None:
        return "unlisted"
    if point.kind != "minimum":
        return point.kind
    if sum(p.kind == "minimum" for p in points) == 1:
        return "only"
    if not point.lowest:
        return "minimum"
    return "tied" if sum(p.lowest for p in points) > 1 else "lowest"


def who(run: Run) -> str:
    """Which of WHO a run is: heavy ball with α = 0 is plain gradient descent."""
    s = run.settings
    rows = RACERS.items()
    return next((name for name, x in rows if (x.method, x.alpha) == (s.method, s.alpha)), s.method)


def ending(run: Run, points: Sequence[StationaryPoint]) -> str:
    """One sentence on how a run ended, from the run's own numbers."""
    place = place_key(run.place, points)
    unlisted = run.outcome is Outcome.BALANCED and run.place is None
    return SENTENCES["unlisted" if unlisted else run.outcome.value].format(
        who=WHO[who(run)],
        place=PLACES.get(place, ""),
        w=position(run.trajectory.w[-1], run.surface.span),
        steps=count(run.steps),
        hover=number(run.hover, 2) if run.outcome is Outcome.HOVERING else "",
    )


def brought(old: Settings, new: Settings) -> str:
    """What a newly chosen loss changed and what it left."""
    return (
        f"{new.surface.name} brings its own learning rate, η = {number(new.eta)} (it was "
        f"{number(old.eta)}), its own start and its own view. "
        f"α stays {number(new.alpha)}."
    )


def incomplete(found: Stationary) -> str:
    """That the list of stationary points may lack some, and why."""
    return f"There may be more valleys and hilltops than are marked: {found.reason}"


def observed(data: Observations, carried: bool) -> str:
    """What was read from a table, and whether a link can carry it."""
    link = "a link can carry them" if carried else "too many for a link to carry"
    return f"{len(data)} observations of {data.t_label} and {data.y_label}; {link}."


def other_eta(old: Settings, new: Settings) -> str:
    """Why η changed with the method."""
    settings = next(s for s in (new, old) if METHODS[s.method].eta_is == "length")
    return (
        f"η means something else to {METHOD_NAMES[settings.method]}: about how far a step goes. "
        f"It is now {number(new.eta)} "
        f"(it was {number(old.eta)})."
    )
