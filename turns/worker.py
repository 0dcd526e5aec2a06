"""A process of its own that does work for the server, turn by turn: ``python -m turns.worker``.

The server gives orders through a pipe, and the process answers through another; see `Process`. It
yields to everything else on the machine, and ends when the server does, however that ends. Both
ends are this program, so what goes through the pipes is pickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from turns.turns import Begin, Broken, Here

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
NICE = 10
"""How far the process stands back behind others: a release that needs a core has it at once."""


class Process(Generic[T]):
    """A seat (turns/turns.py) in a process of its own, which is started anew if it should end."""

    def __init__(self) -> None:
        """Start it. Raises OSError where no process can be started."""
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """With the packages of this process, and without what is in its environment for others."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        return subprocess.Popen(
            [sys.executable, "-m", "turns.worker"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def advance(
        self,
        number: int,
        begin: Begin[T],
        seconds: float,
        show: Callable[[T], None],
        wanted: Callable[[], bool],
    ) -> bool:
        """See `turns.turns.Seat`; a turn that nobody wants any more is gone on with to its end."""
        self.order(number, begin, seconds)
        while True:
            kind, value = self.hear()
            if kind == "found":
                show(value)
            elif kind == "raised":
                raise value
            else:
                return bool(value)

    def forget(self, number: int) -> None:
        """See `turns.turns.Seat`."""
        with contextlib.suppress(Broken):
            self.order(number, None, 0.0)

    def order(self, number: int, begin: Begin[T] | None, seconds: float) -> None:
        """Tell the process. Raises `Broken`; then there is a new one."""
        if self.process.poll() is not None:
            self.process = self.start()
        try:
            tell(self._pipe(self.process.stdin), (number, begin, seconds))
        except OSError as error:
            self.again(error)

    def hear(self) -> tuple[str, Any]:
        """What the process says next. Raises `Broken`; then there is a new one."""
        try:
            heard: tuple[str, Any] = pickle.load(self._pipe(self.process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.again(error)
        return heard

    def again(self, error: Exception) -> None:
        """Have another process. Raises `Broken`."""
        self.close()
        self.process = self.start()
        raise Broken(self.process.args) from error

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                self._pipe(pipe).close()

    def _pipe(self, pipe: Any) -> BinaryIO:
        found: BinaryIO = pipe
        return found


def tell(pipe: BinaryIO, what: Any) -> None:
    """Through a pipe, at once."""
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Do what is ordered until nobody orders any more."""
    seat: Here[Any] = Here()
    while True:
        try:
            number, begin, seconds = pickle.load(orders)
        except EOFError:
            return
        if begin is None:
            seat.forget(number)
            continue
        try:
            found = seat.advance(
                number, begin, seconds, lambda x: tell(answers, ("found", x)), lambda: True
            )
            tell(answers, ("paused", found))
        except BrokenPipeError:
            return
        except Exception as error:
            tell(answers, ("raised", error))


if __name__ == "__main__":
    with contextlib.suppress(AttributeError, OSError, KeyboardInterrupt):
        os.nice(NICE)
        out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # what a library prints goes to the log, not between the answers
        serve(sys.stdin.buffer, out)
