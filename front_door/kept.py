"""What is made for a link, once: kept within a bound, made one at a time, and not for a crowd."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made", bound=Sized)


class Kept(Generic[Key, Made]):
    """What ``make`` makes of a key. Kept are ``most`` bytes or characters of it, the last that were
    asked for. One is made at a time, and ``waiting`` may wait: a link costs milliseconds, and who
    sends very many of them slows nobody but themselves."""

    def __init__(self, make: Callable[[Key], Made], most: int, waiting: int = 8) -> None:
        """Nothing is made yet."""
        self.make, self.most, self.size = make, most, 0
        self._kept: OrderedDict[Key, Made] = OrderedDict()
        self._turn, self._room = threading.Lock(), threading.Semaphore(waiting)
        self._lock = threading.Lock()

    def get(self, key: Key) -> Made | None:
        """What is made of a key; None while too many wait."""
        known = self._known(key)
        if known is not None:
            return known
        if not self._room.acquire(blocking=False):
            return None
        try:
            with self._turn:
                known = self._known(key)
                return self._keep(key, self.make(key)) if known is None else known
        finally:
            self._room.release()

    def _known(self, key: Key) -> Made | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Key, made: Made) -> Made:
        with self._lock:
            self._kept[key] = made
            self.size += len(made)
            while self.size > self.most:
                self.size -= len(self._kept.popitem(last=False)[1])
        return made
