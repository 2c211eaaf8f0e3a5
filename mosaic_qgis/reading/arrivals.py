"""What the workers deliver to a drawing, what is nearest to pixels first. Runs in the ENGINE.

Images that turn out to be known bring more work; a drawing that took everything in its order would, of a map of many
images, show nothing until nearly all of them are open.
"""

from __future__ import annotations

import heapq
import itertools
import queue
from collections.abc import Hashable
from typing import Any

from .tiles import TileKey

Arrival = tuple[Hashable, Any, Exception | None]
"""The key of a job, its result or None, why it failed or None."""


class Arrivals:
    """Any thread puts in, one takes out."""

    def __init__(self) -> None:
        self._come: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self._sorted: list[tuple[int, int, Arrival]] = []
        self._count = itertools.count()

    def put(self, arrival: Arrival) -> None:
        """Never waits."""
        self._come.put(arrival)

    def take(self, wait_s: float) -> Arrival | None:
        """The one that is nearest to pixels; None when none comes within the time."""
        try:
            if not self._sorted and wait_s > 0:
                self._sort_in(self._come.get(timeout=wait_s))
            while True:
                self._sort_in(self._come.get_nowait())
        except queue.Empty:
            pass
        return heapq.heappop(self._sorted)[2] if self._sorted else None

    def _sort_in(self, arrival: Arrival) -> None:
        heapq.heappush(self._sorted, (_steps_to_pixels(arrival[0]), next(self._count), arrival))


def _steps_to_pixels(key: Hashable) -> int:
    match key:
        case ("compose", *_):
            return 0
        case TileKey():
            return 1
        case ("open", *_):
            return 3
    return 2
