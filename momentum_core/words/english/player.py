"""All that the player shows or speaks."""

from __future__ import annotations

from typing import Any

from momentum_core.words.english import explain, language, runs


def labels() -> dict[str, Any]:
    """Every word that the player shows or speaks."""
    return {
        "language": language.NAME,
        "units": dict(language.UNITS),
        "number": {"none": explain.NUMBERS["none"]},
        "sentences": runs.SENTENCES,
        "who": runs.WHO,
        "places": runs.PLACES,
        "marks": runs.MARKS,
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
            "eta": "Learning rate η. Drag left or right, use the arrow keys, or click and type.",
            "alpha": "Momentum α. Drag left or right, use the arrow keys, or click and type.",
            "w": "The start. Click and type where the ball begins.",
            "steps": "Click and type how many steps there are at most",
            "formula": "The update rule at the step that is shown",
            "ball": "The ball. Drag it to choose the start.",
        },
        "typing": {
            "names": {
                "eta": "learning rate η",
                "alpha": "momentum α",
                "start": "start",
                "startOf": "start of {name}",
                "steps": "number of steps",
            },
            "number": "“{text}”: the {name} must be a number between {low} and {high}.",
            "whole": "“{text}”: the {name} must be whole, and between {low} and {high}.",
            "two": "“{text}” could be {small} or {large}; write one of these.",
        },
        "arrows": {
            "gradient": "−η∇Q",
            "momentum": "αΔ{w}",
            "sum": "new Δ{w}",
            "unscaled": "−∇Q",
            "something": "something",
        },
        "magnified": "arrows drawn {times}× longer",
        "slope": {
            "left": "the loss falls to the left",
            "right": "the loss falls to the right",
            "level": "level here",
        },
        "ghosts": runs.RUNNERS,
        "running": {name: f"{text} the ball rolls on …" for name, text in runs.WHO.items()},
        "unseen": {
            name: f"{text} the ball moves less than can be seen; the clock hurries on …"
            for name, text in runs.WHO.items()
        },
        "unseenSteps": "The last {n:steps} are too small to be seen.",
        "lesson": {
            "waits": {
                name: f"{text}: the stage waits for your answer." for name, text in runs.WHO.items()
            },
            "count": "step {k}, waits at {n}",
            "ask": "Choose an answer first. Page Down once more shows it.",
        },
        "intro": {
            "sentence": "A computer learns by rolling downhill.",
            "question": "Will this ball make it out of the hollow?",
            "go": "Let it roll",
            "ball": "This ball has momentum. You can drag it to another start.",
            "plain": "The dashed one around it has none.",
            "answer": "It does: its own momentum carries it over.",
            "other": "The dashed ball has none, and stays.",
        },
        "away": "{distance} away",
        "higher": "{distance} higher",
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
        "legend": {"name": "On the stage"},
        "views": {"contour": "From above", "relief": "In 3-D", "fit": "Data and line"},
        "fit": {"name": "The data, with the line that each ball stands for"},
        "contour": "The loss Q from above, with the ball on it",
        "relief": "The loss as a surface in 3-D, with the ball and its path on it",
        "height": "Q",
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
                ["Enter on η, α, w", "type a number"],
                ["arrows on the ball", "move the start; with Shift in small steps"],
                ["Shift + drag", "move the picture from above; Ctrl + wheel zooms"],
                ["Page Down, Page Up", "in the tour, the next step or the one before"],
                ["?", "this list"],
            ],
            "close": "Close",
        },
        "chart": {
            "title": "loss {loss} at each step",
            "log": "loss {loss} at each step, above the lowest, log scale",
            "short": "{loss} above the lowest, log scale",
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
            "lies": "still, or nearly, at {at}",
            "floor": "rests on the valley floor",
            "floorToo": "still, or nearly, on the valley floor",
            "ends": {
                "escaped": "escapes",
                "rolling": "still rolling",
                "balanced": "balances",
                "quiet": "nearly still elsewhere",
                "elsewhere": "rests elsewhere",
                "undefined": "is lost",
            },
            "whole": "for the gradient of all data",
            "fast": "stronger: rests sooner at {at}",
            "unstable": "can’t rest",
            "curves": {"edge": "edge of stability", "soonest": "best α at each η"},
        },
        "skip": "Skip to the stage",
        "stage": "The stage",
        "hill": "The loss Q as a hill, with the ball on it",
        "offline": (
            "The server can’t be reached: the stage keeps working, and what you change is kept "
            "here until it is back."
        ),
        "loading": "The picture is still loading …",
        "noplotly": "The drawing library did not load. Reload the page to try again.",
    }
