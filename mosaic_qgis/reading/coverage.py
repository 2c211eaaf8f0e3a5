"""The ground of a piece of work that is not covered yet, by the outlines of images. Runs in the ENGINE; pure geometry.

Says which images are probably needed before any of them is decoded; whether they really covered the ground, the pixels
say afterwards.
"""

from __future__ import annotations

import shapely

from .grid import AskedGrid, Rect
from .ground import outline
from .images import ImageInfo
from .units import UnitState, uncovered

SLIVER_PX = 4
"""Area, in pixels, below which a rest of a unit is not thought worth a further image before it turns out to be empty."""


class Coverage:
    """What is left of the units of one map."""

    def __init__(self, grid: AskedGrid, grid_wkt: str) -> None:
        self._grid = grid
        self._wkt = grid_wkt
        self._sliver = SLIVER_PX * grid.x_res * grid.y_res

    def begin(self, state: UnitState) -> None:
        """Note the ground of a unit that has no pixels yet, at most; nothing for rules that need every image."""
        if state.selection is not None or state.canvas is None:
            state.ground_left = None
            return
        rect = uncovered(state.canvas, state.unit.rect, state.unit.rect) or Rect(0, 0, 0, 0)
        self._leave(state, shapely.box(*self._grid.box(rect)))

    def _leave(self, state: UnitState, ground: shapely.Geometry) -> None:
        """Measured once: each call of GEOS gives Python's lock away, and drawing waits to get it back."""
        state.ground_left, state.area_left = ground, float(shapely.area(ground))

    def is_probably_whole(self, state: UnitState) -> bool:
        """Whether the images taken so far probably cover the unit."""
        return state.ground_left is not None and state.area_left < self._sliver

    def take(self, state: UnitState, href: str, info: ImageInfo) -> bool:
        """Take an image's ground away; whether it probably covers some that those before it leave (its nodata is not
        known yet)."""
        left, area_before = state.ground_left, state.area_left
        if left is None:
            return True
        covered = outline(info, self._wkt)
        for rect in state.unit.where(href):
            # What is left lies in the unit, so that there is nothing to cut off where the image counts in all of it.
            here = covered if rect == state.unit.rect else shapely.clip_by_rect(covered, *self._grid.box(rect))
            left = shapely.difference(left, here)
        self._leave(state, left)
        return area_before - state.area_left >= self._sliver
