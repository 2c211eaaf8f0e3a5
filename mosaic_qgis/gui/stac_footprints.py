"""Outlines of found images on the map canvas: one band for all of them, one for the selected ones; and which lie under a click.

QGIS side, main thread. Owns its bands: they go with it, and hide with the panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMultiPolygon,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor

_DEGREES: Final = "EPSG:4326"
_OUTLINE, _SELECTED = QColor(232, 89, 12), QColor(255, 221, 0)
"""On a map of any colours, not in a window: the theme's do not count."""
_CORNERS_KEPT = 400
"""Of one outline; a band of 5000 detailed ones would hold the canvas up."""


class StacFootprints:
    """The outlines of one table of results."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._degrees = QgsCoordinateReferenceSystem(_DEGREES)
        self._outlines: list[QgsGeometry] = []
        self._all = _band(canvas, _OUTLINE, width=1, fill_alpha=0)
        self._chosen = _band(canvas, _SELECTED, width=3, fill_alpha=60)
        self._is_visible = True
        self._selected: tuple[int, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        canvas.destinationCrsChanged.connect(self._draw)

    def set_items(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Show the outlines of these; what says no place has none."""
        self._outlines = [outline_of(item) for item in items]
        self._selected, self._hidden = (), frozenset()
        self._draw()

    def set_hidden(self, numbers: Sequence[int]) -> None:
        """Leave these out of the picture."""
        if frozenset(numbers) != self._hidden:
            self._hidden = frozenset(numbers)
            self._draw_all()

    def select(self, numbers: Sequence[int]) -> None:
        """Show these as selected."""
        self._selected = tuple(numbers)
        self._draw_selected()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide all."""
        self._is_visible = is_visible
        for band in (self._all, self._chosen):
            if not sip.isdeleted(band):
                band.setVisible(is_visible)

    def at(self, point: QgsPointXY) -> list[int]:
        """The images that lie under a point of the map."""
        place = self._to_degrees(point)
        if place is None:
            return []
        here = QgsGeometry.fromPointXY(place)
        return [
            number
            for number, outline in enumerate(self._outlines)
            if not outline.isNull() and outline.boundingBox().contains(place) and outline.intersects(here)
        ]

    def extent_of(self, numbers: Sequence[int]) -> QgsRectangle | None:
        """The place of some images, in the map's CRS."""
        extent = QgsRectangle()
        for number in numbers:
            if not self._outlines[number].isNull():
                extent.combineExtentWith(self._outlines[number].boundingBox())
        if extent.isNull():
            return None
        try:
            return self._transform().transformBoundingBox(extent)
        except QgsCsException:
            return None

    def remove(self) -> None:
        """Take everything off the canvas."""
        if not sip.isdeleted(self._canvas):
            self._canvas.destinationCrsChanged.disconnect(self._draw)
            for band in (self._all, self._chosen):
                if not sip.isdeleted(band):
                    self._canvas.scene().removeItem(band)
        self._outlines = []

    def _draw(self) -> None:
        self._draw_all()
        self._draw_selected()

    def _draw_all(self) -> None:
        self._show(self._all, [n for n in range(len(self._outlines)) if n not in self._hidden])

    def _draw_selected(self) -> None:
        self._show(self._chosen, self._selected)

    def _show(self, band: QgsRubberBand, numbers: Sequence[int]) -> None:
        if sip.isdeleted(band):
            return
        # One geometry: a band works out its place anew with each part that is added.
        together = QgsMultiPolygon()
        for number in numbers:
            outline = self._outlines[number]
            if not outline.isNull():
                for part in outline.constParts():
                    together.addGeometry(part.clone())
        band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if together.numGeometries():
            band.setToGeometry(QgsGeometry(together), self._degrees)
        band.setVisible(self._is_visible)

    def _transform(self) -> QgsCoordinateTransform:
        crs = self._canvas.mapSettings().destinationCrs()
        transform = QgsCoordinateTransform(self._degrees, crs, QgsProject.instance())
        transform.setBallparkTransformsAreAppropriate(True)
        return transform

    def _to_degrees(self, point: QgsPointXY) -> QgsPointXY | None:
        try:
            return self._transform().transform(point, QgsCoordinateTransform.TransformDirection.ReverseTransform)
        except QgsCsException:
            return None


def outline_of(item: Mapping[str, Any]) -> QgsGeometry:
    """Where an image lies, in degrees; null where it does not say."""
    geometry = item.get("geometry")
    if isinstance(geometry, Mapping):
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
        try:
            outline = QgsGeometry.fromMultiPolygonXY([[_ring(ring) for ring in polygon] for polygon in polygons or ()])
        except (TypeError, ValueError, IndexError):
            outline = QgsGeometry()
        if not outline.isNull() and not outline.isEmpty():
            return outline
    bbox = item.get("bbox")
    if not bbox or bbox[0] > bbox[2]:
        return QgsGeometry()
    box = QgsGeometry.fromRect(QgsRectangle(*bbox))
    box.convertToMultiType()
    return box


def _ring(ring: Sequence[Sequence[float]]) -> list[QgsPointXY]:
    step = max(1, len(ring) // _CORNERS_KEPT)
    points = [QgsPointXY(float(corner[0]), float(corner[1])) for corner in ring[::step]]
    if len(points) < 3:
        raise ValueError(f"a ring has at least three corners, got {len(points)}")
    return points


def _band(canvas: QgsMapCanvas, colour: QColor, *, width: int, fill_alpha: int) -> QgsRubberBand:
    band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
    fill = QColor(colour)
    fill.setAlpha(fill_alpha)
    band.setStrokeColor(colour)
    band.setFillColor(fill)
    band.setWidth(width)
    return band
