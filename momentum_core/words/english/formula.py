"""Of typed formulas: what is said beforehand, and every refusal."""

from __future__ import annotations

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
    "sides": "The window has {has:sides}, and the loss needs {needs}.",
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
