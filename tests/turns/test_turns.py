"""Long work is done turn by turn: who comes next, who stops, and what is kept."""

from __future__ import annotations

import functools
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from turns.turns import BEGUN, LEASE, MEMORY, PART, Broken, Here, Turns, cores
from turns.worker import Process

STEP = 0.125
"""What a step of the work below takes, by the clock of these tests."""


class World:
    """A clock that work moves, who is there, and who has done what, step by step."""

    def __init__(self, seats: int = 0) -> None:
        self.now, self.away, self.done = 0.0, set(), []
        self.turns: Turns[str] = Turns(seats, lambda who: who not in self.away, lambda: self.now)

    def work(self, name: str, steps: int, shows: tuple[int, ...] = ()) -> Callable[[], Iterator]:
        """Work of so many steps; after some of them there is something to see."""

        def parts() -> Iterator[str | None]:
            for k in range(steps):
                self.now += STEP
                self.done.append(name)
                yield f"{name} {k}" if k in shows else None
            yield f"{name} whole"

        return parts

    def ask(self, who: str, what: str = "", steps: int = 1000, shows: tuple[int, ...] = ()):
        what = what or f"{who}'s"
        return self.turns.ask(who, what, self.work(what, steps, shows))

    def rounds(self, many: int) -> list[str]:
        """Whose work was done in each of so many turns."""
        seen = []
        for _ in range(many):
            before = len(self.done)
            if not self.turns.turn():
                break
            seen.extend(sorted(set(self.done[before:])))
        return seen


@pytest.fixture
def world() -> World:
    return World()


def test_a_turn_is_short(world: World):
    """It ends with the first step beyond its time, and the next goes on from there."""
    work = world.ask("a", steps=7)
    for steps in (3, 6, 7):
        world.turns.turn()
        assert len(world.done) == steps
    assert 2 * STEP < PART < 3 * STEP
    assert work.ended
    assert not world.turns.turn()


def test_everybody_has_their_turn(world: World):
    """In the order in which they came, round by round."""
    for who in "abc":
        world.ask(who)
    assert world.rounds(6) == ["a's", "b's", "c's"] * 2


def test_who_has_had_least_is_next(world: World):
    """Who comes late to ten who have long been at work waits for no one of them."""
    for who in "0123456789":
        world.ask(who)
    world.rounds(30)
    world.ask("polite", steps=4)

    assert world.rounds(3)[:2] == ["polite's", "polite's"]


def test_what_somebody_has_had_is_forgotten(world: World):
    """By half in so many seconds; at last nothing is kept of them."""
    world.ask("a")
    world.rounds(2)
    had = world.turns._lately("a", world.now)
    world.now += MEMORY
    assert world.turns._lately("a", world.now) == pytest.approx(had / 2)
    world.now += 20 * MEMORY
    world.ask("b")
    world.rounds(1)
    assert set(world.turns.had) == {"b"}


def test_a_flood_of_wishes_is_one_wish(world: World):
    """Of a thousand works that one visitor asks for only the last is done, and others are not kept
    waiting for the rest."""
    for k in range(1000):
        world.ask("flood", f"f{k}")
        if k % 100 == 0:
            world.rounds(1)
    world.ask("polite")

    served = Counter(world.rounds(12))
    assert set(served) == {"f999", "polite's"}
    assert served["polite's"] >= 6
    assert len(world.turns.works) == 2


def test_who_goes_costs_nothing_more(world: World):
    """In the middle of a turn: no step is taken but the one that is under way."""
    stays = world.turns.ask("stays", "s", world.work("s", 20))

    def leaving() -> Iterator[str | None]:
        world.now += STEP
        world.done.append("leaving")
        yield None
        world.away.add("goes")
        world.now += STEP
        world.done.append("leaving")
        yield None
        world.done.append("leaving")

    world.turns.ask("goes", "g", leaving)
    world.rounds(60)
    assert world.done.count("leaving") == 2
    assert stays.ended
    assert world.turns.works == {}


def test_who_asks_for_something_else_stops_the_first(world: World):
    """At once, also where it was in the middle of its turns; what it kept is let go."""
    first = world.ask("a", "first")
    world.rounds(2)
    world.ask("a", "second")
    world.rounds(2)

    assert world.done.count("first") == 6
    assert first not in world.turns.works.values()


