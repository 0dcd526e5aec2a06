"""Why a run ended as it did, in parts; the theory beside it; what a choice has changed."""

PARTS_OF_WHY = {
    "escaped": "it escaped after {steps:steps}",
    "escaped, in short": "it escaped",
    "moving": "it is still on the move",
    "steepest": "steepest curvature",
    "curvature": "curvature",
    "edge": "2(1 + α) = {edge}",
    "edge ahead": "Nesterov’s edge, {edge}",
    "by": "{edge} by {by}",
    "only": "this minimum",
    "nearest": "the nearest minimum",
    "only one seen": "the only minimum in the picture",
    "nearest one seen": "the nearest minimum in the picture",
    "outside": " outside of the picture",
    "along": " in the flattest direction",
    "here": "here",
    "overall": "overall",
    "calmer": "η",
    "calmer by either": "η or α",
}
"""What is put into the sentences of ``WHY``."""

TOLD = {
    "brought": "{loss} brings its own learning rate, η = {eta} (it was {was}), its own start and "
    "its own view. α stays {alpha}.",
    "incomplete": "There may be more valleys and hilltops than are marked: {reason}",
    "observed": "{count} observations of {t} and {y}; a link can carry them.",
    "observed, many": "{count} observations of {t} and {y}; too many for a link to carry.",
    "other eta": "η means something else to {method}: about how far a step goes. It is now {eta} "
    "(it was {was}).",
    "long formula": "A link can’t carry so long a formula: whoever opens it will see another loss.",
    "long data": "A link can’t carry so many data: whoever opens it will see data of the app’s "
    "own.",
}
"""What a visitor is told of a choice."""

REGIMES = {
    "creeping": "creeping",
    "critical": "critical",
    "oscillating": "oscillating",
    "alternating": "alternating",
    "marginal": "marginal",
    "unstable": "unstable",
}
"""How a ball moves in a bowl, in the table of theory."""

OFFERS = {
    "alpha": "Settles soonest at this η: {choice}",
    "eta": "Just below the edge at this α: {choice}",
    "pair": "Best pair for this minimum: {choice}",
}
"""What theory would choose."""

NUMBERS = {
    "none": "no value",
    "faint": "next to nothing",
    "nearly all": "all but {rest}",
    "beyond": "larger than can be counted",
    "larger": "larger by {by} of itself",
    "times": "{factor} times as large",
    "uncounted": "more steps than can be counted",
    "below one": "just below 1",
    "tiny": "below {limit}",
}
"""What stands in the place of a number, or beside it."""
