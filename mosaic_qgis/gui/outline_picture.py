"""A picture of one vector layer that lies over the map and keeps to its place while the map moves. QGIS side.

QGIS draws it in the background, as it draws maps; the window only paints pixels, however much there is to draw, and none
of that is Python. Lives on the main thread. Owns its item on the canvas and its drawings; the layer is somebody else's.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Final

from qgis.core import Qgis, QgsElevationShadingRenderer, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPixmap, QTransform
from qgis.PyQt.QtWidgets import QGraphicsPixmapItem

from ..host.guard import answer, guarded

_OVER_MAP: Final = -1.0
"""Below what map tools draw, which has 0; the map itself has less."""
_MOST_SCALED: Final = 16.0
"""Lines that are broader than that, or a picture that is smaller, say nothing until the place is drawn anew."""
_DIGITS: Final = 6
"""Of a scale, for which 0.000001 is less than a pixel in a window."""


class OutlinePicture(QObject):
    """The picture. Draws nothing before `draw` is called."""

    def __init__(self, canvas: QgsMapCanvas, layer: QgsVectorLayer) -> None:
        super().__init__()
        self._canvas = canvas
        self._layer = layer
        self._is_visible = True
        self._is_wanted = False
        self._job: QgsMapRendererParallelJob | None = None
        self._drawn: QgsMapSettings | None = None
        self._item = QGraphicsPixmapItem()
        self._item.setZValue(_OVER_MAP)
        # A click is meant for what lies below.
        self._item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._item.setVisible(False)
        canvas.scene().addItem(self._item)
        # One drawing for all that changes at once.
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._start)
        for signal in self._moves():
            signal.connect(self._map_moved)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being drawn, nor is going to be."""
        return self._job is None and not self._turn.isActive()

    @property
    def is_visible(self) -> bool:
        """Whether a person can see it."""
        return not sip.isdeleted(self._item) and bool(self._item.isVisible())

    def draw(self) -> None:
        """Draw the layer as it is now; what is shown stays until that is done."""
        self._is_wanted = True
        self._draw_later()

    def clear(self) -> None:
        """Show nothing."""
        self._is_wanted = False
        self._withdraw()
        self._drop()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide it. What is hidden takes neither time nor memory."""
        if is_visible == self._is_visible:
            return
        self._is_visible = is_visible
        if is_visible:
            self._draw_later()
        else:
            self._withdraw()
            self._drop()

    def remove(self) -> None:
        """Take it off the canvas."""
        self._is_wanted = False
        self._withdraw()
        # The item goes with the canvas.
        if sip.isdeleted(self._item):
            return
        for signal in self._moves():
            signal.disconnect(self._map_moved)
        self._canvas.scene().removeItem(self._item)
        # Now and here: Python may collect what is left on any thread.
        sip.delete(self._item)

    # Own

    def _moves(self) -> tuple[Any, ...]:
        # Turning and resizing the map changes its extent too.
        return (self._canvas.extentsChanged, self._canvas.destinationCrsChanged, self._canvas.magnificationChanged)

    @guarded(answer(None))
    def _map_moved(self, *_how: object) -> None:
        if not sip.isdeleted(self._item):
            self._put_in_place()
            self._draw_later()

    def _draw_later(self) -> None:
        self._withdraw()
        if self._is_wanted and self._is_visible:
            self._turn.start()

    def _withdraw(self) -> None:
        """Let a drawing that is under way end by itself."""
        self._turn.stop()
        job, self._job = self._job, None
        if job is not None and not sip.isdeleted(job):
            job.cancelWithoutBlocking()

    @guarded(answer(None))
    def _start(self) -> None:
        if sip.isdeleted(self._item) or sip.isdeleted(self._layer):
            return
        settings = _settings_like(self._canvas.mapSettings(), self._layer)
        if not settings.hasValidSettings():
            self._drop()
            return
        job = QgsMapRendererParallelJob(settings)
        # The canvas, which is deleted on this thread, waits for it; Python may let go of it at any time.
        job.setParent(self._canvas)
        job.finished.connect(functools.partial(self._finished, job))
        job.finished.connect(job.deleteLater)
        self._job = job
        job.start()

    @guarded(answer(None))
    def _finished(self, job: QgsMapRendererParallelJob) -> None:
        if job is not self._job:
            return
        self._job = None
        if sip.isdeleted(self._item):
            return
        self._drawn = QgsMapSettings(job.mapSettings())
        # As it is: Qt converts pictures with the help of threads which may be waiting for Python's lock.
        self._item.setPixmap(QPixmap.fromImage(job.renderedImage(), Qt.ImageConversionFlag.NoFormatConversion))
        self._put_in_place()

    def _drop(self) -> None:
        self._drawn = None
        if not sip.isdeleted(self._item):
            self._item.setVisible(False)
            self._item.setPixmap(QPixmap())

    def _put_in_place(self) -> None:
        """Have it lie over the place that it shows."""
        place = None if self._drawn is None else _place(self._drawn, self._canvas.mapSettings())
        if place is not None:
            self._item.setTransform(place)
        self._item.setVisible(place is not None and self._is_visible)


def _settings_like(shown: QgsMapSettings, layer: QgsVectorLayer) -> QgsMapSettings:
    """The same part of the same map, with one layer and nothing behind it."""
    settings = QgsMapSettings(shown)
    settings.setLayers([layer])
    settings.setBackgroundColor(QColor(Qt.GlobalColor.transparent))
    settings.setOutputImageFormat(QImage.Format.Format_ARGB32_Premultiplied)
    settings.setElevationShadingRenderer(QgsElevationShadingRenderer())
    settings.setFlag(Qgis.MapSettingsFlag.DrawLabeling, False)
    # Corners that fall on one pixel are one.
    settings.setFlag(Qgis.MapSettingsFlag.UseRenderingOptimization, True)
    return settings


def _place(drawn: QgsMapSettings, shown: QgsMapSettings) -> QTransform | None:
    """From the pixels of a drawn map to those of the map that is shown.

    None where the two have nothing to do with each other: other coordinates, or much larger or smaller.
    """
    if drawn.destinationCrs() != shown.destinationCrs():
        return None
    before, now, size = drawn.mapToPixel(), shown.mapToPixel(), drawn.outputSize()
    origin, right, down = (
        now.transform(before.toMapCoordinates(x, y)) for x, y in ((0, 0), (size.width(), 0), (0, size.height()))
    )
    # A picture that has not moved is painted as it is, which the last digit must not hinder.
    numbers = (
        (right.x() - origin.x()) / size.width(), (right.y() - origin.y()) / size.width(),
        (down.x() - origin.x()) / size.height(), (down.y() - origin.y()) / size.height(),
    )  # fmt: skip
    m11, m12, m21, m22 = (round(each, _DIGITS) for each in numbers)
    place = QTransform(m11, m12, m21, m22, round(origin.x(), 3), round(origin.y(), 3))
    scale = math.sqrt(abs(place.determinant()))
    return place if 1 / _MOST_SCALED <= scale <= _MOST_SCALED else None
