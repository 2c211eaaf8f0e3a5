"""The polygons that an export is cut along. Runs in the ENGINE; pure geometry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from ..mosaic.errors import BadRequestError
from ..reading.crs import transformer
from ..reading.values import Extent
from .export_grid import check_crs

_POLYGONS = ("Polygon", "MultiPolygon")
_EDGES = 128
"""Into so many edges the longest side of all polygons is cut, before they are placed in another CRS."""


class Mask:
    """What stays, as it is given."""

    def __init__(self, polygons: Iterable[object], wkt: str = "") -> None:
        """``polygons``: WKB as hexadecimal text; ``wkt``: their CRS, empty is that of the export. Raises BadRequestError."""
        self._parts: list[shapely.Geometry] = []
        self._wkt = wkt
        if wkt:
            check_crs(wkt)
        for number, text in enumerate(polygons, 1):
            if not isinstance(text, str):
                raise BadRequestError(f"A mask has polygons as text, number {number} is {type(text).__name__}.")
            try:
                geometry = shapely.from_wkb(text)
            except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
                raise BadRequestError(f"A mask has polygons, number {number} is no geometry ({error}).") from error
            if geometry.geom_type not in _POLYGONS:
                raise BadRequestError(f"A mask has polygons, number {number} is a {geometry.geom_type}.")
            self._parts += _polygons(shapely.force_2d(geometry))
        if not self._parts:
            raise BadRequestError("The mask has no polygon: choose a layer with some, or none.")

    def in_crs(self, wkt: str) -> GridMask:
        """In the CRS of an export. Raises BadRequestError where it has no place there."""
        change = transformer(self._wkt, wkt) if self._wkt else None
        if change is None:
            return GridMask(self._parts)
        xmin, ymin, xmax, ymax = shapely.total_bounds(self._parts).tolist()
        # Straight edges are bent in another CRS.
        parts = shapely.segmentize(self._parts, max(xmax - xmin, ymax - ymin) / _EDGES)
        parts = shapely.transform(parts, lambda points: np.column_stack(change.transform(*points.T)))
        if not np.isfinite(shapely.get_coordinates(parts)).all():
            raise BadRequestError(
                "The mask has no place in the coordinate reference system of the export: cut it, or choose another."
            )
        return GridMask([polygon for part in parts.tolist() for polygon in _polygons(part)])


def _polygons(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """Its parts that have an area, made valid."""
    whole = geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
    found = []
    for part in shapely.get_parts(whole).tolist():
        # What is made valid may be a collection of several kinds.
        found += [
            each for each in shapely.get_parts(part).tolist() if each.geom_type == "Polygon" and not each.is_empty
        ]
    return found


class GridMask:
    """What stays, in the CRS of the grid. Thread-safe."""

    def __init__(self, parts: Sequence[shapely.Geometry]) -> None:
        self._tree = shapely.STRtree(parts)
        self.bounds: Extent = tuple(shapely.total_bounds(parts).tolist())
        self.digest = hashlib.sha256(b"".join(shapely.to_wkb(part) for part in parts)).hexdigest()
        """Tells masks apart."""

    def of(self, extent: Extent) -> tuple[bytes, ...] | None:
        """The polygons within a box; None where it lies in one of them and nothing is to be cut off."""
        box = shapely.box(*extent)
        if self._tree.query(box, predicate="covered_by").size:
            return None
        touching = self._tree.geometries.take(self._tree.query(box, predicate="intersects"))
        # A little more than the box: what is cut at its edge must not be taken for the polygon's own.
        margin = max(extent[2] - extent[0], extent[3] - extent[1]) * 0.01
        xmin, ymin, xmax, ymax = extent
        cut = shapely.clip_by_rect(touching, xmin - margin, ymin - margin, xmax + margin, ymax + margin)
        return tuple(
            shapely.to_wkb(part) for each in cut for part in shapely.get_parts(each) if part.geom_type in _POLYGONS
        )