def test_who_leaves_stops_it_too(world: World):
    """And nobody is left to be served."""
    world.ask("a")
    world.rounds(1)
    world.turns.leave("a")
    assert not world.turns.turn()


def test_who_does_not_ask_again_is_taken_to_have_gone(world: World):
    """After a while; a tab that sleeps says nothing."""
    world.ask("a")
    world.rounds(1)
    world.now += LEASE
    assert not world.turns.turn()


def test_a_class_shares_its_work(world: World):
    """Thirty who ask for the same are one work, that goes on while one of them is there."""
    works = {id(world.ask(f"pupil {k}", "map", steps=9)) for k in range(30)}
    world.away.update(f"pupil {k}" for k in range(29))
    world.rounds(30)
    assert len(works) == 1
    assert len(world.done) == 9


def test_what_is_new_is_shown_once(world: World):
    """As soon as it is there, and the whole as often as it is asked for."""
    work = world.ask("a", steps=8, shows=(1, 5))
    number, first = world.turns.newer(work, 0, PART)
    assert first == "a's 1"
    assert world.turns.newer(work, number, 0.0) is None
    number, second = world.turns.newer(work, number, PART)
    assert second == "a's 5"
    number, whole = world.turns.newer(work, number, PART)
    assert whole == "a's whole"
    assert world.turns.newer(work, number, 0.0) == (number, whole)


def test_a_number_is_never_used_twice(world: World):
    """Nor by the same work, begun anew: else its end might be taken for what was seen before."""
    numbers = []
    for _ in range(3):
        work = world.ask("a", steps=1)
        world.rounds(3)
        numbers.append(world.turns.newer(work, 0, 0.0)[0])
    assert len(set(numbers)) == 3


def test_what_goes_wrong_is_said_to_who_asked(world: World):
    """And the next is served."""

    def broken() -> Iterator[str]:
        raise ZeroDivisionError
        yield ""

    work = world.turns.ask("a", "broken", broken)
    other = world.ask("b", steps=1)
    world.rounds(3)
    with pytest.raises(ZeroDivisionError):
        world.turns.newer(work, 0, 0.0)
    assert other.ended


def test_only_so_many_are_under_way(world: World):
    """What is begun keeps what it has computed; the others wait until one of them is done."""
    for k in range(BEGUN + 5):
        world.ask(f"v{k}", steps=4)
    most = 0
    while world.rounds(1):
        most = max(most, sum(w.seat is not None for w in world.turns.works.values()))
        for who, work in [(f"v{k}", f"v{k}'s") for k in range(BEGUN + 5)]:
            if work in world.turns.works:
                world.ask(who)
    assert most == BEGUN
    assert Counter(world.done) == {f"v{k}'s": 4 for k in range(BEGUN + 5)}


def test_how_long_it_takes_until_a_turn(world: World):
    """As many turns as there are others, at so many seats at once."""
    two = World()
    two.turns.seats, two.turns.threads = 2, 2
    works = [two.ask(f"v{k}") for k in range(5)]
    assert two.turns.ahead(works[0]) == pytest.approx(4 * PART / 2)


def test_as_many_at_once_as_there_are_cores():
    """Never more, and as many, whoever asks."""
    seats, at_once, most = 3, 0, []
    lock, full, ended = (
        threading.Lock(),
        threading.Barrier(seats, timeout=30),
        threading.Semaphore(0),
    )

    def parts(k: int) -> Iterator[str | None]:
        nonlocal at_once
        with lock:
            at_once += 1
            most.append(at_once)
        if k < seats:
            full.wait()  # all seats are taken at once, or this breaks
        with lock:
            at_once -= 1
        ended.release()
        yield f"{k}"

    shared: Turns[str] = Turns(seats)
    for k in range(12):
        shared.ask(f"v{k}", k, lambda k=k: parts(k))
    for _ in range(12):
        assert ended.acquire(timeout=30)
    assert max(most) == seats
    assert cores() >= 1


def test_who_has_seen_it_all_sees_it_again():
    """It is waited for, where it was forgotten since and is begun anew."""
    shared: Turns[str] = Turns(2)
    seen, numbers = 0, []
    for _ in range(5):
        work = shared.ask("a", "x", lambda: iter([None, "whole"]))
        found = shared.newer(work, seen, 30.0)
        assert found
        assert found[1] == "whole"
        numbers.append(seen := found[0])
    assert len(set(numbers)) > 1


