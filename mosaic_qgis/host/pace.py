"""Long Python work beside QGIS's window: in steps of milliseconds, between which Python's lock is free for the window. QGIS side.

A thread that computes without a pause lets the window's thread wait up to five milliseconds for each line of Python that
it runs, and a table that is painted asks for hundreds. For threads beside the window's only. Pure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

T = TypeVar("T")

WORK_S: Final = 0.002
REST_S: Final = 0.002


def paced(entries: Iterable[T]) -> Iterator[T]:
    """The entries, with a rest whenever a step has taken long enough."""
    ends = time.perf_counter() + WORK_S
    for entry in entries:
        yield entry
        if time.perf_counter() > ends:
            time.sleep(REST_S)
            ends = time.perf_counter() + WORK_S
