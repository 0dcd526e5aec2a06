"""What is wrong with a value in a link or a field.

Most are the end of a sentence: "eta = “0” is not usable: " and then the reason.
"""

SETTINGS = {
    "quoted": "“{text}”",
    "cut": "“{text}…”",
    "unusable": "{name} = {value} is not usable: {problem}.",
    "illegal": "{name} = {value}: {problem}.",
    "unused": "{name} is not used: it belongs to another loss.",
    "gap": "In this link’s formula a space is read as +: {formula}. A product is written with *.",
    "no loss": "There is no loss called {loss}.",
    "unknown loss": "there is no such loss",
    "times": "it appears {count} times",
    "long": "it has {count:,} characters; {most:g} are the most",
    "number": "it is not a number",
    "integer": "it is not a whole number",
    "whole": "it must be a whole number",
    "truth": "it must be true or false",
    "flag": "it must be 0 or 1",
    "ends": "it needs a lower and a higher end for each axis",
    "pair": "it needs a step and a factor",
    "between": "it must lie between {low} and {high}",
    "one of": "it must be one of {names}",
    "batch": "a batch holds 1 to {most} observations, or all",
    "drop": "the step must lie between {low} and {high}, the factor between {least} and {most}",
    "weights": "this loss needs {count:numbers}",
    "far": "it is too far outside of the picture",
    "race": "it must be none, or some of {names}, each once",
    "no part": "no part is called so",
    "no lesson": "there is no such lesson",
    "lesson's": "it belongs to a lesson",
    "pages": "this lesson has the steps 1 to {count}",
    "must be": "it must be {value}",
}
"""By what is wrong."""