def counted(steps: int) -> Iterator[tuple[int, int] | None]:
    """Work for another process: which one it was, from time to time."""
    for k in range(steps):
        yield (os.getpid(), k) if k % 3 == 2 else None


def fatal(steps: int) -> Iterator[tuple[int, int] | None]:
    """The same, and then the process ends."""
    yield from counted(steps)
    os.kill(os.getpid(), 9)


def wrong() -> Iterator[None]:
    """Work with a mistake."""
    yield None
    raise ZeroDivisionError("by nothing")


@pytest.fixture
def process() -> Iterator[Process[tuple[int, int]]]:
    seat: Process[tuple[int, int]] = Process()
    yield seat
    seat.close()


def test_a_process_of_its_own(process: Process[tuple[int, int]]):
    """It shows what there is to see and says when it is done; an error is the same here."""
    seen: list[tuple[int, int]] = []
    args = (30.0, seen.append, lambda: True)
    assert process.advance(1, functools.partial(counted, 7), *args)
    assert seen == [(process.process.pid, 2), (process.process.pid, 5)]
    with pytest.raises(ZeroDivisionError, match="by nothing"):
        process.advance(2, wrong, *args)


def test_a_process_keeps_what_is_under_way_until_it_is_forgotten(
    process: Process[tuple[int, int]],
):
    """Turns of no length take a step each."""
    seen: list[tuple[int, int]] = []
    work = functools.partial(counted, 7)
    for _ in range(4):
        assert not process.advance(1, work, 0.0, seen.append, lambda: True)
    assert [k for _, k in seen] == [2]
    process.forget(1)
    for _ in range(3):
        assert not process.advance(1, work, 0.0, seen.append, lambda: True)
    assert [k for _, k in seen] == [2, 2]


def test_a_process_that_ends_is_replaced(process: Process[tuple[int, int]]):
    """What it was at is lost, and that is said; the next work is done."""
    seen: list[tuple[int, int]] = []
    args = (30.0, seen.append, lambda: True)
    with pytest.raises(Broken):
        process.advance(1, functools.partial(fatal, 3), *args)
    assert process.advance(2, functools.partial(counted, 3), *args)
    (_, first), (_, second) = seen
    assert (first, second) == (2, 2)
    assert len({pid for pid, _ in seen}) == 2


def test_work_that_breaks_its_seat_is_given_up():
    """After another try; what else was under way there is begun anew, and comes to its end."""

    class Fragile(Here[str]):
        def advance(self, number: int, begin: Any, *rest: Any) -> bool:
            if begin is fatal:
                self.going.clear()
                raise Broken
            return super().advance(number, begin, *rest)

    world = World()
    seat = Fragile(lambda: world.now)
    poison = world.turns.ask("a", "poison", fatal)
    other = world.ask("b", steps=5)
    while world.turns.turn(seat):
        pass
    assert poison.tries == 2
    with pytest.raises(Broken):
        world.turns.newer(poison, 0, 0.0)
    assert other.ended
    assert seat.going == {}


def test_nothing_is_kept_at_a_seat_of_who_has_gone(world: World):
    """What they left half done is let go with the next turn there."""
    seat: Here[str] = Here(lambda: world.now)
    world.ask("goes")
    assert world.turns.turn(seat)
    assert len(seat.going) == 1
    world.away.add("goes")
    world.ask("b", steps=1)
    assert world.turns.turn(seat)
    assert seat.going == {}


def test_without_threads_it_is_done_by_who_waits(monkeypatch: pytest.MonkeyPatch):
    """As in a browser's Python, which has none."""

    def start(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    alone: Turns[str] = Turns(4)
    work = alone.ask("a", "x", lambda: iter(["whole"]))
    assert alone.newer(work, 0, 1.0)[1] == "whole"


def test_nothing_is_kept_of_ten_thousand_visitors(world: World):
    """Who came, asked and went."""
    for k in range(10_000):
        world.ask(f"v{k}", steps=1)
        if k % 50 == 0:
            world.rounds(100)
            world.now += 20 * MEMORY
    world.rounds(100)
    world.now += 20 * MEMORY
    world.ask("last", steps=1)
    world.rounds(5)
    assert (world.turns.works, world.turns.wants) == ({}, {})
    assert set(world.turns.had) <= {"last"}
