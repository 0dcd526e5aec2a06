"""What is counted for who runs the server: how often, how long; of nobody in particular.

Numbers alone, whether anybody reads them or not; front_door/metrics.py hands them out.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds up to which something took, in groups."""


class Count:
    """How often something happened."""

    def __init__(self) -> None:
        """Never yet."""
        self.total = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        """Once more."""
        with self._lock:
            self.total += 1


class Times(Count):
    """How often something happened, and how long it took: how many in each group of BOUNDS, of
    which the last is all beyond, and seconds in all."""

    def __init__(self) -> None:
        """Never yet."""
        super().__init__()
        self.seconds = 0.0
        self.groups = [0] * (len(BOUNDS) + 1)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Around what happens; also of what fails or is broken off."""
        since = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - since
            with self._lock:
                self.total += 1
                self.seconds += took
                self.groups[bisect_left(BOUNDS, took)] += 1


OPENINGS, CHANGES, RELEASES = Times(), Times(), Times()
"""Runs of the page's script: the first of a visit, others of all of it, and of the stage alone, as
when a slider is released or a map goes on."""
REFUSALS, FAILED = Count(), Count()
"""Values and formulas that were refused with a sentence; failures of our own code."""
