"""Every sentence that a visitor reads, in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from momentum_core.words.english import explain, losses, page, settings

NAME = "en"
"""The language's tag, as browsers know it."""
BETWEEN = {"": ", ", "and": " and ", "or": " or "}
"""Between the names of a list: of all that there are, of some together, of some to choose from."""
UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "steps": {"one": "{n} step", "other": "{n} steps"},
        "cells": {"one": "{n} cell", "other": "{n} cells"},
        "numbers": {"one": "{n} number", "other": "{n} numbers"},
    }
)
"""What is counted, in each form that the language has."""


def category(n: float) -> str:
    """Which form goes with a number, as Intl.PluralRules says it for this language."""
    return "one" if n == 1 else "other"


SAYS = {
    "empty": "Type a formula, for example w^2.",
    "long": "The formula has {count} characters; {most} is the most.",
    "sign": "“{text}” at character {at} has no meaning here.",
    "look-alike": "“{text}” at character {at} only looks like a Latin {meant}; type it anew.",
    "invisible": "An invisible character at position {at} has no meaning here.",
    "equals": "“=” at character {at}: type one formula, not an equation.",
    "comma": "“,” at character {at} has no meaning here: a function takes one value, and there is "
    "one formula.",
    "thousand": "“{text}” at character {at} could be {small} or {large}; write one of these.",
    "name": "“{text}” at character {at} is not known here; use {names}, pi, e, and {functions}.",
    "product": "“{text}” at character {at} is not known here; for a product write x*y.",
    "capital": "“{text}” at character {at} is not known here; write {small} with small letters.",
    "numbers": "Two numbers in a row at character {at}.",
    "bracket": "“{text}” at character {at} needs parentheses, as in {text}(x).",
    "function power": "The power of “{text}” at character {at} belongs behind its parentheses, as "
    "in {text}(x)^2.",
    "open": "“{text}” at character {at} is never closed.",
    "close": "“)” at character {at} closes nothing.",
    "missing": "A value is missing {place} “{text}” at character {at}.",
    "structure": "This is no formula near character {at}.",
    "nested": "The formula is too long or nested too deeply; try a shorter one.",
    "no variable": "There is no variable; a loss has to depend on w or x.",
    "variables": "The variables are {found}; use {names}.",
    "constant": "This has the same value everywhere; a loss has to depend on {found}.",
    "long number": "The number at character {at} is too long.",
    "large number": "The numbers near character {at} get too large or too long.",
    "zero": "Division by zero near character {at}.",
    "no value": "The part near character {at} has no finite real value.",
    "size": "The constant near character {at} is too large or too small.",
    "exponent": "The exponent near character {at} is beyond ±{most}, the largest here.",
    "fine exponent": "The exponent near character {at} has too many digits.",
    "negative base": "A negative number to such a power is not real, near character {at}.",
    "no window": "The window needs two numbers for each side.",
    "turned window": "The window needs a lower and a higher end along each axis.",
    "far window": "The window has to stay within ±{most}.",
    "narrow window": "The window is too narrow to be drawn.",
    "sides": "The window has {has} sides, and the loss needs {needs}.",
    "nowhere": "This loss has no value, or no slope, anywhere in the picture.",
    "intricate": "This formula is too intricate to work with; try a shorter one.",
}
"""Every refusal of a text, by what is wrong with it."""

TYPED = {
    "help": "One formula in w, or in x and y, with + − * / ^ and parentheses; 2w and 3(x+1) are "
    "products. Also pi, e and {functions}.",
    "names": "w or x for one weight, x and y (or w1 and w2) for two",
    "before": "before",
    "after": "after",
}
"""What is said of a formula before it is typed, and parts of what is said then."""


