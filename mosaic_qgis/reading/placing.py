"""Images as mosaics are made of them: where each lies, which zooms suit it, its type. Runs in the ENGINE; no I/O.

From what is known of an image without its pixels (`ImageInfo`), many at a time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from morecantile import TileMatrixSet
from numpy.typing import NDArray

from ..mosaic.shapes import shapes_of
from .crs import transformer
from .ground import edge, pixels_per_unit
from .images import ImageInfo

TOLERANCE = 1e-4
"""How far an outline may be off, as a share of the image's size."""
_SAME = 1e-8
"""Resolutions that differ by a smaller share are the same."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """Where one image lies, and what it is like."""

    outline: shapely.Geometry
    """Polygon or MultiPolygon in degrees of a grid's geographic CRS."""
    minzoom: int
    maxzoom: int
    data_type: str
    """As numpy calls it."""


def placed(images: Sequence[ImageInfo], tms: TileMatrixSet) -> list[PlacedImage | None]:
    """Each image, its outline in degrees of the geographic CRS of ``tms``; ``None`` where it has no place on the earth."""
    geographic = tms.rasterio_geographic_crs.wkt
    rings = (np.column_stack(edge(info, geographic)) for info in images)
    shapes = shapes_of([{"geometry": {"type": "Polygon", "coordinates": [_closed(ring)]}} for ring in rings])
    sizes = np.ptp(shapely.bounds(shapes.geometries).reshape(-1, 2, 2), axis=1).min(axis=1)
    simple = shapely.simplify(shapes.geometries, TOLERANCE * sizes)
    zooms = _Zooms(tms)
    found: list[PlacedImage | None] = [None] * len(images)
    for number, outline in zip(shapes.features.tolist(), simple, strict=True):
        info = images[number]
        found[number] = PlacedImage(outline, *zooms.of(info), info.dtypes[0])
    return found


class _Zooms:
    """Which zooms suit images, as rio-tiler and GDAL's COG driver have it."""

    def __init__(self, tms: TileMatrixSet) -> None:
        self._wkt = tms.rasterio_crs.wkt
        self._tile_px = tms.tileMatrices[0].tileWidth
        self._resolutions = np.array([tms.matrix(zoom).cellSize for zoom in range(tms.minzoom, tms.maxzoom + 1)])
        self._first = tms.minzoom

    def of(self, info: ImageInfo) -> tuple[int, int]:
        """Where one tile shows all of the image, and where its pixels are about those of the tiles."""
        resolution, width, height = self._resolution(info)
        if not math.isfinite(resolution) or resolution <= 0:
            return self._first, self._first + len(self._resolutions) - 1
        levels = 0
        while min(width, height) >> levels > self._tile_px:
            levels += 1
        return self._zoom_for(resolution * 2**levels), self._zoom_for(resolution)

    def _resolution(self, info: ImageInfo) -> tuple[float, int, int]:
        """Units per pixel and size of an image that is brought into the grid's CRS."""
        if transformer(info.crs_wkt, self._wkt) is None:
            return max(abs(info.transform.a), abs(info.transform.e)), info.width, info.height
        x, y = edge(info, self._wkt)
        corner = len(x) // 2
        across = math.hypot(x[corner] - x[0], y[corner] - y[0])
        if not math.isfinite(across) or not across:
            middle = pixels_per_unit(info, self._wkt)
            return (math.nan if middle is None else 1 / min(middle)), info.width, info.height
        # What GDAL proposes when it warps: as many pixels along the diagonal as there are.
        resolution = across / math.hypot(info.width, info.height)
        width, height = (float(np.ptp(values[np.isfinite(values)])) / resolution for values in (x, y))
        return resolution, int(width + 0.5), int(height + 0.5)

    def _zoom_for(self, resolution: float) -> int:
        """The zoom whose resolution is nearest, by factor."""
        coarser = np.flatnonzero(
            (resolution > self._resolutions) | (np.abs(resolution - self._resolutions) <= _SAME * self._resolutions)
        )
        index = int(coarser[0]) if len(coarser) else len(self._resolutions) - 1
        own = float(self._resolutions[index])
        if (
            index > 0
            and abs(resolution - own) > _SAME * own
            and self._resolutions[index - 1] / resolution < resolution / own
        ):
            index -= 1
        return self._first + index


def _closed(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A ring of four sides, each with both of its corners, without the repeated ones, closed."""
    side = len(ring) // 4
    kept = np.delete(ring, [side, 2 * side, 3 * side, 4 * side - 1], axis=0)
    return np.vstack([kept, kept[:1]])
