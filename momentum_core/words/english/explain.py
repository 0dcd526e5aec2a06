"""Why a run ended as it did, in parts; the theory beside it; what a choice has changed."""

PARTS_OF_WHY = {
    "escaped": "it escaped after {steps:steps}",
    "escaped, in short": "it escaped",
    "moving": "it is still on the move",
    "round": "every {steps:steps} it is back where it was",
    "round, in short": "it goes round",
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
    "observed, many": "{count} observations of {t} and {y}. A link can’t carry so many: whoever "
    "opens it will see data of the app’s own.",
    "sampled": "{count:,} rows of {t} and {y}. The loss is of all; dots and mini-batches are a "
    "sample of {drawn}. A link can’t carry so many: whoever opens it will see data of the app’s "
    "own.",
    "other eta": "η means something else to {method}: about how far a step goes. It is now {eta} "
    "(it was {was}).",
    "no map": "This map could not be computed.",
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

WHY: dict[str, str] = {
    "uncovered": "This theory is about α and one fixed η; {method} rescales every step, so it "
    "has nothing to say.",
    "fading": "Not for good: {method} divides by the slope’s usual size, which fades, so its own "
    "ηλ, {x} at step {k}, grows; its edge is {edge}.",
    "faded": "Not for long: {method} divides by the slope’s usual size, which has faded: its own "
    "ηλ, {x} at step {k}, is beyond its edge, {edge}.",
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
    "leaving": "Nothing holds it on {place}: its way down has curvature {curvature}, so each step "
    "makes the smallest push {rate}.",
    "valley": "Rests in a valley{where}: its {steepest} is {curvature}, so ηλ = {x} is below "
    "{edge}.",
    "level": "Lies on level ground: no slope to follow, and no bowl that this theory could speak "
    "of.",
    "nowhere": "No minimum is known in this picture, so this theory has nothing to say.",
    "flat": "The ground is flat at {w}: its curvature is 0, so this theory has no rate for it.",
    "kinked": "The minimum at {w} is no bowl but a kink, so this theory has no rate for it.",
    "floor": "A valley floor is level: all of it is equally low, with no slope along it. Across it "
    "the curvature is {curvature}.",
    "creased": "A valley floor is level: all of it is equally low, with no slope along it. It is "
    "no bowl, so this theory has no rate for it.",
    "poised": "Stands in a minimum that can’t hold it: ηλ = {x} is beyond {edge}, so the smallest "
    "push would grow.",
    "perched": "Nearly still in a minimum that can’t hold it: ηλ = {x} is beyond {edge}, so "
    "the smallest push aside would grow.",
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
    "rounds": "Goes round and round: every {period:steps} it is back where it was, so it never "
    "rests.",
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
    "settling": "Settles: in the long run a step keeps {rate} of the distance: three digits "
    "take {digits}; the best α {where} is {best}.",
}
"""Why, by kind."""
