"""Many outlines on the map canvas as one rubber band, drawn in batches: one at each turn of the event loop. QGIS side.

Main thread. Owns its band, which goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtGui import QColor

from ..host.guard import answer, guarded

BATCH: Final = 500
"""Outlines that are drawn in one go, which takes some milliseconds."""


class OutlineBand(QObject):
    """The band. The first batch is drawn at once."""

    def __init__(
        self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem, colour: QColor, fill_alpha: int
    ) -> None:
        """`crs`: of the outlines; `fill_alpha`: 0 to 255."""
        super().__init__()
        self._canvas = canvas
        self._crs = crs
        self._is_visible = True
        self._left: list[QgsGeometry] = []
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        fill = QColor(colour)
        fill.setAlpha(fill_alpha)
        self._band.setStrokeColor(colour)
        self._band.setFillColor(fill)
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._draw_batch)

    @property
    def is_drawn(self) -> bool:
        """Whether all of it is on the canvas."""
        return not self._left

    @property
    def is_visible(self) -> bool:
        """Whether a person can see it."""
        return not sip.isdeleted(self._band) and bool(self._band.isVisible())

    def shape(self) -> QgsGeometry:
        """What is on the canvas, in the map's CRS."""
        return self._band.asGeometry()

    def show(self, outlines: Sequence[QgsGeometry], width: int) -> None:
        """Show these instead of others; null ones are left out. `width`: of the lines, in pixels."""
        if sip.isdeleted(self._band):
            return
        self._left = [outline for outline in outlines if not outline.isNull()]
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setWidth(width)
        self._draw_batch()
        if self._left:
            self._turn.start()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide all."""
        self._is_visible = is_visible
        if not sip.isdeleted(self._band):
            self._band.setVisible(is_visible and not self._left)

    def remove(self) -> None:
        """Take it off the canvas."""
        self._left = []
        self._turn.stop()
        if not sip.isdeleted(self._canvas) and not sip.isdeleted(self._band):
            self._canvas.scene().removeItem(self._band)
            # Now and here: Python may collect what is left on any thread.
            sip.delete(self._band)

    @guarded(answer(None))
    def _draw_batch(self) -> None:
        batch, self._left = self._left[:BATCH], self._left[BATCH:]
        if not self._left:
            self._turn.stop()
        if sip.isdeleted(self._band):
            self._left = []
            return
        if batch:
            # One geometry: a band works out its place anew with each part that is added.
            self._band.addGeometry(QgsGeometry.collectGeometry(batch), self._crs)
        # Shown when all is there: a canvas takes its time to paint thousands of outlines, and would after each batch.
        self._band.setVisible(self._is_visible and not self._left)