WHY: dict[str, str] = {
    "uncovered": "This theory is about α and one fixed η; {method} rescales every step, so it "
    "has nothing to say.",
    "dropped": "This theory is about one fixed η; here η changes on the way, so it has nothing to "
    "say.",
    "lost": "The loss has no value or no slope where the ball went, and so no theory.",
    "unstable": "Can’t rest in {minimum}: its {steepest} is {curvature}, so ηλ = {x} is beyond "
    "{edge}; {end}.",
    "thrown": "Too steep for this η: at step {k} the curvature is {curvature}, so ηλ = {x} is "
    "beyond {edge}; {end}.",
    "downhill": "Nothing holds it: the loss still falls where the ball went, and it escaped after "
    "{steps:steps}.",
    "gone": "It escaped after {steps:steps}, though nowhere was ηλ beyond {edge}; this theory "
    "doesn’t say why.",
    "balance": "Balances on {place}: its way down has curvature {curvature}, so each step makes "
    "the smallest push {rate}.",
    "held": "Balances on {place}: its way down has curvature {curvature}, but with this η a push "
    "grows too slowly to be counted.",
    "valley": "Rests in a valley{where}: its {steepest} is {curvature}, so ηλ = {x} is below "
    "{edge}.",
    "level": "Lies on level ground: no slope to follow, and no bowl that this theory could speak "
    "of.",
    "nowhere": "No minimum is known in this picture, so this theory has nothing to say.",
    "flat": "The ground is flat at {w}: its curvature is 0, so this theory has no rate for it.",
    "kinked": "The minimum at {w} is no bowl but a kink, so this theory has no rate for it.",
    "poised": "Stands in a minimum that can’t hold it: ηλ = {x} is beyond {edge}, so the smallest "
    "push would grow.",
    "marginal": "Just on the edge, ηλ = {x}: in a bowl it would hop to and fro for ever.",
    "frictionless": "Never rests: α = 1 has no friction, so nothing takes its speed away.",
    "faint": "Its swing is too small to see; with α = 1 there is no friction, so it never dies "
    "away.",
    "hovering": "After {forgotten:steps} it hovers {hover} above the lowest loss; for this η, α "
    "and batch theory expects {expected}. A smaller {calmer} calms it.",
    "unsettled": "Takes some {needed} to tell how far it hovers; in the long run theory expects "
    "{expected} above the lowest loss, on average.",
    "shuffled": "Hovers {hover} above the lowest loss. In shuffled epochs a batch depends on the "
    "ones before it; theory is of independent draws.",
    "unpredicted": "Hovers {hover} above the lowest loss, averaged over the last half; with this η "
    "and α it settles in over {patience:steps}, or never.",
    "agreed": "The data lie on one line, so in the minimum no batch pulls at the ball: nothing "
    "shakes it there.",
    "flung": "Flung off: alone, some batches are so steep that ηλ = {x}, beyond {edge}; it escaped "
    "after {steps:steps}.",
    "started": "It starts at rest: in the minimum there is no slope, and before the first step no "
    "update.",
    "mounting": "Just on the edge, ηλ = {x}, and without friction: in a bowl each hop is longer "
    "than the one before by the same amount.",
    "far": "Not in the bowl of {minimum}: theory can’t say when or whether it rests.",
    "circles": "Goes round and round: every {period:steps} it is back where it was, so it never "
    "rests, though {minimum} could hold it.",
    "jumped": "Jumped the barrier at {barrier} with an update of {update} against the slope; "
    "without momentum it rests before it.",
    "elsewhere": "Momentum took it to another minimum: with this η and α = 0 it rests at {w}.",
    "best": "Settles about as fast as this η allows: each step keeps {rate} of the distance; "
    "the best α here is {best}.",
    "oscillating": "Swings around the minimum with a period of {period} steps; each step keeps "
    "{rate} of the swing: three digits take {digits}.",
    "alternating": "Hops from side to side: ηλ = {x} overshoots at every step, and {rate} of the "
    "distance is left each time.",
    "creeping": "Creeps: each step keeps {rate} of the distance{along}, {digits} for three digits; "
    "the best α {where} is {best}.",
    "unheld": "Each step keeps {rate} of the distance along this line only: across it ηλ = {x}, "
    "with which no α lets the ball rest.",
    "idle": "Hardly moves: ηλ = {x} is so small that three digits take more steps than can be "
    "counted.",
    "settling": "Settles: in the long run a step keeps {rate} of the distance: three digits "
    "take {digits}; the best α {where} is {best}.",
}
"""Why, by kind."""


SENTENCES: dict[str, str] = {
    "rested": "{who} the ball rests in {place}, {w}, after {steps:steps}.",
    "balanced": "{who} the ball balances on {place}, {w}, after {steps:steps}.",
    "unlisted": "{who} the ball stands still at {w}, after {steps:steps}.",
    "rolling": "{who} the ball is still rolling after {steps:steps}, at {w}.",
    "escaped": "{who} the ball escapes: after {steps:steps} it is at {w} and gone for good.",
    "undefined": "{who} the ball is lost after {steps:steps}, at {w}: its next step finds no value "
    "of the loss, or no slope.",
    "hovering": "{who} the ball never rests, as each batch pulls its own way. In the last half of "
    "{steps:steps} it hovers {hover} above the lowest loss, on average.",
}
"""How a run ended, by outcome; unlisted: in balance at a place that no list has."""

WHO: dict[str, str] = {
    "momentum": "With momentum",
    "nesterov": "With Nesterov’s momentum",
    "adam": "With Adam",
    "rmsprop": "With RMSProp",
    "plain": "Without momentum",
    "buffer": "With PyTorch’s momentum",
}

METHOD_NAMES: dict[str, str] = {
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adam": "Adam",
    "rmsprop": "RMSProp",
}
RUNNERS: dict[str, str] = {**METHOD_NAMES, "plain": "without momentum", "buffer": "PyTorch’s way"}
DROPPED = "After {steps:steps} η is {eta}: {factor} times as large."
STEADY = "Keep one η"

