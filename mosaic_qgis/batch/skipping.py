"""What a long work left out: each thing told once, the first ones with their reasons, all of them counted. Runs in the ENGINE; pure."""

from __future__ import annotations

from ..reading.values import Failure

MOST_TOLD = 1000


class SkippedImages:
    """Failures of one work, in the order in which they came. For one thread."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self.told: list[Failure] = []
        """At most ``MOST_TOLD``."""

    def add(self, failure: Failure) -> None:
        """Note a failure, unless the same image failed before."""
        mark = hash(failure.asset if failure.asset is not None else (failure.code, failure.message))
        if mark in self._known:
            return
        self._known.add(mark)
        if len(self.told) < MOST_TOLD:
            self.told.append(failure)

    @property
    def count(self) -> int:
        """All that failed."""
        return len(self._known)
