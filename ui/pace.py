"""How fast a lesson's step plays: at a speed with which nobody waits for long."""

from __future__ import annotations

from dataclasses import replace

from momentum_core.lessons.claims import settings_of
from momentum_core.lessons.read import Step
from momentum_core.runs.run import race
from momentum_core.settings.fields import SPEEDS
from momentum_core.settings.pace import seconds as played
from momentum_core.settings.settings import Settings

LONGEST, LONGEST_WAIT = 20.0, 10.0
"""Seconds that a lesson's run should take at most, and the way to the step where it waits."""


def opening(step: Step) -> Settings:
    """What a step opens with: its link, at a speed with which nobody waits for long."""
    settings = settings_of(step.query)
    if step.hold is not None:
        return _paced(settings, step.hold, LONGEST_WAIT)
    return paced(settings) if step.task and settings.at is None else settings


def paced(settings: Settings) -> Settings:
    """With a speed at which a long run doesn't become a long wait."""
    return _paced(settings, max(run.steps for run in race(settings).values()), LONGEST)


def _paced(settings: Settings, steps: int, seconds: float) -> Settings:
    speed = next((x for x in SPEEDS if x >= 1 and played(steps, x) <= seconds), SPEEDS[-1])
    return replace(settings, speed=speed)
