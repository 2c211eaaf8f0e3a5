"""What is still to be done when the engine is told to end. ENGINE side.

The engine ends at once, whatever is running; the only exception is what would otherwise be lost for the next session, and
that is waited for no longer than the client waits before it uses force.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

FAREWELL_S: Final = 0.6
"""Less than the client's patience (`client.child.ASK_S`)."""

_last_things: list[Callable[[float], object]] = []


def before_the_end(work: Callable[[float], object]) -> None:
    """Have something called when the engine ends, with the seconds it may take. It must keep to them and never raise."""
    _last_things.append(work)


def say_farewell() -> None:
    """Do what is to be done, one after the other, within the limit for all of it."""
    end_s = time.monotonic() + FAREWELL_S
    for work in _last_things:
        left_s = end_s - time.monotonic()
        if left_s > 0:
            work(left_s)
