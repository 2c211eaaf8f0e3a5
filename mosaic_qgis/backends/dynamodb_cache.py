"""What was read of a mosaic in a database, kept in memory up to a bound. Runs in the ENGINE; no I/O. Thread-safe."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from cachetools import LRUCache


class KeptAssets:
    """The most recently used answers: lists of assets, or lists of such lists, by name.

    Answers belong to a state of the mosaic; those of an earlier state are neither given out nor taken in.
    """

    def __init__(self, max_assets: int) -> None:
        """``max_assets`` bounds the sum of all answers; one answer may take a quarter of it."""
        self.max_assets = max_assets // 4
        self._answers: LRUCache[str, Any] = LRUCache(max_assets, getsizeof=size_of)
        self._lock = threading.Lock()
        self._state: object = None

    def start(self, state: object) -> None:
        """Forget everything: the mosaic is in another state now."""
        with self._lock:
            self._state = state
            self._answers.clear()

    def get(self, names: Sequence[str]) -> dict[str, Any]:
        """The answers that are there."""
        with self._lock:
            return {name: self._answers[name] for name in names if name in self._answers}

    def put(self, answers: Mapping[str, Any], state: object) -> None:
        """Keep what was read while the mosaic was in ``state``, as far as it is not too large."""
        with self._lock:
            if state is self._state:
                for name, answer in answers.items():
                    if size_of(answer) <= self.max_assets:
                        self._answers[name] = answer


def size_of(answer: Sequence[Any]) -> int:
    """Size of an answer, in assets."""
    return 1 + sum(1 if isinstance(part, str) else size_of(part) for part in answer)
