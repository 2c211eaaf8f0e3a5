"""Where found images lie: their outlines, made of what the engine answers, and which of them lie at a place. QGIS side.

Knows no map. Made on any thread, since thousands take a while; never changes afterwards.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsWkbTypes

from ..host.pace import paced

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry


class Outlines(Sequence[QgsGeometry]):
    """Outlines in degrees; null ones stand for images without a place."""

    def __init__(self, shapes: Iterable[QgsGeometry] = ()) -> None:
        self._shapes = tuple(shapes)
        self._boxes: NDArray[numpy.float64] = numpy.full((len(self._shapes), 4), numpy.nan)
        """(image, side): west, south, east, north in degrees; NaN for images without a place."""
        for number, shape in enumerate(self._shapes):
            if not shape.isNull():
                box = shape.boundingBox()
                self._boxes[number] = box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()

    @overload
    def __getitem__(self, number: int) -> QgsGeometry: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[QgsGeometry]: ...
    def __getitem__(self, number: int | slice) -> QgsGeometry | Sequence[QgsGeometry]:
        return self._shapes[number]

    def __len__(self) -> int:
        return len(self._shapes)

    def __iter__(self) -> Iterator[QgsGeometry]:
        return iter(self._shapes)

    def at(self, place: QgsPointXY) -> list[int]:
        """Numbers of those that lie at a place."""
        west, south, east, north = self._boxes.T
        x, y = place.x(), place.y()
        near = numpy.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))
        here = QgsGeometry.fromPointXY(place)
        return [int(number) for number in near if self._shapes[number].intersects(here)]

    def extent_of(self, numbers: Sequence[int]) -> QgsRectangle | None:
        """What some of them cover; None where none of them has a place."""
        boxes = self._boxes[numpy.asarray(numbers, dtype=numpy.intp)]
        boxes = boxes[~numpy.isnan(boxes[:, 0])]
        if not len(boxes):
            return None
        (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return QgsRectangle(float(west), float(south), float(east), float(north))


def outlines_of(items: Sequence[Mapping[str, Any]]) -> Outlines:
    """Where images lie."""
    return Outlines(map(outline_of, paced(items)))


def outline_of(item: Mapping[str, Any]) -> QgsGeometry:
    """Where an image lies, in degrees; null where it does not say."""
    outline = QgsGeometry()
    try:
        outline.fromWkb(base64.b64decode(item.get("outline") or ""))
    except ValueError:
        outline = QgsGeometry()
    if outline.type() == _POLYGON and not outline.isEmpty():
        outline.convertToMultiType()
        return outline
    bbox = item.get("bbox")
    if not bbox or bbox[0] > bbox[2]:
        return QgsGeometry()
    box = QgsGeometry.fromRect(QgsRectangle(*bbox))
    box.convertToMultiType()
    return box
