"""One block() call: which grid is read, what a preview or a single row gets, how it is cancelled. QGIS side.

Runs on QGIS's render threads, and on its main thread where QGIS asks there.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from qgis.core import QgsRasterBlockFeedback, QgsRectangle

from .frames import Grid
from .screen import on_screen

if TYPE_CHECKING:
    from qgis.core import QgsRenderContext

    from .bands import Array
    from .source import MosaicSource


OnPreview: TypeAlias = "Callable[[QgsRenderContext, bool], None]"
"""Called on a render thread with a map in which a layer has just painted what it has got, and whether for the first time."""


class _UnderWay(threading.local):
    """The block that this thread is answering: QGIS asks for its previews in between, without saying of which map."""

    asked: Grid | None = None
    read: Grid | None = None


_under_way = _UnderWay()


def stored_pixels(
    source: MosaicSource,
    band_1based: int,
    grid: Grid,
    feedback: QgsRasterBlockFeedback | None,
    on_preview: OnPreview,
) -> tuple[Array | None, str]:
    """Stored pixels of a block, shape (height, width), and what went wrong ("" if nothing did).


    None where there is nothing to show. What was not read (cancelled, failed) is uncovered ground.
    """
    if feedback is not None and feedback.isPreviewOnly():
        same = _under_way.read if grid == _under_way.asked else None
        frame = source.peek(same or on_screen(grid, feedback))
        return (frame.arrays.get(band_1based) if frame is not None else None), ""
    asked, grid = grid, on_screen(grid, feedback)
    row = None
    if grid.height_px == 1 and grid.width_px > 1:
        grid, row = source.strip_for_row(grid)
    _under_way.asked, _under_way.read = asked, grid
    try:
        frame = source.read(
            grid,
            band_1based,
            part=row or 0,
            is_cancelled=is_cancelled(feedback),
            on_partial=_preview(feedback, on_preview),
        )
    finally:
        _under_way.asked = _under_way.read = None
    problem = ""
    if frame.failure is not None and frame.failure.code != "cancelled":
        problem = frame.failure.message
        if feedback is not None:
            feedback.appendError(problem)
    pixels = frame.arrays[band_1based]
    return (pixels if row is None else pixels[row : row + 1]), problem


def _preview(feedback: QgsRasterBlockFeedback | None, on_preview: OnPreview) -> Callable[[], None] | None:
    """How a read under way shows what it has got; None where nobody wants to see it."""
    if feedback is None or not feedback.renderPartialOutput():
        return None
    is_first = True

    def preview() -> None:
        nonlocal is_first
        feedback.onNewData()
        on_preview(feedback.renderContext(), is_first)
        is_first = False

    return preview


def bounds_of(extent: QgsRectangle) -> tuple[float, float, float, float] | None:
    """xmin, ymin, xmax, ymax of an extent; None where it has no area."""
    bounds = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    if not all(map(math.isfinite, bounds)) or bounds[0] >= bounds[2] or bounds[1] >= bounds[3]:
        return None
    return bounds


def is_cancelled(feedback: QgsRasterBlockFeedback | None) -> Callable[[], bool]:
    """How a wait asks whether it is still wanted."""
    return feedback.isCanceled if feedback is not None else _never


def _never() -> bool:
    return False
