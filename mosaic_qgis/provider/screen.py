"""The pixels of the screen, for blocks that QGIS cuts off at the layer's edge. QGIS side.

Where the layer's edge is in view, QGIS asks for the part of the view inside the layer in a whole number of pixels, so for
pixels that are a little smaller than the screen's and lie beside them, and paints them on the screen's all the same: the
image would be stretched by up to a pixel, differently at every step of a pan. Read for the screen's own pixels, it is
where it belongs, and what was drawn before the pan is still right after it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from qgis.core import QgsRasterBlockFeedback

if TYPE_CHECKING:
    from .frames import Grid

_NOISE_PX = 1e-3
"""Floating-point noise of QGIS's coordinates, at most, in pixels."""


def on_screen(grid: Grid, feedback: QgsRasterBlockFeedback | None) -> Grid:
    """The grid of a block with the pixels of the map that is being drawn; the same grid where they are not known."""
    if feedback is None:
        return grid
    context = feedback.renderContext()
    to_pixel = context.mapToPixel()
    if not to_pixel.isValid() or to_pixel.mapRotation() or not context.coordinateTransform().isShortCircuited():
        return grid
    corner = to_pixel.toMapCoordinates(0, 0)
    pixel = to_pixel.mapUnitsPerPixel() / (context.devicePixelRatio() or 1)
    return snapped(grid, (corner.x(), corner.y()), pixel)


def snapped(grid: Grid, corner: tuple[float, float], pixel: float) -> Grid:
    """The grid moved onto square pixels of size `pixel`, one of which has `corner` (x, y); at most by one of them.

    The same grid where it has pixels of another size, which are no screen's, or fits already.
    """
    xmin, ymin, xmax, ymax = grid.extent
    left, top = (xmin - corner[0]) / pixel, (corner[1] - ymax) / pixel
    cols, rows = (xmax - xmin) / pixel, (ymax - ymin) / pixel
    # Both ends of a side lie within a pixel, which is taken whole: less than two more than the ground has.
    if not (0 <= grid.width_px - cols + _NOISE_PX < 2 and 0 <= grid.height_px - rows + _NOISE_PX < 2):
        return grid
    if max(abs(left - round(left)), abs(top - round(top)), grid.width_px - cols, grid.height_px - rows) < _NOISE_PX:
        return grid
    # QGIS paints a block from the pixel that its corner lies in.
    x, y = corner[0] + math.floor(left + _NOISE_PX) * pixel, corner[1] - math.floor(top + _NOISE_PX) * pixel
    return replace(grid, extent=(x, y - grid.height_px * pixel, x + grid.width_px * pixel, y))
