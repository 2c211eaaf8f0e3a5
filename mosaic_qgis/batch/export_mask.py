"""The polygons that an export is cut along. Runs in the ENGINE; pure geometry, in the CRS of the grid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import shapely

from ..mosaic.errors import BadRequestError
from ..reading.values import Extent

_POLYGONS = ("Polygon", "MultiPolygon")


class Mask:
    """What stays. Thread-safe."""

    def __init__(self, polygons: Iterable[str]) -> None:
        """``polygons``: WKB as hexadecimal text. Raises BadRequestError."""
        parts: list[shapely.Geometry] = []
        for number, text in enumerate(polygons, 1):
            try:
                geometry = shapely.from_wkb(text)
            except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
                raise BadRequestError(f"A mask has polygons, number {number} is no geometry ({error}).") from error
            if geometry.geom_type not in _POLYGONS:
                raise BadRequestError(f"A mask has polygons, number {number} is a {geometry.geom_type}.")
            # Rings that cross themselves have an inside by counting, as they are drawn.
            whole = geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
            parts += [part for part in shapely.get_parts(whole).tolist() if part.geom_type in _POLYGONS]
        if not any(not part.is_empty for part in parts):
            raise BadRequestError("The mask has no polygon: choose a layer with some, or none.")
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
