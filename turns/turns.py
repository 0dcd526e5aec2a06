"""Turns: long work for many visitors is done a little at a time, and everybody has their turn.

Work is an iterator: it yields what there is to see, and None wherever it may pause with all that it
has computed kept. A few seats, as many as there are cores, take one turn after the other; next is
always the work of who has had least lately. Visitors who ask for the same work share it. Who has
gone, or asks for something else, stops costing at the next pause.

What works at a seat is another matter: this very process (`Here`), or one of its own, which leaves
this one free for those who only let a slider go (turns/worker.py).
"""

from __future__ import annotations

import itertools
import math
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
Begin = Callable[[], "Iterator[T | None]"]

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
TRIES = 2
"""So often a work is begun; where that breaks its seat each time it is not begun again."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Broken(Exception):
    """A seat has lost all that it was at."""


class Seat(Protocol[T]):
    """Where work is done. Only ever asked by one thread."""

    def advance(
        self,
        number: int,
        begin: Begin[T],
        seconds: float,
        show: Callable[[T], None],
        wanted: Callable[[], bool],
    ) -> bool:
        """Go on with a work, or ``begin`` it, for so long; ``show`` what there is to see. It may
        stop earlier where it is not ``wanted``. Returns whether it is done. Raises what the work
        raises, or `Broken`."""

    def forget(self, number: int) -> None:
        """Let go what is kept of a work."""


class Here(Generic[T]):
    """A seat in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is begun."""
        self.clock = clock
        self.going: dict[int, Iterator[T | None]] = {}

    def advance(
        self,
        number: int,
        begin: Begin[T],
        seconds: float,
        show: Callable[[T], None],
        wanted: Callable[[], bool],
    ) -> bool:
        """See `Seat`."""
        now = self.clock()
        end, look = now + seconds, 0.0
        if number not in self.going:
            self.going[number] = begin()
        try:
            for found in self.going[number]:
                now = self.clock()
                if found is not None:
                    show(found)
                if now >= look:
                    look = now + GLANCE
                    if not wanted():
                        return False
                if now >= end:
                    return False
        except Exception:
            self.forget(number)
            raise
        self.forget(number)
        return True

    def forget(self, number: int) -> None:
        """See `Seat`."""
        self.going.pop(number, None)


@dataclass(eq=False)
class Work(Generic[T]):
    """Something that is computed turn by turn. until: for each who wants it, how long they are
    taken to; newest: what there is to see, serial: which nothing else to see has; seat: where it is
    under way; last: when it had its turn."""

    number: int
    begin: Begin[T]
    until: dict[str, float] = field(default_factory=dict)
    newest: T | None = None
    serial: int = 0
    error: Exception | None = None
    ended: bool = False
    taken: bool = False
    seat: Seat[T] | None = None
    tries: int = 0
    last: float = 0.0


class Turns(Generic[T]):
    """Who may compute now.

    ``seats``: so many works at once, each at a seat that ``sits`` makes; with none at all, where
    there can be no threads, they are done here while somebody waits for them. ``present``: whether
    a visitor is still there. ``clock``: in seconds. Of one visitor only the work counts that they
    have asked for last. All may be called from any thread.
    """

    def __init__(
        self,
        seats: int,
        present: Callable[[str], bool] = lambda who: True,
        clock: Callable[[], float] = time.monotonic,
        sits: Callable[[], Seat[T]] | None = None,
    ) -> None:
        """Nobody wants anything yet, and no thread is started."""
        self.seats, self.present, self.clock = seats, present, clock
        self.here: Seat[T] = Here(clock)
        self.sits: Callable[[], Seat[T]] = sits or (lambda: Here(clock))
        self.works: dict[Hashable, Work[T]] = {}
        self.wants: dict[str, Hashable] = {}
        self.had: dict[str, tuple[float, float]] = {}
        self.dropped: list[Work[T]] = []
        self.numbers = itertools.count(1)
        self.news = threading.Condition()
        self.threads = 0

    def ask(self, who: str, what: Hashable, begin: Begin[T]) -> Work[T]:
        """``who`` wants ``what``, which ``begin`` computes; what they wanted before they don't."""
        self.hire()
        with self.news:
            if self.wants.get(who) != what:
                self._leave(who)
            if what not in self.works:
                self.works[what] = Work(next(self.numbers), begin)
            work = self.works[what]
            self.wants[who], work.until[who] = what, self.clock() + LEASE
            self.news.notify_all()
        return work

    def leave(self, who: str) -> None:
        """They want nothing any more."""
        with self.news:
            self._leave(who)

    def newer(self, work: Work[T], than: int, seconds: float) -> tuple[int, T] | None:
        """What there is to see, and its serial, if that is not ``than``; waits for it. None where
        there is nothing new. Raises what the work has raised."""
        end = self.clock() + seconds
        if not self.threads:
            self.turn(self.here, seconds)
        with self.news:
            while work.serial in (0, than) and not work.ended:
                left = end - self.clock()
                if left <= 0:
                    return None
                self.news.wait(left)
            if work.error:
                raise work.error
            return None if work.newest is None else (work.serial, work.newest)

    def ahead(self, work: Work[T]) -> float:
        """Seconds until work like this has its next turn, about."""
        with self.news:
            others = sum(other is not work for other in self._waiting())
        return others * PART / max(self.seats, 1)

    def hire(self) -> None:
        """A thread for every seat, the first time; what sits there makes itself ready."""
        while self.threads < self.seats:
            with self.news:
                if self.threads >= self.seats:
                    return
                self.threads += 1
            try:
                seat = self.sits()
                threading.Thread(target=self._serve, args=(seat,), daemon=True).start()
            except (OSError, RuntimeError):  # there are no processes or no threads, as in a browser
                with self.news:
                    self.threads -= 1
                    self.seats = self.threads

    def turn(self, seat: Seat[T] | None = None, seconds: float = PART) -> bool:
        """Give one turn to who is next at a seat; False if nobody waits for one."""
        seat = seat or self.here
        with self.news:
            self._let_go(seat)
            work = self._next(seat)
            if not work:
                return False
            begun = self.clock()
            work.taken, work.last, work.seat = True, begun, seat
        try:
            done = seat.advance(
                work.number,
                work.begin,
                seconds,
                lambda found: self._show(work, found),
                lambda: bool(self._wanted(work)),
            )
        except Broken as error:
            self._break(seat, work, error)
            done = False
        except Exception as error:
            work.error, done = error, True
        with self.news:
            work.taken, work.ended = False, work.ended or done
            self._charge(work, self.clock() - begun)
            self._forget()
            self._let_go(seat)
            self.news.notify_all()
        return True

    def _show(self, work: Work[T], found: T) -> None:
        with self.news:
            work.newest, work.serial = found, next(self.numbers)
            self.news.notify_all()

    def _break(self, seat: Seat[T], work: Work[T], error: Broken) -> None:
        """All that was under way at a seat is begun anew; but not for ever what it was at."""
        with self.news:
            work.tries += 1
            if work.tries >= TRIES:
                work.error, work.ended = error, True
            for other in self.works.values():
                if other.seat is seat:
                    other.seat = None

    def _wanted(self, work: Work[T]) -> list[str]:
        """Who still wants a work: those who are there and have asked for it lately."""
        now = self.clock()
        return [who for who, until in list(work.until.items()) if until > now and self.present(who)]

    def _waiting(self) -> list[Work[T]]:
        """All works that somebody wants and that are not at it now."""
        open_ = (work for work in self.works.values() if not (work.taken or work.ended))
        return [work for work in open_ if self._wanted(work)]

    def _next(self, seat: Seat[T]) -> Work[T] | None:
        """Whose turn it is: who has had least; of equals, whose last turn is longest ago."""
        full = sum(work.seat is not None for work in self.works.values()) >= BEGUN
        ready = [
            work
            for work in self._waiting()
            if work.seat is seat or (work.seat is None and not full)
        ]
        now = self.clock()
        return min(ready, key=lambda work: (self._least(work, now), work.last), default=None)

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
                if work.seat is not None:
                    self.dropped.append(work)
        self.wants = {who: what for who, what in self.wants.items() if what in self.works}
        self.had = {who: x for who, x in self.had.items() if self._lately(who, now) > 0.001}

    def _let_go(self, seat: Seat[T]) -> None:
        """What is kept at a seat of works that are no more."""
        for work in [work for work in self.dropped if work.seat is seat]:
            self.dropped.remove(work)
            seat.forget(work.number)

    def _serve(self, seat: Seat[T]) -> None:
        while True:
            if self.turn(seat):
                continue
            with self.news:
                self._forget()
                self._let_go(seat)
                if not self._next(seat):
                    self.news.wait(1.0 if self.works else None)