NO_ALPHA: dict[str, str] = {
    "adam": "Adam has no α. It averages the gradient with its own β₁ = 0.9 and divides by the "
    "gradient’s usual size, kept with β₂ = 0.999.",
    "rmsprop": "RMSProp has no α. It divides the gradient by its own usual size, kept with "
    "ρ = 0.99.",
}
"""What a method has instead of an α."""

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


def labels() -> dict[str, Any]:
    """Every word that the player shows or speaks."""
    return {
        "language": NAME,
        "units": dict(UNITS),
        "number": {"none": explain.NUMBERS["none"]},
        "sentences": SENTENCES,
        "who": WHO,
        "method": METHOD_NAMES,
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
            "steps": "; {who} steps {way}",
            "ways": [["left", "right"], ["down", "up"]],
            "both": "{one} and {other}",
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
            "log": "loss Q(w) at each step, above the lowest, log scale",
            "name": "Loss against step",
        },
        "maps": {
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


TITLES = {
    "direction": "direction",
    "curvature": "curvature λ",
    "x": "ηλ",
    "regime": "regime",
    "roots": "roots σ",
    "rate": "rate, predicted",
    "measured_rate": "rate, measured",
    "rate_off": "rate, difference",
    "period": "period, predicted",
    "measured_period": "period, measured",
    "period_off": "period, difference",
}
"""The table's columns: the keys of a row, and what stands above them."""
NOISE_TITLES = {
    "direction": "direction",
    "curvature": "curvature λ",
    "measured": "measured",
    "even": "formula, even noise",
    "exact": "exact",
    "plain": "exact, α = 0",
    "factor": "α makes it",
}
"""The columns of the table of a run with mini-batches."""
WORDS = {
    "toggle": "Theory beside measurement",
    "batches": "With mini-batches each step follows a loss of its own; this theory is about the "
    "whole loss’s gradient.",
    "distance": "distance to the minimum",
    "predicted": "predicted: {rate} of it a step",
    "step": "step",
    "variance": "Variance of w around the minimum along each direction, in the long run: measured "
    "over the last half of the run, and expected for this η and batch.",
    "short": "To measure it takes {needed:steps}; this run has {steps:steps}.",
    "too short": "To measure it takes {needed:steps}, more than a run can have here.",
    "enough": "Take {steps:steps}",
    "standardise": "Standardise the inputs",
    "wrong": "Something is wrong here",
    "left out": "(My formula or data are too long for a link. They are:)",
    "line": "The line at the run’s end, in the data’s own units: y = {height} {sign} {slope} t, "
    "with t = {t} and y = {y}.",
}


PARTS: Mapping[str, str] = MappingProxyType(
    {
        "formula": "Formula",
        "race": "Who runs along",
        "clock": "Clock",
        "link": "Copy link",
        "sentences": "How it ends",
        "chart": "Loss at each step",
        "maps": "Maps",
        "theory": "Theory beside measurement",
        "loss": "Loss",
        "data": "Data",
        "batch": "Observations a step",
        "method": "Method",
        "eta": "η",
        "alpha": "α",
        "steps": "Steps",
        "start": "Start",
        "reset": "Reset",
        "tour": "Take the tour",
        "teachers": "For teachers",
    }
)
"""What a link can hide, by its name there, as the page calls it."""


def _rooms() -> dict[str, Mapping[str, str]]:
    named = {"catalogue": losses.CATALOGUE, "data set": losses.DATA_SETS}
    about = {"catalogue": "teaches", "data set": "source"}
    rooms: dict[str, Mapping[str, str]] = {
        "page": page.PAGE | {"dropped": DROPPED, "steady": STEADY, "shuffled help": SHUFFLED},
        "no alpha": NO_ALPHA,
        "own data": page.OWN_DATA,
        "lesson": page.LESSON,
        "teacher": page.TEACHER,
        "shown": PARTS,
        "formula": SAYS,
        "typed": TYPED,
        "settings": settings.SETTINGS,
        "data": losses.PROBLEMS,
        "missed": losses.MISSED,
        "own": losses.OWN,
        "ended": SENTENCES,
        "who": WHO,
        "method": METHOD_NAMES,
        "place": PLACES,
        "why": WHY,
        "part": explain.PARTS_OF_WHY,
        "told": explain.TOLD,
        "regime": explain.REGIMES,
        "offer": explain.OFFERS,
        "number": explain.NUMBERS,
        "panel": WORDS,
        "title": TITLES,
        "noise title": NOISE_TITLES,
    }
    for room, pairs in named.items():
        rooms[room] = {key: name for key, (name, _) in pairs.items()}
        rooms[about[room]] = {key: line for key, (_, line) in pairs.items()}
    return rooms


MESSAGES: Mapping[str, str] = MappingProxyType(
    {f"{room}.{key}": text for room, texts in _rooms().items() for key, text in texts.items()}
)
"""Every message, by "room.what"."""
