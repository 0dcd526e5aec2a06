"""How a run ended, and what a choice has changed: which message, and what is put into it.

The player gets the same templates with its code and fills them for its preview, so a sentence can
follow the finger without being written twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from momentum_core.losses.data.observations import Observations
from momentum_core.losses.points import StationaryPoint
from momentum_core.losses.stationary import Stationary
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.run import Run
from momentum_core.settings.settings import Settings
from momentum_core.words.numbers import number, position
from momentum_core.words.sentences import say


def place_key(point: StationaryPoint | None, points: Sequence[StationaryPoint]) -> str:
    """Which of PLACES names a stationary point among the ones of its loss."""
    if point is None:
        return "unlisted"
    if point.kind == "floor":
        return "floor" if point.lowest else "level"
    if point.kind != "minimum":
        return point.kind
    if sum(p.kind == "minimum" for p in points) == 1:
        return "only"
    if not point.lowest:
        return "minimum"
    return "tied" if sum(p.lowest for p in points) > 1 else "lowest"


def whereabouts(run: Run, points: Sequence[StationaryPoint]) -> str:
    """Which of PLACES a still ball is in or on: the listed place, or what its ground is; "unlisted"
    for level ground that has no place in the list, and for a ball that moves."""
    if run.place is None and run.ground not in ("", "flat"):
        return run.ground
    return place_key(run.place, points)


def who(run: Run) -> str:
    """Which of WHO a run is: heavy ball with α = 0 is plain gradient descent."""
    s = run.settings
    rows = RACERS.items()
    return next((name for name, x in rows if (x.method, x.alpha) == (s.method, s.alpha)), s.method)


def ending(run: Run, points: Sequence[StationaryPoint]) -> str:
    """One sentence on how a run ended, from the run's own numbers."""
    place = whereabouts(run, points)
    return say(
        f"ended.{ending_key(run.outcome, place)}",
        who=say(f"who.{who(run)}"),
        place=say(f"place.{place}") if place != "unlisted" else "",
        w=position(run.trajectory.w[-1], run.surface.span, run.settings.weights),
        steps=run.steps,
        hover=number(run.hover, 2) if run.outcome is Outcome.HOVERING else "",
    )


def ending_key(outcome: Outcome, place: str) -> str:
    """Which sentence says how a run ended: of a still ball it depends on where it is."""
    if outcome is Outcome.RESTED and place in ("floor", "level"):
        return "floor"
    if outcome not in (Outcome.BALANCED, Outcome.QUIET):
        return outcome.value
    if place == "unlisted":
        return f"{outcome.value}, unlisted"
    on = outcome is Outcome.QUIET and place in ("saddle", "maximum", "flat", "floor", "level")
    return f"{outcome.value}, on" if on else outcome.value


def brought(old: Settings, new: Settings) -> str:
    """What a newly chosen loss changed and what it left."""
    eta, was, alpha = number(new.eta), number(old.eta), number(new.alpha)
    return say("told.brought", loss=new.surface.name, eta=eta, was=was, alpha=alpha)


def incomplete(found: Stationary) -> str:
    """That the list of stationary points may lack some, and why."""
    return say("told.incomplete", reason=found.reason)


def observed(data: Observations, carried: bool) -> str:
    """What was read from a table, and whether a link can carry it."""
    key = "told.observed" if carried else "told.observed, many"
    key = "told.sampled" if data.whole else key
    return say(key, count=data.count, drawn=len(data), t=data.t_label, y=data.y_label)


def other_eta(old: Settings, new: Settings) -> str:
    """Why η changed with the method."""
    settings = next(s for s in (new, old) if METHODS[s.method].eta_is == "length")
    method = say(f"method.{settings.method}")
    return say("told.other eta", method=method, eta=number(new.eta), was=number(old.eta))
