"""Who asks for more than their share is answered later: slowed down, and not refused.

What a visitor's runs of the page have cost is noted for them, and paid back at a steady rate. A
visitor who drags, types and plays never owes so much that it is felt; one who sends a thousand
releases has the newest of them answered, a few times a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

SHARE = 0.2
"""The part of a core that a visitor's runs may take for long."""
AT_ONCE = 1.5
"""So many seconds of a core may be taken at once."""
LONGEST = 1.0
"""So many seconds a run waits, at most."""
GLANCE = 0.05
"""So often it is looked up, in seconds, whether the visitor wants something else by now."""


@contextmanager
def sparing(
    account: MutableMapping[Any, Any],
    clock: Callable[[], float] = time.monotonic,
    spent: Callable[[], float] = time.thread_time,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Around what a run does: wait first, if too much is owed; then note what it has cost.
    ``account`` is the visitor's; that it is read while waiting lets Streamlit end the run.
    ``clock`` says how late it is and ``spent`` what this thread has had of a core, in seconds."""
    left = min(LONGEST, (_owed(account, clock) - AT_ONCE) / SHARE)
    while left > 0:
        wait(min(GLANCE, left))
        left = min(left - GLANCE, (_owed(account, clock) - AT_ONCE) / SHARE)
    before = spent()
    try:
        yield
    finally:
        account["owed"] = (_owed(account, clock) + spent() - before, clock())


def _owed(account: MutableMapping[Any, Any], clock: Callable[[], float]) -> float:
    owed, when = account.get("owed", (0.0, 0.0))
    return max(0.0, owed - SHARE * (clock() - when))
