"""A small map of where a mosaic lies: its bounds, the outlines of its images, lines of longitude and latitude. QGIS side.

Draws what it is given; knows neither the mosaic nor the engine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_ROOM = 0.35
"""What is seen around the mosaic, as a part of its size."""
_LEAST_DEG = 0.002
_LINES = 3
"""About so many lines cross the map each way."""
_STEPS = (1, 2, 5)
_LARGEST_STEP_DEG = 90.0
_FILL_ALPHA, _LINE_ALPHA, _TEXT_ALPHA = 60, 40, 160
_MIDDLE = 128
_LINES_HIGH = 11
"""Height of the map in lines of text."""


class PreviewMap(QWidget):
    """The map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bounds: Bounds | None = None
        self._outlines: list[QPolygonF] = []
        self.setMinimumSize(100, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(self, bounds: Sequence[float] | None, geometries: Sequence[Mapping[str, Any]] = ()) -> None:
        """Show bounds in degrees and GeoJSON polygons of images; None shows nothing."""
        self._bounds = None
        if bounds is not None and all(math.isfinite(each) for each in bounds):
            self._bounds = (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
        self._outlines = [ring for geometry in geometries for ring in _rings(geometry)]
        self.setToolTip("" if self._bounds is None else words(self._bounds))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    # QWidget interface

    @guarded(lambda self: QSize(160, 160))
    def sizeHint(self) -> QSize:
        side = _LINES_HIGH * self.fontMetrics().height()
        return QSize(side, side)

    @guarded(answer(None))
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        if self._bounds is not None:
            view = view_of(self._bounds, self.width() / max(1, self.height()))
            self._draw_lines(painter, view)
            self._draw_mosaic(painter, view, self._bounds)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    # Own

    def _to_widget(self, view: Bounds, x: float, y: float) -> QPointF:
        west, south, east, north = view
        return QPointF((x - west) / (east - west) * self.width(), (north - y) / (north - south) * self.height())

    def _draw_lines(self, painter: QPainter, view: Bounds) -> None:
        # QGIS's dark themes change what is behind text, and leave the palette's colours of text as they are.
        is_dark = self.palette().color(QPalette.ColorRole.Base).lightness() < _MIDDLE
        line, text = (QColor(Qt.GlobalColor.white if is_dark else Qt.GlobalColor.black) for _ in range(2))
        line.setAlpha(_LINE_ALPHA)
        text.setAlpha(_TEXT_ALPHA)
        font = self.font()
        font.setPointSizeF(max(6.0, 0.8 * font.pointSizeF()))
        painter.setFont(font)
        height = painter.fontMetrics().height()
        west, south, east, north = view
        for longitude in steps(west, east):
            at = self._to_widget(view, longitude, south)
            painter.setPen(line)
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), self.height()))
            painter.setPen(text)
            painter.drawText(QPointF(at.x() + 2, self.height() - 3), degrees(longitude, "EW"))
        for latitude in steps(south, north):
            at = self._to_widget(view, west, latitude)
            painter.setPen(line)
            painter.drawLine(QPointF(0, at.y()), QPointF(self.width(), at.y()))
            # The bottom row belongs to the longitudes.
            if height < at.y() < self.height() - height:
                painter.setPen(text)
                painter.drawText(QPointF(3, at.y() - 2), degrees(latitude, "NS"))

    def _draw_mosaic(self, painter: QPainter, view: Bounds, bounds: Bounds) -> None:
        color = self.palette().color(QPalette.ColorRole.Highlight)
        fill = QColor(color)
        fill.setAlpha(_FILL_ALPHA)
        painter.setPen(QPen(color, 1))
        painter.setBrush(fill)
        top_left, bottom_right = (
            self._to_widget(view, bounds[0], bounds[3]),
            self._to_widget(view, bounds[2], bounds[1]),
        )
        frame_rect = QRectF(top_left, bottom_right)
        painter.save()
        # Where nothing better is known, an outline is that of the tiles which an image touches.
        painter.setClipRect(frame_rect)
        for outline in self._outlines:
            painter.drawPolygon(QPolygonF([self._to_widget(view, point.x(), point.y()) for point in outline]))
        painter.restore()
        frame = QPen(color, 1.5)
        # Without outlines, the bounds are all that is known of what is covered.
        painter.setBrush(Qt.BrushStyle.NoBrush if self._outlines else fill)
        painter.setPen(frame)
        painter.drawRect(frame_rect)


def _rings(geometry: Mapping[str, Any]) -> list[QPolygonF]:
    """The outer rings of a GeoJSON Polygon or MultiPolygon."""
    polygons = geometry.get("coordinates") or ()
    if geometry.get("type") == "Polygon":
        polygons = (polygons,)
    return [QPolygonF([QPointF(float(x), float(y)) for x, y, *_ in rings[0]]) for rings in polygons if rings]


def view_of(bounds: Bounds, ratio: float) -> Bounds:
    """What the map shows of the world: the bounds in the middle, with room around them; `ratio` is width by height.

    A degree is as long both ways at the mosaic's own latitude.
    """
    west, south, east, north = bounds
    shrink = max(0.05, math.cos(math.radians(max(-89.0, min(89.0, (south + north) / 2)))))
    width = max(east - west, _LEAST_DEG) * (1 + 2 * _ROOM)
    height = max(north - south, _LEAST_DEG) * (1 + 2 * _ROOM)
    if width * shrink < height * ratio:
        width = height * ratio / shrink
    else:
        height = width * shrink / ratio
    x, y = (west + east) / 2, (south + north) / 2
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def steps(low: float, high: float) -> list[float]:
    """Round numbers between two others, about three of them."""
    rough = (high - low) / _LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = min(next((each * power for each in _STEPS if each * power >= rough), 10 * power), _LARGEST_STEP_DEG)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def degrees(value: float, letters: str) -> str:
    """A longitude or latitude for people; `letters` are those of positive and negative values ("EW", "NS")."""
    text = QLocale().toString(float(round(abs(value), 6)), "g", 6)
    if letters == "EW":
        return (tr("{degrees}° E") if value >= 0 else tr("{degrees}° W")).format(degrees=text)
    return (tr("{degrees}° N") if value >= 0 else tr("{degrees}° S")).format(degrees=text)


def words(bounds: Bounds) -> str:
    """Bounds in one line."""
    west, south, east, north = bounds
    return tr("{west} to {east}, {south} to {north}").format(
        west=degrees(west, "EW"), east=degrees(east, "EW"), south=degrees(south, "NS"), north=degrees(north, "NS")
    )
