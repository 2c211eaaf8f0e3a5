"""Many outlines on the map canvas, handed to their picture in batches: one at each turn of the event loop. QGIS side.

Main thread. Owns the outlines as a layer that is in no project, how they look, and the picture of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFillSymbol,
    QgsGeometry,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsVectorSimplifyMethod,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtGui import QColor

from ..host.guard import answer, guarded
from .outline_picture import OutlinePicture

BATCH: Final = 500
"""Outlines that are handed over in one go, which takes some milliseconds."""


class OutlineBand(QObject):
    """The outlines. The first batch is handed over at once."""

    def __init__(
        self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem, colour: QColor, fill_alpha: int
    ) -> None:
        """`crs`: of the outlines; `fill_alpha`: 0 to 255."""
        super().__init__()
        self._colour = colour
        self._fill = QColor(colour)
        self._fill.setAlpha(fill_alpha)
        self._left: list[QgsGeometry] = []
        self._layer = _layer_of(crs)
        self._picture = OutlinePicture(canvas, self._layer)
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._add_batch)

    @property
    def is_drawn(self) -> bool:
        """Whether all of it is on the canvas, where it can be seen."""
        return not self._left and self._picture.is_settled

    @property
    def is_visible(self) -> bool:
        """Whether a person can see it."""
        return self._picture.is_visible

    @property
    def count(self) -> int:
        """How many outlines there are, batches that are still to come left out."""
        return 0 if sip.isdeleted(self._layer) else int(self._layer.featureCount())

    def show(self, outlines: Sequence[QgsGeometry], width: int, *, is_filled: bool = True) -> None:
        """Show these instead of others; null ones are left out. `width`: of the lines, in pixels."""
        if sip.isdeleted(self._layer):
            return
        self._turn.stop()
        self._left = [outline for outline in outlines if not outline.isNull()]
        self._layer.dataProvider().truncate()
        self._layer.setRenderer(self._look(width, is_filled=is_filled))
        if not self._left:
            self._picture.clear()
            return
        self._add_batch()
        if self._left:
            self._turn.start()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide all."""
        self._picture.set_visible(is_visible)

    def remove(self) -> None:
        """Take it off the canvas."""
        self._left = []
        self._turn.stop()
        self._picture.remove()
        if not sip.isdeleted(self._layer):
            # Now and here: Python may collect what is left on any thread.
            sip.delete(self._layer)

    def _look(self, width: int, *, is_filled: bool) -> QgsSingleSymbolRenderer:
        look = {
            "style": "solid" if is_filled and self._fill.alpha() else "no",
            "color": _written(self._fill),
            "outline_color": _written(self._colour),
            "outline_width": str(width),
            "outline_width_unit": "Pixel",
        }
        return QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(look))

    @guarded(answer(None))
    def _add_batch(self) -> None:
        batch, self._left = self._left[:BATCH], self._left[BATCH:]
        if not self._left:
            self._turn.stop()
        if sip.isdeleted(self._layer):
            self._left = []
            return
        features = []
        for outline in batch:
            feature = QgsFeature()
            feature.setGeometry(outline)
            features.append(feature)
        self._layer.dataProvider().addFeatures(features, QgsFeatureSink.Flag.FastInsert)
        if not self._left:
            self._picture.draw()


def _layer_of(crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    """An empty layer of polygons; nobody is asked for its CRS, whatever QGIS's options say about layers without one."""
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    options.skipCrsValidation = True
    layer = QgsVectorLayer("MultiPolygon", "", "memory", options)
    layer.setCrs(crs)
    simpler = QgsVectorSimplifyMethod()
    simpler.setSimplifyHints(Qgis.VectorRenderingSimplificationFlag.GeometrySimplification)
    layer.setSimplifyMethod(simpler)
    return layer


def _written(colour: QColor) -> str:
    return ",".join(str(each) for each in colour.getRgb())
