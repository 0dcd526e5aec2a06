"""Claims: lines that say something about a run, and that the run itself can confirm or deny.

A line reads ``[?changes] [who] quantity relation value``, or has a second quantity, with its own
changes and who, in the place of the value::

    place = lowest                   the link's ball rests in the lowest valley
    plain outcome = rolling          the one without momentum, who runs along, is still rolling
    taken < ?alpha=0 taken           sooner than with another α, all else the same
    w@4 ~ 0.2909                     the weight at step 4, to as many decimals as are written

Lessons use them twice: what a text claims is checked by the tests, and what a visitor is asked to
do is noticed by the player, which knows the quantities of ``FOLLOWED``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import numpy as np

from momentum_core.explain.endings import whereabouts
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.run import Run, along, simulate
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import from_query, to_query
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import language


class ClaimError(ValueError):
    """A line that is no claim, with a sentence that says why."""


def _turns(run: Run) -> int:
    """How often the first weight changes its direction."""
    signs = np.sign(run.trajectory.update[1:, 0])
    return int(np.count_nonzero(np.diff(signs[signs != 0])))


def _spread(run: Run) -> float:
    """How wide the first weight still wanders in the second half of the run."""
    half = run.trajectory.w[run.steps // 2 :, 0]
    return float(half.max() - half.min())


def _place(run: Run) -> str:
    found = whereabouts(run, stationary_points(run.surface).points)
    return found if found != "unlisted" else "none"


def _clock(run: Run) -> int:
    return run.steps if run.settings.at is None else run.settings.at


QUANTITIES: dict[str, Callable[[Run], float | str]] = {
    "loss": lambda run: run.settings.loss,
    "method": lambda run: run.settings.method,
    "race": lambda run: ",".join(run.settings.race) or "none",
    "eta": lambda run: run.settings.eta,
    "alpha": lambda run: run.settings.alpha,
    "start": lambda run: run.settings.start[0],
    "start2": lambda run: run.settings.start[1],
    "clock": _clock,
    "outcome": lambda run: run.outcome.value,
    "place": _place,
    "taken": lambda run: run.steps,
    "end": lambda run: float(run.trajectory.w[-1, 0]),
    "end2": lambda run: float(run.trajectory.w[-1, 1]),
    "height": lambda run: float(run.loss[-1]),
    "leftmost": lambda run: float(run.trajectory.w[:, 0].min()),
    "rightmost": lambda run: float(run.trajectory.w[:, 0].max()),
    "turns": _turns,
    "spread": _spread,
}
"""What can be said of a whole run. assets/lessons/README.md explains each."""

AT_A_STEP: dict[str, Callable[[Run, int], float]] = {
    "w": lambda run, k: float(run.trajectory.w[k, 0]),
    "w2": lambda run, k: float(run.trajectory.w[k, 1]),
    "update": lambda run, k: float(run.trajectory.update[k, 0]),
    "gradient": lambda run, k: float(run.trajectory.gradient[k, 0]),
    "loss": lambda run, k: float(run.loss[k]),
}
"""What can be said of one step k, written name@k. The gradient is the one that step k + 1 uses."""

WORDS: dict[str, frozenset[str]] = {
    "loss": frozenset(CATALOGUE),
    "method": frozenset(METHODS),
    "outcome": frozenset(outcome.value for outcome in Outcome),
    "place": frozenset(language.PLACES) | {"none"},
}
"""The values of quantities that are no numbers; ``race`` is spelled as in a link."""

FOLLOWED = frozenset(
    (
        *("loss", "method", "race", "eta", "alpha", "start", "start2", "clock"),
        *("outcome", "place", "taken", "end", "end2"),
    )
)
"""The quantities that the player knows while a visitor drags."""

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ROUNDS_TO = "~"


@dataclass(frozen=True, slots=True)
class Term:
    """A quantity of one run: whose, which, at which step (None: of the whole run), and with which
    changes of the link."""

    who: str
    name: str
    step: int | None = None
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line, taken apart. ``right`` is a number, a word, or a term to compare with."""

    text: str
    left: Term
    relation: str
    right: Term | float | str
    decimals: int = 0
    """How many decimals the number was written with."""


