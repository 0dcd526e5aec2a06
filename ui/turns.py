"""Turns: long work for many visitors is done a little at a time, and everybody has their turn.

Work is an iterator: it yields what there is to see, and None wherever it may pause with all that it
has computed kept. A few threads, as many as there are cores, take one turn after the other; next is
always the work of who has had least lately. Visitors who ask for the same work share it. Who has
gone, or asks for something else, stops costing at the next pause.
"""

from __future__ import annotations

import itertools
import math
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

PART = 0.3
"""Seconds that a turn lasts, and the step of the work more in which it ends."""
GLANCE = 0.05
"""So often it is looked up during a turn whether anybody still wants the work, in seconds."""
LEASE = 6.0
"""For so many seconds after asking somebody is taken to want it still."""
MEMORY = 10.0
"""After so many seconds half of what somebody has had is forgotten."""
BEGUN = 16
"""So many works may be under way at once: each keeps what it has computed, some 2 MB."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(eq=False)
class Work(Generic[T]):
    """Something that is computed turn by turn. until: for each who wants it, how long they are
    taken to; newest: what there is to see, number: which no other thing to see has; last: when it
    had its turn."""

    parts: Callable[[], Iterator[T | None]]
    until: dict[str, float] = field(default_factory=dict)
    going: Iterator[T | None] | None = None
    newest: T | None = None
    number: int = 0
    error: Exception | None = None
    ended: bool = False
    taken: bool = False
    last: float = 0.0


class Turns(Generic[T]):
    """Who may compute now.

    ``seats``: so many works at once; with none at all, where there can be no threads, they are done
    while somebody waits for them. ``present``: whether a visitor is still there. ``clock``: in
    seconds. Of one visitor only the work counts that they have asked for last. All may be called
    from any thread.
    """

    def __init__(
        self,
        seats: int,
        present: Callable[[str], bool] = lambda who: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nobody wants anything yet, and no thread is started."""
        self.seats, self.present, self.clock = seats, present, clock
        self.works: dict[Hashable, Work[T]] = {}
        self.wants: dict[str, Hashable] = {}
        self.had: dict[str, tuple[float, float]] = {}
        self.numbers = itertools.count(1)
        self.news = threading.Condition()
        self.threads = 0

    def ask(self, who: str, what: Hashable, parts: Callable[[], Iterator[T | None]]) -> Work[T]:
        """``who`` wants ``what``, which ``parts`` computes; what they wanted before they don't."""
        with self.news:
            if self.wants.get(who) != what:
                self._leave(who)
            work = self.works.setdefault(what, Work(parts))
            self.wants[who], work.until[who] = what, self.clock() + LEASE
            self.news.notify_all()
        self._hire()
        return work

    def leave(self, who: str) -> None:
        """They want nothing any more."""
        with self.news:
            self._leave(who)

    def newer(self, work: Work[T], than: int, seconds: float) -> tuple[int, T] | None:
        """What there is to see, and its number, if that is not ``than``; waits for it. None where
        there is nothing new. Raises what the work has raised."""
        end = self.clock() + seconds
        if not self.threads:
            self.turn(seconds)
        with self.news:
            while work.number in (0, than) and not work.ended:
                left = end - self.clock()
                if left <= 0:
                    return None
                self.news.wait(left)
            if work.error:
                raise work.error
            return None if work.newest is None else (work.number, work.newest)

    def ahead(self, work: Work[T]) -> float:
        """Seconds until work like this has its next turn, about."""
        with self.news:
            others = sum(other is not work for other in self._waiting())
        return others * PART / max(self.seats, 1)

    def turn(self, seconds: float = PART) -> bool:
        """Give one turn to who is next; False if nobody waits for one."""
        with self.news:
            work = self._next()
            if not work:
                return False
            work.taken, work.last = True, self.clock()
        begun = self.clock()
        try:
            self._advance(work, begun + seconds)
        except Exception as error:
            work.error, work.ended = error, True
        with self.news:
            work.taken = False
            self._charge(work, self.clock() - begun)
            self._forget()
            self.news.notify_all()
        return True

    def _advance(self, work: Work[T], end: float) -> None:
        if work.going is None:
            work.going = work.parts()
        look = 0.0
        for found in work.going:
            now = self.clock()
            if found is not None:
                with self.news:
                    work.newest, work.number = found, next(self.numbers)
                    self.news.notify_all()
            if now >= end:
                return
            if now >= look:
                look = now + GLANCE
                if not self._wanted(work):
                    return
        work.ended = True

    def _wanted(self, work: Work[T]) -> list[str]:
        """Who still wants a work: those who are there and have asked for it lately."""
        now = self.clock()
        return [who for who, until in list(work.until.items()) if until > now and self.present(who)]

    def _waiting(self) -> list[Work[T]]:
        """All works that somebody wants and that are not at it now."""
        open_ = (work for work in self.works.values() if not (work.taken or work.ended))
        return [work for work in open_ if self._wanted(work)]

    def _next(self) -> Work[T] | None:
        """Whose turn it is: who has had least; of equals, whose last turn is longest ago."""
        full = sum(work.going is not None for work in self.works.values()) >= BEGUN
        ready = [work for work in self._waiting() if work.going is not None or not full]
        if not ready:
            return None
        now = self.clock()
        return min(ready, key=lambda work: (self._least(work, now), work.last))

    def _least(self, work: Work[T], now: float) -> float:
        """What the most modest of those who want it has had."""
        return min((self._lately(who, now) for who in work.until), default=math.inf)

    def _lately(self, who: str, now: float) -> float:
        had, when = self.had.get(who, (0.0, now))
        return float(had * 0.5 ** ((now - when) / MEMORY))

    def _charge(self, work: Work[T], seconds: float) -> None:
        """A turn is on the account of all who want it, a part each."""
        now, sharers = self.clock(), list(work.until)
        for who in sharers:
            self.had[who] = (self._lately(who, now) + seconds / len(sharers), now)

    def _leave(self, who: str) -> None:
        work = self.works.get(self.wants.pop(who, None))
        if work:
            work.until.pop(who, None)

    def _forget(self) -> None:
        """What is done, and what nobody wants; who has gone; who has had next to nothing lately."""
        now = self.clock()
        for what, work in list(self.works.items()):
            if not work.taken and (work.ended or not self._wanted(work)):
                del self.works[what]
        self.wants = {who: what for who, what in self.wants.items() if what in self.works}
        self.had = {who: x for who, x in self.had.items() if self._lately(who, now) > 0.001}

    def _hire(self) -> None:
        """A thread for every seat, when there is work for the first time."""
        while self.threads < self.seats:
            thread = threading.Thread(target=self._serve, name="turns", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # there are no threads here, as in a browser
                self.seats = self.threads
                return
            self.threads += 1

    def _serve(self) -> None:
        while True:
            if not self.turn():
                with self.news:
                    if not self._next():
                        self.news.wait(1.0 if self.works else None)
                    self._forget()
