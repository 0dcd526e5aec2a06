"""The page around the stage: labels, buttons, help, the frame of a lesson."""

from collections.abc import Mapping
from types import MappingProxyType

PAGE = {
    "name": "Momentum",
    "line": "why a heavy ball finds the valley",
    "version": "Momentum {version} · [{wrong}]({link})",
    "tour": "Take the tour",
    "loss": "Loss",
    "more": "More losses …",
    "more losses": "More losses",
    "choose": "Choose one",
    "own formula": "Your own formula …",
    "own line": "A line through data …",
    "method": "Method",
    "eta": "η learning rate",
    "alpha": "α momentum",
    "steps": "steps",
    "start": "start",
    "start of": "start {name}",
    "reset": "Reset",
    "undo": "Undo reset",
    "all controls": "All controls",
    "formula": "Q =",
    "window": "Window",
    "window from": "{name} from",
    "window to": "{name} to",
    "data": "Data",
    "own data": "Your own data …",
    "standardise": "standardise the inputs",
    "creeping": "This valley is {ratio} times as steep across as along, so the ball creeps. "
    "Standardise the inputs to see it roll.",
    "sample": "The loss is of all {count:,} rows. Dots and mini-batches are a sample of {drawn}, "
    "always the same.",
    "batch": "observations a step",
    "all": "all",
    "seed": "seed",
    "shuffled": "shuffled",
    "shuffled help": "Off: every step draws its observations anew from all of them. On: the run "
    "goes through the data in a random order, again and again.",
    "dropped": "After {steps:steps} η is {eta}: {factor} times as large.",
    "steady": "Keep one η",
}
"""Controls, by what they choose."""

DOOR = {
    "title": "Momentum · {about}",
    "about": "Gradient descent with momentum, taken apart: watch a heavy ball roll down a loss, "
    "term by term, and drag the learning rate, the momentum or the ball itself.",
    "picture": "The loss as a landscape, and the ball's way over it.",
    "tap": "Tap to make it roll",
    "no address": "Give the link to the page, as https://your-app.streamlit.app/?loss=bowl.",
    "no script": "The page moves, and for that it needs JavaScript. Here is what the link shows:",
    "broken": "Something went wrong on our side, so this was not done. What is on the stage stays.",
}
"""Before the page is alive, where the link is shared, and when the page fails."""

OWN_DATA = {
    "title": "Your own data",
    "about": "A table with one row for each observation, as it is: pasted, or a file of up to "
    "{rows:,} rows and {most:,} characters. A line is fitted to two of its columns. A paste of "
    "more than {pasted:,} characters is not taken into the field at all.",
    "paste": "Paste here",
    "example": "age,height\n4,102\n5,109\n7,121",
    "file": "or a file, as CSV or from a spreadsheet",
    "t": "t, along",
    "y": "y, up",
    "fit": "Fit a line to these",
}
"""The dialog to bring data."""

LESSON = {
    "list": "Lesson",
    "tour": "{title}",
    "deeper": "Deeper: {title}",
    "gallery": "Gallery: {title}",
    "title": "{lesson}: {step}",
    "found": "{verdict} {explanation}",
    "progress": "Lesson {lesson} of {lessons}, step {step} of {steps}",
    "progress alone": "Step {step} of {steps}",
    "done": "Done.",
    "answer": "The answer is “{answer}” {feedback}",
    "right": "Right. {feedback}",
    "wrong": "Not quite. {feedback} {told}",
    "see answer": "**The answer is “{answer}”** {feedback}",
    "see right": "**✓ Right: “{answer}”** {feedback}",
    "see wrong": "**✗ Not quite: “{answer}”** {feedback}",
    "mark done": "Done ✓",
    "mark right": "✓ Right",
    "mark wrong": "✗ Not quite",
    "last": "That was the last lesson.",
    "back": "← Back",
    "show": "Show me",
    "next": "Next →",
    "next lesson": "Next lesson →",
    "first": "To the first lesson",
    "setting": "Back to the lesson’s setting",
    "leave": "Leave the tour",
}
"""Around a lesson's text; its own words are in assets/lessons."""

TEACHER = {
    "open": "For teachers",
    "projector": "Projector view",
    "parts": "What the link shows",
    "only here": "This address works on this computer only: no phone can open it. First open the "
    "page as `{page}`, and make the code there.",
    "this computer": "<address of this computer>",
    "long": "This link is too long for a QR code.",
    "code": "The link as a QR code",
}
"""The panel for teachers."""


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
