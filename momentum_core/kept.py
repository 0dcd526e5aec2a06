"""Results that are kept for whoever asks next, within so many bytes.

``functools.lru_cache`` counts entries, but a visitor chooses how large an entry is. Here the oldest
go when all together weigh too much, and what alone weighs too much is not kept at all.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from types import FunctionType, ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")

SHARED = (type, FunctionType, ModuleType, np.ufunc, type(len), property)
"""What is there once for all."""
REGISTER: list[Store[Any]] = []
"""Everything that is kept so, for whoever wants to know how much it is."""


class Info(NamedTuple):
    """How many results are kept, how many bytes they weigh, and how many they may."""

    currsize: int
    weight: int
    most: int


class _Entry(Generic[T]):
    """A result, and what it and its key weighed when it was last looked at. A result may grow, as
    what is derived from it is kept in it, so it is weighed again after 1, 2, 4, 8 … uses."""

    __slots__ = ("uses", "value", "weight")

    def __init__(self, key: Any, value: T) -> None:
        self.value, self.uses = value, 0
        self.weight = weight((key, value))


class Store(Generic[T]):
    """Results by their keys, the latest used. May be asked from any thread."""

    def __init__(self, megabytes: float) -> None:
        """So much they may weigh together."""
        self.most = int(1e6 * megabytes)
        self.entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self.weight = 0
        self.lock = threading.Lock()
        REGISTER.append(self)

    def get(self, key: Hashable) -> T | None:
        """What is kept under a key; None for nothing."""
        with self.lock:
            entry = self.entries.get(key)
            if not entry:
                return None
            self.entries.move_to_end(key)
            entry.uses += 1
            if not entry.uses & (entry.uses - 1):
                self._weigh(key, entry)
            return entry.value

    def put(self, key: Hashable, value: T) -> None:
        """Keep that, if it isn't too much; it is not None."""
        entry = _Entry(key, value)
        with self.lock:
            self._drop(key)
            if entry.weight > self.most:
                return
            self.entries[key] = entry
            self.weight += entry.weight
            self._make_room()

    def cache_info(self) -> Info:
        """How much is kept."""
        with self.lock:
            return Info(len(self.entries), self.weight, self.most)

    def cache_clear(self) -> None:
        """Keep nothing of what there is now."""
        with self.lock:
            self.entries.clear()
            self.weight = 0

    def _weigh(self, key: Hashable, entry: _Entry[T]) -> None:
        now = weight((key, entry.value))
        self.weight, entry.weight = self.weight + now - entry.weight, now
        if now > self.most:
            self._drop(key)
        self._make_room()

    def _make_room(self) -> None:
        while self.weight > self.most:
            self._drop(next(iter(self.entries)))

    def _drop(self, key: Hashable) -> None:
        if entry := self.entries.pop(key, None):
            self.weight -= entry.weight


class Kept(Generic[T]):
    """A function of hashable arguments that remembers its latest results, but not what it raises.
    Two threads that ask for the same at once both compute it."""

    def __init__(self, function: Callable[..., T], megabytes: float) -> None:
        """Nothing is kept yet."""
        self.function = function
        self.store: Store[tuple[T]] = Store(megabytes)
        self.cache_info, self.cache_clear = self.store.cache_info, self.store.cache_clear
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **options: Any) -> T:
        """The function's result, kept or computed."""
        key = (args, *sorted(options.items()))
        known = self.store.get(key)
        if known is None:
            known = (self.function(*args, **options),)
            self.store.put(key, known)
        return known[0]


def kept(megabytes: float) -> Callable[[Callable[..., T]], Kept[T]]:
    """Keep a function's results, as many as weigh so much together.

    >>> @kept(0.001)
    ... def blank(n):
    ...     return " " * n
    >>> [len(blank(n)) for n in (1, 2, 2000)]
    [1, 2, 2000]
    >>> blank.cache_info().currsize
    2
    """
    return lambda function: Kept(function, megabytes)


def weight(thing: Any) -> int:
    """Bytes that something takes with all that it refers to, each part once; without what every
    program shares, as classes and functions are."""
    total, seen, rest = 0, set(), [thing]
    while rest:
        part = rest.pop()
        if id(part) in seen or isinstance(part, SHARED):
            continue
        seen.add(id(part))
        total += sys.getsizeof(part)
        if isinstance(part, np.ndarray):
            rest.append(part.base)
        elif isinstance(part, dict):
            rest.extend(part)
            rest.extend(part.values())
        elif isinstance(part, (list, tuple, set, frozenset)):
            rest.extend(part)
        elif is_dataclass(part):
            rest.append(getattr(part, "__dict__", None))
            if not hasattr(part, "__dict__"):
                rest.extend(getattr(part, field.name, None) for field in fields(part))
        elif hasattr(part, "__dict__"):
            rest.append(part.__dict__)
    return total
