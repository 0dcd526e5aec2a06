"""The words: sentences that say how a run ended, and the labels of the stage.

All prose of the page that depends on a run is here, as templates with named places in braces. The
core fills them for a finished run; the player gets the same templates with the scene and fills them
for its preview, so a sentence can follow the finger without being written twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from momentum_core.descent import Outcome
from momentum_core.observations import Observations
from momentum_core.run import Run
from momentum_core.settings import Settings
from momentum_core.stationary import Stationary, StationaryPoint

MINUS = "\N{MINUS SIGN}"

SENTENCES: dict[str, str] = {
    "rested": "{who} the ball rests in {place}, {w}, after {steps}.",
    "balanced": "{who} the ball balances on {place}, {w}, after {steps}.",
    "rolling": "{who} the ball is still rolling after {steps}, at {w}.",
    "escaped": "{who} the ball escapes: after {steps} it is at {w} and gone for good.",
    "undefined": "{who} the ball is lost after {steps}, at {w}: its next step finds no value of "
    "the loss, or no slope.",
    "hovering": "{who} the ball never rests, as each batch pulls its own way. In the last half of "
    "{steps} it hovers {hover} above the lowest loss, on average.",
}
"""How a run ended, by outcome."""

WHO: dict[str, str] = {
    "momentum": "With momentum",
    "nesterov": "With Nesterov’s momentum",
    "adam": "With Adam",
    "plain": "Without momentum",
    "buffer": "With PyTorch’s momentum",
}

METHOD_NAMES: dict[str, str] = {"momentum": "momentum", "nesterov": "Nesterov", "adam": "Adam"}
RUNNERS: dict[str, str] = {**METHOD_NAMES, "plain": "without momentum", "buffer": "PyTorch’s way"}
DROPPED = "After {steps} η is {eta}: {factor} times as large."
STEADY = "Keep one η"

NO_ALPHA = (
    "Adam has no α. It averages the gradient with its own β₁ = 0.9 and divides by the gradient’s "
    "usual size, kept with β₂ = 0.999."
)

SHUFFLED = (
    "Off: every step draws its observations anew from all of them. On: the run goes through the "
    "data in a random order, again and again."
)

PLACES: dict[str, str] = {
    "lowest": "the lowest valley",
    "tied": "one of the lowest valleys",
    "only": "the valley",
    "minimum": "a small local minimum",
    "saddle": "a saddle",
    "maximum": "a hilltop",
    "flat": "flat ground",
    "unlisted": "level ground",
}

MARKS: dict[str, str] = {
    "lowest": "lowest",
    "tied": "lowest",
    "only": "minimum",
    "minimum": "local minimum",
    "saddle": "saddle",
    "maximum": "hilltop",
    "flat": "flat",
}
"""The words at a stationary point."""


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


def number(x: float | Decimal, digits: int = 4) -> str:
    """A number for a reader: ``digits`` significant ones, a real minus sign, e for huge and tiny.

    Rounds halves away from zero, as the player's own ``number`` does. A Decimal, which is finite,
    may be larger than every float.

    >>> number(-1.0355793), number(0.02), number(12345678.0)
    ('−1.036', '0.02', '1.235e7')
    """
    if not isinstance(x, Decimal) and not math.isfinite(x):
        return "∞" if x > 0 else f"{MINUS}∞" if x < 0 else "no value"
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


def position(w: Sequence[float], span: float) -> str:
    """Where a ball is: w = 0.810, or w = (0.810, −1.200)."""
    parts = [coordinate(float(x), span) for x in w]
    return f"w = {parts[0]}" if len(parts) == 1 else f"w = ({', '.join(parts)})"


def count(steps: int) -> str:
    """A number of steps in words that agree."""
    return "1 step" if steps == 1 else f"{steps} steps"


def who(run: Run) -> str:
    """Which of WHO a run is: heavy ball with α = 0 is plain gradient descent."""
    s = run.settings
    return "plain" if s.method == "momentum" and s.alpha == 0 else s.method


def ending(run: Run, points: Sequence[StationaryPoint]) -> str:
    """One sentence on how a run ended, from the run's own numbers."""
    return SENTENCES[run.outcome.value].format(
        who=WHO[who(run)],
        place=PLACES[place_key(run.place, points)],
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
    return (
        f"η means something else to Adam: about how far a step goes. It is now {number(new.eta)} "
        f"(it was {number(old.eta)})."
    )


def labels() -> dict[str, Any]:
    """Every word that the player shows or speaks."""
    return {
        "sentences": SENTENCES,
        "who": WHO,
        "places": PLACES,
        "marks": MARKS,
        "terms": {
            "next": "next weight",
            "w": "weight",
            "eta": "learning rate",
            "gradient": "gradient",
            "alpha": "momentum",
            "update": "last update",
            "something": "a step",
            "mean": "average gradient",
            "spread": "its usual size",
        },
        "hints": {
            "eta": "Learning rate η. Drag left or right, or use the arrow keys.",
            "alpha": "Momentum α. Drag left or right, or use the arrow keys.",
            "formula": "The update rule at the step that is shown",
            "ball": "The ball. Drag it to choose the start.",
        },
        "arrows": {
            "gradient": "−η∇Q",
            "momentum": "αΔw",
            "sum": "new Δw",
            "unscaled": "−∇Q",
            "something": "something",
        },
        "magnified": "{name} ×{times}",
        "slope": {
            "left": "the loss falls to the left",
            "right": "the loss falls to the right",
            "level": "level here",
        },
        "ghosts": RUNNERS,
        "running": {name: f"{text} the ball rolls on …" for name, text in WHO.items()},
        "lesson": {
            "waits": {
                name: f"{text}: the stage waits for your answer." for name, text in WHO.items()
            },
            "count": "step {k}, waits at {n}",
            "ask": "Choose an answer first. Page Down once more shows it.",
        },
        "away": "{distance} away",
        "higher": "{distance} higher",
        "start": "start",
        "transport": {
            "play": "Play",
            "pause": "Pause",
            "first": "First step",
            "back": "One step back",
            "forward": "One step forward",
            "last": "Last step",
            "scrub": "Step",
            "speed": "Speed",
            "loop": "Loop",
            "path": "Whole path",
            "link": "Copy link",
            "copied": "Link copied",
            "manual": "Copy this link",
            "step": "step {k} of {n}",
            "epoch": ", epoch {epoch}",
            "dismiss": "Dismiss",
            "help": "?",
            "helpName": "Keys",
        },
        "spoken": {
            "at": "step {k}: {w}, loss {loss}",
            "gradient": "; the gradient pushes {way}",
            "momentum": ", momentum carries {way}",
            "adam": "; Adam steps {way}",
            "ways": [["left", "right"], ["down", "up"]],
            "and": "and",
            "nowhere": "nowhere",
        },
        "legend": {
            "name": "On the stage",
            "chips": RUNNERS,
        },
        "views": {"contour": "From above", "relief": "In 3-D", "fit": "Data and line"},
        "fit": {"name": "The data, with the line that each ball stands for"},
        "contour": "The loss Q(w) from above, with the ball on it",
        "relief": "The loss as a surface in 3-D, with the ball and its path on it",
        "axes": ["w₁", "w₂", "Q"],
        "logheight": "Q, log scale",
        "nowebgl": "This browser can’t draw in 3-D (it has no WebGL). Everything else works.",
        "zoom": {"zoomIn": "Zoom in", "zoomOut": "Zoom out", "zoomAll": "Show all"},
        "help": {
            "title": "Keys",
            "keys": [
                ["Space", "play or pause"],
                ["← →", "one step back or forward"],
                ["Home End", "first or last step"],
                ["Tab", "to the next control: η and α in the formula, the ball, the sliders"],
                [
                    "arrows on η, α",
                    "a little less or more; Page Up and Page Down ten times as much",
                ],
                ["arrows on the ball", "move the start; with Shift in small steps"],
                ["Shift + drag", "move the picture from above; Ctrl + wheel zooms"],
                ["Page Down, Page Up", "in the tour, the next step or the one before"],
                ["?", "this list"],
            ],
            "close": "Close",
        },
        "chart": {
            "title": "loss Q(w) at each step",
            "log": "above the lowest, log scale",
            "name": "Loss against step",
        },
        "atlas": {
            "kinds": {"eta-alpha": "Every η, α", "predicted": "Theory", "basin": "Every start"},
            "titles": {
                "eta-alpha": "Where the ball ends for every η and α, from this start",
                "predicted": "How fast theory says that the ball comes to rest in its minimum",
                "basin": "Over the stage: where the ball ends from every start, with this η and α",
            },
            "dot": "η and α. Drag, or use the arrow keys; with Shift in small steps.",
            "busy": "computing …",
            "rests": "rests at {at}",
            "ends": {
                "escaped": "escapes",
                "rolling": "still rolling",
                "balanced": "balances",
                "undefined": "is lost",
            },
            "whole": "for the gradient of all data",
            "fast": "stronger: rests sooner at {at}",
            "unstable": "can’t rest",
            "curves": {"edge": "edge of stability", "soonest": "best α at each η"},
        },
        "hill": "The loss Q(w) as a hill, with the ball on it",
        "offline": (
            "You are offline: the stage keeps working, and what you change is kept here until "
            "the connection is back."
        ),
        "loading": "The picture is still loading …",
        "noplotly": "The drawing library did not load. Reload the page to try again.",
    }
