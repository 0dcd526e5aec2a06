"""Of typed formulas: what is said beforehand, and every refusal."""

from __future__ import annotations

SAYS = {
    "empty": "Type a formula, for example w^2.",
    "long": "The formula has {count} characters; {most} is the most.",
    "sign": "“{text}” at character {at} has no meaning here.",
    "look-alike": "“{text}” at character {at} only looks like a Latin {meant}; type it anew.",
    "invisible": "An invisible character at position {at} has no meaning here.",
    "equals": "“=” at character {at}: type one formula, not an equation.",
    "comma": "“{text}” at character {at} has no meaning here: this takes one value, and there is "
    "one formula.",
    "command": "LaTeX’s “{text}” at character {at} is not known here.",
    "index": "The index “{text}” at character {at} is not known here; a weight’s is a number, as "
    "in x_1.",
    "base": "“{text}” at character {at} is not known here; there are log2, log10 and ln, and "
    "log(x, 3) for another base.",
    "near": "“{text}” at character {at} is not known here; perhaps {near} is meant.",
    "unknown step": "“{text}” at character {at} makes steps, which have no slope to roll down; use "
    "a smooth function, or max, min and abs.",
    "unknown special": "“{text}” at character {at} is not known here; the nearest are exp, erf and "
    "products.",
    "unknown sum": "“{text}” at character {at} adds up many values; write the terms with + signs.",
    "unknown case": "“{text}” at character {at} is not known here; for cases there are max, min, "
    "abs and relu.",
    "inverse": "“{text}” at character {at} to the power −1 is not clear; write 1/{text}(x), or the "
    "inverse function by its own name.",
    "takes one": "“{text}” at character {at} takes one value.",
    "takes two": "“{text}” at character {at} takes two values, with a comma between them.",
    "takes several": "“{text}” at character {at} takes 2 to {most} values, with commas between "
    "them.",
    "three weights": "There are {count} weights: {found}. The stage has room for two; put numbers "
    "for the others.",
    "level": "This has no slope anywhere, so nothing rolls; a loss has to rise and fall with "
    "{found}.",
    "thousand": "“{text}” at character {at} could be {small} or {large}; write one of these.",
    "name": "“{text}” at character {at} is not known here; use {names}, numbers, and functions as "
    "{functions}.",
    "numbers": "Two numbers in a row at character {at}.",
    "bracket": "“{text}” at character {at} needs parentheses, as in {text}(x).",
    "function power": "The power of “{text}” at character {at} belongs behind its parentheses, as "
    "in {text}(x)^y.",
    "open": "“{text}” at character {at} is never closed.",
    "close": "“{text}” at character {at} closes nothing.",
    "missing": "A value is missing {place} “{text}” at character {at}.",
    "structure": "This is no formula near character {at}.",
    "nested": "The formula is too long or nested too deeply; try a shorter one.",
    "no variable": "There is no variable; a loss has to depend on a weight, as w or x.",
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

READ = {
    "argument": "Without parentheses “{text}” takes what follows it, up to the next sign, function "
    "or parenthesis.",
    "capital e": "E is read as e = 2.718….",
    "divisor": "“/” divides by what is next to it alone: /{text} is a division, then a product. "
    "Parentheses hold both together.",
    "e times x": "“{text}” is read as e times x; the power is e^x.",
    "inverse": "“{text}” to the power −1 is read as the inverse function, {name}.",
    "list": "“{text}” is read as two values; with semicolons between values a comma is a decimal "
    "one.",
    "log": "log is the natural logarithm, ln; the one to the base 10 is log10.",
    "mixed": "“{text}” is read as a mixed number: the whole and the part are added.",
    "power": "A power ends before the next factor: ^{text} is a power, then a product. Parentheses "
    "hold both together.",
    "root": "A power ends before “/”: ^1/2 is a half of the first power. A root is ^(1/2).",
    "two letters": "Both {first} and {second} are weights here.",
}
"""Of a formula that could have been read otherwise: how it was read."""

TYPED = {
    "help": "One formula in w, or in x and y, or in one or two other letters, with + − * / ^ and "
    "parentheses; 2w and 3(x+1) are products. LaTeX and Python are read, too. Also pi, e and "
    "{functions}.",
    "names": "a letter for each weight, as w, x or θ",
    "before": "before",
    "after": "after",
}
"""What is said of a formula before it is typed, and parts of what is said then."""
