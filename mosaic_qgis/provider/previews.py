"""When a map under way is shown. QGIS side, QGIS-free, pure.

QGIS draws a preview at once, but none within a quarter of a second after it: one that shows next to nothing keeps what
comes right after it from being seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .frames import Frame

SOONEST_S = 0.05
"""What is whole before needs no preview, which takes a part of that time itself."""
WORTHWHILE = 1 / 64
"""Share of the map from which on it is worth to be shown before `SPARSE_S`."""
SPARSE_S = 0.4
"""How long after the start anything is worth to be shown."""
STEP_S = 0.26
"""How long after a preview the next one comes; QGIS ignores what comes within 0.25 s."""


class Previews:
    """The previews of one frame. Belongs to the thread that waits for the frame."""

    def __init__(self, frame: Frame, show: Callable[[], None], clock: Callable[[], float]) -> None:
        """`show` draws what the frame holds; `clock` gives seconds."""
        self._frame = frame
        self._show = show
        self._clock = clock
        self._began_s = clock()
        self._next_s = self._began_s + SOONEST_S
        # What was borrowed from the last map is on the canvas still, which moves it along.
        self._borrowed = frame.patches_painted
        self._shown = 0

    def look(self) -> None:
        """Show what has come, if it is time."""
        painted, now_s = self._frame.patches_painted, self._clock()
        if painted == self._shown or now_s < self._next_s or not self._is_worthwhile(painted, now_s):
            return
        self._shown = painted
        self._show()
        self._next_s = self._clock() + STEP_S

    def _is_worthwhile(self, painted: int, now_s: float) -> bool:
        if self._shown or now_s >= self._began_s + SPARSE_S:
            return True
        return painted > self._borrowed and self._frame.covered_share() >= WORTHWHILE
