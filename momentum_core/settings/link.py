"""The one codec between settings and a link.

A link that this module writes always spells out what decides the run (loss, method, η, α, start,
steps, race), so it keeps its meaning when a default changes. What is seldom set (drop, and how the
clock is watched: speed, loop, path, at) is left out while it has the value that its absence means,
and that meaning is fixed for ever (``ABSENT``). Catalogue losses never change under their name. A
link written by hand may name only some parameters; the rest are then the loss's own defaults.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from momentum_core.losses.data import spelled
from momentum_core.settings.fields import FIELDS, Subject, plus_read, quote
from momentum_core.settings.settings import (
    DEFAULT_LOSS,
    DEFAULTS,
    FORMULA,
    LINE,
    OWNED,
    Settings,
    known,
    observations_of,
    others,
    surface_of,
)
from momentum_core.settings.stops import own_eta
from momentum_core.words.sentences import say

ABSENT: dict[str, Any] = {"drop": (), "speed": 1.0, "loop": False, "path": False, "at": None}
RESERVED = frozenset({"lesson", "page", "hide", "view", "lang"})
"""Parameters of the page's own; not a setting, not reported."""


def to_query(settings: Settings) -> dict[str, str]:
    """The settings as a link's parameters, in a fixed order; a formula or data that are too long
    for a link are left out (``carried`` says so)."""
    left_out = {*others(settings.loss), *_too_long(settings)}
    left_out |= {name for name, value in ABSENT.items() if getattr(settings, name) == value}
    return {
        field.name: field.spell(getattr(settings, field.name))
        for field in FIELDS
        if field.name not in left_out
    }


def carried(settings: Settings) -> bool:
    """Whether a link can carry the settings: a formula or data may be too long."""
    return not _too_long(settings)


def _too_long(settings: Settings) -> list[str]:
    return [name for name in ("q", "data") if not spelled.fits(getattr(settings, name))]


def from_query(query: Mapping[str, str | list[str]]) -> tuple[Settings, list[str]]:
    """Settings from a link's parameters, and one sentence for each value that was not usable.

    A parameter that is bad, empty or repeated falls back to its default and is named; parameters
    that are not ours are left alone; nothing in a link raises.
    """
    read: dict[str, Any] = {}
    complaints: list[str] = []

    def refuse(name: str, problem: object) -> None:
        read.pop(name, None)
        complaints.append(complaint(name, query, problem))

    for field in FIELDS:
        if field.name in query:
            try:
                read[field.name] = field.read(only(query[field.name], field.longest))
            except ValueError as error:
                refuse(field.name, error)
    loss = _read_loss(read, refuse)
    for name in others(loss):
        if name in read:
            del read[name]
            complaints.append(say("settings.unused", name=name))
    loss = _drawable(loss, read, refuse)
    surface = surface_of(loss, read)
    data = observations_of(read.get("data", DEFAULTS["data"])) if loss == LINE else None
    for field in FIELDS:
        problem = field.name in read and field.problem(read[field.name], Subject(surface, data))
        if problem:
            refuse(field.name, problem)
    if "q" in read and loss == FORMULA:
        complaints += filter(None, [plus_read(only(query["q"], math.inf))])
    read.setdefault("eta", own_eta(surface, read.get("method", DEFAULTS["method"])))
    return Settings.of(loss, **read), complaints


Refuse = Callable[[str, object], None]
"""Names a parameter and what is wrong with it, and leaves it out."""


def _texts(query: Mapping[str, str | list[str]], name: str) -> list[str]:
    raw = query.get(name, [])
    return [raw] if isinstance(raw, str) else list(raw)


def complaint(name: str, query: Mapping[str, str | list[str]], problem: object) -> str:
    """One sentence on a parameter that can't be used."""
    shown = quote(next(iter(_texts(query, name)), ""))
    ended = str(problem).removesuffix(".")
    return say("settings.unusable", name=name, value=shown, problem=ended)


def only(raw: str | list[str], longest: float) -> str:
    """A parameter's text. Raises ValueError where it doesn't appear exactly once, or is longer."""
    texts = [raw] if isinstance(raw, str) else list(raw)
    if len(texts) != 1:
        raise ValueError(say("settings.times", count=len(texts)))
    text = texts[0].strip()
    if len(text) > longest:
        raise ValueError(say("settings.long", count=len(text), most=longest))
    return text


def _read_loss(read: dict[str, Any], refuse: Refuse) -> str:
    """The loss that a link names, or that its other parameters speak of."""
    if "loss" not in read:
        return next((key for key, names in OWNED.items() if names[0] in read), DEFAULT_LOSS)
    if known(read["loss"]):
        return str(read.pop("loss"))
    refuse("loss", say("settings.unknown loss"))
    return DEFAULT_LOSS


def _drawable(loss: str, read: dict[str, Any], refuse: Refuse) -> str:
    """The loss, without the window or the data that can't be had; where the formula can't be had,
    the default loss."""
    problem = _problem(loss, read)
    if not problem:
        return loss
    if loss == LINE:
        refuse("data", problem)
        return loss
    without = _problem(loss, {**read, "window": ()})
    if not without:
        refuse("window", problem)
        return loss
    refuse("q", without)
    return DEFAULT_LOSS


def _problem(loss: str, own: Mapping[str, Any]) -> str:
    """Why there is no such surface, or an empty string."""
    try:
        surface_of(loss, own)
    except ValueError as error:
        return str(error)
    return ""
