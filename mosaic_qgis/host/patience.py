"""Waiting for something that ends by itself: bounded, and given up when nobody wants it any more. QGIS side, QGIS-free.

How the window's thread waits instead is in window.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

STEP_S = 0.02
"""How often a waiting thread looks whether it is still wanted."""


class Waitable(Protocol):
    """A request to the engine, an event."""

    def wait(self, timeout_s: float, /) -> bool:
        """Whether it has ended; waits for that up to so many seconds and wakes up at once."""
        ...


Wait = Callable[[Waitable, float, Callable[[], bool]], bool]
"""(what, timeout_s, is_cancelled): whether it has ended within the time and before it was cancelled."""


def never() -> bool:
    """The `is_cancelled` of who does not cancel."""
    return False


def wait(what: Waitable, timeout_s: float, is_cancelled: Callable[[], bool] = never) -> bool:
    """Whether `what` has ended within the time and before it was cancelled. Holds up the thread that calls."""
    ends = time.monotonic() + timeout_s
    while not is_cancelled():
        left = ends - time.monotonic()
        if what.wait(max(0.0, min(STEP_S, left))):
            return True
        if left <= 0:
            return False
    return False