def parse(text: str) -> Claim:
    """A claim from its line. Raises ClaimError."""
    words = text.split()
    places = [k for k, word in enumerate(words) if word in (*RELATIONS, ROUNDS_TO)]
    if len(places) != 1:
        raise ClaimError(f"“{text}” needs one of {' '.join(RELATIONS)} {ROUNDS_TO} between spaces")
    (k,) = places
    left, relation, rest = _term(words[:k]), words[k], words[k + 1 :]
    if _is_word(left) and relation not in ("=", "!="):
        raise ClaimError(f"“{left.name}” is a word: it can only be = or != another")
    if len(rest) == 1 and not _names_a_quantity(rest[0]):
        value = _value(left, rest[0])
        return Claim(text, left, relation, value, len(rest[0].partition(".")[2]))
    right = _term(rest)
    if _is_word(left) != _is_word(right) or relation == ROUNDS_TO:
        raise ClaimError(f"“{text}” compares what can't be compared")
    return Claim(text, left, relation, right)


def _names_a_quantity(word: str) -> bool:
    return word in QUANTITIES or "@" in word


def _is_word(term: Term) -> bool:
    return term.step is None and (term.name in WORDS or term.name == "race")


def _term(words: Sequence[str]) -> Term:
    *before, quantity = words or [""]
    changes = before.pop(0) if before and before[0].startswith("?") else ""
    who = before.pop(0) if before else "ball"
    if before or who not in ("ball", "reveal", *RACERS):
        raise ClaimError(f"“{' '.join(words)}” is about nobody: ball, reveal, {', '.join(RACERS)}")
    if changes:
        link(changes)
    name, at, step = quantity.partition("@")
    if name not in (AT_A_STEP if at else QUANTITIES) or (at and not step.isdecimal()):
        raise ClaimError(f"there is no quantity “{quantity}”")
    return Term(who, name, int(step) if at else None, changes)


def _value(left: Term, word: str) -> float | str:
    if _is_word(left):
        if word not in WORDS.get(left.name, (word,)):
            raise ClaimError(f"“{word}” is no {left.name}")
        return word
    if not re.fullmatch(r"-?\d+(\.\d+)?", word, re.A):
        raise ClaimError(f"“{word}” is neither a number nor a quantity")
    return float(word)


def holds(claim: Claim, settings: Settings, reveal: Settings | None = None) -> bool:
    """Whether a claim is true of the settings' run (and of the run that a step reveals).

    Raises ClaimError where it speaks of somebody who does not run, or of a step beyond the end.
    """
    left = _measured(claim.left, settings, reveal)
    right = claim.right
    if isinstance(right, Term):
        return RELATIONS[claim.relation](left, _measured(right, settings, reveal))
    if claim.relation == ROUNDS_TO:
        return round(float(left), claim.decimals) == right
    return RELATIONS[claim.relation](left, right)


def _measured(term: Term, settings: Settings, reveal: Settings | None) -> float | str:
    run = _run(term, settings, reveal)
    if term.name.endswith("2") and run.surface.d == 1:
        raise ClaimError(f"there is no “{term.name}” on a loss with one weight")
    if term.step is None:
        return QUANTITIES[term.name](run)
    if term.step > run.steps - (term.name == "gradient"):
        raise ClaimError(f"the run ends before step {term.step}")
    return AT_A_STEP[term.name](run, term.step)


def _run(term: Term, settings: Settings, reveal: Settings | None) -> Run:
    if term.who == "reveal":
        if reveal is None:
            raise ClaimError("nothing is revealed here")
        settings = reveal
    if term.changes:
        settings = settings_of(to_query(settings) | link(term.changes))
    if term.who in ("ball", "reveal"):
        return simulate(settings)
    if term.who not in settings.race:
        raise ClaimError(f"“{term.who}” does not run along here")
    return along(settings, term.who)


def link(text: str) -> dict[str, str]:
    """The parameters of a link that is written ?name=value&name=value. Raises ClaimError."""
    try:
        pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise ClaimError(f"“{text}” is no link") from error
    query = dict(pairs)
    if not text.startswith("?") or len(query) < len(pairs):
        raise ClaimError(f"“{text}” is no link: it begins with ? and names each parameter once")
    strangers = sorted(set(query) - {field.name for field in FIELDS})
    if strangers:
        raise ClaimError(f"a link has no parameter “{strangers[0]}”")
    return query


def settings_of(query: Mapping[str, str]) -> Settings:
    """The settings of a link that has to be usable as it stands. Raises ClaimError."""
    settings, complaints = from_query(query)
    if complaints:
        raise ClaimError(complaints[0].rstrip("."))
    return settings
