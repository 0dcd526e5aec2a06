"""Who floods is slowed, who doesn't is not."""

from __future__ import annotations

from typing import Any

import pytest

from turns.brake import AT_ONCE, LONGEST, SHARE, sparing


class World:
    """A clock that runs and work move."""

    def __init__(self) -> None:
        self.now = self.worked = self.waited = 0.0
        self.account: dict[str, Any] = {}

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds

    def run(self, cost: float) -> float:
        """A run of the page; returns how long it had to wait."""
        before = self.waited
        with sparing(self.account, lambda: self.now, lambda: self.worked, self.wait):
            self.now += cost
            self.worked += cost
        return self.waited - before


@pytest.fixture
def world() -> World:
    return World()


def test_a_visitor_is_never_slowed(world: World):
    """A release every three seconds for an hour, and now and then half a second of work; keys that
    are held for four seconds."""
    for k in range(1200):
        assert world.run(0.5 if k % 10 == 0 else 0.015) == 0
        world.now += 3
    assert sum(world.run(0.012) for _ in range(120)) == 0


def test_who_floods_gets_their_share(world: World):
    """Over a minute of runs without a pause: a fifth of a core, and what may be had at once."""
    while world.now < 60:
        world.run(0.02)
    assert world.worked == pytest.approx(60 * SHARE + AT_ONCE, rel=0.05)


def test_nobody_waits_for_long(world: World):
    """However much they owe: the answer comes, and the visitor is not taken for a broken one."""
    world.run(100)
    assert world.run(0.01) == pytest.approx(LONGEST)


def test_it_is_paid_back(world: World):
    """Who has stopped flooding is as free as before."""
    while world.now < 20:
        world.run(0.02)
    assert world.run(0.02) > 0
    world.now += AT_ONCE / SHARE
    assert world.run(AT_ONCE - 0.1) == 0
    assert world.run(0.01) == 0


def test_who_wants_something_else_doesnt_wait(world: World):
    """Reading the account is where Streamlit ends a run that is no longer wanted: within a glance."""

    class Preempted(Exception):
        pass

    class Account(dict):
        reads = 0

        def get(self, *args: Any) -> Any:
            self.reads += 1
            if self.reads > 4:
                raise Preempted
            return super().get(*args)

    world.account = Account(owed=(100.0, 0.0))
    with pytest.raises(Preempted):
        world.run(0.01)
    assert 0 < world.waited < LONGEST / 2
    assert world.worked == 0


def test_what_fails_is_paid_too(world: World):
    """A run that is ended in the middle has cost what it has cost."""

    def fails() -> None:
        with sparing(world.account, lambda: world.now, lambda: world.worked, world.wait):
            world.worked += 1.0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert world.account["owed"][0] == 1.0
