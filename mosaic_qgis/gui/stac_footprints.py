"""Outlines of found images on the map canvas: all of them, the selected ones; and which lie under a click.

QGIS side, main thread. Owns its bands, which hide with the panel; whoever has made it removes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtGui import QColor

from .outline_band import OutlineBand
from .stac_outlines import Outlines

_DEGREES: Final = "EPSG:4326"
_OUTLINE, _SELECTED = QColor(232, 89, 12), QColor(255, 221, 0)
"""On a map of any colours, not in a window: the theme's do not count."""
_WIDTH, _BROAD = 1, 3
_BROAD_MOST: Final = 500
"""More selected images than these are neither filled nor have broad lines, which would hide the map that they lie on."""


class StacFootprints:
    """The outlines of one table of results."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._degrees = QgsCoordinateReferenceSystem(_DEGREES)
        self._outlines = Outlines()
        self.all = OutlineBand(canvas, self._degrees, _OUTLINE, fill_alpha=0)
        self.chosen = OutlineBand(canvas, self._degrees, _SELECTED, fill_alpha=60)
        self._selected: tuple[int, ...] = ()
        self._hidden: frozenset[int] = frozenset()

    @property
    def is_drawn(self) -> bool:
        """Whether everything is on the canvas."""
        return self.all.is_drawn and self.chosen.is_drawn

    def set_outlines(self, outlines: Sequence[QgsGeometry]) -> None:
        """Show these; null ones stand for images without a place."""
        self._outlines = outlines if isinstance(outlines, Outlines) else Outlines(outlines)
        self._selected, self._hidden = (), frozenset()
        self._draw_all()
        self._draw_selected()

    def set_hidden(self, numbers: Sequence[int]) -> None:
        """Leave these out of the picture."""
        if frozenset(numbers) != self._hidden:
            self._hidden = frozenset(numbers)
            self._draw_all()

    def select(self, numbers: Sequence[int]) -> None:
        """Show these as selected."""
        if tuple(numbers) != self._selected:
            self._selected = tuple(numbers)
            self._draw_selected()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide all."""
        for band in (self.all, self.chosen):
            band.set_visible(is_visible)

    def at(self, point: QgsPointXY) -> list[int]:
        """The images that lie under a point of the map."""
        place = self._to_degrees(point)
        if place is None:
            return []
        return self._outlines.at(place)

    def extent_of(self, numbers: Sequence[int]) -> QgsRectangle | None:
        """The place of some images, in the map's CRS."""
        extent = self._outlines.extent_of(numbers)
        if extent is None:
            return None
        try:
            return self._transform().transformBoundingBox(extent)
        except QgsCsException:
            return None

    def remove(self) -> None:
        """Take everything off the canvas."""
        for band in (self.all, self.chosen):
            band.remove()
        self._outlines = Outlines()

    def _draw_all(self) -> None:
        self.all.show([each for number, each in enumerate(self._outlines) if number not in self._hidden], _WIDTH)

    def _draw_selected(self) -> None:
        are_few = len(self._selected) <= _BROAD_MOST
        outlines = [self._outlines[number] for number in self._selected]
        self.chosen.show(outlines, _BROAD if are_few else _WIDTH, is_filled=are_few)

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
