"""From finished rectangles to patches: collected for a moment, joined, sent. Runs in the ENGINE, on the drawing's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .grid import Rect, merged
from .values import Patch

PATCH_INTERVAL_S = 0.08
"""Finished rectangles are collected for this long and sent together: QGIS repaints for every patch."""


class PatchQueue:
    """Finished rectangles on their way out."""

    def __init__(self, make: Callable[[Rect, bool], Patch], send: Callable[[Patch], None]) -> None:
        """`make(rect, complete)` cuts a patch out of the map."""
        self._make = make
        self._send = send
        self._finished: list[tuple[Rect, bool]] = []
        self._last_s = time.perf_counter()

    def add(self, rect: Rect, *, complete: bool) -> None:
        """A rectangle is drawn; `complete` is False where something is missing."""
        self._finished.append((rect, complete))

    def send_now(self, patch: Patch) -> None:
        """Send a patch beside the others: one that a later one will replace."""
        self._send(patch)

    def send(self, *, everything: bool = False) -> None:
        """Send what has been collected, if there is something and it is time."""
        now = time.perf_counter()
        if not self._finished or (not everything and now - self._last_s < PATCH_INTERVAL_S):
            return
        for complete in (True, False):
            for rect in merged(rect for rect, is_complete in self._finished if is_complete is complete):
                self._send(self._make(rect, complete))
        self._finished.clear()
        self._last_s = time.perf_counter()


class SentPatches:
    """Patches that can be taken back; remembers where they went, not what was in them."""

    def __init__(
        self, send: Callable[[Patch], None], bands: tuple[int, ...], blanks: Sequence[float], dtype: np.dtype[Any]
    ) -> None:
        """`blanks` is what each of the bands (1-based) holds where there is nothing."""
        self._send = send
        self._bands = bands
        self._blanks = np.array(blanks).astype(dtype)[:, None, None]
        self._rects: dict[Rect, None] = {}

    def send(self, patch: Patch) -> None:
        """Send a patch of these bands on."""
        _, height, width = patch.array.shape
        self._rects[Rect(patch.col, patch.row, width, height)] = None
        self._send(patch)

    def take_back(self) -> None:
        """Send patches with nothing in them in the place of those sent."""
        for rect in self._rects:
            array = np.empty((len(self._bands), rect.height, rect.width), self._blanks.dtype)
            array[:] = self._blanks
            self._send(Patch(col=rect.col, row=rect.row, array=array, bands=self._bands, complete=False))
